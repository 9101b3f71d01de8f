//! A citation with the expected content of its lines and their current position.

use super::expected_content::ExpectedContent;
use crate::spec::citations::{Citation, LineRange};

/// A citation, the expected content of its lines, and the current lines.
pub(super) struct LocatedCitation {
    pub(super) citation: Citation,
    pub(super) expected: ExpectedContent,
    /// The current lines of each cited range.
    pub(super) current: Vec<LineRange>,
}
