//! Sends one checked request and reports its outcome: the part that `reserve` and `call` share.
//!
//! The steps are: print the request, if this is a dry run; find the credentials; ask for confirmation, if the request orders or may change
//! something at production; print the tracking id; send the request; report the outcome. A failed step ends the command, and so does a dry run.

mod accepted_report;
mod body_json;
mod call_result;
mod confirmation;
mod dry_run;
mod held_request;
pub mod journaled;
mod number_summary;
mod operation_impact;
pub mod reconcile;
mod report;
mod reserved_order;
mod response_file;
pub mod submission;
mod unsent_call;

use std::pin::pin;

use colt_numbers::Violation;

use self::call_result::CallResult;
use self::confirmation::Confirmation;
use self::journaled::{JournalOptions, Placed};
use self::operation_impact::Impact;
use self::report::SentSubmission;
use self::response_file::ResponseFile;
use self::submission::Submission;
use crate::args::SendArgs;
use crate::args::validation::ValidationArgs;
use crate::chosen_proxy;
use crate::chosen_target::ChosenTarget;
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::credentials::settings::CredentialsSource;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::output::Output;
use crate::runtime;
use crate::target_arg::TargetArg;
use crate::target_client::{CallOptions, TargetClient};
use crate::violations::{self, VerdictJson};

/// The options of a command that sends a request.
#[derive(Clone, Copy)]
pub struct SendOptions<'a> {
    pub send: &'a SendArgs,
    pub validation: &'a ValidationArgs,
    /// The journal that the order is recorded in, for `reserve`.
    pub journal: JournalOptions<'a>,
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
    let (send, operation) = (options.send, submission.operation());
    if let [server, ..] = operation.servers {
        let message = format!(
            "`{}` has servers of its own, such as `{server}`; this program sends nothing to them",
            operation.id
        );
        return Err(CommandFailure::configuration(message));
    }
    output.message(|out| violations::write_list(out, "", submission.request.warnings()));
    let target = ChosenTarget::choose(send.target.as_ref(), output)?;
    if send.dry_run {
        return dry_run::print(&target, send.credentials.as_deref(), &submission.request, output);
    }
    credentials::reject_file_for_embedded(&target.arg, send.credentials.as_deref())?;
    let proxy = chosen_proxy::choose(send.proxy.as_deref(), &target.arg, send.credentials.as_deref())?;
    let journal_file = options.journal.file(&target.arg)?;
    let is_guarded = target.arg == TargetArg::Production && !send.yes;
    let confirmation = Confirmation::of(Impact::of(operation)).filter(|_| is_guarded);
    if let Some(confirmation) = confirmation {
        confirmation.require_terminal()?;
    }
    let external_client = match &target.arg {
        TargetArg::Embedded => None,
        arg => {
            let settings = credentials::find(arg, send.credentials.as_deref())?;
            Some(TargetClient::new(arg, settings, CallOptions { proxy, ..CallOptions::with_timeout(send.timeout) })?)
        }
    };
    if let Some(confirmation) = confirmation {
        confirmation.ask(submission, &target, output)?;
    }
    let credentials_source = match &external_client {
        Some(client) => client.credentials_source.clone(),
        // The client of the embedded sandbox is built later.
        None => Some(CredentialsSource::Generated),
    };
    let (placed, response_file): (Placed, ResponseFile) = runtime::block_on(async {
        // From here on, the program catches signals, so that it can remove an empty response file before it ends.
        let mut interrupt = InterruptListener::listen()?;
        let journal = match &journal_file {
            Some(file) => Some(file.open().await?),
            None => None,
        };
        let response_file = ResponseFile::create(send.save_answer.as_deref())?;
        // The journal may have another tracking id for the key.
        if external_client.is_some() && options.journal.key.is_none() {
            print_tracking_id(submission, output);
        }
        let placed = match (journal, external_client) {
            (Some(journal), Some(client)) => {
                journaled::place(&journal, options.journal.key, &client.client, submission, &mut interrupt).await?
            }
            (_, client) => call(submission, options, client, &mut interrupt).await?.into(),
        };
        Ok((placed, response_file))
    })?;
    let Placed { result, record, submission: recorded } = &placed;
    let sent = SentSubmission {
        target: &target,
        submission: recorded.as_ref().unwrap_or(submission),
        credentials_source: credentials_source.as_ref(),
        record: record.as_ref(),
    };
    report::print(result, sent, response_file, output)
}

/// Prints the tracking id before anything is sent, so that the user has it even if this program is killed.
fn print_tracking_id(submission: &Submission, output: Output) {
    if let Some(tracking_id) = submission.request.tracking_id() {
        output.message(|out| writeln!(out, "tracking id: {tracking_id}"));
    }
}

async fn call(
    submission: &Submission,
    options: SendOptions<'_>,
    external_client: Option<TargetClient>,
    interrupt: &mut InterruptListener,
) -> Result<CallResult, CommandFailure> {
    // The embedded sandbox and its orders end with this program, so they cannot be in doubt.
    let is_embedded = external_client.is_none();
    let target_client = match external_client {
        Some(client) => client,
        None => {
            let call_options = CallOptions::with_timeout(options.send.timeout);
            TargetClient::embedded(&options.validation.several_service_profiles, call_options).await?
        }
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
    if is_embedded || submission.leaves_no_doubt() || !status.give_up() {
        return Ok(CallResult::Interrupted);
    }
    // The call now ends at once, with an unknown outcome and the part of the response that has arrived.
    Ok(sending.await.into())
}
