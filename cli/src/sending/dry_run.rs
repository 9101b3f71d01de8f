//! `--dry-run`: prints the HTTP request without sending it.

use std::collections::BTreeMap;
use std::path::Path;

use colt_numbers::{CheckedRequest, DynamicRequest, Preview};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use super::body_json::BodyJson;
use crate::chosen_target::{ChosenTarget, TargetSource};
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
    target_source: TargetSource,
    tracking_id: Option<&'p str>,
    method: &'p str,
    url: &'p str,
    headers: BTreeMap<&'p str, &'p str>,
    body: BodyJson<'p>,
}

/// A placeholder for the token endpoint, which does not appear in the request.
const TOKEN_URL: &str = "http://127.0.0.1:0/token";

/// Whether the request would have a token. Credentials are looked for only if that decides it: at a server on this machine.
fn has_token(target: &TargetArg, credentials_file: Option<&Path>) -> Result<bool, CommandFailure> {
    if *target == TargetArg::Embedded || credentials_file.is_some() || !target.to_target(None)?.is_loopback() {
        return Ok(true);
    }
    credentials::is_any_given(target)
}

/// Prints the request.
pub fn print(
    target: &ChosenTarget,
    credentials_file: Option<&Path>,
    request: &CheckedRequest<DynamicRequest>,
    output: Output,
) -> Result<Exit, CommandFailure> {
    let target_arg = &target.arg;
    let token_url = has_token(target_arg, credentials_file)?.then_some(TOKEN_URL);
    let preview = Preview::new(&target_arg.to_target(token_url)?, request);
    let preview = preview.ok_or_else(|| {
        CommandFailure::configuration(format!(
            "no request can be sent to the target `{target_arg}`: its URL is invalid, or the operation requires another proof than a bearer token"
        ))
    })?;
    if output.json {
        output.print_json(&DryRunJson {
            outcome: "dryRun",
            target: target_arg.to_string(),
            target_source: target.source,
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
