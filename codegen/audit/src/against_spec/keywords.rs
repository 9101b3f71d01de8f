//! Labelled keywords and listed values of one parameter.

use std::collections::{BTreeMap, BTreeSet};

use super::assumptions::declared;
use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::description::{KeywordValue, SchemaKeyword};
use crate::document::table::ParameterRow;
use crate::spec::{self, SpecField};

const KINDS: [SchemaKeyword; 10] = [
    SchemaKeyword::MaxLength,
    SchemaKeyword::MinLength,
    SchemaKeyword::Maximum,
    SchemaKeyword::Minimum,
    SchemaKeyword::MaxItems,
    SchemaKeyword::MinItems,
    SchemaKeyword::Pattern,
    SchemaKeyword::Default,
    SchemaKeyword::Format,
    SchemaKeyword::Type,
];

/// Compares the keywords and values of one parameter.
pub(super) fn compare(field: &SpecField<'_>, row: &ParameterRow, collector: &mut DiscrepancyCollector) {
    for kind in KINDS {
        keyword(field, row, kind, collector);
    }
    example(field, row, collector);
    values(field, row, collector);
}

fn keyword(field: &SpecField<'_>, row: &ParameterRow, kind: SchemaKeyword, collector: &mut DiscrepancyCollector) {
    let keyword = kind.keyword();
    let said: Vec<&KeywordValue> = keywords(row, kind).collect();
    let has = field.keyword(keyword);
    let ours = has.as_ref().map(|has| KeywordValue { kind, value: spec::text(has.value), line: 0 });
    let same = |keyword_value: &KeywordValue| ours.as_ref().is_some_and(|ours| keyword_value.says_the_same(ours));
    if matches!(said[..], [keyword_value] if same(keyword_value)) {
        return;
    }
    let differs = match kind {
        SchemaKeyword::Pattern => DiscrepancyKind::PatternDiffers,
        kind if kind.is_limit() => DiscrepancyKind::LimitDiffers,
        _ => DiscrepancyKind::FactDiffers,
    };
    let name = format!("`{}`: {keyword}", field.name);
    let pointer = has.map_or_else(|| field.place_for(keyword), |has| has.pointer);
    // Every schema has a type; the document need not say it.
    let is_expected = !matches!(kind, SchemaKeyword::Type | SchemaKeyword::Format);
    if let (Some(KeywordValue { value, .. }), [], true) = (&ours, &said[..], is_expected) {
        let kind = differs.or_assumption(declared(field.assumptions(), &[&none(keyword)], &[value]));
        let message = format!("{name}: the document says nothing, the spec {value}");
        let remedy = "take it out, or say in `x-assumption` why it stays";
        collector.add(kind, Some(row.line), Some(&pointer), message, remedy);
    }
    let in_spec = ours.as_ref().map_or("no such thing", |ours| &ours.value);
    let declares = ours.as_ref().map_or_else(|| none(keyword), |ours| ours.value.clone());
    for keyword_value in said.into_iter().filter(|keyword_value| !same(keyword_value)) {
        let kind = differs.or_assumption(declared(field.assumptions(), &[&keyword_value.value], &[&declares]));
        let message = format!("{name}: the document says {}, the spec {in_spec}", keyword_value.value);
        let remedy = format!("write {} there, and update the words and the cases of `schema`", keyword_value.value);
        collector.add(kind, Some(keyword_value.line), Some(&pointer), message, remedy);
        collector.mark(keyword_value.line, keyword_value.line);
    }
}

/// How an assumption says that one side has no such keyword.
pub(super) fn none(keyword: &str) -> String {
    format!("no {keyword}")
}

fn keywords(row: &ParameterRow, kind: SchemaKeyword) -> impl Iterator<Item = &KeywordValue> {
    row.description.keywords.iter().filter(move |keyword_value| keyword_value.kind == kind)
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(['\'', '"']).to_owned()
}

