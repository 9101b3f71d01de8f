//! The data of rules and effects: numbers, words and lists of values that the lines say which they cite.

use std::collections::BTreeSet;

use colt_numbers_openapi::value::{items, members};
use serde_json::Value;

use super::audit_input::{Audit, Found};
use super::calls;
use super::citation_check::Resolved;
use super::discrepancy::FindingKind;
use super::located_citation::Cited;
use crate::document::normalize;
use crate::spec;

/// Compares numbers and lists of the rules and effects with the lines that they cite.
pub(super) fn compare(audit: &Audit<'_>, resolved: &Resolved<'_>, found: &mut Found) {
    for one in &resolved.cited {
        let at = &one.citation.at;
        let Some(element) = audit.root.pointer(at).filter(|_| spec::is_statement(at)) else { continue };
        for (at, _, value) in spec::data(at, element).filter(|(_, key, _)| !calls::is_of_statuses(element, key)) {
            match value {
                Value::Number(number) => number_of(audit, one, &at, &number.to_string(), found),
                Value::String(text) => text_of(audit, resolved, one, &at, text, found),
                Value::Array(_) => list(audit, one, &at, value, found),
                _ => {}
            }
        }
    }
}

/// The words of the lines from `first` to `last`.
fn words<'a>(audit: &'a Audit<'_>, first: usize, last: usize) -> Vec<(usize, &'a str)> {
    let end = last.min(audit.document.last_line());
    (first..=end)
        .filter_map(|number| audit.document.line(number))
        .flat_map(|line| normalize::words(&line.text).into_iter().map(|word| (line.number, word)))
        .collect()
}

/// Each cited stretch that has a number in its prose has this one.
fn number_of(audit: &Audit<'_>, one: &Cited, at: &str, number: &str, found: &mut Found) {
    for range in &one.now {
        let said: Vec<(usize, &str)> = words(audit, *range.start(), *range.end())
            .into_iter()
            .filter(|(_, word)| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')))
            .collect();
        if let (Some((line, other)), false) = (said.first(), said.iter().any(|(_, word)| *word == number)) {
            let message = format!("`{}`: the document says {other}, the spec {number}", one.citation.name());
            let remedy = format!("write {other} there, and update the statement");
            found.add(FindingKind::StatementDiffers, Some(*line), Some(at), message, remedy);
        }
    }
}

/// The cited lines have this text in them; lines that speak of other things are told as such.
fn text_of(audit: &Audit<'_>, resolved: &Resolved<'_>, one: &Cited, at: &str, text: &str, found: &mut Found) {
    let stretches = one.now.iter().map(|range| words(audit, *range.start(), *range.end()));
    let said: Vec<String> = stretches.flatten().map(|(_, word)| word.to_owned()).collect();
    let about = one.now.iter().find(|range| resolved.finder.speaks_of(&one.evidence, *range.start(), *range.end()));
    if let (Some(range), false) = (about, normalize::key(&said.join(" ")).contains(&normalize::key(text))) {
        let message = format!("`{}`: the spec has `{text}`, the cited lines have not", one.citation.name());
        let remedy = "update the value and the statement";
        found.add(FindingKind::StatementDiffers, Some(*range.start()), Some(at), message, remedy);
    }
}

/// A list of listed values: those that the cited lines name, and those of the zones that they name.
fn list(audit: &Audit<'_>, one: &Cited, at: &str, value: &Value, found: &mut Found) {
    let own: BTreeSet<String> = items(Some(value)).map(spec::text).collect();
    let Some(field) = audit.view.parameters.iter().find(|field| {
        field.values().is_some_and(|values| !own.is_empty() && own.iter().all(|value| values.contains(value)))
    }) else {
        return;
    };
    let mut known: BTreeSet<String> = field.values().unwrap_or_default().into_iter().collect();
    let row = audit
        .view
        .parameters
        .iter()
        .position(|other| other.at() == field.at())
        .and_then(|index| audit.matched.fields.new_parameter(index));
    known.extend(
        row.into_iter().flat_map(|row| audit.model.rows[row].description.values.iter().map(|value| value.text.clone())),
    );
    let zones = zones(field);
    for range in &one.now {
        let words = words(audit, *range.start(), *range.end());
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
            found.add(FindingKind::StatementDiffers, line, Some(at), message, "update the list and the statement");
        }
    }
}

/// By value: its zone, where the schema of the values has such a thing (`x-countries`).
fn zones(field: &spec::Field<'_>) -> Vec<(String, String)> {
    let listed = field.keyword("x-countries");
    let zone = |value: &Value| value.get("zone").map(spec::text);
    members(listed.map(|listed| listed.value)).filter_map(|(name, value)| Some((name.clone(), zone(value)?))).collect()
}
