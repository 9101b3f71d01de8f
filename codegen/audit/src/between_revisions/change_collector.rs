//! RevisionChanges while they are being collected, before it is known what of the spec cites their lines.

use super::revision_change::{RevisionChange, RevisionChangeKind};
use crate::spec::citations::{self, Citation};

/// What has been found, and what the comparison of the prose need not look at any more.
#[derive(Default)]
pub(super) struct ChangeCollector {
    pub(super) changes: Vec<PendingChange>,
    /// LineRange of the old and of the new document whose titles were told with something else.
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
        self.changes.push(PendingChange { change, touched });
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }
}

/// A change, and the old lines whose citations it touches.
pub(super) struct PendingChange {
    change: RevisionChange,
    touched: Option<(usize, usize)>,
}

impl PendingChange {
    pub(super) fn about(&mut self, parameter: &str) -> &mut Self {
        self.change.parameter = Some(parameter.to_owned());
        self
    }

    pub(super) fn sure(&mut self, confidence: Option<f64>) -> &mut Self {
        self.change.confidence = confidence;
        self
    }

    /// Says which old lines are touched, where they are more than the change's own, or it has none.
    pub(super) fn touching(&mut self, first: usize, last: usize) -> &mut Self {
        self.touched = Some((first, last));
        self
    }

    pub(super) fn finish(mut self, citations: &[Citation]) -> RevisionChange {
        if let Some((first, last)) = self.touched {
            self.change.touches = citations::touching(citations, first, last);
        }
        self.change
    }
}
