//! Reports the outcome of a call: as text, as JSON, and as the exit code.

use std::io::{self, Write};

use colt_numbers::api::operations::ErrorCode;
use colt_numbers::api::types::ApiError;
use colt_numbers::{Accepted, DynamicRequest, Outcome, SendError};
use colt_numbers_journal::State;
use colt_numbers_terminal_text::{Safe, SafeBytes};
use serde::Serialize;

use super::accepted_report::{AcceptedCall, AcceptedReport};
use super::call_result::CallResult;
use super::journaled::{JournalJson, JournalRecord};
use super::reconcile::{self, Effect};
use super::response_file::{self, ResponseFile, SavedResponse};
use super::submission::Submission;
use super::unsent_call::UnsentCall;
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::command_failure::CommandFailure;
use crate::credentials::NO_CREDENTIALS_HINT;
use crate::credentials::settings::CredentialsSource;
use crate::exit::Exit;
use crate::output::{self, Output, write_row};
use crate::standard_stream::Delivery;
use crate::target_arg::TargetArg;
use crate::violations::count_of;

/// The request, and the target that it was sent to.
#[derive(Clone, Copy)]
pub struct SentSubmission<'s> {
    pub target: &'s ChosenTarget,
    pub submission: &'s Submission,
    /// Where its credentials come from; `None` if it was sent without any.
    pub credentials_source: Option<&'s CredentialsSource>,
    /// Its record in the journal, if it was placed through one.
    pub record: Option<&'s JournalRecord>,
}

/// A call that was not accepted, as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FailedCallJson<'e> {
    outcome: &'static str,
    operation: &'static str,
    tracking_id: Option<&'e str>,
    target: String,
    target_source: TargetSource,
    attempts: Option<u32>,
    status: Option<u16>,
    retry_after_seconds: Option<u64>,
    message: String,
    hint: Option<String>,
    /// What the error code of the response means, if the spec lists it.
    error_code: Option<ErrorCodeJson>,
    /// The file that the response body was saved in.
    saved_answer: Option<&'e str>,
    error: Option<&'e ApiError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    journal: Option<JournalJson<'e>>,
}

/// An error code that the spec lists.
#[derive(Serialize)]
struct ErrorCodeJson {
    code: &'static str,
    statement: &'static str,
    source: Option<&'static str>,
}

impl From<&ErrorCode> for ErrorCodeJson {
    fn from(code: &ErrorCode) -> Self {
        Self { code: code.code, statement: code.statement, source: code.source }
    }
}

/// Prints how the call ended, saves a response that is not a success, and returns the exit code.
pub fn print(
    result: &CallResult,
    sent: SentSubmission<'_>,
    response_file: ResponseFile,
    output: Output,
) -> Result<Exit, CommandFailure> {
    let exit = match result {
        CallResult::Accepted(accepted) => {
            let exit = print_accepted(accepted_call(accepted, sent), sent, output);
            if accepted.headers().get(SANDBOX_HEADER).is_some_and(|value| value == "stateless") {
                output.note("the sandbox keeps no state for this operation: the response is an example");
            }
            exit
        }
        CallResult::Ordered(order) => print_accepted(AcceptedCall::Order(order.into(), sent.record), sent, output),
        CallResult::Failed(error) => print_error(error, sent, response_file, output),
        CallResult::Known(entry) if entry.state == State::Accepted => {
            print_accepted(AcceptedCall::Order((&**entry).into(), sent.record), sent, output)
        }
        CallResult::Known(entry) => print_unsent(&UnsentCall::recorded(entry)?, sent, output),
        CallResult::Held(held) => return held.print(output),
        CallResult::Waiting(wait) => print_unsent(&UnsentCall::waiting(*wait), sent, output),
        CallResult::Interrupted => {
            print_unsent(&UnsentCall::interrupted(sent.submission.operation().orders), sent, output)
        }
    };
    let not_recorded = sent.record.and_then(|record| record.entry.as_ref().err());
    let Some(error) = not_recorded else { return Ok(exit) };
    // The journal lists the order as being sent, and then as unknown.
    output.message(|out| {
        let message = format!("the result was not recorded in the journal: {error}");
        output::write_error(out, &message, Some("settle the order with `colt-numbers reconcile`"))
    });
    Ok(Exit::Doubt)
}

fn accepted_call<'a>(accepted: &'a Accepted<DynamicRequest>, sent: SentSubmission<'a>) -> AcceptedCall<'a> {
    match sent.submission.reservation() {
        Some(_) => AcceptedCall::Order(accepted.into(), None),
        None => AcceptedCall::Response(accepted),
    }
}

