//! Labelled facts and listed values of one parameter.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::assumptions::declared;
use super::context::{Audit, Found};
use super::finding::FindingKind;
use crate::document::description::{Fact, FactKind};
use crate::document::table::Row;
use crate::spec::{self, At, Field};

const KINDS: [FactKind; 10] = [
    FactKind::MaxLength,
    FactKind::MinLength,
    FactKind::Maximum,
    FactKind::Minimum,
    FactKind::MaxItems,
    FactKind::MinItems,
    FactKind::Pattern,
    FactKind::Default,
    FactKind::Format,
    FactKind::Type,
];

/// Compares the facts and values of one parameter.
pub(super) fn compare(field: &Field<'_>, row: &Row, found: &mut Found) {
    for kind in KINDS {
        keyword(field, row, kind, found);
    }
    example(field, row, found);
    values(field, row, found);
}

fn keyword(field: &Field<'_>, row: &Row, kind: FactKind, found: &mut Found) {
    let said: Vec<&Fact> = row.description.facts.iter().filter(|fact| fact.kind == kind).collect();
    let has = field.keyword(kind.keyword());
    // Every schema has a type; the document need not say it.
    let expected = !matches!(kind, FactKind::Type | FactKind::Format);
    let same = |fact: &Fact, has: &At<'_>| fact.says_the_same(&Fact { kind, value: spec::text(has.value), line: 0 });
    if said.iter().any(|fact| has.as_ref().is_some_and(|has| same(fact, has))) && said.len() == 1 {
        return;
    }
    let finding = match kind {
        FactKind::Pattern => FindingKind::PatternDiffers,
        kind if kind.is_limit() => FindingKind::LimitDiffers,
        _ => FindingKind::FactDiffers,
    };
    let name = format!("`{}`: {}", field.name, kind.keyword());
    let in_spec = has.as_ref().map_or("no such thing".to_owned(), |has| spec::text(has.value));
    let pointer = has.as_ref().map_or_else(|| field.place_for(kind.keyword()), |has| has.at.clone());
    if said.is_empty() {
        if has.is_some() && expected {
            let kind = if declared(field.assumptions(), &[none(kind.keyword())], std::slice::from_ref(&in_spec)) {
                FindingKind::Assumption
            } else {
                finding
            };
            let message = format!("{name}: the document says nothing, the spec {in_spec}");
            found.add(
                kind,
                Some(row.line),
                Some(&pointer),
                message,
                "take it out, or say in `x-assumption` why it stays",
            );
        }
        return;
    }
    let ours = if has.is_some() { in_spec.clone() } else { none(kind.keyword()) };
    for fact in said.into_iter().filter(|fact| !has.as_ref().is_some_and(|has| same(fact, has))) {
        let kind = if declared(field.assumptions(), std::slice::from_ref(&fact.value), std::slice::from_ref(&ours)) {
            FindingKind::Assumption
        } else {
            finding
        };
        let message = format!("{name}: the document says {}, the spec {in_spec}", fact.value);
        found.add(
            kind,
            Some(fact.line),
            Some(&pointer),
            message,
            format!("write {} there, and bring the words and the cases of `schema` along", fact.value),
        );
        found.tell(fact.line, fact.line);
    }
}

/// How an assumption says that one side has no such keyword.
pub(super) fn none(keyword: &str) -> String {
    format!("no {keyword}")
}

fn examples(row: &Row) -> Vec<&Fact> {
    row.description.facts.iter().filter(|fact| fact.kind == FactKind::Example).collect()
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(['\'', '"']).to_owned()
}

