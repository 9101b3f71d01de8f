//! Building, checking and serializing a reservation, compared with serializing an existing plain struct.

use std::hint::black_box;

use colt_numbers::{InvalidInput, Reservation};

use crate::Result;
use crate::paired_comparison::{Sampling, compare};
use crate::results_table::ResultRow;
use crate::sample::{PlainReservation, ranges};

/// Builds, checks and serializes a reservation of these ranges.
///
/// # Errors
/// If the ranges are invalid.
pub fn build_reservation(ranges: &[(String, String)]) -> std::result::Result<Reservation, InvalidInput> {
    Reservation::of_ranges("GB", ranges.iter().map(|(start, end)| (start.as_str(), end.as_str())))
        .service_profile("ANH")
        .customer_reference("My Customer")
        .build()
}

/// Measures, and returns the rows.
///
/// # Errors
/// If the reservation and the plain struct have different JSON.
pub fn rows() -> Result<Vec<ResultRow>> {
    let mut rows = Vec::new();
    for (what, count) in [("one range", 1), ("100 ranges", 100)] {
        let ranges = ranges(count);
        let plain = PlainReservation::of(&ranges);
        let body = serde_json::to_vec(&plain)?;
        if build_reservation(&ranges)?.body() != &body {
            return Err("the reservation and the plain struct have different JSON".into());
        }
        let ours = || {
            drop(black_box(build_reservation(black_box(&ranges))?));
            Ok(())
        };
        let theirs = || {
            drop(black_box(serde_json::to_vec(black_box(&plain))?));
            Ok(())
        };
        let ratio = compare(Sampling::MICRO, ours, theirs)?;
        let what = format!("build, check and serialize a reservation of {what}");
        rows.push(
            ResultRow::at_most(&what, "`serde_json::to_vec` of the same plain struct", 2.5, &ratio)
                .with_note(format!("{} bytes", body.len())),
        );
    }
    Ok(rows)
}
