//! Examples of requests and responses.

use super::assumptions::declared;
use super::audit_input::{Audit, Found};
use super::discrepancy::FindingKind;
use crate::document::sample_json::{self, Node};
use crate::matching::fields::unpaired;
use crate::matching::similarity::Pair;
use serde_json::Value;

/// Compares every example of the document with that of the spec.
pub(super) fn compare(audit: &Audit<'_>, found: &mut Found) {
    for pair in &audit.matched.samples {
        one(audit, pair, found);
    }
    for (_, sample) in unpaired(&audit.model.samples, &audit.matched.samples, |pair| pair.new) {
        let title = &sample.title.0;
        found.mark(sample.line, sample.last);
        if sample.node.is_none() {
            let message = format!("the {} of example “{title}” cannot be read as JSON", sample.role.name());
            found.add(FindingKind::SampleDiffers, Some(sample.line), None, message, "read it, and compare it by eye");
        } else {
            let message = format!("the {} of example “{title}” is not in the spec", sample.role.name());
            let remedy =
                format!("add it to `examples` with `x-source: {}:{}-{}`", audit.file(), sample.line, sample.last);
            found.add(FindingKind::SampleNotInSpec, Some(sample.line), None, message, remedy);
        }
    }
    for (_, shown) in unpaired(&audit.view.examples, &audit.matched.samples, |pair| pair.old) {
        if shown.example.value.get("x-source").is_some() {
            let message = "the document has no such example".to_owned();
            let remedy = "take it out, or say in `x-assumption` where it comes from";
            found.add(FindingKind::SampleNotInDocument, None, Some(&shown.example.pointer), message, remedy);
            found.gone.insert(shown.example.pointer.clone());
        }
    }
}

fn one(audit: &Audit<'_>, pair: &Pair, found: &mut Found) {
    let shown = &audit.view.examples[pair.old];
    let (example, sample) = (&shown.example, &audit.model.samples[pair.new]);
    let Some(node) = &sample.node else { return };
    let assumption = || example.value.get("x-assumption").and_then(Value::as_str).into_iter();
    let own = Node::of_value(shown.value());
    for difference in sample_json::differences(&own, node, &audit.matched.fields.renames) {
        let pointer = format!("{}/value{}", example.pointer, difference.at);
        let show = |side: &Option<(usize, String)>| {
            side.as_ref().map_or("nothing".to_owned(), |(_, text)| format!("`{text}`"))
        };
        let (in_spec, in_document) = (show(&difference.old), show(&difference.new));
        let message = format!(
            "example “{}”, {}: the document has {in_document}, the spec {in_spec}",
            sample.title.0, difference.at
        );
        let said: Vec<&String> = difference.new.iter().map(|(_, text)| text).collect();
        let ours: Vec<&String> = difference.old.iter().map(|(_, text)| text).collect();
        let kind = FindingKind::SampleDiffers.or_assumption(declared(assumption(), &said, &ours));
        let line = difference.new.as_ref().map_or(sample.line, |(line, _)| *line);
        let remedy = "update the example; a member that no schema has belongs there as well";
        found.add(kind, Some(line), Some(&pointer), message, remedy);
    }
    if node.is_padded() && assumption().any(|text| text.contains("blank")) {
        let message = format!("example “{}”: the document has blanks around values, the spec has not", sample.title.0);
        found.add(
            FindingKind::Assumption,
            Some(sample.line),
            Some(&example.pointer),
            message,
            "nothing: the spec says so",
        );
    }
}