/// Prints an accepted call to standard output, or to standard error if standard output cannot be read.
fn print_accepted(call: AcceptedCall<'_>, sent: SentSubmission<'_>, output: Output) -> Exit {
    let SentSubmission { target, submission, .. } = sent;
    let report = AcceptedReport { call, target };
    let written = report.print(output);
    if target.arg == TargetArg::Embedded {
        output.note("this was the sandbox inside this program; nothing was ordered from the vendor");
    }
    if matches!(written, Ok(Delivery::Readable)) {
        return Exit::Done;
    }
    let unprinted = output.message_on_any_stream(|out| {
        write_row(out, "", "outcome", "accepted")?;
        report.write_all(out)
    });
    // The embedded sandbox ends with this program, so what it did need not be saved.
    if target.arg != TargetArg::Embedded {
        save_unprinted(unprinted, submission);
    }
    let Err(failure) = written else { return Exit::Done };
    // The reader of standard output did not get the result. The exit code must not let that program conclude that nothing was done.
    let done = if submission.operation().orders { "there is an order" } else { "the request was accepted" };
    output.message(|out| output::write_error(out, &format!("{done}, but: {}", failure.message), None));
    if submission.may_be_repeated() { failure.exit } else { Exit::Doubt }
}

/// The header in which `colt-numbers sandbox` states that a response is an example.
const SANDBOX_HEADER: &str = "x-sandbox";

/// Saves a report that could not be printed to either stream.
fn save_unprinted(report: Option<Vec<u8>>, submission: &Submission) {
    if let Some(report) = report {
        response_file::save_report(&report, submission.record_id());
    }
}

fn print_error(error: &SendError, sent: SentSubmission<'_>, response_file: ResponseFile, output: Output) -> Exit {
    let submission = sent.submission;
    let tracking_id = error.tracking_id().map(|id| id.as_str());
    let is_in_doubt = error.outcome().is_in_doubt();
    let body = error.raw_body().map_or(&[][..], |body| body);
    // The body is saved before anything is printed, because printing may fail.
    let saved = response_file.save(body, is_in_doubt.then(|| submission.record_id()));
    let hint = hint_of(error, sent);
    let json = FailedCallJson {
        outcome: error.outcome().as_str(),
        operation: error.operation().id,
        tracking_id,
        target: sent.target.arg.to_string(),
        target_source: sent.target.source,
        attempts: Some(error.attempts()),
        status: error.status(),
        retry_after_seconds: error.retry_after().map(|wait| wait.as_secs()),
        message: headline(error),
        hint: hint.clone(),
        error_code: error.error_code().map(ErrorCodeJson::from),
        saved_answer: saved.file.as_deref(),
        error: error.error_object(),
        journal: sent.record.map(JournalRecord::json),
    };
    let is_json_printed = print_failed_json(&json, output);
    let write_message = |out: &mut dyn Write| {
        if !is_json_printed {
            output::write_error(out, &headline(error), None)?;
            if is_in_doubt {
                write_doubt(out, sent)?;
            } else {
                tracking_id.iter().try_for_each(|id| write_row(out, "  ", "tracking id", id))?;
                hint.iter().try_for_each(|hint| output::write_hint(out, "", Safe::new(hint)))?;
            }
        }
        write_response(out, body, &saved, is_in_doubt)
    };
    if is_in_doubt && !is_json_printed {
        save_unprinted(output.message_on_any_stream(write_message), submission);
    } else {
        output.message(write_message);
    }
    Exit::of_error(error)
}

/// With `--json`, prints the failed call as JSON. Returns whether the JSON was printed to a stream that has a reader.
fn print_failed_json(json: &FailedCallJson<'_>, output: Output) -> bool {
    output.json && matches!(output.print_json(json), Ok(Delivery::Readable))
}

/// Writes where the response body was saved. If the outcome is in doubt and the user did not choose the file (`--save-answer`), the beginning of
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

/// Prints why a call was not sent.
fn print_unsent(call: &UnsentCall, sent: SentSubmission<'_>, output: Output) -> Exit {
    let submission = sent.submission;
    let is_in_doubt = call.exit == Exit::Doubt;
    let hint = if is_in_doubt { Some(doubt_hint(sent)) } else { call.hint.clone() };
    let json = FailedCallJson {
        outcome: call.outcome,
        operation: submission.operation().id,
        tracking_id: submission.request.tracking_id().map(|id| id.as_str()),
        target: sent.target.arg.to_string(),
        target_source: sent.target.source,
        attempts: None,
        status: None,
        retry_after_seconds: call.retry_after.map(|wait| wait.as_secs()),
        message: call.message.clone(),
        hint: hint.clone(),
        error_code: None,
        saved_answer: None,
        error: None,
        journal: sent.record.map(JournalRecord::json),
    };
    if !print_failed_json(&json, output) {
        output.message(|out| match is_in_doubt {
            true => output::write_error(out, &call.message, None).and_then(|()| write_doubt(out, sent)),
            false => output::write_error(out, &call.message, hint.as_deref()),
        });
    }
    call.exit
}

