//! The rules that OpenAPI cannot say, one function each.
//!
//! They are declared in the spec under `x-rules`; [`Rule`] is generated from there. [`judge`] matches on it without a wildcard, so a
//! rule that is declared and not written does not compile. What a rule means is written here and nowhere else in this crate.

use std::collections::BTreeMap;

use colt_numbers_api::rules::Rule;

use crate::check::account::Account;
use crate::check::request_view::{OptionalText, RangeView, RequestView};
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;

/// Adds the violations of one rule.
pub(crate) fn check(rule: Rule, facts: &RequestView<'_>, account: &Account, found: &mut ViolationList) {
    let report = &mut |pointer: String, message: String, hint: &str| {
        let hint = Some(hint.to_owned());
        let severity = rule.severity();
        found.add(severity, pointer.len(), || Violation { id: rule.id(), pointer, severity, message, hint });
    };
    match rule {
        Rule::LockIdOrRanges => lock_id_or_ranges(facts, report),
        Rule::LockIdCountry => lock_id_country(rule, facts, report),
        Rule::ServiceProfileRequired => service_profile_required(facts, account, report),
        Rule::RangeOrder => range_order(facts, report),
        Rule::RangeLength => range_length(facts, report),
        Rule::RangeOverlap => range_overlap(facts, report),
        Rule::CountryPrefix => country_prefix(facts, report),
    }
}

/// Takes a pointer, a message and a hint.
type AddViolation<'r> = &'r mut dyn FnMut(String, String, &str);

const LOCK_ID: &str = "/productOffering/lockId";

fn lock_id_or_ranges(facts: &RequestView<'_>, report: AddViolation<'_>) {
    match (facts.lock_id, facts.any_range) {
        (OptionalText::Yes(_), Some(true)) => {
            report(
                LOCK_ID.to_owned(),
                "a lock id beside number ranges".to_owned(),
                "keep the lock id or the ranges, not both",
            );
        }
        (OptionalText::No, Some(false)) => {
            report(
                String::new(),
                "neither number ranges nor a lock id".to_owned(),
                "give number ranges, or the lock id that stands for them",
            );
        }
        _ => {}
    }
}

fn lock_id_country(rule: Rule, facts: &RequestView<'_>, report: AddViolation<'_>) {
    if let (OptionalText::Yes(_), Some(country)) = (facts.lock_id, facts.country)
        && rule.countries().contains(&country)
    {
        report(LOCK_ID.to_owned(), format!("no lock id is taken for `{country}`"), "give the number ranges instead");
    }
}

fn service_profile_required(facts: &RequestView<'_>, account: &Account, report: AddViolation<'_>) {
    if let (OptionalText::No, Some(country)) = (facts.service_profile, facts.country)
        && account.has_several_service_profiles(country)
    {
        let message = format!("the account has several service profiles in `{country}`, and none is given");
        report("/relatedParty/reseller".to_owned(), message, "give the service profile that the numbers are for");
    }
}

/// The ranges that have two well-formed ends of equal length.
fn ordered<'f>(facts: &'f RequestView<'_>) -> impl Iterator<Item = (usize, &'f str, &'f str)> {
    facts.ranges.iter().filter_map(|range| {
        let (start, end) = (range.start?, range.end?);
        (start.len() == end.len()).then_some((range.index, start, end))
    })
}

fn place(range: usize) -> String {
    format!("/numberRangeList/{range}")
}

fn range_order(facts: &RequestView<'_>, report: AddViolation<'_>) {
    for (index, start, end) in ordered(facts).filter(|(_, start, end)| end < start) {
        report(place(index), format!("the range ends with {end}, before its start {start}"), "swap the two");
    }
}

fn range_length(facts: &RequestView<'_>, report: AddViolation<'_>) {
    for RangeView { index, start, end } in &facts.ranges {
        if let (Some(start), Some(end)) = (start, end)
            && start.len() != end.len()
        {
            let message = format!("the start has {} digits, the end {}", start.len(), end.len());
            report(place(*index), message, "check both numbers; what such a range holds is not said");
        }
    }
}

fn range_overlap(facts: &RequestView<'_>, report: AddViolation<'_>) {
    let in_order = |(index, start, end)| if start <= end { (index, start, end) } else { (index, end, start) };
    let ranges = || ordered(facts).map(in_order);
    let apart =
        |((_, _, high), (_, low, _)): (IndexedRange<'_>, IndexedRange<'_>)| high.len() == low.len() && high < low;
    if ranges().zip(ranges().skip(1)).all(apart) {
        return;
    }
    // Each against those before it: who comes later is reported, once.
    let mut before = DisjointRanges::new();
    for (index, low, high) in ranges() {
        if join(&mut before, low, high) {
            report(
                place(index),
                "a number of this range lies in an earlier range as well".to_owned(),
                "let the ranges share no number",
            );
        }
    }
}

/// A range by its place in the request, with its lower end first.
type IndexedRange<'r> = (usize, &'r str, &'r str);

/// DisjointRanges ranges: number of digits and low end, high end.
type DisjointRanges<'r> = BTreeMap<(usize, &'r str), &'r str>;

/// Adds a range, joined with those that it overlaps; tells whether there were any.
fn join<'r>(before: &mut DisjointRanges<'r>, mut low: &'r str, mut high: &'r str) -> bool {
    let length = high.len();
    let mut overlaps = false;
    // They are disjoint, so of those that begin at or before our high end, the last one reaches furthest.
    while let Some((&(_, start), &end)) = before.range((length, "")..=(length, high)).next_back() {
        if end < low {
            break;
        }
        overlaps = true;
        before.remove(&(length, start));
        (low, high) = (low.min(start), high.max(end));
    }
    before.insert((length, low), high);
    overlaps
}

fn country_prefix(facts: &RequestView<'_>, report: AddViolation<'_>) {
    let Some(country) = facts.country else { return };
    let code = country.calling_code();
    for RangeView { index, start, end } in &facts.ranges {
        for (number, name) in [(start, "numberRangeStart"), (end, "numberRangeEnd")] {
            if let Some(number) = number
                && !number.starts_with(code)
            {
                let message = format!("{number} does not begin with {code}, the calling code of `{country}`");
                report(format!("{}/{name}", place(*index)), message, "check number and country");
            }
        }
    }
}
