//! Counts the numbers of ranges. The size of a range whose ends differ in length is not defined, so nothing here computes one.

use colt_numbers_api::types::NumberRange;

use crate::check::request_view::digits;

/// How many numbers the ranges contain. `None` if the ends of a range differ in length, if a range ends before it starts, or if two ranges
/// overlap.
pub(crate) fn number_count(ranges: &[NumberRange]) -> Option<u64> {
    let start_and_count = |range: &NumberRange| {
        let (start, end) = (digits(range.number_range_start.as_str()), digits(range.number_range_end.as_str()));
        Some((value(start)?, range_count(start, end)?))
    };
    // A number never starts with a zero, so its value determines how many digits it has.
    let mut ranges = ranges.iter().map(start_and_count).collect::<Option<Vec<_>>>()?;
    ranges.sort_unstable();
    if ranges.windows(2).any(|pair| pair[1].0 - pair[0].0 < pair[0].1) {
        return None;
    }
    ranges.iter().try_fold(0, |sum: u64, (_, count)| sum.checked_add(*count))
}

/// How many numbers a range contains, from the digits of its ends. `None` if the ends differ in length, or if the end is before the start.
pub(crate) fn range_count(start: &str, end: &str) -> Option<u64> {
    (start.len() == end.len()).then_some(())?;
    value(end)?.checked_sub(value(start)?)?.checked_add(1)
}

fn value(digits: &str) -> Option<u64> {
    digits.parse().ok()
}
