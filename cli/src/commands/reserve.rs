//! `reserve`: places one order, and reports its outcome.
//!
//! The steps are: check the request; print it, if this is a dry run; find the credentials; ask for confirmation, if the target is production;
//! print the tracking id; send the request; report the outcome. A failed step ends the command, and so does a dry run.

mod dry_run;
mod number_summary;
mod reconcile;
mod report;
mod response_file;
mod spend_guard;
mod tracked_reservation;

use std::pin::pin;

use self::report::{CallResult, Submission};
use self::response_file::ResponseFile;
use self::tracked_reservation::TrackedReservation;
use crate::args::ReserveArgs;
use crate::command_failure::CommandFailure;
use crate::credentials;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::output::Output;
use crate::runtime;
use crate::target_arg::TargetArg;
use crate::target_client::TargetClient;
use crate::violations::{self, VerdictJson};

/// Runs the command.
pub fn run(args: &ReserveArgs, output: Output) -> Result<Exit, CommandFailure> {
    let tracked = match TrackedReservation::from_args(args, output)? {
        Ok(tracked) => tracked,
        Err(violations) => {
            if output.json {
                output.print_json(&VerdictJson::new(&violations))?;
            } else {
                output.message(|out| {
                    violations::write_summary(out, &violations)?;
                    violations::write_list(out, "", &violations)?;
                    writeln!(out, "nothing was sent")
                });
            }
            return Ok(Exit::InvalidReservation);
        }
    };
    output.message(|out| violations::write_list(out, "", tracked.reservation.warnings()));
    let send = &args.send;
    if send.dry_run {
        return dry_run::print(send, &tracked, output);
    }
    if send.target == TargetArg::Embedded && send.credentials.is_some() {
        return Err(CommandFailure::usage("`--credentials` cannot be used with the embedded sandbox")
            .hint("add `--target sandbox`, for example"));
    }
    let needs_confirmation = send.target == TargetArg::Production && !send.yes;
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
        spend_guard::confirm(&tracked, output)?;
    }
    // The client of the embedded sandbox, which is built later, always sends credentials.
    let sends_credentials = external_client.as_ref().is_none_or(|client| client.sends_credentials);
    let (result, response_file) = runtime::block_on(async {
        // From here on, the program catches signals, so that it can remove an empty response file before it ends.
        let mut interrupt = InterruptListener::listen()?;
        let response_file = ResponseFile::create(send.save_answer.as_deref())?;
        Ok((call(args, &tracked, external_client, &mut interrupt, output).await?, response_file))
    })?;
    let submission = Submission { target: &send.target, tracked: &tracked, sends_credentials };
    Ok(report::print(&result, submission, response_file, output))
}

async fn call(
    args: &ReserveArgs,
    tracked: &TrackedReservation,
    external_client: Option<TargetClient>,
    interrupt: &mut InterruptListener,
    output: Output,
) -> Result<CallResult, CommandFailure> {
    let target_client = match external_client {
        Some(client) => {
            // The tracking id is printed before anything is sent, so that the user has it even if this program is killed.
            output.message(|out| writeln!(out, "tracking id: {}", tracked.tracking_id));
            client
        }
        None => TargetClient::embedded(&args.validation.several_service_profiles, args.send.timeout).await?,
    };
    let call = target_client.client.call(&tracked.reservation).with_tracking_id(tracked.tracking_id.clone());
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
    let is_embedded = args.send.target == TargetArg::Embedded;
    if is_embedded || !status.give_up() {
        return Ok(CallResult::Interrupted);
    }
    // The call now ends at once, with an unknown outcome and the part of the response that has arrived.
    Ok(sending.await.into())
}
