//! Compares the data of rules and effects (numbers, words and lists of values) with the lines that they cite.

use std::collections::BTreeSet;

use colt_numbers_openapi::assumption;
use colt_numbers_openapi::value::{self, items, members};
use serde_json::Value;

use super::audit_input::AuditInput;
use super::calls;
use super::citation_check::CitationIndex;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use super::located_citation::LocatedCitation;
use super::numbers::numbers_in;
use crate::document::normalize;
use crate::spec;
use crate::spec::citations::LineRange;

/// Compares the data of every rule and effect.
pub(super) fn compare(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    collector: &mut DiscrepancyCollector,
) {
    for located in &citation_index.citations {
        let at = &located.citation.at;
        let is_compared =
            spec::is_statement(at) && !located.citation.is_marked() && !collector.reported_elements.contains(at);
        let Some(element) = input.root.pointer(at).filter(|_| is_compared) else { continue };
        let mut data = spec::data(at, element);
        data.retain(|(_, key, _)| !calls::is_in_status_table(element, key));
        let numbers = data.iter().filter_map(|(at, _, value)| Some((at.as_str(), value.as_number()?.to_string())));
        compare_numbers(input, located, &numbers.collect::<Vec<_>>(), collector);
        for (at, _, value) in data {
            match value {
                Value::String(text) => compare_text(input, citation_index, located, &at, text, collector),
                Value::Array(_) => compare_list(input, citation_index, located, (&at, value), collector),
                _ => {}
            }
        }
    }
}

/// The words of the lines from `first` to `last`, each with its line number.
fn words<'a>(input: &'a AuditInput<'_>, first: usize, last: usize) -> Vec<(usize, &'a str)> {
    let end = last.min(input.document.last_line());
    (first..=end)
        .filter_map(|number| input.document.line(number))
        .flat_map(|line| normalize::words(&line.text).into_iter().map(|word| (line.number, word)))
        .collect()
}

/// Checks that the cited lines contain each of the numbers, and that each cited range that contains numbers contains one of them, or one that the
/// prose of the element has.
fn compare_numbers(
    input: &AuditInput<'_>,
    located: &LocatedCitation,
    numbers: &[(&str, String)],
    collector: &mut DiscrepancyCollector,
) {
    let Some(first) = numbers.first() else { return };
    let of_range = |range: &LineRange| -> Vec<(usize, String)> {
        let words = words(input, *range.start(), *range.end()).into_iter();
        let words = words.map(|(line, word)| (line, normalize::without_separators(word).into_owned()));
        words.filter(|(_, word)| word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))).collect()
    };
    let documented: Vec<Vec<(usize, String)>> = located.current.iter().map(of_range).collect();
    let is_cited = |number: &String| documented.iter().flatten().any(|(_, word)| word == number);
    let element = input.root.pointer(&located.citation.at);
    let prose = ["statement", "description"].map(|key| element.and_then(|element| value::text(element, key)));
    let prose = prose.into_iter().chain([element.and_then(assumption::text)]).flatten();
    let of_prose: Vec<_> = prose.flat_map(numbers_in).map(normalize::without_separators).collect();
    let is_explained = |(_, word): &(usize, String)| {
        numbers.iter().any(|(_, number)| number == word) || of_prose.iter().any(|number| number == word)
    };
    let mut missing = numbers.iter().filter(|(_, number)| !is_cited(number)).peekable();
    let others = documented.iter().filter(|words| !words.iter().any(is_explained)).filter_map(|words| words.first());
    for (line, other) in others {
        let (at, number) = missing.peek().copied().unwrap_or(first);
        let message = format!("`{}`: the document has {other}, the spec has {number}", located.citation.name());
        let remedy = format!("set it to {other}, and update the statement");
        collector.add(DiscrepancyKind::StatementDiffers, Some(*line), Some(at), message, remedy);
    }
    if documented.iter().flatten().any(is_explained) {
        for (at, number) in missing {
            let message = format!("`{}`: the spec has {number}, the cited lines do not", located.citation.name());
            let line = located.current.first().map(|range| *range.start());
            let remedy = "update the value and the statement, or cite the line that has it";
            collector.add(DiscrepancyKind::StatementDiffers, line, Some(at), message, remedy);
        }
    }
}

/// Checks that the cited lines contain this text. `citation_check` reports lines that are not about the element.
fn compare_text(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    located: &LocatedCitation,
    at: &str,
    text: &str,
    collector: &mut DiscrepancyCollector,
) {
    let stretches = located.current.iter().map(|range| words(input, *range.start(), *range.end()));
    let documented: Vec<String> = stretches.flatten().map(|(_, word)| word.to_owned()).collect();
    let about = located
        .current
        .iter()
        .find(|range| citation_index.matcher.shares_words(&located.expected, *range.start(), *range.end()));
    if let (Some(range), false) = (about, normalize::key(&documented.join(" ")).contains(&normalize::key(text))) {
        let message = format!("`{}`: the spec has `{text}`, the cited lines do not", located.citation.name());
        let remedy = "update the value and the statement";
        collector.add(DiscrepancyKind::StatementDiffers, Some(*range.start()), Some(at), message, remedy);
    }
}

