//! Building, checking and serialising a reservation, against serialising a plain struct that is there already.

use std::hint::black_box;

use colt_numbers::{InvalidReservation, Reservation};

use crate::Result;
use crate::paired_comparison::{Effort, compare};
use crate::results_table::Row;
use crate::sample::{Plain, ranges};

/// A reservation of these ranges, from texts to the bytes that are sent.
///
/// # Errors
/// None, of ranges that are right.
pub fn reserve(ranges: &[(String, String)]) -> std::result::Result<Reservation, InvalidReservation> {
    Reservation::of_ranges("GB", ranges.iter().map(|(start, end)| (start.as_str(), end.as_str())))
        .service_profile("ANH")
        .customer_reference("My Customer")
        .build()
}

/// The rows.
///
/// # Errors
/// Where the two give other bytes.
pub fn rows() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (what, count) in [("one range", 1), ("100 ranges", 100)] {
        let ranges = ranges(count);
        let plain = Plain::of(&ranges);
        let body = serde_json::to_vec(&plain)?;
        if reserve(&ranges)?.body() != &body {
            return Err("the two give other bytes".into());
        }
        let ours = || {
            drop(black_box(reserve(black_box(&ranges))?));
            Ok(())
        };
        let theirs = || {
            drop(black_box(serde_json::to_vec(black_box(&plain))?));
            Ok(())
        };
        let ratio = compare(Effort::MICRO, ours, theirs)?;
        let what = format!("build, check and serialise a reservation of {what}");
        rows.push(
            Row::at_most(&what, "`serde_json::to_vec` of the same plain struct", 2.5, &ratio)
                .noted(format!("{} bytes", body.len())),
        );
    }
    Ok(rows)
}
