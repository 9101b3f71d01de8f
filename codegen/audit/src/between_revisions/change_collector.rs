//! Changes while they are being collected, before it is known what of the spec cites their lines.

use super::revision_change::{Change, ChangeKind};
use crate::spec::citations::{self, Citation};

/// What has been found, and what the comparison of the prose need not look at any more.
#[derive(Default)]
pub(super) struct Found {
    pub(super) drafts: Vec<Draft>,
    /// Lines of the old and of the new document whose titles were told with something else.
    pub(super) reported_old: Vec<usize>,
    pub(super) reported_new: Vec<usize>,
}

impl Found {
    pub(super) fn add(
        &mut self,
        kind: ChangeKind,
        lines: (Option<usize>, Option<usize>),
        message: String,
    ) -> &mut Draft {
        let change = Change {
            kind,
            old_line: lines.0,
            new_line: lines.1,
            parameter: None,
            message,
            touches: Vec::new(),
            confidence: None,
        };
        let touched = lines.0.map(|line| (line, line));
        self.drafts.push(Draft { change, touched });
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }
}

/// A change, and the old lines whose citations it touches.
pub(super) struct Draft {
    change: Change,
    touched: Option<(usize, usize)>,
}

impl Draft {
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

    pub(super) fn finish(mut self, citations: &[Citation]) -> Change {
        if let Some((first, last)) = self.touched {
            self.change.touches = citations::touching(citations, first, last);
        }
        self.change
    }
}
