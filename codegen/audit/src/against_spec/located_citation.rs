//! A citation with what its lines should say.

use super::expected_content::Evidence;
use crate::spec::citations::{Citation, Lines};

/// A citation, what its lines should say, and where these stand now.
pub(super) struct Cited {
    pub(super) citation: Citation,
    pub(super) evidence: Evidence,
    /// By cited stretch: where it stands now.
    pub(super) now: Vec<Lines>,
}
