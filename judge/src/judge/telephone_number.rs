//! Telephone numbers with a total order, and sets of telephone numbers stored as intervals.
//!
//! A range of a billion numbers takes as much memory and time as a range of one number. Not here: which texts are valid telephone numbers;
//! the spec's schema decides that.

use std::collections::BTreeMap;
use std::fmt;

/// A telephone number without its plus sign. Numbers of different lengths differ; shorter ones come first in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TelephoneNumber {
    digits: u8,
    value: u128,
}

impl TelephoneNumber {
    /// Parses an optional plus sign and 1 to 38 ASCII digits. More digits do not fit into a `u128`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if digits.is_empty() || digits.len() > 38 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some(Self { digits: u8::try_from(digits.len()).ok()?, value: digits.parse().ok()? })
    }

    /// The number before this one, of the same length.
    pub fn previous(self) -> Option<Self> {
        self.value.checked_sub(1).map(|value| Self { value, ..self })
    }

    /// The number after this one, of the same length.
    pub fn next(self) -> Option<Self> {
        let value = self.value.checked_add(1)?;
        (value < 10_u128.checked_pow(self.digits.into())?).then_some(Self { value, ..self })
    }

    /// How far apart two numbers of the same length are.
    pub(crate) fn distance(self, other: Self) -> u128 {
        self.value.abs_diff(other.value)
    }

    /// The number of digits.
    pub fn digits(self) -> u8 {
        self.digits
    }
}

impl fmt::Display for TelephoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = usize::from(self.digits))
    }
}

/// A set of telephone numbers, stored as disjoint intervals.
#[derive(Debug, Default)]
pub struct NumberSet(BTreeMap<TelephoneNumber, TelephoneNumber>);

impl NumberSet {
    /// Whether the set and the interval share a number.
    pub fn overlaps(&self, first: TelephoneNumber, last: TelephoneNumber) -> bool {
        self.last_overlapping(first, last).is_some()
    }

    /// Adds an interval, and merges it with the intervals that it overlaps.
    pub fn add(&mut self, mut first: TelephoneNumber, mut last: TelephoneNumber) {
        while let Some((start, end)) = self.last_overlapping(first, last) {
            self.0.remove(&start);
            first = first.min(start);
            last = last.max(end);
        }
        self.0.insert(first, last);
    }

    /// The disjoint intervals, in ascending order.
    pub fn intervals(&self) -> impl Iterator<Item = (TelephoneNumber, TelephoneNumber)> + '_ {
        self.0.iter().map(|(&first, &last)| (first, last))
    }

    /// The last interval of the set that overlaps the interval from `first` to `last`. Only the last interval that does not start after
    /// `last` is compared: the intervals are disjoint, so if that interval does not overlap, no earlier interval does.
    fn last_overlapping(
        &self,
        first: TelephoneNumber,
        last: TelephoneNumber,
    ) -> Option<(TelephoneNumber, TelephoneNumber)> {
        let (&start, &end) = self.0.range(..=last).next_back()?;
        (end >= first).then_some((start, end))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn neighbours_have_the_same_length() {
        let number = |text: &str| TelephoneNumber::parse(text).unwrap();
        assert_eq!((number("100").previous(), number("099").next()), (Some(number("099")), Some(number("100"))));
        assert_eq!((number("000").previous(), number("999").next()), (None, None));
        assert_eq!(number(&"9".repeat(38)).next(), None);
    }

    #[test]
    fn digits_are_parsed_with_and_without_a_plus_sign() {
        assert_eq!(TelephoneNumber::parse("+442081324758"), TelephoneNumber::parse("442081324758"));
        assert_eq!(TelephoneNumber::parse("+0012").unwrap().to_string(), "0012");
        assert_ne!(TelephoneNumber::parse("0012"), TelephoneNumber::parse("12"));
        assert!(TelephoneNumber::parse("99").unwrap() < TelephoneNumber::parse("100").unwrap());
        assert!(TelephoneNumber::parse(&"9".repeat(38)).is_some());
        for text in ["", "+", "++1", "1+", " 1", "1\n", "٤٤", "-1", &"9".repeat(39)] {
            assert_eq!(TelephoneNumber::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        /// A set of intervals contains the same numbers as a plain set.
        #[test]
        fn a_number_set_equals_a_plain_set(ranges in prop::collection::vec((0_u32..200, 0_u32..200), 0..40)) {
            let mut intervals = NumberSet::default();
            let mut set = BTreeSet::new();
            for (a, b) in ranges {
                let (low, high) = (a.min(b), a.max(b));
                let number = |n: u32| TelephoneNumber::parse(&format!("{n:03}")).unwrap();
                prop_assert_eq!(intervals.overlaps(number(low), number(high)), (low..=high).any(|n| set.contains(&n)));
                intervals.add(number(low), number(high));
                set.extend(low..=high);
            }
            let mut counted = 0;
            let mut before: Option<TelephoneNumber> = None;
            for (first, last) in intervals.intervals() {
                prop_assert!(first <= last && before.is_none_or(|b| b < first));
                before = Some(last);
                counted += usize::try_from(last.value - first.value + 1).unwrap();
            }
            prop_assert_eq!(counted, set.len());
        }
    }
}
