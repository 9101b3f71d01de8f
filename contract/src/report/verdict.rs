//! What a case or a constraint came to.

use serde::Serialize;

/// What a case or a constraint came to, from best to worst: a constraint is no better than its worst case, so it passes where each of its
/// cases was run and passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The target does as the document says.
    Pass,
    /// It was not tried.
    Skipped,
    /// It was tried, and nothing follows from what came of it.
    Inconclusive,
    /// The target does otherwise than the document says.
    Drift,
}

impl Verdict {
    /// One word, as it stands in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Pass => "pass",
            Self::Inconclusive => "inconclusive",
            Self::Drift => "drift",
        }
    }
}
