//! Finds the citations that do not fit a document, if its lines are as cited.

use std::collections::BTreeSet;

use colt_numbers_openapi::silence::is_silence;
use serde_json::Value;

use super::audit_input::AuditInput;
use super::citation_check;
use super::expected_content::ExpectedContent;
use crate::document::VendorDocument;
use crate::error::AuditError;
use crate::spec::citations::LineRange;

/// The pointers of the elements that cite lines which do not state them.
///
/// # Errors
/// If the spec was not written from the document.
pub(crate) fn unfit_citations(document: &VendorDocument, root: &Value) -> Result<BTreeSet<String>, AuditError> {
    AuditInput::with(document, root, |input| {
        let index = citation_check::locate(input, true);
        let last = document.last_line();
        let is_unfit = |ranges: &[LineRange], expected: &ExpectedContent| {
            ranges.iter().any(|range| *range.end() > last)
                || !index.matcher.unexplained(expected, ranges).is_empty()
                || !expected.missing(ranges).is_empty()
        };
        let citations = index.citations.iter();
        // Nothing is expected of the lines of a silence but its words.
        let unfit = citations.filter(|located| {
            !is_silence(&located.citation.at)
                && !located.citation.is_marked()
                && is_unfit(&located.current, &located.expected)
        });
        unfit.map(|located| located.citation.at.clone()).collect()
    })
}
