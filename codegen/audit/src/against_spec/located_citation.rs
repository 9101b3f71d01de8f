//! A citation with what its lines should say.

use super::expected_content::ExpectedContent;
use crate::spec::citations::{Citation, LineRange};

/// A citation, what its lines should say, and where these stand now.
pub(super) struct LocatedCitation {
    pub(super) citation: Citation,
    pub(super) expected: ExpectedContent,
    /// By cited stretch: where it stands now.
    pub(super) now: Vec<LineRange>,
}
