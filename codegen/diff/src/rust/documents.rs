//! The two documents that the generated code is of.

use crate::document::Document;
use crate::moved::Moved;

/// Two documents, and where places of the old one are reported.
pub(super) struct Documents<'d> {
    pub(super) old: &'d Document,
    pub(super) new: &'d Document,
    pub(super) moved: &'d Moved,
}
