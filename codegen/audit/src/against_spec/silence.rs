//! Checks the assumptions that the document is silent (`silentOn` of an `x-assumption`): no line of the document has one of their words.

use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::spec::silence;

/// Reports the first line that breaks each silence.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for silence in silence::all(input.root) {
        if input.entry.cites_other_document(silence.element) {
            continue;
        }
        if let Some((line, word)) = silence.first_in(input.document.lines()) {
            let message = format!("`{}` assumes that the document is silent on `{word}`, but it is not", silence.at);
            let remedy =
                "read the line and those around it; update the element, and its assumption or the words in `silentOn`";
            collector.add(DiscrepancyKind::NotSilent, Some(line), Some(&silence.at), message, remedy);
        }
    }
}
