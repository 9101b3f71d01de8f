//! `reserve`: one order, from what was typed to what came of it.
//!
//! The steps, each of which may be the last: what is asked is checked; a dry run shows it; a spend guard asks; credentials are found;
//! the tracking id is printed; the order is sent, and its outcome is reported.

mod dry_run;
mod number_summary;
mod reconcile;
mod report;
mod response_file;
mod spend_guard;
mod tracked_reservation;

use std::pin::pin;

use self::report::{Ended, Sent};
use self::response_file::Kept;
use self::tracked_reservation::What;
use crate::args::Reserve;
use crate::command_failure::Failure;
use crate::credentials;
use crate::exit::Exit;
use crate::interrupt_listener::Interrupt;
use crate::output::Output;
use crate::runtime;
use crate::target_arg::Place;
use crate::target_client::Destination;
use crate::violations::{self, Verdict};

/// Reserves.
pub fn run(asked: &Reserve, output: Output) -> Result<Exit, Failure> {
    let what = match What::read(asked, output)? {
        Ok(what) => what,
        Err(found) => {
            if output.json {
                output.object(&Verdict::new(&found))?;
            } else {
                output.say(|out| {
                    violations::summary(out, &found)?;
                    violations::list(out, "", &found)?;
                    writeln!(out, "nothing was sent")
                });
            }
            return Ok(Exit::InvalidReservation);
        }
    };
    output.say(|out| violations::list(out, "", what.reservation.warnings()));
    let sending = &asked.sending;
    if sending.dry_run {
        return dry_run::show(sending, &what, output);
    }
    if sending.target == Place::Embedded && sending.credentials.is_some() {
        return Err(Failure::usage("`--credentials` is of no use to the embedded sandbox")
            .hint("add `--target sandbox`, for instance"));
    }
    if sending.target == Place::Production && !sending.yes {
        spend_guard::terminal()?;
    }
    let outside = match &sending.target {
        Place::Embedded => None,
        place => {
            let given = credentials::find(place, sending.credentials.as_deref())?;
            Some(Destination::outside(place, given, sending.timeout)?)
        }
    };
    if sending.target == Place::Production && !sending.yes {
        spend_guard::ask(&what, output)?;
    }
    let has_credentials = outside.as_ref().is_none_or(|destination| destination.has_credentials);
    let (ended, kept) = runtime::block_on(async {
        // No signal ends the program by itself from here on, so that the file goes again that nothing is kept in.
        let mut interrupt = Interrupt::listen()?;
        let kept = Kept::prepare(sending.save_answer.as_deref())?;
        Ok((send(asked, &what, outside, &mut interrupt, output).await?, kept))
    })?;
    Ok(report::tell(&ended, Sent { place: &sending.target, what: &what, has_credentials }, kept, output))
}

async fn send(
    asked: &Reserve,
    what: &What,
    outside: Option<Destination>,
    interrupt: &mut Interrupt,
    output: Output,
) -> Result<Ended, Failure> {
    let destination = match outside {
        Some(destination) => {
            // Known from here on, whatever becomes of this program.
            output.say(|out| writeln!(out, "tracking id: {}", what.tracking_id));
            destination
        }
        None => Destination::embedded(&asked.checks.several_service_profiles, asked.sending.timeout).await?,
    };
    let call = destination.client.call(&what.reservation).with_tracking_id(what.tracking_id.clone());
    let status = call.status();
    // As long as nothing was sent, nothing is in doubt.
    if interrupt.came().await {
        return Ok(Ended::Interrupted);
    }
    let mut sending = pin!(call.send());
    tokio::select! {
        biased;
        ended = &mut sending => return Ok(ended.into()),
        () = interrupt.wait() => {}
    }
    // The embedded sandbox ends with this program, and its orders with it.
    let is_embedded = asked.sending.target == Place::Embedded;
    if is_embedded || !status.give_up() {
        return Ok(Ended::Interrupted);
    }
    // What has arrived is reported with the doubt.
    Ok(sending.await.into())
}
