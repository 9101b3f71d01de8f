//! Checks the rules that OpenAPI cannot express, with one function per rule.
//!
//! The spec declares them under `x-rules`, and [`Rule`] is generated from that. [`check`] matches on it without a wildcard, so a declared rule
//! that is not implemented here does not compile. This file is the only implementation of the rules in this crate.
//!
//! A rule is checked only for its operations. Rules of the reservation read a [`RequestView`]; a rule of any other operation reads the body and
//! the parameters of the [`RuleInput`]. The data of a rule, such as its countries, are constants of its module in
//! [`colt_numbers_api::rules`].

use std::collections::BTreeMap;

use colt_numbers_api::rules::{Rule, Severity, range_size};

use crate::check::account::Account;
use crate::check::number_count::range_count;
use crate::check::request_view::{OptionalText, RangeView, RequestView};
use crate::check::rule_input::RuleInput;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;

/// A rule that is checked, with the severity that its violations get.
#[derive(Clone, Copy)]
pub(crate) struct EnabledRule {
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
}

/// Adds the violations of one rule.
pub(crate) fn check(rule: EnabledRule, input: &RuleInput<'_>, account: &Account, violations: &mut ViolationList) {
    let EnabledRule { rule, severity } = rule;
    let request = input.reservation();
    let report = &mut |pointer: String, message: String, hint: &str| {
        let hint = Some(hint.to_owned());
        violations.add(severity, pointer.len(), || Violation { id: rule.id(), pointer, severity, message, hint });
    };
    match rule {
        Rule::LockIdOrRanges => lock_id_or_ranges(request, report),
        Rule::LockIdCountry => lock_id_country(rule, request, report),
        Rule::ServiceProfileRequired => service_profile_required(request, account, report),
        Rule::RangeOrder => range_order(request, report),
        Rule::RangeLength => range_length(request, report),
        Rule::RangeOverlap => range_overlap(request, report),
        Rule::CountryPrefix => country_prefix(request, report),
        Rule::TrunkZero => trunk_zero(rule, request, report),
        Rule::RangeSize => range_size(request, report),
    }
}

/// Adds a violation with this pointer, message and hint.
type AddViolation<'r> = &'r mut dyn FnMut(String, String, &str);

const LOCK_ID: &str = "/productOffering/lockId";

fn lock_id_or_ranges(request: &RequestView<'_>, report: AddViolation<'_>) {
    match (request.lock_id, request.has_ranges) {
        (OptionalText::Present(_), Some(true)) => {
            report(
                LOCK_ID.to_owned(),
                "the request has both a lock id and number ranges".to_owned(),
                "remove the lock id or the number ranges",
            );
        }
        (OptionalText::Absent, Some(false)) => {
            report(
                String::new(),
                "the request has neither number ranges nor a lock id".to_owned(),
                "give number ranges, or the lock id of locked numbers",
            );
        }
        _ => {}
    }
}

fn lock_id_country(rule: Rule, request: &RequestView<'_>, report: AddViolation<'_>) {
    if let (OptionalText::Present(_), Some(country)) = (request.lock_id, request.country)
        && rule.countries().contains(&country)
    {
        let message = format!("a lock id is not accepted for `{country}`");
        report(LOCK_ID.to_owned(), message, "give the number ranges instead");
    }
}

fn service_profile_required(request: &RequestView<'_>, account: &Account, report: AddViolation<'_>) {
    if let (OptionalText::Absent, Some(country)) = (request.service_profile, request.country)
        && account.has_several_service_profiles(country)
    {
        let message = format!("the account has several service profiles in `{country}`, and the request names none");
        report("/relatedParty/reseller".to_owned(), message, "give the service profile that the numbers are for");
    }
}

/// The ranges whose ends are valid numbers with equally many digits.
fn comparable_ranges<'r>(request: &'r RequestView<'_>) -> impl Iterator<Item = IndexedRange<'r>> {
    request.ranges.iter().filter_map(|range| {
        let (start, end) = (range.start?, range.end?);
        (start.len() == end.len()).then_some((range.index, start, end))
    })
}

fn range_pointer(index: usize) -> String {
    format!("/numberRangeList/{index}")
}

fn range_order(request: &RequestView<'_>, report: AddViolation<'_>) {
    for (index, start, end) in comparable_ranges(request).filter(|(_, start, end)| end < start) {
        report(range_pointer(index), format!("the end {end} is before the start {start}"), "swap start and end");
    }
}

