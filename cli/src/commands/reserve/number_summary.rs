//! The numbers of an order in words: by their lock, by their ranges, and how many they are where that can be told.

use std::io::{self, Write};

use colt_numbers::api::types::NumberRange;
use colt_numbers::{Country, Reservation};
use colt_numbers_terminal_text::Safe;

use crate::output::row;
use crate::violations::counted;

/// The most ranges that are shown by their ends.
const MOST_RANGES: usize = 20;

/// The numbers of an order.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'r> {
    /// None where it is blank, as the rules have it.
    lock_id: Option<&'r str>,
    ranges: &'r [NumberRange],
    country: Country,
}

impl<'r> Numbers<'r> {
    /// Those of a reservation.
    pub fn of(reservation: &'r Reservation) -> Self {
        let request = reservation.request();
        let lock_id = request.product_offering.lock_id.as_deref().filter(|id| !id.trim().is_empty());
        Self { lock_id, ranges: &request.number_range_list, country: reservation.country() }
    }

    /// In a line.
    pub fn line(&self) -> String {
        let mut ends = self.ends().collect::<Vec<_>>().join(", ");
        if let Some(further) = self.further() {
            ends.push_str(&format!(" and {further}"));
        }
        self.with_lock(format!("{ends} ({})", self.total()))
    }

    /// In a line how many, and each range in one of its own.
    pub fn rows(&self, out: &mut dyn Write, indent: &str) -> io::Result<()> {
        row(out, indent, "numbers", &self.with_lock(self.total()))?;
        self.ends().try_for_each(|ends| row(out, indent, "range", &ends))?;
        self.further().iter().try_for_each(|further| row(out, indent, "not shown", further))
    }

    /// The lock as well, and the country.
    fn with_lock(&self, ranges: String) -> String {
        let country = self.country;
        match (self.lock_id.map(Safe::new), self.ranges) {
            (Some(id), []) => format!("the numbers of lock `{id}` in {country}"),
            (Some(id), _) => format!("the numbers of lock `{id}`, and {ranges} in {country}"),
            (None, []) => format!("neither a range nor a lock in {country}"),
            (None, _) => format!("{ranges} in {country}"),
        }
    }

    fn ends(&self) -> impl Iterator<Item = String> {
        self.ranges.iter().take(MOST_RANGES).map(|range| {
            let (start, end) = (range.number_range_start.as_str(), range.number_range_end.as_str());
            if start == end { start.to_owned() } else { format!("{start} to {end}") }
        })
    }

    /// The ranges that are not shown by their ends.
    fn further(&self) -> Option<String> {
        let further = self.ranges.len().saturating_sub(MOST_RANGES);
        (further > 0).then(|| counted(further as u64, "more range"))
    }

    fn total(&self) -> String {
        let ranges = counted(self.ranges.len() as u64, "range");
        match self.count() {
            None => format!("{ranges} of unclear size"),
            Some(count) if self.ranges.len() == 1 => counted(count, "number"),
            Some(count) => format!("{} in {ranges}", counted(count, "number")),
        }
    }

    /// How many numbers the ranges hold. None where that cannot be told: an end has more digits than its start or comes before it, or a
    /// number lies in two ranges.
    fn count(&self) -> Option<u64> {
        let mut spans = self.ranges.iter().map(span).collect::<Option<Vec<_>>>()?;
        spans.sort_unstable();
        if spans.windows(2).any(|pair| pair[1].0 <= pair[0].1) {
            return None;
        }
        spans.iter().try_fold(0, |sum: u64, (start, end)| sum.checked_add(end - start + 1))
    }
}

/// The first and the last number of a range.
fn span(range: &NumberRange) -> Option<(u64, u64)> {
    // A number begins with no zero, so that its value tells how many digits it has.
    let (start, end) = (digits(range.number_range_start.as_str()), digits(range.number_range_end.as_str()));
    let (first, last) = (start.parse().ok()?, end.parse().ok()?);
    (start.len() == end.len() && first <= last).then_some((first, last))
}

fn digits(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use colt_numbers::{Checks, Reservation, Rule};

    use super::Numbers;

    fn in_words(lock_id: &str, ranges: &[(&str, &str)]) -> String {
        let ranges: Vec<_> = ranges
            .iter()
            .map(|(start, end)| format!(r#"{{"numberRangeStart": "{start}", "numberRangeEnd": "{end}"}}"#))
            .collect();
        let body = format!(
            r#"{{"numberRangeList": [{}], "productOffering": {{"name": "Wholesale SIP", "lockId": "{lock_id}"}}, "relatedParty": {{"reseller": {{"country": "GB"}}}}}}"#,
            ranges.join(", ")
        );
        let reservation: Reservation = Checks::new().allow(Rule::LockIdOrRanges).parse(body.as_bytes()).unwrap();
        Numbers::of(&reservation).line()
    }

    #[test]
    fn by_lock_and_by_range() {
        let ten = [("+442081324700", "+442081324709")];
        for (lock_id, ranges, words) in [
            ("", &[("+442081324758", "+442081324758")][..], "+442081324758 (1 number) in GB"),
            (" ", &ten, "+442081324700 to +442081324709 (10 numbers) in GB"),
            ("L-1", &[], "the numbers of lock `L-1` in GB"),
            ("L-1", &ten, "the numbers of lock `L-1`, and +442081324700 to +442081324709 (10 numbers) in GB"),
            (" ", &[], "neither a range nor a lock in GB"),
        ] {
            assert_eq!(in_words(lock_id, ranges), words);
        }
    }

    #[test]
    fn how_many_is_said_only_where_it_can_be_told() {
        for (ranges, total) in [
            (&[("+442081324700", "442081324799"), ("+442081324800", "+442081324800")][..], "(101 numbers in 2 ranges)"),
            (&[("+442081324709", "+442081324700")], "(1 range of unclear size)"),
            (&[("+44208132470", "+442081324709")], "(1 range of unclear size)"),
            (&[("+442081324700", "+442081324709"), ("442081324709", "442081324719")], "(2 ranges of unclear size)"),
            (&[("1000000", "9999999999999999")], "(1 range of unclear size)"),
            (&[("1000000000000000", "9999999999999999")], "(9000000000000000 numbers)"),
        ] {
            let words = in_words("", ranges);
            assert!(words.contains(total), "{words}");
        }
    }

    #[test]
    fn many_ranges_have_an_end() {
        let numbers: Vec<_> = (0..25).map(|last| format!("+4420813247{last:02}")).collect();
        let ranges: Vec<_> = numbers.iter().map(|number| (&**number, &**number)).collect();
        let words = in_words("", &ranges);
        assert!(words.contains(&numbers[19]) && !words.contains(&numbers[20]), "{words}");
        assert!(words.ends_with(" and 5 more ranges (25 numbers in 25 ranges) in GB"), "{words}");
    }
}
