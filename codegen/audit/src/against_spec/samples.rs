//! Examples of requests and responses.

use super::assumptions::declared;
use super::context::{Audit, Found};
use super::finding::FindingKind;
use crate::document::json::{self, Node};
use serde_json::Value;

/// Compares every example of the document with that of the spec.
pub(super) fn compare(audit: &Audit<'_>, found: &mut Found) {
    for (of_spec, of_document) in &audit.matched.samples {
        one(audit, *of_spec, *of_document, found);
    }
    for (index, sample) in audit.model.samples.iter().enumerate() {
        if audit.matched.samples.iter().any(|(_, other)| *other == index) {
            continue;
        }
        let title = &sample.title.0;
        found.tell(sample.line, sample.last);
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
    for (index, shown) in audit.view.examples.iter().enumerate() {
        let matched = audit.matched.samples.iter().any(|(other, _)| *other == index);
        if !matched && shown.example.value.get("x-source").is_some() {
            let message = "the document has no such example".to_owned();
            found.add(
                FindingKind::SampleNotInDocument,
                None,
                Some(&shown.example.at),
                message,
                "take it out, or say in `x-assumption` where it comes from",
            );
            found.gone.insert(shown.example.at.clone());
        }
    }
}

fn one(audit: &Audit<'_>, of_spec: usize, of_document: usize, found: &mut Found) {
    let example = &audit.view.examples[of_spec].example;
    let sample = &audit.model.samples[of_document];
    let Some(node) = &sample.node else { return };
    let assumption = || example.value.get("x-assumption").and_then(Value::as_str).into_iter();
    let own = Node::of_value(example.value.get("value").unwrap_or(&Value::Null));
    for difference in json::differences(&own, node, &audit.matched.fields.renames) {
        let pointer = format!("{}/value{}", example.at, difference.at);
        let show = |side: &Option<(usize, String)>| {
            side.as_ref().map_or("nothing".to_owned(), |(_, text)| format!("`{text}`"))
        };
        let (in_spec, in_document) = (show(&difference.old), show(&difference.new));
        let message = format!(
            "example “{}”, {}: the document has {in_document}, the spec {in_spec}",
            sample.title.0, difference.at
        );
        let said: Vec<String> = difference.new.iter().map(|(_, text)| text.clone()).collect();
        let ours: Vec<String> = difference.old.iter().map(|(_, text)| text.clone()).collect();
        let kind =
            if declared(assumption(), &said, &ours) { FindingKind::Assumption } else { FindingKind::SampleDiffers };
        let line = difference.new.as_ref().map_or(sample.line, |(line, _)| *line);
        found.add(
            kind,
            Some(line),
            Some(&pointer),
            message,
            "bring the example along; a member that no schema has belongs there as well",
        );
    }
    if node.is_padded() && assumption().any(|text| text.contains("blank")) {
        let message = format!("example “{}”: the document has blanks around values, the spec has not", sample.title.0);
        found.add(FindingKind::Assumption, Some(sample.line), Some(&example.at), message, "nothing: the spec says so");
    }
}
