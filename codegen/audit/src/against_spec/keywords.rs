//! Compares the keywords and listed values of one parameter.

use std::collections::{BTreeMap, BTreeSet};

use super::assumptions::declares;
use super::audit_input::AuditInput;
use super::discrepancy::{Discrepancy, DiscrepancyKind};
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::description::{KeywordValue, SchemaKeyword};
use crate::document::table::ParameterRow;
use crate::spec::{self, SpecField};

const KEYWORDS: [SchemaKeyword; 10] = [
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

/// Compares the keywords and listed values of one parameter.
pub(super) fn compare(field: &SpecField<'_>, row: &ParameterRow, collector: &mut DiscrepancyCollector) {
    for keyword in KEYWORDS {
        compare_keyword(field, row, keyword, collector);
    }
    compare_example(field, row, collector);
    compare_values(field, row, collector);
}

fn compare_keyword(
    field: &SpecField<'_>,
    row: &ParameterRow,
    keyword: SchemaKeyword,
    collector: &mut DiscrepancyCollector,
) {
    let name = keyword.name();
    let documented: Vec<&KeywordValue> = documented(row, keyword).collect();
    let node = field.keyword(name);
    let in_spec = node.as_ref().map(|node| KeywordValue { keyword, value: spec::text(node.value), line: 0 });
    let agrees = |value: &KeywordValue| in_spec.as_ref().is_some_and(|in_spec| value.equals(in_spec));
    if matches!(documented[..], [value] if agrees(value)) {
        return;
    }
    let differs = match keyword {
        SchemaKeyword::Pattern => DiscrepancyKind::PatternDiffers,
        keyword if keyword.is_limit() => DiscrepancyKind::LimitDiffers,
        _ => DiscrepancyKind::FactDiffers,
    };
    let subject = format!("`{}`: {name}", field.name);
    let pointer = node.map_or_else(|| field.pointer_for(name), |node| node.pointer);
    // The document need not state a type, which every schema has, and it need not state a format.
    let is_expected = !matches!(keyword, SchemaKeyword::Type | SchemaKeyword::Format);
    if let (Some(KeywordValue { value, .. }), [], true) = (&in_spec, &documented[..], is_expected) {
        let kind = differs.or_assumption(declares(field.assumptions(), &[&none(name)], &[value]));
        let message = format!("{subject}: the document has none, the spec has {value}");
        let remedy = "remove it, or explain in `x-assumption` why it stays";
        collector.add(kind, Some(row.line), Some(&pointer), message, remedy);
    }
    let spec_value = in_spec.as_ref().map_or("none", |in_spec| &in_spec.value);
    let to_declare = in_spec.as_ref().map_or_else(|| none(name), |in_spec| in_spec.value.clone());
    for KeywordValue { value, line, .. } in documented.into_iter().filter(|value| !agrees(value)) {
        let kind = differs.or_assumption(declares(field.assumptions(), &[value], &[&to_declare]));
        let message = format!("{subject}: the document has {value}, the spec has {spec_value}");
        let remedy = format!("set it to {value}, and update the description and the cases of the rule `schema`");
        collector.add(kind, Some(*line), Some(&pointer), message, remedy);
        collector.mark_lines(*line, *line);
    }
}

/// The words by which an assumption states that the document or the spec does not have a keyword.
pub(super) fn none(keyword: &str) -> String {
    format!("no {keyword}")
}

fn documented(row: &ParameterRow, keyword: SchemaKeyword) -> impl Iterator<Item = &KeywordValue> {
    row.description.keywords.iter().filter(move |value| value.keyword == keyword)
}

fn without_quotes(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(['\'', '"']).to_owned()
}

/// Checks that the nearest example of the spec is one of the document's examples, if the document has examples.
fn compare_example(field: &SpecField<'_>, row: &ParameterRow, collector: &mut DiscrepancyCollector) {
    let Some(first) = documented(row, SchemaKeyword::Example).next() else { return };
    let node = field.keyword("example");
    let in_spec = node.as_ref().map(|node| without_quotes(&spec::text(node.value)));
    let mut examples = documented(row, SchemaKeyword::Example);
    if in_spec.as_ref().is_some_and(|in_spec| examples.any(|example| without_quotes(&example.value) == *in_spec)) {
        return;
    }
    let to_declare = in_spec.clone().unwrap_or_else(|| none("example"));
    let pointer = node.map_or_else(|| field.pointer_for("example"), |node| node.pointer);
    let is_declared = declares(field.assumptions(), &[&without_quotes(&first.value)], &[&to_declare]);
    let spec_value = in_spec.as_deref().unwrap_or("none");
    let message = format!("`{}`: example: the document has {}, the spec has {spec_value}", field.name, first.value);
    let remedy = format!("set it to {}", first.value);
    let kind = DiscrepancyKind::ExampleDiffers.or_assumption(is_declared);
    collector.add(kind, Some(first.line), Some(&pointer), message, remedy);
    collector.mark_lines(first.line, first.line);
}

/// An example of a schema that is hidden by a nearer example of a parameter, and the document's examples of all parameters with this schema.
struct SharedExample {
    in_spec: String,
    /// The line of the document's first example.
    line: usize,
    documented: BTreeSet<String>,
}

/// Checks the example of a schema if every parameter with this schema has a nearer example, which hides it. The document must have the schema's
/// example for at least one of these parameters.
pub(super) fn compare_shared_examples(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let mut shared: BTreeMap<String, SharedExample> = BTreeMap::new();
    let mut nearest = BTreeSet::new();
    for pair in &input.matches.fields.parameters {
        let (field, row) = (&input.view.parameters[pair.old], &input.model.rows[pair.new]);
        let Some(first) = documented(row, SchemaKeyword::Example).next() else { continue };
        let mut examples = field.chain.iter().filter_map(|link| link.child("example"));
        nearest.extend(examples.next().map(|example| example.pointer));
        for example in examples {
            let in_spec = || without_quotes(&spec::text(example.value));
            let new = || SharedExample { in_spec: in_spec(), line: first.line, documented: BTreeSet::new() };
            let known = &mut shared.entry(example.pointer.clone()).or_insert_with(new).documented;
            known.extend(documented(row, SchemaKeyword::Example).map(|example| without_quotes(&example.value)));
        }
    }
    shared.retain(|pointer, example| !nearest.contains(pointer) && !example.documented.contains(&example.in_spec));
    for (pointer, SharedExample { in_spec, line, documented }) in shared {
        // The check of the nearer example may have reported the same line already.
        let is_reported = |discrepancy: &Discrepancy| {
            discrepancy.kind == DiscrepancyKind::ExampleDiffers && discrepancy.line == Some(line)
        };
        if collector.discrepancies.iter().any(is_reported) {
            continue;
        }
        let documented = documented.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("example: the document has {documented}, the spec has {in_spec}");
        let remedy = format!("set it to {documented}");
        collector.add(DiscrepancyKind::ExampleDiffers, Some(line), Some(&pointer), message, remedy);
    }
}

fn compare_values(field: &SpecField<'_>, row: &ParameterRow, collector: &mut DiscrepancyCollector) {
    let documented = &row.description.values;
    let in_spec = field.values().unwrap_or_default();
    let is_new = |text: &str| !in_spec.iter().any(|value| without_quotes(value) == text);
    let is_removed = |value: &&String| !documented.iter().any(|other| without_quotes(value) == other.text);
    let new: Vec<&String> = documented.iter().map(|value| &value.text).filter(|text| is_new(text)).collect();
    let removed: Vec<&String> = in_spec.iter().filter(is_removed).collect();
    if new.is_empty() && removed.is_empty() {
        return;
    }
    let part = |values: &[&String], side: &str, other_side: &str| {
        let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        (!values.is_empty()).then(|| format!("{side} has {}, {other_side} does not", quoted.join(", ")))
    };
    let parts = [part(&new, "the document", "the spec"), part(&removed, "the spec", "the document")];
    let differing: Vec<&String> = new.iter().chain(&removed).copied().collect();
    let kind = DiscrepancyKind::ValuesDiffer.or_assumption(declares(field.assumptions(), &differing, &[]));
    let first = documented.iter().find(|value| is_new(&value.text)).or(documented.first());
    let line = first.map_or(row.line, |value| value.line);
    let pointer = field.keyword("enum").map_or_else(|| field.pointer_for("enum"), |node| node.pointer);
    let message = format!("`{}`: {}", field.name, parts.into_iter().flatten().collect::<Vec<_>>().join("; "));
    let remedy = "update `enum` and everything else that lists the values (`x-countries`, rule data, cases)";
    collector.add(kind, Some(line), Some(&pointer), message, remedy);
    for value in documented.iter().filter(|value| is_new(&value.text)) {
        collector.mark_lines(value.line, value.line);
    }
}
