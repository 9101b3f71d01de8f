//! Examples of requests and responses.

use super::assumptions::declared;
use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::sample_json::{self, SampleNode};
use crate::matching::fields::unmatched;
use crate::matching::similarity::Match;
use serde_json::Value;

/// Compares every example of the document with that of the spec.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for pair in &input.matched.samples {
        one(input, pair, collector);
    }
    for (_, sample) in unmatched(&input.model.samples, &input.matched.samples, |pair| pair.new) {
        let title = &sample.title.0;
        collector.mark(sample.line, sample.last);
        if sample.node.is_none() {
            let message = format!("the {} of example “{title}” cannot be read as JSON", sample.role.name());
            collector.add(
                DiscrepancyKind::SampleDiffers,
                Some(sample.line),
                None,
                message,
                "read it, and compare it by eye",
            );
        } else {
            let message = format!("the {} of example “{title}” is not in the spec", sample.role.name());
            let remedy =
                format!("add it to `examples` with `x-source: {}:{}-{}`", input.file(), sample.line, sample.last);
            collector.add(DiscrepancyKind::SampleNotInSpec, Some(sample.line), None, message, remedy);
        }
    }
    for (_, shown) in unmatched(&input.view.examples, &input.matched.samples, |pair| pair.old) {
        if shown.example.value.get("x-source").is_some() {
            let message = "the document has no such example".to_owned();
            let remedy = "take it out, or say in `x-assumption` where it comes from";
            collector.add(DiscrepancyKind::SampleNotInDocument, None, Some(&shown.example.pointer), message, remedy);
            collector.gone.insert(shown.example.pointer.clone());
        }
    }
}

fn one(input: &AuditInput<'_>, pair: &Match, collector: &mut DiscrepancyCollector) {
    let shown = &input.view.examples[pair.old];
    let (example, sample) = (&shown.example, &input.model.samples[pair.new]);
    let Some(node) = &sample.node else { return };
    let assumption = || example.value.get("x-assumption").and_then(Value::as_str).into_iter();
    let own = SampleNode::of_value(shown.value());
    for difference in sample_json::differences(&own, node, &input.matched.fields.renames) {
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
        let kind = DiscrepancyKind::SampleDiffers.or_assumption(declared(assumption(), &said, &ours));
        let line = difference.new.as_ref().map_or(sample.line, |(line, _)| *line);
        let remedy = "update the example; a member that no schema has belongs there as well";
        collector.add(kind, Some(line), Some(&pointer), message, remedy);
    }
    if node.is_padded() && assumption().any(|text| text.contains("blank")) {
        let message = format!("example “{}”: the document has blanks around values, the spec has not", sample.title.0);
        collector.add(
            DiscrepancyKind::Assumption,
            Some(sample.line),
            Some(&example.pointer),
            message,
            "nothing: the spec says so",
        );
    }
}
