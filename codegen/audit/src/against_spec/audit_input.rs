//! The inputs of the comparison of a document with the spec.

use serde_json::Value;

use super::spec_matches::SpecMatches;
use crate::document::Document;
use crate::document::model::Model;
use crate::spec::SpecView;

/// What is compared.
pub(super) struct AuditInput<'a> {
    pub(super) document: &'a Document,
    pub(super) root: &'a Value,
    pub(super) model: &'a Model,
    pub(super) view: &'a SpecView<'a>,
    pub(super) matched: &'a SpecMatches,
}

impl AuditInput<'_> {
    /// The file that citations name.
    pub(super) fn file(&self) -> &str {
        self.root.pointer("/info/x-document/file").and_then(Value::as_str).unwrap_or("document.txt")
    }
}
