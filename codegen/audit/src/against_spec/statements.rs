//! The data of rules and effects: numbers, words and lists of values that the lines say which they cite.

use std::collections::BTreeSet;

use colt_numbers_openapi::value::{items, members};
use serde_json::Value;

use super::audit_input::AuditInput;
use super::calls;
use super::citation_check::LocatedCitations;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use super::located_citation::LocatedCitation;
use crate::document::normalize;
use crate::spec;

/// Compares numbers and lists of the rules and effects with the lines that they cite.
pub(super) fn compare(input: &AuditInput<'_>, located: &LocatedCitations<'_>, collector: &mut DiscrepancyCollector) {
    for one in &located.cited {
        let at = &one.citation.at;
        let Some(element) = input.root.pointer(at).filter(|_| spec::is_statement(at)) else { continue };
        for (at, _, value) in spec::data(at, element).filter(|(_, key, _)| !calls::is_of_statuses(element, key)) {
            match value {
                Value::Number(number) => number_of(input, one, &at, &number.to_string(), collector),
                Value::String(text) => text_of(input, located, one, &at, text, collector),
                Value::Array(_) => list(input, one, &at, value, collector),
                _ => {}
            }
        }
    }
}

/// The words of the lines from `first` to `last`.
fn words<'a>(input: &'a AuditInput<'_>, first: usize, last: usize) -> Vec<(usize, &'a str)> {
    let end = last.min(input.document.last_line());
    (first..=end)
        .filter_map(|number| input.document.line(number))
        .flat_map(|line| normalize::words(&line.text).into_iter().map(|word| (line.number, word)))
        .collect()
}

/// Each cited stretch that has a number in its prose has this one.
fn number_of(
    input: &AuditInput<'_>,
    one: &LocatedCitation,
    at: &str,
    number: &str,
    collector: &mut DiscrepancyCollector,
) {
    for range in &one.now {
        let said: Vec<(usize, &str)> = words(input, *range.start(), *range.end())
            .into_iter()
            .filter(|(_, word)| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')))
            .collect();
        if let (Some((line, other)), false) = (said.first(), said.iter().any(|(_, word)| *word == number)) {
            let message = format!("`{}`: the document says {other}, the spec {number}", one.citation.name());
            let remedy = format!("write {other} there, and update the statement");
            collector.add(DiscrepancyKind::StatementDiffers, Some(*line), Some(at), message, remedy);
        }
    }
}

/// The cited lines have this text in them; lines that speak of other things are told as such.
fn text_of(
    input: &AuditInput<'_>,
    located: &LocatedCitations<'_>,
    one: &LocatedCitation,
    at: &str,
    text: &str,
    collector: &mut DiscrepancyCollector,
) {
    let stretches = one.now.iter().map(|range| words(input, *range.start(), *range.end()));
    let said: Vec<String> = stretches.flatten().map(|(_, word)| word.to_owned()).collect();
    let about = one.now.iter().find(|range| located.matcher.shares_words(&one.expected, *range.start(), *range.end()));
    if let (Some(range), false) = (about, normalize::key(&said.join(" ")).contains(&normalize::key(text))) {
        let message = format!("`{}`: the spec has `{text}`, the cited lines have not", one.citation.name());
        let remedy = "update the value and the statement";
        collector.add(DiscrepancyKind::StatementDiffers, Some(*range.start()), Some(at), message, remedy);
    }
}

/// A list of listed values: those that the cited lines name, and those of the zones that they name.
fn list(input: &AuditInput<'_>, one: &LocatedCitation, at: &str, value: &Value, collector: &mut DiscrepancyCollector) {
    let own: BTreeSet<String> = items(Some(value)).map(spec::text).collect();
    let Some(field) = input.view.parameters.iter().find(|field| {
        field.values().is_some_and(|values| !own.is_empty() && own.iter().all(|value| values.contains(value)))
    }) else {
        return;
    };
    let mut known: BTreeSet<String> = field.values().unwrap_or_default().into_iter().collect();
    let row = input
        .view
        .parameters
        .iter()
        .position(|other| other.at() == field.at())
        .and_then(|index| input.matched.fields.new_parameter(index));
    known.extend(
        row.into_iter().flat_map(|row| input.model.rows[row].description.values.iter().map(|value| value.text.clone())),
    );
    let zones = zones(field);
    for range in &one.now {
        let words = words(input, *range.start(), *range.end());
        let mut said: BTreeSet<String> =
            words.iter().filter(|(_, word)| known.contains(*word)).map(|(_, word)| (*word).to_owned()).collect();
        if said.is_empty() {
            continue;
        }
        for pair in words.windows(2).filter(|pair| pair[0].1.eq_ignore_ascii_case("zone")) {
            said.extend(zones.iter().filter(|(_, zone)| zone == pair[1].1).map(|(value, _)| value.clone()));
        }
        let new: Vec<&str> = said.difference(&own).map(String::as_str).collect();
        let gone: Vec<&str> = own.difference(&said).map(String::as_str).collect();
        if !new.is_empty() || !gone.is_empty() {
            let parts =
                [(new, "the document names", "the spec does not"), (gone, "the spec names", "the document does not")];
            let parts = parts
                .iter()
                .filter(|(values, ..)| !values.is_empty())
                .map(|(values, has, not)| format!("{has} {}, {not}", values.join(", ")));
            let message = format!("`{}`: {}", one.citation.name(), parts.collect::<Vec<_>>().join("; "));
            let line = words.iter().find(|(_, word)| known.contains(*word)).map(|(line, _)| *line);
            collector.add(
                DiscrepancyKind::StatementDiffers,
                line,
                Some(at),
                message,
                "update the list and the statement",
            );
        }
    }
}

/// By value: its zone, where the schema of the values has such a thing (`x-countries`).
fn zones(field: &spec::SpecField<'_>) -> Vec<(String, String)> {
    let listed = field.keyword("x-countries");
    let zone = |value: &Value| value.get("zone").map(spec::text);
    members(listed.map(|listed| listed.value)).filter_map(|(name, value)| Some((name.clone(), zone(value)?))).collect()
}
