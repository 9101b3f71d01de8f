//! The input of the comparison of a document with the spec.

use serde_json::Value;

use super::spec_matches::SpecMatches;
use crate::document::VendorDocument;
use crate::document::model::Model;
use crate::spec::SpecView;

/// The document and the spec, their models, and the matches between the elements of the two models.
pub(super) struct AuditInput<'a> {
    pub(super) document: &'a VendorDocument,
    pub(super) root: &'a Value,
    pub(super) model: &'a Model,
    pub(super) view: &'a SpecView<'a>,
    pub(super) matches: &'a SpecMatches,
}

impl AuditInput<'_> {
    /// The file name that citations use.
    pub(super) fn file(&self) -> &str {
        self.root.pointer("/info/x-documents/0/file").and_then(Value::as_str).unwrap_or("document.txt")
    }
}
