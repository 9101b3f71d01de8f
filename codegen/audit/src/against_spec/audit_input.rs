//! The input of the comparison of a document with the spec.

use serde_json::Value;

use super::spec_matches::SpecMatches;
use crate::document::VendorDocument;
use crate::document::model::Model;
use crate::error::AuditError;
use crate::spec::SpecView;
use crate::spec::document_entry::DocumentEntry;

/// The document and the spec, their models, and the matches between the elements of the two models.
pub(super) struct AuditInput<'a> {
    pub(super) document: &'a VendorDocument,
    pub(super) root: &'a Value,
    /// The entry of the document in the spec.
    pub(super) entry: &'a DocumentEntry<'a>,
    pub(super) model: &'a Model,
    pub(super) view: &'a SpecView<'a>,
    pub(super) matches: &'a SpecMatches,
}

impl AuditInput<'_> {
    /// Reads a document and the part of the spec that was written from it, and passes them to a comparison.
    ///
    /// # Errors
    /// If the spec was not written from the document.
    pub(super) fn with<T>(
        document: &VendorDocument,
        root: &Value,
        compare: impl FnOnce(&AuditInput<'_>) -> T,
    ) -> Result<T, AuditError> {
        let entry = DocumentEntry::find(root, document)?;
        let mut model = Model::of(document);
        let view = SpecView::of(root, &entry);
        let urls = view.urls.iter().map(|url| url.url.as_str());
        model.use_templates(&urls.chain(view.operations.iter().map(|operation| operation.path)).collect::<Vec<_>>());
        let matches = SpecMatches::of(&model, &view);
        Ok(compare(&AuditInput { document, root, entry: &entry, model: &model, view: &view, matches: &matches }))
    }

    /// The file name that citations use.
    pub(super) fn file(&self) -> &str {
        self.entry.file()
    }

    /// Whether a line of the document belongs to an operation that the spec has, too.
    pub(super) fn is_compared(&self, line: usize) -> bool {
        let operation = self.model.operation_at(line);
        self.matches.operations.iter().any(|pair| pair.new == operation)
    }
}
