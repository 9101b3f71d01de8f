//! The verdict on a case or a constraint.

use serde::Serialize;

/// The verdict on a case or a constraint, from best to worst. A constraint has the worst verdict of its cases, so it passes only if each of
/// them was run and passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The target does what the document says.
    Pass,
    /// The case was not run.
    Skipped,
    /// The case was run, but its response is no evidence either way.
    Inconclusive,
    /// The target does not do what the document says.
    Drift,
}

impl Verdict {
    /// The word for this verdict in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Pass => "pass",
            Self::Inconclusive => "inconclusive",
            Self::Drift => "drift",
        }
    }
}
