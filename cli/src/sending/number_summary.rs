//! Describes the numbers of an order: the lock, the ranges, and how many numbers they contain.

use std::io::{self, Write};

use colt_numbers::api::types::NumberRange;
use colt_numbers::{Country, Reservation};
use colt_numbers_terminal_text::Safe;

use crate::output::write_row;
use crate::violations::count_of;

/// At most this many ranges are listed.
const MAX_RANGES: usize = 20;

/// The numbers of an order.
#[derive(Clone, Copy, Debug)]
pub struct NumberSummary<'r> {
    /// The lock id. `None` if it is blank: the rules treat a blank lock id as omitted.
    lock_id: Option<&'r str>,
    ranges: &'r [NumberRange],
    /// How many numbers the ranges contain; `None` if this is not clear.
    count: Option<u64>,
    country: Country,
}

impl<'r> NumberSummary<'r> {
    /// The numbers of a reservation.
    pub fn of(reservation: &'r Reservation) -> Self {
        let request = reservation.request();
        let lock_id = request.product_offering.lock_id.as_deref().filter(|id| !id.trim().is_empty());
        Self {
            lock_id,
            ranges: &request.number_range_list,
            count: reservation.number_count_of_ranges(),
            country: reservation.country(),
        }
    }

    /// The numbers on one line.
    pub fn line(&self) -> String {
        let mut ranges = self.listed_ranges().collect::<Vec<_>>().join(", ");
        if let Some(unlisted) = self.unlisted_ranges() {
            ranges.push_str(&format!(" and {unlisted}"));
        }
        self.with_lock(format!("{ranges} ({})", self.total()))
    }

    /// Writes the total on one line, and then each range on a line of its own.
    pub fn write_rows(&self, out: &mut dyn Write, indent: &str) -> io::Result<()> {
        write_row(out, indent, "numbers", &self.with_lock(self.total()))?;
        self.listed_ranges().try_for_each(|range| write_row(out, indent, "range", &range))?;
        self.unlisted_ranges().iter().try_for_each(|unlisted| write_row(out, indent, "not shown", unlisted))
    }

    /// Adds the lock and the country to a description of the ranges.
    fn with_lock(&self, ranges: String) -> String {
        let country = self.country;
        match (self.lock_id.map(Safe::new), self.ranges) {
            (Some(id), []) => format!("the numbers of lock `{id}` in {country}"),
            (Some(id), _) => format!("the numbers of lock `{id}`, and {ranges} in {country}"),
            (None, []) => format!("neither a range nor a lock in {country}"),
            (None, _) => format!("{ranges} in {country}"),
        }
    }

    fn listed_ranges(&self) -> impl Iterator<Item = String> {
        self.ranges.iter().take(MAX_RANGES).map(|range| {
            let (start, end) = (range.number_range_start.as_str(), range.number_range_end.as_str());
            if start == end { start.to_owned() } else { format!("{start} to {end}") }
        })
    }

    /// How many ranges are not listed: `5 more ranges`.
    fn unlisted_ranges(&self) -> Option<String> {
        let unlisted = self.ranges.len().saturating_sub(MAX_RANGES);
        (unlisted > 0).then(|| count_of(unlisted as u64, "more range"))
    }

    fn total(&self) -> String {
        let ranges = count_of(self.ranges.len() as u64, "range");
        match self.count {
            None => format!("{ranges} of unclear size"),
            Some(count) if self.ranges.len() == 1 => count_of(count, "number"),
            Some(count) => format!("{} in {ranges}", count_of(count, "number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use colt_numbers::{Checks, Reservation, Rule};

    use super::NumberSummary;

    fn summary(lock_id: &str, ranges: &[(&str, &str)]) -> String {
        let ranges: Vec<_> = ranges
            .iter()
            .map(|(start, end)| format!(r#"{{"numberRangeStart": "{start}", "numberRangeEnd": "{end}"}}"#))
            .collect();
        let body = format!(
            r#"{{"numberRangeList": [{}], "productOffering": {{"name": "Wholesale SIP", "lockId": "{lock_id}"}}, "relatedParty": {{"reseller": {{"country": "GB"}}, "endCustomerDetails": {{"customerReference": "C-1"}}}}}}"#,
            ranges.join(", ")
        );
        let reservation: Reservation = Checks::new().allow(Rule::LockIdOrRanges).parse(body.as_bytes()).unwrap();
        NumberSummary::of(&reservation).line()
    }

    #[test]
    fn the_summary_names_the_lock_and_the_ranges() {
        let ten = [("+442081324700", "+442081324709")];
        for (lock_id, ranges, expected) in [
            ("", &[("+442081324758", "+442081324758")][..], "+442081324758 (1 number) in GB"),
            (" ", &ten, "+442081324700 to +442081324709 (10 numbers) in GB"),
            ("L-1", &[], "the numbers of lock `L-1` in GB"),
            ("L-1", &ten, "the numbers of lock `L-1`, and +442081324700 to +442081324709 (10 numbers) in GB"),
            (" ", &[], "neither a range nor a lock in GB"),
        ] {
            assert_eq!(summary(lock_id, ranges), expected);
        }
    }

    #[test]
    fn the_total_is_stated_only_if_it_is_clear() {
        for (ranges, total) in [
            (&[("+442081324700", "442081324799"), ("+442081324800", "+442081324800")][..], "(101 numbers in 2 ranges)"),
            (&[("+442081324709", "+442081324700")], "(1 range of unclear size)"),
            (&[("+44208132470", "+442081324709")], "(1 range of unclear size)"),
            (&[("+442081324700", "+442081324709"), ("442081324709", "442081324719")], "(2 ranges of unclear size)"),
            (&[("1000000", "9999999999999999")], "(1 range of unclear size)"),
            (&[("1000000000000000", "9999999999999999")], "(9000000000000000 numbers)"),
        ] {
            let summary = summary("", ranges);
            assert!(summary.contains(total), "{summary}");
        }
    }

    #[test]
    fn at_most_twenty_ranges_are_listed() {
        let numbers: Vec<_> = (0..25).map(|last| format!("+4420813247{last:02}")).collect();
        let ranges: Vec<_> = numbers.iter().map(|number| (&**number, &**number)).collect();
        let summary = summary("", &ranges);
        assert!(summary.contains(&numbers[19]) && !summary.contains(&numbers[20]), "{summary}");
        assert!(summary.ends_with(" and 5 more ranges (25 numbers in 25 ranges) in GB"), "{summary}");
    }
}
