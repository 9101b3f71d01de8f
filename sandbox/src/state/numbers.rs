//! The numbers that are not free: their status, the order that gave it to them, and when it lapses.
//!
//! Numbers are stored as intervals, so that a range of a billion numbers takes as much memory and time as a range of one number.

use std::collections::BTreeMap;
use std::sync::Arc;

use colt_numbers_judge::judge::telephone_number::{NumberSet, TelephoneNumber};
use jiff::Timestamp;
use serde::Serialize;

/// A range of numbers that are not free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReservedRange {
    /// The first number, without a plus sign.
    pub start: String,
    /// The last number. If the ends of the requested range differ in length, so do `start` and `end`.
    pub end: String,
    /// The status of the numbers, from the spec.
    pub status: String,
    /// The order that gave them this status.
    pub order_id: String,
    /// When the status lapses; `None` if it does not.
    pub lapses_at: Option<Timestamp>,
}

/// The status of a number that is not free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) status: Arc<str>,
    /// The id of the order that gave the number this status.
    pub(crate) order: Arc<str>,
    /// The instant from which the number is free again.
    pub(crate) lapses_at: Option<Timestamp>,
}

impl Holding {
    fn is_current(&self, now: Timestamp) -> bool {
        self.lapses_at.is_none_or(|lapses_at| now < lapses_at)
    }
}

/// Numbers whose status changes together.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    pub(crate) numbers: NumberSet,
    /// Ranges whose ends differ in length. Each is held as a whole, and identified by its two ends.
    pub(crate) unequal_ranges: Vec<(TelephoneNumber, TelephoneNumber)>,
}

/// A change of the status of numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StatusChange<'a> {
    /// The status that the numbers must have; `None` if they must be free.
    pub(crate) from: Option<&'a str>,
    /// Their status afterwards; `None` if they are free then.
    pub(crate) to: Option<&'a Holding>,
}

/// Numbers that do not have the status that a change requires.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) start: TelephoneNumber,
    pub(crate) end: TelephoneNumber,
    /// Their status; `None` if they are free.
    pub(crate) status: Option<Arc<str>>,
}

/// The numbers that are not free.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// Disjoint intervals: last number and holding, by first number.
    intervals: BTreeMap<TelephoneNumber, (TelephoneNumber, Holding)>,
    unequal_ranges: BTreeMap<(TelephoneNumber, TelephoneNumber), Holding>,
}

impl Numbers {
    /// Changes the status of all selected numbers, or of none. If the numbers of an interval must have a status, one order must have given it
    /// to all of them.
    pub(crate) fn change(
        &mut self,
        selection: &Selection,
        change: StatusChange<'_>,
        now: Timestamp,
    ) -> Result<(), Conflict> {
        for (first, last) in selection.numbers.intervals() {
            self.check((first, last), change.from, now)?;
        }
        for range in &selection.unequal_ranges {
            let status = self.unequal_ranges.get(range).filter(|held| held.is_current(now)).map(|held| &held.status);
            if status.map(|status| &**status) != change.from {
                return Err(Conflict { start: range.0, end: range.1, status: status.cloned() });
            }
        }
        for (first, last) in selection.numbers.intervals() {
            self.cut_out(first, last, now);
            if let Some(holding) = change.to {
                self.intervals.insert(first, (last, holding.clone()));
            }
        }
        for range in &selection.unequal_ranges {
            match change.to {
                Some(holding) => drop(self.unequal_ranges.insert(*range, holding.clone())),
                None => drop(self.unequal_ranges.remove(range)),
            }
        }
        Ok(())
    }

    /// Checks that all numbers of an interval are free, or that they are part of one stored interval with the status `from`.
    fn check(
        &self,
        (first, last): (TelephoneNumber, TelephoneNumber),
        from: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Conflict> {
        let mut current = self.overlapping(first, last).filter(|(_, (_, holding))| holding.is_current(now));
        match (current.next(), from) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(Conflict { start: first, end: last, status: None }),
            (Some((start, (end, holding))), Some(status))
                if *holding.status == *status && *start <= first && last <= *end =>
            {
                Ok(())
            }
            (Some((&start, (end, holding))), _) => {
                Err(Conflict { start, end: *end, status: Some(Arc::clone(&holding.status)) })
            }
        }
    }