/// The nearest example of the spec is one that the document gives, where it gives any.
fn example(field: &Field<'_>, row: &Row, found: &mut Found) {
    let said = examples(row);
    let Some(first) = said.first() else { return };
    let has = field.keyword("example");
    let shown = has.as_ref().map(|has| bare(&spec::text(has.value)));
    if shown.as_ref().is_some_and(|shown| said.iter().any(|fact| bare(&fact.value) == *shown)) {
        return;
    }
    let ours = [shown.clone().unwrap_or_else(|| none("example"))];
    let in_spec = shown.unwrap_or("none".to_owned());
    let pointer = has.map_or_else(|| field.place_for("example"), |has| has.at);
    let kind = if declared(field.assumptions(), &[bare(&first.value)], &ours) {
        FindingKind::Assumption
    } else {
        FindingKind::ExampleDiffers
    };
    let message = format!("`{}`: example: the document has {}, the spec {in_spec}", field.name, first.value);
    found.add(kind, Some(first.line), Some(&pointer), message, format!("write {} there", first.value));
    found.tell(first.line, first.line);
}

/// The examples of schemas that stand behind a nearer one: each is one that the document gives for a parameter of that schema.
pub(super) fn shared_examples(audit: &Audit<'_>, found: &mut Found) {
    let mut given: BTreeMap<String, (String, usize, BTreeSet<String>)> = BTreeMap::new();
    let mut nearest = BTreeSet::new();
    for pair in &audit.matched.fields.parameters {
        let (field, row) = (&audit.view.parameters[pair.old], &audit.model.rows[pair.new]);
        let said = examples(row);
        let Some(first) = said.first() else { continue };
        let with: Vec<(&str, &Value)> =
            field.chain.iter().filter_map(|link| Some((link.at.as_str(), link.value.get("example")?))).collect();
        nearest.extend(with.first().map(|(at, _)| (*at).to_owned()));
        for (at, example) in with.iter().skip(1) {
            let entry = given
                .entry((*at).to_owned())
                .or_insert_with(|| (bare(&spec::text(example)), first.line, BTreeSet::new()));
            entry.2.extend(said.iter().map(|fact| bare(&fact.value)));
        }
    }
    for (at, (shown, line, said)) in given.into_iter().filter(|(at, _)| !nearest.contains(at)) {
        if !said.contains(&shown)
            && !found
                .findings
                .iter()
                .any(|finding| finding.kind == FindingKind::ExampleDiffers && finding.line == Some(line))
        {
            let list = said.into_iter().collect::<Vec<_>>().join(", ");
            let message = format!("example: the document has {list}, the spec {shown}");
            let pointer = colt_numbers_openapi::pointer::join(&at, "example");
            found.add(FindingKind::ExampleDiffers, Some(line), Some(&pointer), message, format!("write {list} there"));
        }
    }
}

fn values(field: &Field<'_>, row: &Row, found: &mut Found) {
    let said = &row.description.values;
    let has = field.values();
    let empty = Vec::new();
    let listed = has.as_ref().unwrap_or(&empty);
    let new: Vec<&str> = said
        .iter()
        .map(|value| value.text.as_str())
        .filter(|text| !listed.iter().any(|has| bare(has) == *text))
        .collect();
    let gone: Vec<&str> =
        listed.iter().map(|has| has.as_str()).filter(|has| !said.iter().any(|value| bare(has) == value.text)).collect();
    if new.is_empty() && gone.is_empty() {
        return;
    }
    let quoted = |values: &[&str]| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !new.is_empty() {
        parts.push(format!("the document has {}, the spec has not", quoted(&new)));
    }
    if !gone.is_empty() {
        parts.push(format!("the spec has {}, the document has not", quoted(&gone)));
    }
    let differing: Vec<String> = new.iter().chain(&gone).map(|value| (*value).to_owned()).collect();
    let kind = if declared(field.assumptions(), &differing, &[]) {
        FindingKind::Assumption
    } else {
        FindingKind::ValuesDiffer
    };
    let line = said
        .iter()
        .find(|value| new.contains(&value.text.as_str()))
        .or(said.first())
        .map_or(row.line, |value| value.line);
    let pointer = field.keyword("enum").map_or_else(|| field.place_for("enum"), |has| has.at);
    let message = format!("`{}`: {}", field.name, parts.join("; "));
    let remedy = "bring `enum` along, and what else lists the values (`x-countries`, data of rules, cases)";
    found.add(kind, Some(line), Some(&pointer), message, remedy);
    for value in said.iter().filter(|value| new.contains(&value.text.as_str())) {
        found.tell(value.line, value.line);
    }
}