fn range_length(request: &RequestView<'_>, report: AddViolation<'_>) {
    for RangeView { index, start, end } in &request.ranges {
        if let (Some(start), Some(end)) = (start, end)
            && start.len() != end.len()
        {
            let message = format!("the start has {} digits, the end has {}", start.len(), end.len());
            report(
                range_pointer(*index),
                message,
                "check both numbers; the document does not define what such a range contains",
            );
        }
    }
}

fn range_overlap(request: &RequestView<'_>, report: AddViolation<'_>) {
    let ascending = |(index, start, end)| if start <= end { (index, start, end) } else { (index, end, start) };
    let ranges = || comparable_ranges(request).map(ascending);
    // In the usual case, each range is above the one before it, and no map is needed.
    let is_above =
        |((_, _, high), (_, low, _)): (IndexedRange<'_>, IndexedRange<'_>)| high.len() == low.len() && high < low;
    if ranges().zip(ranges().skip(1)).all(is_above) {
        return;
    }
    // A range that overlaps earlier ranges is reported once.
    let mut earlier = DisjointRanges::new();
    for (index, low, high) in ranges() {
        if merge(&mut earlier, low, high) {
            report(
                range_pointer(index),
                "the range shares a number with an earlier range".to_owned(),
                "give each number only once",
            );
        }
    }
}

/// A range's index in the request, and its two ends.
type IndexedRange<'r> = (usize, &'r str, &'r str);

/// Disjoint ranges: a map from the number of digits and the low end to the high end.
type DisjointRanges<'r> = BTreeMap<(usize, &'r str), &'r str>;

/// Adds a range, merged with the ranges that it overlaps. Returns whether it overlaps any.
fn merge<'r>(ranges: &mut DisjointRanges<'r>, mut low: &'r str, mut high: &'r str) -> bool {
    let length = high.len();
    let mut overlaps = false;
    // The ranges are disjoint, so of those that start at or before `high`, the last one has the highest end.
    while let Some((&(_, start), &end)) = ranges.range((length, "")..=(length, high)).next_back() {
        if end < low {
            break;
        }
        overlaps = true;
        ranges.remove(&(length, start));
        (low, high) = (low.min(start), high.max(end));
    }
    ranges.insert((length, low), high);
    overlaps
}

fn country_prefix(request: &RequestView<'_>, report: AddViolation<'_>) {
    let Some(country) = request.country else { return };
    let code = country.calling_code();
    for (pointer, number) in ends(request).filter(|(_, number)| !number.starts_with(code)) {
        let message = format!("{number} does not start with {code}, the calling code of `{country}`");
        report(pointer(), message, "check the number and the country");
    }
}

fn trunk_zero(rule: Rule, request: &RequestView<'_>, report: AddViolation<'_>) {
    let Some(country) = request.country.filter(|country| rule.countries().contains(country)) else { return };
    let code = country.calling_code();
    let has_zero = |number: &str| number.strip_prefix(code).is_some_and(|rest| rest.starts_with('0'));
    for (pointer, number) in ends(request).filter(|(_, number)| has_zero(number)) {
        let message = format!("{number} has a zero after {code}, the calling code of `{country}`");
        report(pointer(), message, "remove the zero: it is dialled only within the country");
    }
}

fn range_size(request: &RequestView<'_>, report: AddViolation<'_>) {
    for (index, start, end) in comparable_ranges(request) {
        let count = range_count(start.min(end), start.max(end));
        if let Some(count) =
            count.filter(|count| i64::try_from(*count).is_ok_and(|count| count >= range_size::FEWER_THAN))
        {
            report(range_pointer(index), format!("the range has {count} numbers"), "check both numbers");
        }
    }
}

/// The valid numbers at the ends of the ranges, each with a function that makes its pointer.
fn ends<'r>(request: &'r RequestView<'_>) -> impl Iterator<Item = (impl Fn() -> String, &'r str)> {
    request.ranges.iter().flat_map(|RangeView { index, start, end }| {
        let ends = [(start, "numberRangeStart"), (end, "numberRangeEnd")];
        ends.into_iter()
            .filter_map(move |(number, name)| Some((move || format!("{}/{name}", range_pointer(*index)), (*number)?)))
    })
}
