//! What came of an order: for people, as JSON, and as exit code.

use std::io::{self, Write};

use colt_numbers::api::types::ApiError;
use colt_numbers::{Order, Outcome, ReserveError};
use serde::Serialize;

use super::Ended;
use super::answer::{Kept, Saved};
use super::what::What;
use crate::exit::Exit;
use crate::output::{self, Output, Reader, row};
use crate::plain::{Raw, Whole};
use crate::target::Place;
use crate::violations::counted;

/// An order as JSON. The shape is stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Accepted<'o> {
    outcome: &'static str,
    order_id: &'o str,
    tracking_id: &'o str,
    target: String,
    reserved_at: String,
    earliest_lapse: Option<String>,
}

/// A call that gave no order, as JSON. The shape is stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed<'e> {
    outcome: &'static str,
    tracking_id: &'e str,
    target: String,
    attempts: Option<u32>,
    status: Option<u16>,
    retry_after_seconds: Option<u64>,
    message: String,
    hint: Option<String>,
    /// The file that the answer's body is in.
    saved_answer: Option<&'e str>,
    error: Option<&'e ApiError>,
}

/// Tells what came of it.
pub fn tell(ended: &Ended, place: &Place, what: &What, kept: Kept, output: Output) -> Exit {
    match ended {
        Ended::Accepted(order) => accepted(order, place, output),
        Ended::Failed(error) => failed(error, place, what, kept, output),
        Ended::Interrupted { in_doubt } => interrupted(*in_doubt, place, what, output),
    }
}

/// Tells of an order. It is there whether or not it can be told on standard output, so then it is told on the other one.
fn accepted(order: &Order, place: &Place, output: Output) -> Exit {
    let lapse = order.earliest_lapse().map(|day| day.to_string());
    let shown = Accepted {
        outcome: "accepted",
        order_id: order.id(),
        tracking_id: order.tracking_id().as_str(),
        target: place.to_string(),
        reserved_at: order.reserved_at_utc(),
        earliest_lapse: lapse,
    };
    let told = if output.json { output.object(&shown) } else { output.text(|out| order_rows(out, &shown)) };
    if *place == Place::Embedded {
        output.note("this was the sandbox inside this program; nothing was ordered from the vendor");
    }
    if told.as_ref().is_ok_and(|reader| *reader == Reader::There) {
        return Exit::Done;
    }
    output.say(|out| order_rows(out, &shown));
    let Err(failure) = told else { return Exit::Done };
    // Whoever waits for the data has none, and must not take that for a failure that ordered nothing.
    output.say(|out| output::error(out, &format!("there is an order, and {}", failure.message), None));
    Exit::Doubt
}

fn order_rows(out: &mut dyn Write, order: &Accepted<'_>) -> io::Result<()> {
    row(out, "", "order id", order.order_id)?;
    row(out, "", "tracking id", order.tracking_id)?;
    row(out, "", "target", &order.target)?;
    let lapse = order.earliest_lapse.as_deref().unwrap_or("after the year 9999");
    row(out, "", "earliest lapse", &format!("{lapse} (UTC; the earliest reading of the 90 calendar days)"))
}

fn failed(error: &ReserveError, place: &Place, what: &What, kept: Kept, output: Output) -> Exit {
    let in_doubt = error.outcome().is_in_doubt();
    let body = error.raw_body().map_or(&[][..], |body| body);
    // Before anything is told, since telling may fail.
    let saved = kept.keep(body, in_doubt.then(|| error.tracking_id()));
    let hint = hint_of(error, place, what);
    let shown = Failed {
        outcome: error.outcome().as_str(),
        tracking_id: error.tracking_id().as_str(),
        target: place.to_string(),
        attempts: Some(error.attempts()),
        status: error.status(),
        retry_after_seconds: error.retry_after().map(|wait| wait.as_secs()),
        message: headline(error),
        hint: hint.clone(),
        saved_answer: saved.file.as_deref(),
        error: error.error_object(),
    };
    if !is_told_as_json(&shown, output) {
        output.say(|out| {
            output::error(out, &headline(error), None)?;
            if in_doubt {
                return doubt(out, place, what);
            }
            row(out, "  ", "tracking id", error.tracking_id().as_str())?;
            hint.iter().try_for_each(|hint| output::hinted(out, "", hint))
        });
    }
    tell_of_answer(body, &saved, in_doubt, output);
    exit_of(error)
}

/// Whether it was asked for as JSON, and somebody could read it; else it is said.
fn is_told_as_json(shown: &Failed<'_>, output: Output) -> bool {
    output.json && output.object(shown).is_ok_and(|reader| reader == Reader::There)
}

