//! Compares one document with the spec: parameters, calls, statuses and examples. Also finds citations of lines that do not state the citing
//! element, and lines without a citation.

mod alignment;
mod assumptions;
mod audit_input;
mod calls;
mod citation_check;
mod coverage;
pub(crate) mod discrepancy;
mod discrepancy_collector;
mod expected_content;
mod keywords;
mod located_citation;
mod numbers;
mod operations;
mod parameters;
mod samples;
mod spec_matches;
mod statements;
mod word_stems;

use crate::document::VendorDocument;
use crate::document::docx::warning::DocxWarningKind;
use crate::document::model::Model;
use crate::error::AuditError;
use crate::spec::document_entry::DocumentEntry;
use crate::spec::{self, SpecView};
use audit_input::AuditInput;
use discrepancy::{Discrepancies, DiscrepancyKind};
use discrepancy_collector::DiscrepancyCollector;
use spec_matches::SpecMatches;

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
    let entry = DocumentEntry::find(&root, document)?;
    let model = Model::of(document);
    let view = SpecView::of(&root, &entry);
    let matches = SpecMatches::of(&model, &view);
    let input = AuditInput { document, root: &root, entry: &entry, model: &model, view: &view, matches: &matches };
    let mut collector = DiscrepancyCollector::default();
    let same_text = check_hash(&input, &mut collector);
    for warning in document.warnings() {
        collector.add(warning_kind(warning.kind), warning.line, None, warning.message(), warning.remedy());
    }
    let citation_index = citation_check::locate(&input, same_text);
    operations::compare(&input, &mut collector);
    parameters::compare(&input, &citation_index, &mut collector);
    calls::compare(&input, &mut collector);
    samples::compare(&input, &mut collector);
    statements::compare(&input, &citation_index, &mut collector);
    numbers::compare(&input, &citation_index, &mut collector);
    citation_check::check(&input, &citation_index, &mut collector);
    coverage::check(&input, &citation_index, &mut collector);
    let mut discrepancies = collector.discrepancies;
    discrepancies.sort_by(|a, b| (a.line, a.kind, &a.pointer).cmp(&(b.line, b.kind, &b.pointer)));
    let document = entry.is_one_of_several().then(|| entry.file().to_owned());
    Ok(Discrepancies { document, discrepancies })
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

/// Checks by SHA-256 that the spec was written from this document. Reports a discrepancy and returns `false` if it was not.
fn check_hash(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) -> bool {
    let hash = input.entry.hash();
    let own = input.document.hashes();
    let same = hash.is_some_and(|hash| own.iter().any(|own| own.eq_ignore_ascii_case(hash)));
    if !same {
        let message = match hash {
            Some(_) => "the spec was written from a different revision of the document".to_owned(),
            None => "the spec has no `sha256` of the document that the spec was written from".to_owned(),
        };
        let remedy = format!(
            "compare the two revisions (`cargo codegen audit OLD NEW`), update the spec, then set `sha256` to `{}`",
            input.document.hash()
        );
        let pointer = input.entry.pointer("sha256");
        collector.add(DiscrepancyKind::DocumentChanged, None, Some(&pointer), message, remedy);
    }
    same
}
