//! Checks that the lines that an `x-assumption` names in its prose exist in the document and are not empty.

use colt_numbers_openapi::yaml_syntax;

use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::spec::line_mentions::{self, MentionKind};

/// Checks every line that prose names. `text` is the text of the spec.
pub(super) fn check(input: &AuditInput<'_>, text: &str, collector: &mut DiscrepancyCollector) {
    // The text was parsed before, so an error is not possible.
    let Ok(syntax) = yaml_syntax::scan(text) else { return };
    let last = input.document.last_line();
    for mention in line_mentions::all(text, &syntax, input.root) {
        if mention.kind != MentionKind::Prose || mention.file.as_deref() != Some(input.file()) {
            continue;
        }
        let ends = mention.ranges.iter().flat_map(|range| [*range.lines.start(), *range.lines.end()]);
        let Some(line) = ends.into_iter().find(|line| !input.document.has_text(*line)) else { continue };
        let (kind, message) = if line > last {
            (
                DiscrepancyKind::SourceBeyondEnd,
                format!("the text names line {line}, but the document ends at line {last}"),
            )
        } else {
            (DiscrepancyKind::SourceSaysOtherwise, format!("the text names line {line}, which is empty"))
        };
        collector.add(kind, Some(line.min(last)), Some(&mention.at), message, "name the lines that are meant");
    }
}
