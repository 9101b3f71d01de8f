//! Compares the examples of requests and responses.

use colt_numbers_openapi::assumption;

use super::assumptions::declares;
use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::sample_json::{self, SampleNode};
use crate::matching::fields::unmatched;
use crate::matching::similarity::Match;

/// Compares every example of the document with the matching example of the spec.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for pair in &input.matches.samples {
        compare_sample(input, pair, collector);
    }
    let unmatched_samples = unmatched(&input.model.samples, &input.matches.samples, |pair| pair.new);
    for (_, sample) in unmatched_samples.filter(|(_, sample)| input.is_compared(sample.line)) {
        let title = &sample.title.0;
        collector.mark_lines(sample.line, sample.last);
        if sample.node.is_none() {
            let message = format!("the {} of example “{title}” is not valid JSON", sample.role.name());
            collector.add(
                DiscrepancyKind::SampleDiffers,
                Some(sample.line),
                None,
                message,
                "compare it with the spec by hand",
            );
        } else {
            let message = format!("the {} of example “{title}” is not in the spec", sample.role.name());
            let remedy =
                format!("add it to `examples` with `x-source: {}:{}-{}`", input.file(), sample.line, sample.last);
            collector.add(DiscrepancyKind::SampleNotInSpec, Some(sample.line), None, message, remedy);
        }
    }
    for (_, spec_example) in unmatched(&input.view.examples, &input.matches.samples, |pair| pair.old) {
        let has_source = spec_example.example.value.get("x-source").is_some();
        if has_source && input.matches.documented(spec_example.operation).is_some() {
            let message = "the document has no such example".to_owned();
            let remedy = "remove it, or explain in `x-assumption` where it comes from";
            collector.add(
                DiscrepancyKind::SampleNotInDocument,
                None,
                Some(&spec_example.example.pointer),
                message,
                remedy,
            );
            collector.reported_elements.insert(spec_example.example.pointer.clone());
        }
    }
}

fn compare_sample(input: &AuditInput<'_>, pair: &Match, collector: &mut DiscrepancyCollector) {
    let spec_example = &input.view.examples[pair.old];
    let (example, sample) = (&spec_example.example, &input.model.samples[pair.new]);
    let Some(node) = &sample.node else { return };
    let assumption = || assumption::text(example.value).into_iter();
    let own = SampleNode::of_value(spec_example.value());
    for difference in sample_json::differences(&own, node, &input.matches.fields.renames) {
        let pointer = format!("{}/value{}", example.pointer, difference.at);
        let show = |side: &Option<(usize, String)>| {
            side.as_ref().map_or("nothing".to_owned(), |(_, text)| format!("`{text}`"))
        };
        let (in_spec, in_document) = (show(&difference.old), show(&difference.new));
        let message = format!(
            "example “{}”, `{}`: the document has {in_document}, the spec has {in_spec}",
            sample.title.0, difference.at
        );
        let documented: Vec<&String> = difference.new.iter().map(|(_, text)| text).collect();
        let in_spec_texts: Vec<&String> = difference.old.iter().map(|(_, text)| text).collect();
        let kind = DiscrepancyKind::SampleDiffers.or_assumption(declares(assumption(), &documented, &in_spec_texts));
        let line = difference.new.as_ref().map_or(sample.line, |(line, _)| *line);
        let remedy = "update the example; add a member that no schema has to its schema";
        collector.add(kind, Some(line), Some(&pointer), message, remedy);
    }
    if node.is_padded() && assumption().any(|text| text.contains("blank")) {
        let message = format!("example “{}”: the document has spaces around values, the spec does not", sample.title.0);
        collector.add(
            DiscrepancyKind::Assumption,
            Some(sample.line),
            Some(&example.pointer),
            message,
            "none needed: the spec declares the difference",
        );
    }
}