/// The nearest example of the spec is one that the document gives, where it gives any.
fn example(field: &SpecField<'_>, row: &ParameterRow, collector: &mut DiscrepancyCollector) {
    let Some(first) = keywords(row, SchemaKeyword::Example).next() else { return };
    let has = field.keyword("example");
    let shown = has.as_ref().map(|has| bare(&spec::text(has.value)));
    if shown.as_ref().is_some_and(|shown| {
        keywords(row, SchemaKeyword::Example).any(|keyword_value| bare(&keyword_value.value) == *shown)
    }) {
        return;
    }
    let ours = shown.clone().unwrap_or_else(|| none("example"));
    let pointer = has.map_or_else(|| field.place_for("example"), |has| has.pointer);
    let is_declared = declared(field.assumptions(), &[&bare(&first.value)], &[&ours]);
    let in_spec = shown.as_deref().unwrap_or("none");
    let message = format!("`{}`: example: the document has {}, the spec {in_spec}", field.name, first.value);
    let remedy = format!("write {} there", first.value);
    let kind = DiscrepancyKind::ExampleDiffers.or_assumption(is_declared);
    collector.add(kind, Some(first.line), Some(&pointer), message, remedy);
    collector.mark(first.line, first.line);
}

/// An example of the spec, and what the document gives for the parameters that have it behind a nearer one.
struct SharedExample {
    shown: String,
    /// The line of the first example that the document gives.
    line: usize,
    given: BTreeSet<String>,
}

/// Examples of schemas that stand behind a nearer one, and are the nearest one of no parameter: the document gives each for a parameter of
/// its schema.
pub(super) fn shared_examples(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let mut shared: BTreeMap<String, SharedExample> = BTreeMap::new();
    let mut nearest = BTreeSet::new();
    for pair in &input.matched.fields.parameters {
        let (field, row) = (&input.view.parameters[pair.old], &input.model.rows[pair.new]);
        let Some(first) = keywords(row, SchemaKeyword::Example).next() else { continue };
        let mut examples = field.chain.iter().filter_map(|link| link.child("example"));
        nearest.extend(examples.next().map(|example| example.pointer));
        for example in examples {
            let shown = || bare(&spec::text(example.value));
            let new = || SharedExample { shown: shown(), line: first.line, given: BTreeSet::new() };
            let given = &mut shared.entry(example.pointer.clone()).or_insert_with(new).given;
            given.extend(keywords(row, SchemaKeyword::Example).map(|keyword_value| bare(&keyword_value.value)));
        }
    }
    shared.retain(|pointer, example| !nearest.contains(pointer) && !example.given.contains(&example.shown));
    for (pointer, SharedExample { shown, line, given }) in shared {
        // The nearer example differs there already.
        if collector
            .discrepancies
            .iter()
            .any(|one| one.kind == DiscrepancyKind::ExampleDiffers && one.line == Some(line))
        {
            continue;
        }
        let given = given.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("example: the document has {given}, the spec {shown}");
        let remedy = format!("write {given} there");
        collector.add(DiscrepancyKind::ExampleDiffers, Some(line), Some(&pointer), message, remedy);
    }
}

fn values(field: &SpecField<'_>, row: &ParameterRow, collector: &mut DiscrepancyCollector) {
    let said = &row.description.values;
    let listed = field.values().unwrap_or_default();
    let is_new = |text: &str| !listed.iter().any(|has| bare(has) == text);
    let is_gone = |has: &&String| !said.iter().any(|value| bare(has) == value.text);
    let new: Vec<&String> = said.iter().map(|value| &value.text).filter(|text| is_new(text)).collect();
    let gone: Vec<&String> = listed.iter().filter(is_gone).collect();
    if new.is_empty() && gone.is_empty() {
        return;
    }
    let part = |values: &[&String], has: &str, not: &str| {
        let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        (!values.is_empty()).then(|| format!("{has} has {}, {not} has not", quoted.join(", ")))
    };
    let parts = [part(&new, "the document", "the spec"), part(&gone, "the spec", "the document")];
    let differing: Vec<&String> = new.iter().chain(&gone).copied().collect();
    let kind = DiscrepancyKind::ValuesDiffer.or_assumption(declared(field.assumptions(), &differing, &[]));
    let first = said.iter().find(|value| is_new(&value.text)).or(said.first());
    let line = first.map_or(row.line, |value| value.line);
    let pointer = field.keyword("enum").map_or_else(|| field.place_for("enum"), |has| has.pointer);
    let message = format!("`{}`: {}", field.name, parts.into_iter().flatten().collect::<Vec<_>>().join("; "));
    let remedy = "update `enum`, and what else lists the values (`x-countries`, data of rules, cases)";
    collector.add(kind, Some(line), Some(&pointer), message, remedy);
    for value in said.iter().filter(|value| is_new(&value.text)) {
        collector.mark(value.line, value.line);
    }
}
