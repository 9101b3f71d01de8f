//! What came of an order: for people, as JSON, and as exit code.

use std::io::{self, Write};

use colt_numbers::api::types::ApiError;
use colt_numbers::{Order, Outcome, ReserveError, TrackingId};
use colt_numbers_terminal_text::{Safe, SafeBytes};
use serde::Serialize;

use super::reconcile;
use super::response_file::{self, Kept, Saved};
use super::tracked_reservation::What;
use crate::credentials::WITHOUT_CREDENTIALS;
use crate::exit::Exit;
use crate::output::{self, Output, row};
use crate::standard_stream::Reader;
use crate::target_arg::Place;
use crate::violations::counted;

/// How a call ended, as far as it came.
pub enum Ended {
    Accepted(Order),
    Failed(ReserveError),
    /// It was interrupted, and nothing is in doubt.
    Interrupted,
}

impl From<Result<Order, ReserveError>> for Ended {
    fn from(result: Result<Order, ReserveError>) -> Self {
        match result {
            Ok(order) => Self::Accepted(order),
            Err(error) => Self::Failed(error),
        }
    }
}

/// What was sent, and where.
#[derive(Clone, Copy)]
pub struct Sent<'s> {
    pub place: &'s Place,
    pub what: &'s What,
    /// Whether it was sent with credentials.
    pub has_credentials: bool,
}

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

/// Reports what came of it.
pub fn tell(ended: &Ended, sent: Sent<'_>, kept: Kept, output: Output) -> Exit {
    match ended {
        Ended::Accepted(order) => accepted(order, sent.place, output),
        Ended::Failed(error) => failed(error, sent, kept, output),
        Ended::Interrupted => interrupted(sent, output),
    }
}

/// Reports an order. It is there whether or not standard output can be read, so otherwise it is reported on the other stream.
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
    let written = if output.json { output.object(&shown) } else { output.text(|out| order_rows(out, &shown)) };
    if *place == Place::Embedded {
        output.note("this was the sandbox inside this program; nothing was ordered from the vendor");
    }
    if matches!(written, Ok(Reader::There)) {
        return Exit::Done;
    }
    let unprinted = output.insist(|out| {
        row(out, "", "outcome", shown.outcome)?;
        order_rows(out, &shown)
    });
    // An order of the embedded sandbox is gone with it.
    if *place != Place::Embedded {
        keep_unprinted(unprinted, order.tracking_id());
    }
    let Err(failure) = written else { return Exit::Done };
    // Whoever waits for the data has none, and must not take that for a failure that ordered nothing.
    output.say(|out| output::error(out, &format!("there is an order, and {}", failure.message), None));
    Exit::Doubt
}

/// Keeps a report that neither stream could take. There is nowhere to report that this failed.
fn keep_unprinted(report: Option<Vec<u8>>, id: &TrackingId) {
    if let Some(report) = report {
        response_file::keep_report(&report, id);
    }
}

fn order_rows(out: &mut dyn Write, order: &Accepted<'_>) -> io::Result<()> {
    row(out, "", "order id", order.order_id)?;
    row(out, "", "tracking id", order.tracking_id)?;
    row(out, "", "target", &order.target)?;
    let lapse = order.earliest_lapse.as_deref().unwrap_or("after the year 9999");
    row(out, "", "earliest lapse", &format!("{lapse} (UTC; the earliest reading of the 90 calendar days)"))
}

fn failed(error: &ReserveError, sent: Sent<'_>, kept: Kept, output: Output) -> Exit {
    let in_doubt = error.outcome().is_in_doubt();
    let body = error.raw_body().map_or(&[][..], |body| body);
    // Before anything is printed, since printing may fail.
    let saved = kept.keep(body, in_doubt.then(|| error.tracking_id()));
    let hint = hint_of(error, sent);
    let shown = Failed {
        outcome: error.outcome().as_str(),
        tracking_id: error.tracking_id().as_str(),
        target: sent.place.to_string(),
        attempts: Some(error.attempts()),
        status: error.status(),
        retry_after_seconds: error.retry_after().map(|wait| wait.as_secs()),
        message: headline(error),
        hint: hint.clone(),
        saved_answer: saved.file.as_deref(),
        error: error.error_object(),
    };
    let is_printed = is_printed_as_json(&shown, output);
    let rest = |out: &mut dyn Write| {
        if !is_printed {
            output::error(out, &headline(error), None)?;
            if in_doubt {
                doubt(out, sent)?;
            } else {
                row(out, "  ", "tracking id", error.tracking_id().as_str())?;
                hint.iter().try_for_each(|hint| output::hinted(out, "", Safe::new(hint)))?;
            }
        }
        about_answer(out, body, &saved, in_doubt)
    };
    if in_doubt && !is_printed {
        keep_unprinted(output.insist(rest), error.tracking_id());
    } else {
        output.say(rest);
    }
    Exit::of_error(error)
}

