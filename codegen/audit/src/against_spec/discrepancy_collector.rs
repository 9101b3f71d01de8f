//! Collects discrepancies, and the lines and elements that later checks must not report again.

use std::collections::BTreeSet;

use super::discrepancy::{Discrepancy, DiscrepancyKind};

/// The discrepancies so far, and the lines and elements that later checks must not report again.
#[derive(Default)]
pub(super) struct DiscrepancyCollector {
    pub(super) discrepancies: Vec<Discrepancy>,
    /// The lines that a discrepancy is about. They are not also reported as lines without a citation.
    pub(super) reported_lines: BTreeSet<usize>,
    /// The pointers of elements that are missing from the document or have moved in it. Their citations are not checked.
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