/// Checks that a list of enum values equals the values that the cited lines name. A zone that the lines name stands for all its values. Several
/// cited ranges may each name a part of the list; if one of them names all values, each does. If other rules cite the lines with other values, the
/// lines have several conditions: together, their lists have all values.
fn compare_list(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    located: &LocatedCitation,
    (at, value): (&str, &Value),
    collector: &mut DiscrepancyCollector,
) {
    let in_spec: BTreeSet<String> = items(Some(value)).map(spec::text).collect();
    let Some(field) = input.view.parameters.iter().find(|field| {
        field.values().is_some_and(|values| !in_spec.is_empty() && in_spec.iter().all(|value| values.contains(value)))
    }) else {
        return;
    };
    let mut known: BTreeSet<String> = field.values().unwrap_or_default().into_iter().collect();
    let row = input
        .view
        .parameters
        .iter()
        .position(|other| other.at() == field.at())
        .and_then(|index| input.matches.fields.new_parameter(index));
    known.extend(
        row.into_iter().flat_map(|row| input.model.rows[row].description.values.iter().map(|value| value.text.clone())),
    );
    let zones = zones(field);
    let named = |range: &LineRange| {
        let words = words(input, *range.start(), *range.end());
        let line = words.iter().find(|(_, word)| known.contains(*word)).map_or(*range.start(), |(line, _)| *line);
        let mut values: BTreeSet<String> =
            words.iter().filter(|(_, word)| known.contains(*word)).map(|(_, word)| (*word).to_owned()).collect();
        for pair in words.windows(2).filter(|pair| pair[0].1.eq_ignore_ascii_case("zone")) {
            values.extend(zones.iter().filter(|(_, zone)| zone == pair[1].1).map(|(value, _)| value.clone()));
        }
        (line, values)
    };
    let ranges = located.current.iter().map(|range| (range, named(range)));
    let mut documented: Vec<(&LineRange, usize, BTreeSet<String>)> =
        ranges.map(|(range, (line, values))| (range, line, values)).collect();
    documented.retain(|(_, _, values)| !values.is_empty());
    let is_repeated = documented.iter().any(|(_, _, values)| in_spec.is_subset(values));
    let together: BTreeSet<String> = documented.iter().flat_map(|(_, _, values)| values.clone()).collect();
    for (index, (range, line, values)) in documented.iter().enumerate() {
        let others = other_conditions(input, citation_index, located, range);
        let others = others.iter().filter(|(_, values)| values.is_disjoint(&in_spec));
        // What no rule lists is reported once.
        let is_first = others.clone().all(|(is_later, _)| *is_later);
        let elsewhere: BTreeSet<&String> = others.flat_map(|(_, values)| values).collect();
        let is_new = |value: &&String| is_first && !elsewhere.contains(value);
        let new: Vec<&str> = values.difference(&in_spec).filter(is_new).map(String::as_str).collect();
        let stated = if is_repeated { Some(values) } else { Some(&together).filter(|_| index == 0) };
        let removed: Vec<&str> =
            stated.into_iter().flat_map(|stated| in_spec.difference(stated)).map(String::as_str).collect();
        if !new.is_empty() || !removed.is_empty() {
            let parts = [
                (new, "the document names", "the spec does not"),
                (removed, "the spec names", "the document does not"),
            ];
            let parts = parts
                .iter()
                .filter(|(values, ..)| !values.is_empty())
                .map(|(values, has, not)| format!("{has} {}, {not}", values.join(", ")));
            let message = format!("`{}`: {}", located.citation.name(), parts.collect::<Vec<_>>().join("; "));
            let remedy = "update the list and the statement";
            collector.add(DiscrepancyKind::StatementDiffers, Some(*line), Some(at), message, remedy);
        }
    }
}

/// The lists of the other rules that cite one of the lines, each with whether the rule comes later.
fn other_conditions(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    located: &LocatedCitation,
    lines: &LineRange,
) -> Vec<(bool, BTreeSet<String>)> {
    let cites = |other: &LocatedCitation| {
        other.current.iter().any(|range| range.start() <= lines.end() && lines.start() <= range.end())
    };
    let (mut found, mut is_later) = (Vec::new(), false);
    for other in &citation_index.citations {
        let at = other.citation.at.as_str();
        if at == located.citation.at {
            is_later = true;
        } else if spec::is_statement(at) && cites(other) {
            let data = input.root.pointer(at).map(|element| spec::data(at, element)).unwrap_or_default();
            let lists = data.into_iter().filter(|(_, _, value)| value.is_array());
            found.extend(lists.map(|(_, _, list)| (is_later, items(Some(list)).map(spec::text).collect())));
        }
    }
    found
}

/// The zone of each value, if the schema of the values has zones (`x-countries`).
fn zones(field: &spec::SpecField<'_>) -> Vec<(String, String)> {
    let listed = field.keyword("x-countries");
    let zone = |value: &Value| value.get("zone").map(spec::text);
    members(listed.map(|listed| listed.value)).filter_map(|(name, value)| Some((name.clone(), zone(value)?))).collect()
}
