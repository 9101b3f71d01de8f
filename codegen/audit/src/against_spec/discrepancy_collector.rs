//! Collects discrepancies, and what later checks must not report again.

use std::collections::BTreeSet;

use super::discrepancy::{Discrepancy, DiscrepancyKind};

/// What has been collector, and what is reported already.
#[derive(Default)]
pub(super) struct DiscrepancyCollector {
    pub(super) discrepancies: Vec<Discrepancy>,
    /// LineRange of the document that a discrepancy is about: that nothing cites them is not reported again.
    pub(super) reported: BTreeSet<usize>,
    /// Pointers of elements that the document no longer has: that their lines say nothing of them is not reported again.
    pub(super) gone: BTreeSet<String>,
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

    pub(super) fn mark(&mut self, first: usize, last: usize) {
        self.reported.extend(first..=last);
    }
}
