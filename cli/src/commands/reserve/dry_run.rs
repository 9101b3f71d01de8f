//! `reserve --dry-run`: what would be sent, and nothing sent.

use std::collections::BTreeMap;

use colt_numbers::Preview;
use colt_numbers_terminal_text::Safe;
use serde::Serialize;
use serde_json::value::RawValue;

use super::tracked_reservation::What;
use crate::args::Sending;
use crate::command_failure::Failure;
use crate::credentials;
use crate::exit::Exit;
use crate::output::{Output, printable};
use crate::style::{LABEL, painted};
use crate::target_arg::Place;

/// A request as JSON. The shape is stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'p> {
    outcome: &'static str,
    target: String,
    tracking_id: &'p str,
    method: &'p str,
    url: &'p str,
    headers: BTreeMap<&'p str, &'p str>,
    body: &'p RawValue,
}

/// Stands for the token endpoint, of which nothing is shown.
const TOKEN_URL: &str = "http://127.0.0.1:0/token";

/// Whether it would be sent with a token; nothing is read of the credentials but whether there are any.
fn wants_token(sending: &Sending) -> Result<bool, Failure> {
    if sending.target == Place::Embedded || sending.credentials.is_some() {
        return Ok(true);
    }
    Ok(!sending.target.target(None)?.is_loopback() || credentials::any_in_environment())
}

/// Shows it.
pub fn show(sending: &Sending, what: &What, output: Output) -> Result<Exit, Failure> {
    let place = &sending.target;
    let target = place.target(wants_token(sending)?.then_some(TOKEN_URL))?;
    let preview = Preview::new(&target, &what.reservation, &what.tracking_id);
    let preview = preview.ok_or_else(|| Failure::configuration(format!("`{place}` makes no URL of a request")))?;
    if output.json {
        // These stand nowhere in JSON but between values, so that this is the same body in a line.
        let body = String::from_utf8_lossy(preview.body()).replace(['\n', '\r', '\t'], " ");
        let body = serde_json::from_str(&body).map_err(|error| Failure::internal(error.to_string()))?;
        output.object(&Shown {
            outcome: "dryRun",
            target: place.to_string(),
            tracking_id: what.tracking_id.as_str(),
            method: preview.method(),
            url: preview.url(),
            headers: preview.headers().collect(),
            body,
        })?;
        return Ok(Exit::Done);
    }
    output.text(|out| {
        writeln!(out, "{} {}", painted(LABEL, preview.method()), Safe::new(preview.url()))?;
        for (name, value) in preview.headers() {
            writeln!(out, "{}: {}", painted(LABEL, name), Safe::new(value))?;
        }
        writeln!(out, "\n{}", printable(&String::from_utf8_lossy(preview.body())))
    })?;
    output.note("nothing was sent");
    if *place == Place::Embedded {
        output.note("the embedded sandbox takes any free port; `--target` shows what would go elsewhere");
    }
    Ok(Exit::Done)
}
