//! Reports the outcome of an order: as text, as JSON, and as the exit code.

use std::io::{self, Write};

use colt_numbers::api::types::ApiError;
use colt_numbers::{Order, Outcome, ReserveError, TrackingId};
use colt_numbers_terminal_text::{Safe, SafeBytes};
use serde::Serialize;

use super::reconcile;
use super::response_file::{self, ResponseFile, SavedResponse};
use super::tracked_reservation::TrackedReservation;
use crate::credentials::NO_CREDENTIALS_HINT;
use crate::exit::Exit;
use crate::output::{self, Output, write_row};
use crate::standard_stream::Delivery;
use crate::target_arg::TargetArg;
use crate::violations::count_of;

/// How a call ended.
pub enum CallResult {
    Accepted(Order),
    Failed(ReserveError),
    /// The call was interrupted, and nothing is in doubt.
    Interrupted,
}

impl From<Result<Order, ReserveError>> for CallResult {
    fn from(result: Result<Order, ReserveError>) -> Self {
        match result {
            Ok(order) => Self::Accepted(order),
            Err(error) => Self::Failed(error),
        }
    }
}

/// The request, and the target that it was sent to.
#[derive(Clone, Copy)]
pub struct Submission<'s> {
    pub target: &'s TargetArg,
    pub tracked: &'s TrackedReservation,
    /// Whether the request was sent with credentials.
    pub sends_credentials: bool,
}

/// An order as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderJson<'o> {
    outcome: &'static str,
    order_id: &'o str,
    tracking_id: &'o str,
    target: String,
    reserved_at: String,
    earliest_lapse: Option<String>,
}

/// A call that returned no order, as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FailedCallJson<'e> {
    outcome: &'static str,
    tracking_id: &'e str,
    target: String,
    attempts: Option<u32>,
    status: Option<u16>,
    retry_after_seconds: Option<u64>,
    message: String,
    hint: Option<String>,
    /// The file that the response body was saved in.
    saved_answer: Option<&'e str>,
    error: Option<&'e ApiError>,
}

/// Prints how the call ended, saves a response that is not a success, and returns the exit code.
pub fn print(result: &CallResult, submission: Submission<'_>, response_file: ResponseFile, output: Output) -> Exit {
    match result {
        CallResult::Accepted(order) => print_order(order, submission.target, output),
        CallResult::Failed(error) => print_error(error, submission, response_file, output),
        CallResult::Interrupted => print_interruption(submission, output),
    }
}

/// Prints an accepted order to standard output, or to standard error if standard output cannot be read.
fn print_order(order: &Order, target: &TargetArg, output: Output) -> Exit {
    let json = OrderJson {
        outcome: "accepted",
        order_id: order.id(),
        tracking_id: order.tracking_id().as_str(),
        target: target.to_string(),
        reserved_at: order.reserved_at_utc(),
        earliest_lapse: order.earliest_lapse().map(|day| day.to_string()),
    };
    let written =
        if output.json { output.print_json(&json) } else { output.print_text(|out| write_order_rows(out, &json)) };
    if *target == TargetArg::Embedded {
        output.note("this was the sandbox inside this program; nothing was ordered from the vendor");
    }
    if matches!(written, Ok(Delivery::Readable)) {
        return Exit::Done;
    }
    let unprinted = output.message_on_any_stream(|out| {
        write_row(out, "", "outcome", json.outcome)?;
        write_order_rows(out, &json)
    });
    // The embedded sandbox ends with this program, so its orders need not be saved.
    if *target != TargetArg::Embedded {
        save_unprinted(unprinted, order.tracking_id());
    }
    let Err(failure) = written else { return Exit::Done };
    // The reader of standard output did not get the order. The exit code must not let that program conclude that nothing was ordered.
    output.message(|out| output::write_error(out, &format!("there is an order, but: {}", failure.message), None));
    Exit::Doubt
}

/// Saves a report that could not be printed to either stream.
fn save_unprinted(report: Option<Vec<u8>>, id: &TrackingId) {
    if let Some(report) = report {
        response_file::save_report(&report, id);
    }
}

fn write_order_rows(out: &mut dyn Write, order: &OrderJson<'_>) -> io::Result<()> {
    write_row(out, "", "order id", order.order_id)?;
    write_row(out, "", "tracking id", order.tracking_id)?;
    write_row(out, "", "target", &order.target)?;
    let lapse = order.earliest_lapse.as_deref().unwrap_or("after the year 9999");
    write_row(out, "", "earliest lapse", &format!("{lapse} (UTC; the earliest reading of the 90 calendar days)"))
}

fn print_error(error: &ReserveError, submission: Submission<'_>, response_file: ResponseFile, output: Output) -> Exit {
    let is_in_doubt = error.outcome().is_in_doubt();
    let body = error.raw_body().map_or(&[][..], |body| body);
    // The body is saved before anything is printed, because printing may fail.
    let saved = response_file.save(body, is_in_doubt.then(|| error.tracking_id()));
    let hint = hint_of(error, submission);
    let json = FailedCallJson {
        outcome: error.outcome().as_str(),
        tracking_id: error.tracking_id().as_str(),
        target: submission.target.to_string(),
        attempts: Some(error.attempts()),
        status: error.status(),
        retry_after_seconds: error.retry_after().map(|wait| wait.as_secs()),
        message: headline(error),
        hint: hint.clone(),
        saved_answer: saved.file.as_deref(),
        error: error.error_object(),
    };
    let is_json_printed = print_failed_json(&json, output);
    let write_message = |out: &mut dyn Write| {
        if !is_json_printed {
            output::write_error(out, &headline(error), None)?;
            if is_in_doubt {
                write_doubt(out, submission)?;
            } else {
                write_row(out, "  ", "tracking id", error.tracking_id().as_str())?;
                hint.iter().try_for_each(|hint| output::write_hint(out, "", Safe::new(hint)))?;
            }
        }
        write_response(out, body, &saved, is_in_doubt)
    };
    if is_in_doubt && !is_json_printed {
        save_unprinted(output.message_on_any_stream(write_message), error.tracking_id());
    } else {
        output.message(write_message);
    }
    Exit::of_error(error)
}

