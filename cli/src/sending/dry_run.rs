//! `--dry-run`: prints the HTTP request without sending it.

use std::collections::BTreeMap;

use colt_numbers::{CheckedRequest, DynamicRequest, Preview};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use super::body_json::BodyJson;
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
    tracking_id: Option<&'p str>,
    method: &'p str,
    url: &'p str,
    headers: BTreeMap<&'p str, &'p str>,
    body: BodyJson<'p>,
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
pub fn print(
    send: &SendArgs,
    request: &CheckedRequest<DynamicRequest>,
    output: Output,
) -> Result<Exit, CommandFailure> {
    let target_arg = &send.target;
    let target = target_arg.to_target(has_token(send)?.then_some(TOKEN_URL))?;
    let preview = Preview::new(&target, request);
    let preview = preview.ok_or_else(|| {
        CommandFailure::configuration(format!("no valid request URL can be made from the target `{target_arg}`"))
    })?;
    if output.json {
        output.print_json(&DryRunJson {
            outcome: "dryRun",
            target: target_arg.to_string(),
            tracking_id: request.tracking_id().map(|id| id.as_str()),
            method: preview.method(),
            url: preview.url(),
            headers: preview.headers().collect(),
            body: BodyJson::new(preview.body()),
        })?;
        return Ok(Exit::Done);
    }
    output.print_text(|out| {
        writeln!(out, "{} {}", styled(LABEL, preview.method()), Safe::new(preview.url()))?;
        for (name, value) in preview.headers() {
            writeln!(out, "{}: {}", styled(LABEL, name), Safe::new(value))?;
        }
        match &preview.body()[..] {
            [] => Ok(()),
            body => writeln!(out, "\n{}", printable_json(&String::from_utf8_lossy(body))),
        }
    })?;
    output.note("nothing was sent");
    if *target_arg == TargetArg::Embedded {
        output.note(
            "port 0 is a placeholder: the embedded sandbox picks a free port; add `--target` to see the request to another target",
        );
    }
    Ok(Exit::Done)
}