/// Whether it was asked for as JSON, and can be read.
fn is_printed_as_json(shown: &Failed<'_>, output: Output) -> bool {
    output.json && matches!(output.object(shown), Ok(Reader::There))
}

/// Prints where the body of the answer is. Where there may be an order, and no file was asked for, its beginning is printed as well: the
/// file may go with the machine. Without a file all of it is printed.
fn about_answer(out: &mut dyn Write, body: &[u8], saved: &Saved, in_doubt: bool) -> io::Result<()> {
    saved.failures.iter().try_for_each(|why| output::warning(out, why))?;
    if let Some(file) = &saved.file {
        output::note(out, &format!("the answer is kept in `{file}`"))?;
    }
    if !in_doubt || body.is_empty() || saved.as_asked {
        return Ok(());
    }
    let shown = if saved.file.is_some() { &body[..body.len().min(LONGEST_RAW)] } else { body };
    let cut = if shown.len() < body.len() { format!(", of which the first {LONGEST_RAW}") } else { String::new() };
    writeln!(out, "the answer, {} bytes{cut}:\n{}", body.len(), SafeBytes(shown))
}

/// The most bytes that are printed of an answer that is kept.
const LONGEST_RAW: usize = 4096;

/// Reports that nothing is in doubt.
fn interrupted(sent: Sent<'_>, output: Output) -> Exit {
    let message = "interrupted; nothing was ordered";
    let shown = Failed {
        outcome: "interrupted",
        tracking_id: sent.what.tracking_id.as_str(),
        target: sent.place.to_string(),
        attempts: None,
        status: None,
        retry_after_seconds: None,
        message: message.to_owned(),
        hint: None,
        saved_answer: None,
        error: None,
    };
    if !is_printed_as_json(&shown, output) {
        output.say(|out| output::error(out, message, None));
    }
    Exit::Interrupted
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

fn hint_of(error: &ReserveError, sent: Sent<'_>) -> Option<String> {
    match error.outcome() {
        outcome if outcome.is_in_doubt() => Some(doubt_line(sent)),
        Outcome::Rejected if error.status() == Some(401) && !sent.has_credentials => {
            Some(WITHOUT_CREDENTIALS.to_owned())
        }
        _ if error.is_auth_error() => {
            Some("check the client id, the secret and the token URL, and that they are for this target".to_owned())
        }
        Outcome::NotSent => Some("nothing left this machine; it can be sent when the cause is gone".to_owned()),
        Outcome::Refused => Some(match error.retry_after() {
            Some(wait) => format!("it can be sent again in {}", counted(wait.as_secs(), "second")),
            None => "it can be sent again later".to_owned(),
        }),
        Outcome::Rejected if error.status() == Some(404) => {
            sent.place.with_usual_path().map(|url| format!("`--target` is the API's base, which is usually `{url}`"))
        }
        Outcome::Rejected => None,
        _ => Some(doubt_line(sent)),
    }
}

/// An order in doubt: what identifies it, what to check, and where.
fn doubt(out: &mut dyn Write, sent: Sent<'_>) -> io::Result<()> {
    let Sent { place, what, .. } = sent;
    writeln!(out, "There may be an order. Do not send it a second time; find out, in this order, from:")?;
    let sources = reconcile::sources(place);
    sources.iter().zip(1..).try_for_each(|(source, index)| writeln!(out, "  {index}. {}", Safe::new(source)))?;
    row(out, "  ", "numbers", &what.numbers().line())?;
    row(out, "  ", "tracking id", what.tracking_id.as_str())?;
    row(out, "  ", "target", &place.to_string())
}

/// The same in a line.
fn doubt_line(sent: Sent<'_>) -> String {
    let Sent { place, what, .. } = sent;
    let (numbers, id, sources) = (what.numbers().line(), &what.tracking_id, reconcile::sources(place).join("; "));
    format!(
        "there may be an order of {numbers}; do not send it a second time; find out by the tracking id `{id}` from: {sources}"
    )
}
