//! Telephone numbers as points on a line, ranges as intervals of it, and unions of intervals.
//!
//! A range of a billion numbers costs as much as a range of one. Not here: which texts are telephone numbers; the spec says so.

use std::collections::BTreeMap;
use std::fmt;

/// A number without its plus sign. Numbers of different lengths are different numbers, and those of one length lie together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    digits: u8,
    value: u128,
}

impl Number {
    /// Reads an optional plus sign and 1 to 38 ASCII digits; more digits do not fit the value.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if digits.is_empty() || digits.len() > 38 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some(Self { digits: u8::try_from(digits.len()).ok()?, value: digits.parse().ok()? })
    }

    /// How many digits it has.
    pub fn digits(self) -> u8 {
        self.digits
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = usize::from(self.digits))
    }
}

/// A set of numbers, as intervals that share none.
#[derive(Debug, Default)]
pub struct Union(BTreeMap<Number, Number>);

impl Union {
    /// Whether it has a number of the interval.
    pub fn meets(&self, first: Number, last: Number) -> bool {
        self.last_met(first, last).is_some()
    }

    /// Adds an interval, and what it meets becomes one with it.
    pub fn add(&mut self, mut first: Number, mut last: Number) {
        while let Some((met, end)) = self.last_met(first, last) {
            self.0.remove(&met);
            first = first.min(met);
            last = last.max(end);
        }
        self.0.insert(first, last);
    }

    /// Its intervals, in ascending order.
    pub fn intervals(&self) -> impl Iterator<Item = (Number, Number)> + '_ {
        self.0.iter().map(|(&first, &last)| (first, last))
    }

    /// The hindmost of its intervals that shares a number with the one given. Since no two share one, only the last that
    /// begins in time can reach into it, or those before it that do so as well.
    fn last_met(&self, first: Number, last: Number) -> Option<(Number, Number)> {
        let (&met, &end) = self.0.range(..=last).next_back()?;
        (end >= first).then_some((met, end))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_digits_with_and_without_a_plus_sign() {
        assert_eq!(Number::read("+442081324758"), Number::read("442081324758"));
        assert_eq!(Number::read("+0012").unwrap().to_string(), "0012");
        assert_ne!(Number::read("0012"), Number::read("12"));
        assert!(Number::read("99").unwrap() < Number::read("100").unwrap());
        assert!(Number::read(&"9".repeat(38)).is_some());
        for text in ["", "+", "++1", "1+", " 1", "1\n", "٤٤", "-1", &"9".repeat(39)] {
            assert_eq!(Number::read(text), None, "{text:?}");
        }
    }

    proptest! {
        /// A union of intervals holds the same numbers as a plain set of them.
        #[test]
        fn a_union_is_a_set(ranges in prop::collection::vec((0_u32..200, 0_u32..200), 0..40)) {
            let mut union = Union::default();
            let mut set = BTreeSet::new();
            for (a, b) in ranges {
                let (low, high) = (a.min(b), a.max(b));
                let number = |n: u32| Number::read(&format!("{n:03}")).unwrap();
                prop_assert_eq!(union.meets(number(low), number(high)), (low..=high).any(|n| set.contains(&n)));
                union.add(number(low), number(high));
                set.extend(low..=high);
            }
            let mut counted = 0;
            let mut before: Option<Number> = None;
            for (first, last) in union.intervals() {
                prop_assert!(first <= last && before.is_none_or(|b| b < first));
                before = Some(last);
                counted += usize::try_from(last.value - first.value + 1).unwrap();
            }
            prop_assert_eq!(counted, set.len());
        }
    }
}
