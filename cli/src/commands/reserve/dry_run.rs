//! `reserve --dry-run`: prints the HTTP request without sending it.

use std::collections::BTreeMap;

use colt_numbers::Preview;
use colt_numbers_terminal_text::Safe;
use serde::Serialize;
use serde_json::value::RawValue;

use super::tracked_reservation::TrackedReservation;
use crate::args::SendArgs;
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::exit::Exit;
use crate::output::{Output, printable_json};
use crate::style::{LABEL, styled};
use crate::target_arg::TargetArg;

/// The HTTP request as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DryRunJson<'p> {
    outcome: &'static str,
    target: String,
    tracking_id: &'p str,
    method: &'p str,
    url: &'p str,
    headers: BTreeMap<&'p str, &'p str>,
    body: &'p RawValue,
}

/// A placeholder for the token endpoint, which does not appear in the request.
const TOKEN_URL: &str = "http://127.0.0.1:0/token";

/// Whether the request would have a token. The credentials themselves are not read.
fn has_token(send: &SendArgs) -> Result<bool, CommandFailure> {
    if send.target == TargetArg::Embedded || send.credentials.is_some() {
        return Ok(true);
    }
    Ok(!send.target.to_target(None)?.is_loopback() || credentials::is_any_variable_set())
}

/// Prints the request.
pub fn print(send: &SendArgs, tracked: &TrackedReservation, output: Output) -> Result<Exit, CommandFailure> {
    let target_arg = &send.target;
    let target = target_arg.to_target(has_token(send)?.then_some(TOKEN_URL))?;
    let preview = Preview::new(&target, &tracked.reservation, &tracked.tracking_id);
    let preview = preview.ok_or_else(|| {
        CommandFailure::configuration(format!("no valid request URL can be made from the target `{target_arg}`"))
    })?;
    if output.json {
        // In JSON, these characters occur only between tokens, so the value stays the same, on one line.
        let body = String::from_utf8_lossy(preview.body()).replace(['\n', '\r', '\t'], " ");
        let body = serde_json::from_str(&body).map_err(|error| CommandFailure::internal(error.to_string()))?;
        output.print_json(&DryRunJson {
            outcome: "dryRun",
            target: target_arg.to_string(),
            tracking_id: tracked.tracking_id.as_str(),
            method: preview.method(),
            url: preview.url(),
            headers: preview.headers().collect(),
            body,
        })?;
        return Ok(Exit::Done);
    }
    output.print_text(|out| {
        writeln!(out, "{} {}", styled(LABEL, preview.method()), Safe::new(preview.url()))?;
        for (name, value) in preview.headers() {
            writeln!(out, "{}: {}", styled(LABEL, name), Safe::new(value))?;
        }
        writeln!(out, "\n{}", printable_json(&String::from_utf8_lossy(preview.body())))
    })?;
    output.note("nothing was sent");
    if *target_arg == TargetArg::Embedded {
        output.note(
            "port 0 is a placeholder: the embedded sandbox picks a free port; add `--target` to see the request to another target",
        );
    }
    Ok(Exit::Done)
}