/// Says where the body of the answer is. Where an order hangs on it, and nobody asked for a file, its beginning is shown as well: the file
/// may go with the machine. Without a file all of it is shown.
fn tell_of_answer(body: &[u8], saved: &Saved, in_doubt: bool, output: Output) {
    saved.failures.iter().for_each(|why| output.warn(why));
    if let Some(file) = &saved.file {
        output.note(&format!("the answer is kept in `{}`", Whole(file)));
    }
    if !in_doubt || body.is_empty() || saved.as_asked {
        return;
    }
    let shown = if saved.file.is_some() { &body[..body.len().min(LONGEST_RAW)] } else { body };
    let cut = if shown.len() < body.len() { format!(", of which the first {LONGEST_RAW}") } else { String::new() };
    output.say(|out| writeln!(out, "the answer, {} bytes{cut}:\n{}", body.len(), Raw(shown)));
}

/// The most bytes that are shown of an answer that is kept.
const LONGEST_RAW: usize = 4096;

fn interrupted(in_doubt: bool, place: &Place, what: &What, output: Output) -> Exit {
    let (exit, outcome, message) = if in_doubt {
        (Exit::Doubt, "unknown", "outcome unknown: interrupted while the order was on its way")
    } else {
        (Exit::Interrupted, "interrupted", "interrupted; nothing was ordered")
    };
    let shown = Failed {
        outcome,
        tracking_id: what.tracking_id.as_str(),
        target: place.to_string(),
        attempts: None,
        status: None,
        retry_after_seconds: None,
        message: message.to_owned(),
        hint: in_doubt.then(|| doubt_line(place, what)),
        saved_answer: None,
        error: None,
    };
    if !is_told_as_json(&shown, output) {
        output.say(|out| {
            output::error(out, message, None)?;
            if in_doubt { doubt(out, place, what) } else { Ok(()) }
        });
    }
    exit
}

/// What happened, without what to do.
fn headline(error: &ReserveError) -> String {
    let what = match error.outcome() {
        Outcome::NotSent => "not sent",
        Outcome::Rejected => "rejected, nothing was ordered",
        Outcome::Refused => "refused for now, nothing was ordered",
        Outcome::Unreadable => "taken, but no order id can be read",
        _ => "outcome unknown",
    };
    format!("{what}: {}", error.reason())
}

fn exit_of(error: &ReserveError) -> Exit {
    match error.outcome() {
        Outcome::NotSent if error.is_about_credentials() => Exit::Configuration,
        Outcome::NotSent | Outcome::Refused => Exit::NotNow,
        Outcome::Rejected => Exit::Rejected,
        // Whatever else there may be one day is in doubt until it is known here.
        _ => Exit::Doubt,
    }
}

fn hint_of(error: &ReserveError, place: &Place, what: &What) -> Option<String> {
    match error.outcome() {
        _ if error.is_about_credentials() => {
            Some("check the client id and the secret, and that they are for this target".to_owned())
        }
        Outcome::NotSent => Some("nothing left this machine; it can be sent when the cause is gone".to_owned()),
        Outcome::Refused => Some(match error.retry_after() {
            Some(wait) => format!("it can be sent again in {}", counted(wait.as_secs(), "second")),
            None => "it can be sent again later".to_owned(),
        }),
        Outcome::Rejected => None,
        _ => Some(doubt_line(place, what)),
    }
}

/// An order in doubt: what identifies it, what to check, and where.
fn doubt(out: &mut dyn Write, place: &Place, what: &What) -> io::Result<()> {
    writeln!(out, "There may be an order. Do not send it a second time; find out, in this order, from:")?;
    reconcile(place).iter().enumerate().try_for_each(|(index, source)| writeln!(out, "  {}. {source}", index + 1))?;
    row(out, "  ", "numbers", &what.numbers().line())?;
    row(out, "  ", "tracking id", what.tracking_id.as_str())?;
    row(out, "  ", "target", &place.to_string())
}

/// The same in a line.
fn doubt_line(place: &Place, what: &What) -> String {
    let (numbers, id, sources) = (what.numbers().line(), &what.tracking_id, reconcile(place).join("; "));
    format!(
        "there may be an order of {numbers}; do not send it a second time; find out by the tracking id `{id}` from: {sources}"
    )
}

/// Where to look for an order in doubt.
fn reconcile(place: &Place) -> [String; 3] {
    let base = place.target(None).map_or_else(|_| place.to_string(), |target| target.base_url());
    [
        format!(
            "your inventory at the vendor (portal, or `GET {base}/v1/Number`): are the numbers `Reserved`, since now?"
        ),
        "the order history in the vendor's portal".to_owned(),
        "the vendor's support, who can look for the tracking id".to_owned(),
    ]
}
