//! Compares one document with the spec: parameters, calls, statuses and examples. Also finds citations of lines that do not state the citing
//! element, and lines without a citation.

mod alignment;
mod assumed;
mod assumptions;
mod audit_input;
mod calls;
mod citation_check;
pub(crate) mod citation_fit;
mod coverage;
pub(crate) mod discrepancy;
mod discrepancy_collector;
mod expected_content;
mod keywords;
mod located_citation;
mod numbers;
mod operations;
mod own_examples;
mod parameters;
mod prose_lines;
mod samples;
mod silence;
mod spec_matches;
mod statements;
mod version;
mod word_stems;

use crate::document::VendorDocument;
use crate::document::docx::warning::DocxWarningKind;
use crate::error::AuditError;
use crate::spec;
use audit_input::AuditInput;
use discrepancy::{Discrepancies, DiscrepancyKind};
use discrepancy_collector::DiscrepancyCollector;

/// Compares a document with the spec (YAML) that is written from the document. Reads no file and writes no file.
///
/// If the spec was written from several documents (`info.x-documents`), the document is recognized by its hash, by its file name
/// ([`VendorDocument::with_name`]), or by its title. Elements that cite another document are not compared.
///
/// A difference that the element's own `x-assumption` declares is reported as [`DiscrepancyKind::Assumption`], which is not open. An
/// assumption declares a difference if it names the value in the spec, and if one of its clauses mentions the document and names the value
/// in the document. If one of them has no `maxLength`, for example, the assumption says `no maxLength`. For requiredness, a negated word does
/// not count: `not required` does not declare that something is required.
///
/// The numbers in a statement or description must be in the lines that the element cites. The rest of the prose is not compared: a reworded
/// line is reported only between two documents ([`compare_revisions`](crate::compare_revisions)). Here it only causes
/// [`DiscrepancyKind::DocumentChanged`], until the hash is updated.
///
/// ```
/// use colt_numbers_audit::{VendorDocument, DiscrepancyKind, compare_with_spec};
///
/// let document = VendorDocument::from_bytes(b"Method: POST\n")?;
/// let discrepancies = compare_with_spec(&document, "paths: { /v1/order: { put: {} } }")?;
/// assert!(discrepancies.discrepancies.iter().any(|discrepancy| discrepancy.kind == DiscrepancyKind::MethodDiffers));
/// assert_eq!(discrepancies.exit_status(), 8);
/// # Ok::<(), colt_numbers_audit::AuditError>(())
/// ```
///
/// # Errors
/// If the spec is not YAML, or not an object, or was not written from this document.
pub fn compare_with_spec(document: &VendorDocument, spec: &str) -> Result<Discrepancies, AuditError> {
    let root = spec::parse(spec)?;
    AuditInput::with(document, &root, |input| compare(input, spec))
}

fn compare(input: &AuditInput<'_>, text: &str) -> Discrepancies {
    let mut collector = DiscrepancyCollector::default();
    check_hash(input, &mut collector);
    version::compare(input, &mut collector);
    for warning in input.document.warnings() {
        collector.add(warning_kind(warning.kind), warning.line, None, warning.message(), warning.remedy());
    }
    let citation_index = citation_check::locate(input, input.entry.has_lines_of(input.document));
    operations::compare(input, &citation_index, &mut collector);
    parameters::compare(input, &citation_index, &mut collector);
    assumed::compare(input, &mut collector);
    calls::compare(input, &mut collector);
    samples::compare(input, &mut collector);
    own_examples::compare(input, &mut collector);
    statements::compare(input, &citation_index, &mut collector);
    numbers::compare(input, &citation_index, &mut collector);
    citation_check::check(input, &citation_index, &mut collector);
    prose_lines::check(input, text, &mut collector);
    silence::compare(input, &citation_index, &mut collector);
    coverage::check(input, &citation_index, &mut collector);
    let mut discrepancies = collector.discrepancies;
    discrepancies.sort_by(|a, b| (a.line, a.kind, &a.pointer).cmp(&(b.line, b.kind, &b.pointer)));
    let document = input.entry.is_one_of_several().then(|| input.entry.file().to_owned());
    Discrepancies { document, discrepancies }
}

fn warning_kind(warning: DocxWarningKind) -> DiscrepancyKind {
    match warning {
        DocxWarningKind::Unread => DiscrepancyKind::PartNotRead,
        DocxWarningKind::Hidden => DiscrepancyKind::HiddenText,
        DocxWarningKind::Struck => DiscrepancyKind::StruckThrough,
        DocxWarningKind::Tracked => DiscrepancyKind::TrackedChange,
        DocxWarningKind::Raised => DiscrepancyKind::RaisedDigits,
    }
}

/// Checks by SHA-256 that the spec was written from this document.
fn check_hash(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    if !input.entry.was_written_from(input.document) {
        let message = match input.entry.hash() {
            Some(_) => "the spec was written from a different revision of the document".to_owned(),
            None => "the spec has no `sha256` of the document that the spec was written from".to_owned(),
        };
        let remedy = format!(
            "read every change (`cargo codegen review OLD NEW`) and update the spec; when all are read, the review sets `sha256` to `{}`",
            input.document.hash()
        );
        let pointer = input.entry.pointer("sha256");
        collector.add(DiscrepancyKind::DocumentChanged, None, Some(&pointer), message, remedy);
    }
}
