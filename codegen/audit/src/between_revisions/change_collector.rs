//! Collects changes, and adds the elements of the spec that cite the changed lines.

use super::revision_change::{RevisionChange, RevisionChangeKind};
use crate::spec::citations::{self, Citation};

/// The changes so far, and the lines that the comparison of prose must skip.
#[derive(Default)]
pub(super) struct ChangeCollector {
    pub(super) pending: Vec<PendingChange>,
    /// Lines of headings in the old document that are reported together with the change of an example.
    pub(super) reported_old: Vec<usize>,
    /// Such lines in the new document.
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

/// A change, and the old lines that it affects. The elements of the spec that cite these lines are added later.
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

    /// Sets the affected old lines, if they differ from the old line of the change or if the change has no old line.
    pub(super) fn touching(&mut self, first: usize, last: usize) -> &mut Self {
        self.touched = Some((first, last));
        self
    }

    /// Adds the elements that cite the affected lines. `lines` finds the lines that the spec cites, from the old lines and the new line.
    pub(super) fn with_touched_elements(
        mut self,
        citations: &[Citation],
        lines: impl Fn(Option<(usize, usize)>, Option<usize>) -> Vec<(usize, usize)>,
    ) -> RevisionChange {
        self.change.touches = citations::touching(citations, &lines(self.touched, self.change.new_line));
        self.change
    }
}
