//! The numbers that an order holds, as spans of integers.
//!
//! A number is an integer without its plus sign. It has no leading zero, so its length is in the integer, and numbers of different lengths never
//! overlap.

use colt_numbers::Reservation;

/// A span of numbers, both ends included.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Span {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Span {
    /// The spans of a range. If its ends differ in length, these are all numbers that begin with their shared digits, of each length between them:
    /// `35227949650..352279496509` is `35227949650` and `352279496500..352279496509`.
    pub(crate) fn of_range(start: &str, end: &str) -> Vec<Self> {
        if start.len() == end.len() {
            let ends = [integer(start), integer(end)];
            return vec![Self { first: ends[0].min(ends[1]), last: ends[0].max(ends[1]) }];
        }
        let shared = start.bytes().zip(end.bytes()).take_while(|(a, b)| a == b).count();
        // Without shared digits, the first digit is any but zero.
        let (low, high) = if shared == 0 { (1, 9) } else { (integer(&start[..shared]), integer(&start[..shared])) };
        (start.len().min(end.len())..=start.len().max(end.len()))
            .map(|length| {
                let count = 10_u64.pow((length - shared.max(1)) as u32);
                Self { first: low * count, last: high * count + (count - 1) }
            })
            .collect()
    }

    /// The parts of spans that are not in this one.
    pub(crate) fn removed_from(&self, spans: Vec<Self>) -> Vec<Self> {
        let parts = |span: Self| {
            let before = Self { last: span.last.min(self.first.saturating_sub(1)), ..span };
            let after = Self { first: span.first.max(self.last.saturating_add(1)), ..span };
            [before, after].into_iter().filter(|part| part.first <= part.last)
        };
        spans.into_iter().flat_map(parts).collect()
    }

    /// Ranges from the text of spans, such as `442081324758-442081324759,…`.
    pub(crate) fn ranges_of_text(text: &str) -> Vec<(String, String)> {
        let ends = text.split(',').filter_map(|span| span.split_once('-'));
        ends.map(|(first, last)| (format!("+{first}"), format!("+{last}"))).collect()
    }

    /// How many numbers these spans of an order have. Of numbers of several lengths, the order may have had one of its ends in each length, which is not
    /// a count of numbers.
    pub(crate) fn count(spans: &[Self]) -> Option<u64> {
        let length = |number: u64| number.checked_ilog10();
        let first = spans.first()?;
        let is_one_length = |span: &Self| [span.first, span.last].into_iter().all(|n| length(n) == length(first.first));
        spans.iter().all(is_one_length).then(|| spans.iter().map(|span| span.last - span.first + 1).sum())
    }

    /// Sorts spans, and merges those that overlap.
    pub(crate) fn merge(mut spans: Vec<Self>) -> Vec<Self> {
        spans.sort_unstable();
        let mut merged: Vec<Self> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(before) if span.first <= before.last => before.last = before.last.max(span.last),
                _ => merged.push(span),
            }
        }
        merged
    }
}

/// The digits as an integer. A valid number has at most 16 digits, so it fits.
fn integer(digits: &str) -> u64 {
    digits.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// The numbers or the lock id that an order holds, so that no other order may hold them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct HeldNumbers {
    /// Disjoint, in ascending order.
    pub(crate) spans: Vec<Span>,
    pub(crate) lock_id: Option<String>,
    /// How many numbers; `None` if that is not known: for a lock id, and for a range whose ends differ in length.
    pub(crate) numbers: Option<u64>,
}

impl HeldNumbers {
    pub(crate) fn of(reservation: &Reservation) -> Self {
        let request = reservation.request();
        let ranges = request.number_range_list.iter().map(|range| {
            let digits = |text: &'_ str| text.trim_start_matches('+').to_owned();
            (digits(range.number_range_start.as_str()), digits(range.number_range_end.as_str()))
        });
        Self::of_ranges(ranges, request.product_offering.lock_id.clone())
    }

    fn of_ranges(ranges: impl IntoIterator<Item = (String, String)>, lock_id: Option<String>) -> Self {
        let mut is_counted = lock_id.is_none();
        let mut spans = Vec::new();
        for (start, end) in ranges {
            is_counted &= start.len() == end.len();
            spans.extend(Span::of_range(&start, &end));
        }
        let spans = Span::merge(spans);
        let numbers = is_counted.then(|| spans.iter().map(|span| span.last - span.first + 1).sum());
        Self { spans, lock_id, numbers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(ranges: &[(&str, &str)]) -> (Vec<(u64, u64)>, Option<u64>) {
        let ranges = ranges.iter().map(|(start, end)| ((*start).to_owned(), (*end).to_owned()));
        let held = HeldNumbers::of_ranges(ranges, None);
        (held.spans.iter().map(|span| (span.first, span.last)).collect(), held.numbers)
    }

    #[test]
    fn ranges_of_equal_length_are_counted_and_merged() {
        assert_eq!(spans(&[("442081324758", "442081324758")]), (vec![(442_081_324_758, 442_081_324_758)], Some(1)));
        let overlapping = [("4420813205", "4420813209"), ("4420813200", "4420813206"), ("4420813220", "4420813221")];
        assert_eq!(
            spans(&overlapping),
            (vec![(4_420_813_200, 4_420_813_209), (4_420_813_220, 4_420_813_221)], Some(12))
        );
        assert_eq!(spans(&[("9999999999999990", "9999999999999999")]).1, Some(10));
    }

    #[test]
    fn ends_of_unequal_length_hold_all_numbers_that_begin_with_their_shared_digits() {
        let expected = vec![(35_227_949_650, 35_227_949_650), (352_279_496_500, 352_279_496_509)];
        assert_eq!(spans(&[("35227949650", "352279496509")]), (expected.clone(), None));
        assert_eq!(spans(&[("352279496509", "35227949650")]), (expected, None));
        let expected = vec![(3_520_000, 3_529_999), (35_200_000, 35_299_999), (352_000_000, 352_999_999)];
        assert_eq!(spans(&[("3521234", "352999999")]).0, expected);
        assert_eq!(spans(&[("1234567", "98765432")]).0, [(1_000_000, 9_999_999), (10_000_000, 99_999_999)]);
    }

    #[test]
    fn spans_are_removed_from_others_and_counted() {
        let span = |first, last| Span { first, last };
        let all = vec![span(10, 19), span(30, 39)];
        for (removed, left) in [
            (span(1, 9), all.clone()),
            (span(10, 39), vec![]),
            (span(15, 30), vec![span(10, 14), span(31, 39)]),
            (span(12, 13), vec![span(10, 11), span(14, 19), span(30, 39)]),
            (span(40, 50), all.clone()),
        ] {
            assert_eq!(removed.removed_from(all.clone()), left, "{removed:?}");
        }
        assert_eq!((Span::count(&all), Span::count(&[])), (Some(20), None));
        assert_eq!(Span::count(&Span::of_range("35227949650", "352279496509")), None);
        assert_eq!(Span::ranges_of_text("10-19,30-39").len(), 2);
    }
}
