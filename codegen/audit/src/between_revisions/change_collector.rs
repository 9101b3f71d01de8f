//! Collects changes, and adds the elements of the spec that cite their lines.

use super::revision_change::{RevisionChange, RevisionChangeKind};
use crate::spec::citations::{self, Citation};

/// The changes so far, and the lines that prose comparison must skip.
#[derive(Default)]
pub(super) struct ChangeCollector {
    pub(super) pending: Vec<PendingChange>,
    /// Lines whose headings are reported with another change, in the old and in the new document.
    pub(super) reported_old: Vec<usize>,
    pub(super) reported_new: Vec<usize>,
}

impl ChangeCollector {
    pub(super) fn add(
        &mut self,
        kind: RevisionChangeKind,
        lines: (Option<usize>, Option<usize>),
        message: String,
    ) -> &mut PendingChange {
        let change = RevisionChange {
            kind,
            old_line: lines.0,
            new_line: lines.1,
            parameter: None,
            message,
            touches: Vec::new(),
            confidence: None,
        };
        let touched = lines.0.map(|line| (line, line));
        self.pending.push(PendingChange { change, touched });
        let last = self.pending.len() - 1;
        &mut self.pending[last]
    }
}

/// A change, and the old lines whose citations it touches.
pub(super) struct PendingChange {
    change: RevisionChange,
    touched: Option<(usize, usize)>,
}

impl PendingChange {
    pub(super) fn on_parameter(&mut self, parameter: &str) -> &mut Self {
        self.change.parameter = Some(parameter.to_owned());
        self
    }

    pub(super) fn with_confidence(&mut self, confidence: Option<f64>) -> &mut Self {
        self.change.confidence = confidence;
        self
    }

    /// Sets the touched old lines, if they are more than the change's own line, or it has none.
    pub(super) fn touching(&mut self, first: usize, last: usize) -> &mut Self {
        self.touched = Some((first, last));
        self
    }

    pub(super) fn with_touched_elements(mut self, citations: &[Citation]) -> RevisionChange {
        if let Some((first, last)) = self.touched {
            self.change.touches = citations::touching(citations, first, last);
        }
        self.change
    }
}
