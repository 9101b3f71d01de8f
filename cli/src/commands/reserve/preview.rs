//! `reserve --dry-run`: what would be sent, and nothing sent.

use std::collections::BTreeMap;

use colt_numbers::Preview;
use serde::Serialize;
use serde_json::value::RawValue;

use super::what::What;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::style::{LABEL, painted};
use crate::target::Place;

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

/// Shows it.
pub fn show(place: &Place, what: &What, output: Output) -> Result<Exit, Failure> {
    // Whether a URL on this machine wants a token is told by the environment, which a dry run does not need.
    let target = place.target(std::env::var("COLT_TOKEN_URL").ok().filter(|url| !url.is_empty()).as_deref())?;
    let preview = Preview::new(&target, &what.reservation, &what.tracking_id);
    let preview = preview.ok_or_else(|| Failure::configuration(format!("`{place}` makes no URL of a request")))?;
    if output.json {
        let body = serde_json::from_slice(preview.body()).map_err(|error| Failure::internal(error.to_string()))?;
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
        writeln!(out, "{} {}", painted(LABEL, preview.method()), preview.url())?;
        for (name, value) in preview.headers() {
            writeln!(out, "{}: {value}", painted(LABEL, name))?;
        }
        writeln!(out)?;
        out.write_all(preview.body())?;
        writeln!(out)
    })?;
    output.note("nothing was sent");
    if *place == Place::Embedded {
        output.note("the embedded sandbox takes any free port; `--target` shows what would go elsewhere");
    }
    Ok(Exit::Done)
}
