//! `reserve`: places one order for numbers. It makes a checked reservation from the command line, or from the file of `--request`.

use colt_numbers::{Reservation, ReservationBuilder, Violation, new_tracking_id, parse_tracking_id};

use crate::args::ReserveArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;
use crate::sending::journaled::JournalOptions;
use crate::sending::submission::Submission;
use crate::sending::{self, SendOptions};

/// Runs the command.
pub fn run(args: &ReserveArgs, output: Output) -> Result<Exit, CommandFailure> {
    match submission(args, output)? {
        Ok(submission) => {
            let journal = JournalOptions { args: Some(&args.journal), key: args.key.as_deref() };
            let options = SendOptions { send: &args.send, validation: &args.validation, journal };
            sending::run(&submission, options, output)
        }
        Err(violations) => sending::print_invalid(&violations, output),
    }
}

/// Reads and checks the request. The inner error lists all violations of the request.
fn submission(args: &ReserveArgs, output: Output) -> Result<Result<Submission, Vec<Violation>>, CommandFailure> {
    let tracking_id = args.tracking_id.as_deref().map_or_else(|| Ok(new_tracking_id()), parse_tracking_id);
    let reservation = match &args.request {
        Some(input) => args.validation.checks()?.parse(&input.read(output)?),
        None => builder_from_options(args).checks(args.validation.checks()?).build(),
    };
    Ok(match (tracking_id, reservation) {
        (Ok(tracking_id), Ok(reservation)) => Ok(Submission::of_reservation(reservation, tracking_id)),
        (Err(invalid_id), Ok(reservation)) => Err([invalid_id.violations(), reservation.warnings()].concat()),
        (Ok(_), Err(invalid_reservation)) => Err(invalid_reservation.violations().to_vec()),
        (Err(invalid_id), Err(invalid_reservation)) => {
            Err([invalid_id.violations(), invalid_reservation.violations()].concat())
        }
    })
}

fn builder_from_options(args: &ReserveArgs) -> ReservationBuilder {
    let country = args.country.as_deref().unwrap_or_default();
    let mut builder = match (&args.lock_id, &args.start) {
        (Some(lock_id), _) => Reservation::of_lock(country, lock_id),
        (None, Some(start)) => Reservation::of_range(country, start, args.end.as_ref().unwrap_or(start)),
        (None, None) => Reservation::of_ranges(country, args.range.iter().map(|range| (&range.start, &range.end))),
    };
    if let Some(profile) = &args.service_profile {
        builder = builder.service_profile(profile);
    }
    if let Some(reference) = &args.customer_reference {
        builder = builder.customer_reference(reference);
    }
    builder
}
