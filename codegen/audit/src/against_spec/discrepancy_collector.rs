//! Collects discrepancies, and what later checks must not report again.

use std::collections::BTreeSet;

use super::discrepancy::{Discrepancy, DiscrepancyKind};

/// The discrepancies so far, and what they are about.
#[derive(Default)]
pub(super) struct DiscrepancyCollector {
    pub(super) discrepancies: Vec<Discrepancy>,
    /// Lines that a discrepancy is about; they are not reported again as lines without a citation.
    pub(super) reported_lines: BTreeSet<usize>,
    /// Pointers of elements that the document does not have there; their citations are not checked.
    pub(super) reported_elements: BTreeSet<String>,
}

impl DiscrepancyCollector {
    pub(super) fn add(
        &mut self,
        kind: DiscrepancyKind,
        line: Option<usize>,
        pointer: Option<&str>,
        message: String,
        remedy: impl Into<String>,
    ) {
        self.discrepancies.push(Discrepancy {
            kind,
            line,
            pointer: pointer.map(str::to_owned),
            message,
            remedy: remedy.into(),
        });
    }

    pub(super) fn mark_lines(&mut self, first: usize, last: usize) {
        self.reported_lines.extend(first..=last);
    }
}