    /// The stored intervals that overlap an interval, lapsed ones included, last one first.
    fn overlapping(
        &self,
        first: TelephoneNumber,
        last: TelephoneNumber,
    ) -> impl Iterator<Item = (&TelephoneNumber, &(TelephoneNumber, Holding))> {
        self.intervals.range(..=last).rev().take_while(move |(_, (end, _))| *end >= first)
    }

    /// Makes the numbers of an interval free. The other numbers of the stored intervals keep their status, unless it has lapsed.
    fn cut_out(&mut self, first: TelephoneNumber, last: TelephoneNumber, now: Timestamp) {
        let starts: Vec<_> = self.overlapping(first, last).map(|(&start, _)| start).collect();
        for start in starts {
            let Some((end, holding)) = self.intervals.remove(&start).filter(|(_, holding)| holding.is_current(now))
            else {
                continue;
            };
            if let Some(before) = first.previous().filter(|before| start <= *before) {
                self.intervals.insert(start, (before, holding.clone()));
            }
            if let Some(after) = last.next().filter(|after| *after <= end) {
                self.intervals.insert(after, (end, holding));
            }
        }
    }

    /// The ranges that are not free now: first in ascending order those with ends of equal length, then the others.
    pub(crate) fn held(&self, now: Timestamp) -> impl Iterator<Item = ReservedRange> {
        let numbers = self.intervals.iter().map(|(start, (end, holding))| (start, end, holding));
        let unequal_ranges = self.unequal_ranges.iter().map(|((start, end), holding)| (start, end, holding));
        let current = numbers.chain(unequal_ranges).filter(move |(_, _, holding)| holding.is_current(now));
        current.map(|(start, end, holding)| ReservedRange {
            start: start.to_string(),
            end: end.to_string(),
            status: holding.status.to_string(),
            order_id: holding.order.to_string(),
            lapses_at: holding.lapses_at,
        })
    }

    /// The status of a number; `None` if it is free. Ranges whose ends differ in length are not searched.
    pub(crate) fn holding(&self, number: TelephoneNumber, now: Timestamp) -> Option<&Holding> {
        let (_, (_, holding)) = self.overlapping(number, number).next()?;
        Some(holding).filter(|holding| holding.is_current(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> TelephoneNumber {
        TelephoneNumber::parse(text).unwrap()
    }

    fn selection(first: &str, last: &str) -> Selection {
        let mut selection = Selection::default();
        selection.numbers.add(number(first), number(last));
        selection
    }

    fn holding(status: &str) -> Holding {
        Holding { status: status.into(), order: "1".into(), lapses_at: None }
    }

    /// The life of a number: reserved in a range, activated alone, returned.
    #[test]
    fn a_number_within_a_range_changes_its_status_alone() {
        let now = Timestamp::UNIX_EPOCH;
        let mut numbers = Numbers::default();
        let (reserved, active) = (holding("Reserved"), holding("Active"));
        let reserve = StatusChange { from: None, to: Some(&reserved) };
        let activate = StatusChange { from: Some("Reserved"), to: Some(&active) };
        let give_back = StatusChange { from: Some("Active"), to: None };
        let held = |numbers: &Numbers| -> Vec<String> {
            numbers.held(now).map(|range| format!("{}-{} {}", range.start, range.end, range.status)).collect()
        };

        let free = Conflict { start: number("105"), end: number("105"), status: None };
        assert_eq!(numbers.change(&selection("105", "105"), activate, now), Err(free));
        numbers.change(&selection("100", "109"), reserve, now).unwrap();
        numbers.change(&selection("105", "105"), activate, now).unwrap();
        assert_eq!(held(&numbers), ["100-104 Reserved", "105-105 Active", "106-109 Reserved"]);
        let twice = Conflict { start: number("105"), end: number("105"), status: Some("Active".into()) };
        assert_eq!(numbers.change(&selection("105", "105"), activate, now), Err(twice));
        assert!(numbers.change(&selection("104", "106"), activate, now).is_err());
        assert!(numbers.change(&selection("100", "100"), give_back, now).is_err());
        numbers.change(&selection("100", "100"), activate, now).unwrap();
        numbers.change(&selection("109", "109"), activate, now).unwrap();
        numbers.change(&selection("105", "105"), give_back, now).unwrap();
        assert_eq!(held(&numbers), ["100-100 Active", "101-104 Reserved", "106-108 Reserved", "109-109 Active"]);
        assert_eq!(numbers.holding(number("105"), now), None);
        numbers.change(&selection("105", "105"), reserve, now).unwrap();
    }
}