/// With `--json`, prints the failed call as JSON. Returns whether the JSON was printed to a stream that has a reader.
fn print_failed_json(json: &FailedCallJson<'_>, output: Output) -> bool {
    output.json && matches!(output.print_json(json), Ok(Delivery::Readable))
}

/// Writes where the response body was saved. If there may be an order and the user did not choose the file (`--save-answer`), the beginning of
/// the body is written too, because the file may be lost with the machine. A body that could not be saved is written whole.
fn write_response(out: &mut dyn Write, body: &[u8], saved: &SavedResponse, is_in_doubt: bool) -> io::Result<()> {
    saved.failures.iter().try_for_each(|failure| output::write_warning(out, failure))?;
    if let Some(file) = &saved.file {
        output::write_note(out, &format!("the response is saved in `{file}`"))?;
    }
    if !is_in_doubt || body.is_empty() || saved.is_requested_file {
        return Ok(());
    }
    let printed = if saved.file.is_some() { &body[..body.len().min(MAX_PRINTED_BODY)] } else { body };
    let heading = if printed.len() < body.len() {
        format!("the first {MAX_PRINTED_BODY} of the {} bytes of the response", body.len())
    } else {
        format!("the response, {} bytes", body.len())
    };
    writeln!(out, "{heading}:\n{}", SafeBytes(printed))
}

/// At most this many bytes of a saved response are printed.
const MAX_PRINTED_BODY: usize = 4096;

fn print_interruption(submission: Submission<'_>, output: Output) -> Exit {
    let message = "interrupted; nothing was ordered";
    let json = FailedCallJson {
        outcome: "interrupted",
        tracking_id: submission.tracked.tracking_id.as_str(),
        target: submission.target.to_string(),
        attempts: None,
        status: None,
        retry_after_seconds: None,
        message: message.to_owned(),
        hint: None,
        saved_answer: None,
        error: None,
    };
    if !print_failed_json(&json, output) {
        output.message(|out| output::write_error(out, message, None));
    }
    Exit::Interrupted
}

/// The outcome and its reason.
fn headline(error: &ReserveError) -> String {
    let outcome = match error.outcome() {
        Outcome::NotSent => "not sent",
        Outcome::Rejected => "rejected, nothing was ordered",
        Outcome::Refused => "refused for now, nothing was ordered",
        Outcome::Unreadable => "accepted, but no order id can be read",
        _ => "outcome unknown",
    };
    format!("{outcome}: {}", error.reason())
}

fn hint_of(error: &ReserveError, submission: Submission<'_>) -> Option<String> {
    match error.outcome() {
        outcome if outcome.is_in_doubt() => Some(doubt_hint(submission)),
        Outcome::Rejected if error.status() == Some(401) && !submission.sends_credentials => {
            Some(NO_CREDENTIALS_HINT.to_owned())
        }
        _ if error.is_auth_error() => {
            Some("check the client id, the secret and the token URL, and that they are for this target".to_owned())
        }
        Outcome::NotSent => Some("nothing was sent; send the request once the cause is fixed".to_owned()),
        Outcome::Refused => Some(match error.retry_after() {
            Some(wait) => format!("the request can be sent again in {}", count_of(wait.as_secs(), "second")),
            None => "the request can be sent again later".to_owned(),
        }),
        Outcome::Rejected if error.status() == Some(404) => submission
            .target
            .with_vendor_path()
            .map(|url| format!("`--target` takes the API's base URL, which is usually `{url}`")),
        Outcome::Rejected => None,
        _ => Some(doubt_hint(submission)),
    }
}

/// Writes the values that identify an order in doubt, and the sources that show whether the order was placed.
fn write_doubt(out: &mut dyn Write, submission: Submission<'_>) -> io::Result<()> {
    let Submission { target, tracked, .. } = submission;
    writeln!(
        out,
        "There may be an order. Do not send the request a second time. To find out, check these sources, best first:"
    )?;
    let sources = reconcile::sources(target);
    sources.iter().zip(1..).try_for_each(|(source, index)| writeln!(out, "  {index}. {}", Safe::new(source)))?;
    write_row(out, "  ", "numbers", &tracked.numbers().line())?;
    write_row(out, "  ", "tracking id", tracked.tracking_id.as_str())?;
    write_row(out, "  ", "target", &target.to_string())
}

/// The same as [`write_doubt`], on one line.
fn doubt_hint(submission: Submission<'_>) -> String {
    let Submission { target, tracked, .. } = submission;
    let (numbers, id) = (tracked.numbers().line(), &tracked.tracking_id);
    let sources = reconcile::sources(target).join("; ");
    format!(
        "there may be an order of {numbers}; do not send the request a second time; to find out, check these sources for the tracking id `{id}`: {sources}"
    )
}
