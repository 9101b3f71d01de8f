//! Sends one checked request and reports its outcome: the part that `reserve` and `call` share.
//!
//! The steps are: print the request, if this is a dry run; find the credentials; ask for confirmation, if the request orders at production;
//! print the tracking id; send the request; report the outcome. A failed step ends the command, and so does a dry run.

mod accepted_report;
mod body_json;
mod dry_run;
mod number_summary;
mod reconcile;
mod report;
mod response_file;
mod spend_guard;
pub mod submission;

use std::pin::pin;

use colt_numbers::Violation;

use self::report::{CallResult, SentSubmission};
use self::response_file::ResponseFile;
use self::submission::Submission;
use crate::args::{SendArgs, ValidationArgs};
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::output::Output;
use crate::runtime;
use crate::target_arg::TargetArg;
use crate::target_client::TargetClient;
use crate::violations::{self, VerdictJson};

/// The options of a command that sends a request.
#[derive(Clone, Copy)]
pub struct SendOptions<'a> {
    pub send: &'a SendArgs,
    pub validation: &'a ValidationArgs,
}

/// Prints the violations of a request that is not sent.
pub fn print_invalid(violations: &[Violation], output: Output) -> Result<Exit, CommandFailure> {
    if output.json {
        output.print_json(&VerdictJson::new(violations))?;
    } else {
        output.message(|out| {
            violations::write_summary(out, violations)?;
            violations::write_list(out, "", violations)?;
            writeln!(out, "nothing was sent")
        });
    }
    Ok(Exit::InvalidRequest)
}

/// Sends the request, or prints it if this is a dry run.
pub fn run(submission: &Submission, options: SendOptions<'_>, output: Output) -> Result<Exit, CommandFailure> {
    output.message(|out| violations::write_list(out, "", submission.request.warnings()));
    let send = options.send;
    if send.dry_run {
        return dry_run::print(send, &submission.request, output);
    }
    if send.target == TargetArg::Embedded && send.credentials.is_some() {
        return Err(CommandFailure::usage("`--credentials` cannot be used with the embedded sandbox")
            .hint("add `--target sandbox`, for example"));
    }
    let needs_confirmation = submission.operation().orders && send.target == TargetArg::Production && !send.yes;
    if needs_confirmation {
        spend_guard::require_terminal()?;
    }
    let external_client = match &send.target {
        TargetArg::Embedded => None,
        target => {
            let settings = credentials::find(target, send.credentials.as_deref())?;
            Some(TargetClient::new(target, settings, send.timeout)?)
        }
    };
    if needs_confirmation {
        spend_guard::confirm(submission, output)?;
    }
    // The client of the embedded sandbox, which is built later, always sends credentials.
    let sends_credentials = external_client.as_ref().is_none_or(|client| client.sends_credentials);
    let (result, response_file) = runtime::block_on(async {
        // From here on, the program catches signals, so that it can remove an empty response file before it ends.
        let mut interrupt = InterruptListener::listen()?;
        let response_file = ResponseFile::create(send.save_answer.as_deref())?;
        Ok((call(submission, options, external_client, &mut interrupt, output).await?, response_file))
    })?;
    let sent = SentSubmission { target: &send.target, submission, sends_credentials };
    Ok(report::print(&result, sent, response_file, output))
}

async fn call(
    submission: &Submission,
    options: SendOptions<'_>,
    external_client: Option<TargetClient>,
    interrupt: &mut InterruptListener,
    output: Output,
) -> Result<CallResult, CommandFailure> {
    let target_client = match external_client {
        Some(client) => {
            // The tracking id is printed before anything is sent, so that the user has it even if this program is killed.
            if let Some(tracking_id) = submission.request.tracking_id() {
                output.message(|out| writeln!(out, "tracking id: {tracking_id}"));
            }
            client
        }
        None => TargetClient::embedded(&options.validation.several_service_profiles, options.send.timeout).await?,
    };
    let call = target_client.client.prepare(&submission.request);
    let status = call.status();
    // Nothing has been sent yet, so nothing is in doubt.
    if interrupt.is_interrupted().await {
        return Ok(CallResult::Interrupted);
    }
    let mut sending = pin!(call.send());
    tokio::select! {
        biased;
        result = &mut sending => return Ok(result.into()),
        () = interrupt.interrupted() => {}
    }
    // The embedded sandbox and its orders end with this program, so they cannot be in doubt.
    let is_embedded = options.send.target == TargetArg::Embedded;
    if is_embedded || submission.may_be_repeated() || !status.give_up() {
        return Ok(CallResult::Interrupted);
    }
    // The call now ends at once, with an unknown outcome and the part of the response that has arrived.
    Ok(sending.await.into())
}
