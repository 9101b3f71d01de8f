//! What is reserved: from the values or the file that were given, to a reservation that was checked.

use colt_numbers::{Reservation, TrackingId, Violation, new_tracking_id, parse_tracking_id};

use super::number_summary::Numbers;
use crate::args::Reserve;
use crate::command_failure::Failure;
use crate::output::Output;

/// A reservation, and the tracking id to send it with.
pub struct What {
    pub reservation: Reservation,
    pub tracking_id: TrackingId,
}

impl What {
    /// Reads and checks what was asked; else everything that is wrong with it.
    pub fn read(asked: &Reserve, output: Output) -> Result<Result<Self, Vec<Violation>>, Failure> {
        let tracking_id = asked.tracking_id.as_deref().map_or_else(|| Ok(new_tracking_id()), parse_tracking_id);
        let reservation = match &asked.request {
            Some(source) => asked.checks.checks().parse(&source.read(output)?),
            None => of_values(asked).build(),
        };
        Ok(match (tracking_id, reservation) {
            (Ok(tracking_id), Ok(reservation)) => Ok(Self { reservation, tracking_id }),
            (Err(refused), Ok(reservation)) => Err([refused.violations(), reservation.warnings()].concat()),
            (Ok(_), Err(refused)) => Err(refused.violations().to_vec()),
            (Err(one), Err(other)) => Err([one.violations(), other.violations()].concat()),
        })
    }

    /// The numbers, to be told in words.
    pub fn numbers(&self) -> Numbers<'_> {
        Numbers::of(&self.reservation)
    }
}

fn of_values(asked: &Reserve) -> colt_numbers::ReservationBuilder {
    let country = asked.country.as_deref().unwrap_or_default();
    let mut builder = match (&asked.lock_id, &asked.start) {
        (Some(lock_id), _) => Reservation::of_lock(country, lock_id),
        (None, Some(start)) => Reservation::of_range(country, start, asked.end.as_ref().unwrap_or(start)),
        (None, None) => Reservation::of_ranges(country, asked.range.iter().map(|range| (&range.start, &range.end))),
    };
    if let Some(profile) = &asked.service_profile {
        builder = builder.service_profile(profile);
    }
    if let Some(reference) = &asked.customer_reference {
        builder = builder.customer_reference(reference);
    }
    builder.checks(asked.checks.checks())
}