/// The outcome and its reason.
fn headline(error: &SendError) -> String {
    let operation = error.operation();
    let nothing = if operation.orders { ", nothing was ordered" } else { "" };
    let outcome = match error.outcome() {
        Outcome::NotSent => "not sent".to_owned(),
        Outcome::Rejected => format!("rejected{nothing}"),
        Outcome::Refused => format!("refused for now{nothing}"),
        Outcome::Unreadable if operation.order.is_some() => "accepted, but no order id can be read".to_owned(),
        Outcome::Unreadable => "accepted, but the response cannot be read".to_owned(),
        _ => "outcome unknown".to_owned(),
    };
    format!("{outcome}: {}", error.reason())
}

fn hint_of(error: &SendError, sent: SentSubmission<'_>) -> Option<String> {
    match error.outcome() {
        outcome if outcome.is_in_doubt() => Some(doubt_hint(sent)),
        Outcome::Rejected if error.status() == Some(401) && sent.credentials_source.is_none() => {
            Some(NO_CREDENTIALS_HINT.to_owned())
        }
        // Only a proxy rejects credentials before there is a connection.
        _ if error.is_auth_error() && error.is_connect() => Some(PROXY_CREDENTIALS_HINT.to_owned()),
        _ if error.is_auth_error() => {
            let source =
                sent.credentials_source.map(|source| format!(", which are from {source},")).unwrap_or_default();
            Some(format!("check the client id, the secret and the token URL{source} and that they are for this target"))
        }
        Outcome::NotSent => Some("nothing was sent; send the request once the cause is fixed".to_owned()),
        Outcome::Refused => Some(match error.retry_after() {
            Some(wait) => format!("the request can be sent again in {}", count_of(wait.as_secs(), "second")),
            None => "the request can be sent again later".to_owned(),
        }),
        Outcome::Rejected if error.status() == Some(404) => sent
            .target
            .arg
            .with_vendor_path()
            .map(|url| format!("`--target` takes the API's base URL, which is usually `{url}`")),
        Outcome::Rejected => None,
        _ => Some(doubt_hint(sent)),
    }
}

/// The hint if a proxy rejects the credentials, or if it has none.
const PROXY_CREDENTIALS_HINT: &str = "set the user and the password for the proxy in the section of its URL in the credentials file, or in `COLT_PROXY`; \
     `colt-numbers reserve --help` describes the file";

/// The hint for a request that may be sent again whatever its outcome.
const REPEAT_HINT: &str = "the request may be sent again: the operation is repeatable";

fn effect(submission: &Submission) -> Effect {
    match (submission.reservation(), submission.operation().orders) {
        (Some(_), _) => Effect::Reservation,
        (None, true) => Effect::Order,
        (None, false) => Effect::Other,
    }
}

/// Writes the values that identify a call in doubt, and the sources that show whether it had an effect.
fn write_doubt(out: &mut dyn Write, sent: SentSubmission<'_>) -> io::Result<()> {
    let SentSubmission { target, submission, .. } = sent;
    if submission.may_be_repeated() {
        output::write_hint(out, "", Safe::new(REPEAT_HINT))?;
    } else {
        let doubt = match submission.operation().orders {
            true => "There may be an order.",
            false => "The request may have had an effect.",
        };
        writeln!(out, "{doubt} Do not send the request a second time. To find out, check these sources, best first:")?;
        let sources = reconcile::sources(&target.arg, effect(submission));
        sources.iter().zip(1..).try_for_each(|(source, index)| writeln!(out, "  {index}. {}", Safe::new(source)))?;
    }
    match submission.numbers() {
        Some(numbers) => write_row(out, "  ", "numbers", &numbers.line())?,
        None => write_row(out, "  ", "operation", submission.operation().id)?,
    }
    if let Some(tracking_id) = submission.request.tracking_id() {
        write_row(out, "  ", "tracking id", tracking_id.as_str())?;
    }
    write_row(out, "  ", "target", &target.to_string())?;
    sent.record.iter().try_for_each(|record| write_row(out, "  ", "journal", &record.line()))
}

/// The same as [`write_doubt`], on one line.
fn doubt_hint(sent: SentSubmission<'_>) -> String {
    let SentSubmission { target, submission, .. } = sent;
    if submission.may_be_repeated() {
        return REPEAT_HINT.to_owned();
    }
    let operation = submission.operation();
    let doubt = match submission.numbers() {
        Some(numbers) => format!("there may be an order of {}", numbers.line()),
        None if operation.orders => format!("there may be an order by `{}`", operation.id),
        None => format!("`{}` may have had an effect", operation.id),
    };
    let tracking_id = submission.request.tracking_id().map(|id| format!(" for the tracking id `{id}`"));
    let sources = reconcile::sources(&target.arg, effect(submission)).join("; ");
    format!(
        "{doubt}; do not send the request a second time; to find out, check these sources{}: {sources}",
        tracking_id.unwrap_or_default()
    )
}
