//! Where one document and the spec disagree: parameters, calls, statuses and examples; citations that say nothing of what they are cited
//! for; and lines that nobody cites.

mod alignment;
mod assumptions;
mod audit_input;
mod calls;
mod citation_check;
mod coverage;
pub(crate) mod discrepancy;
mod expected_content;
mod keywords;
mod located_citation;
mod numbers;
mod parameters;
mod samples;
mod spec_matches;
mod statements;
mod word_stems;

use crate::document::Document;
use crate::document::docx::warning::RemarkKind;
use crate::document::model::Model;
use crate::error::AuditError;
use crate::spec::{self, View};
use audit_input::{Audit, Found};
use discrepancy::{FindingKind, Findings};
use spec_matches::Matched;

/// Compares a document with the spec (YAML) that is written from it. It needs no other file, and edits none.
///
/// A difference that an `x-assumption` of the same element declares is reported as [`FindingKind::Assumption`], and is not open: one of
/// its clauses names the document and what it says, and it names what the spec has instead (`no maxLength` where it has none). Of what
/// must be given, a word that is denied does not count: `not required` does not declare that it is.
///
/// Of a statement or description, the numbers are looked for in the lines that it cites. Prose is not compared otherwise: that a cited
/// line was reworded shows only between two documents ([`compare_revisions`](crate::compare_revisions)), and here as [`FindingKind::DocumentChanged`]
/// until the hash is updated.
///
/// ```
/// use colt_numbers_audit::{Document, FindingKind, compare_with_spec};
///
/// let document = Document::from_bytes(b"Method: POST\n")?;
/// let findings = compare_with_spec(&document, "paths: { /v1/order: { put: {} } }")?;
/// assert!(findings.findings.iter().any(|finding| finding.kind == FindingKind::MethodDiffers));
/// assert_eq!(findings.exit_status(), 8);
/// # Ok::<(), colt_numbers_audit::AuditError>(())
/// ```
///
/// # Errors
/// When the spec is no YAML, or no object.
pub fn compare_with_spec(document: &Document, spec: &str) -> Result<Findings, AuditError> {
    let root = spec::parse(spec)?;
    let model = Model::of(document);
    let view = View::of(&root);
    let matched = Matched::of(&model, &view);
    let audit = Audit { document, root: &root, model: &model, view: &view, matched: &matched };
    let mut found = Found::default();
    let same_text = same_text(&audit, &mut found);
    for remark in document.remarks() {
        found.add(kind_of(remark.kind), remark.line, None, remark.message(), remark.remedy());
    }
    let resolved = citation_check::resolve(&audit, same_text);
    parameters::compare(&audit, &resolved, &mut found);
    calls::compare(&audit, &mut found);
    samples::compare(&audit, &mut found);
    statements::compare(&audit, &resolved, &mut found);
    numbers::compare(&audit, &resolved, &mut found);
    citation_check::check(&audit, &resolved, &mut found);
    coverage::check(&audit, &resolved, &mut found);
    let mut findings = found.findings;
    findings.sort_by(|a, b| (a.line, a.kind, &a.pointer).cmp(&(b.line, b.kind, &b.pointer)));
    Ok(Findings { findings })
}

fn kind_of(remark: RemarkKind) -> FindingKind {
    match remark {
        RemarkKind::Unread => FindingKind::PartNotRead,
        RemarkKind::Hidden => FindingKind::HiddenText,
        RemarkKind::Struck => FindingKind::StruckThrough,
        RemarkKind::Tracked => FindingKind::TrackedChange,
        RemarkKind::Raised => FindingKind::RaisedDigits,
    }
}

/// Whether the document is the text that the spec was written from.
fn same_text(audit: &Audit<'_>, found: &mut Found) -> bool {
    let hash = spec::hash(audit.root);
    let own = audit.document.hashes();
    let same = hash.is_some_and(|hash| own.iter().any(|own| own.eq_ignore_ascii_case(hash)));
    if !same {
        let message = match hash {
            Some(_) => "the document is not the text that the spec was written from".to_owned(),
            None => "the spec does not say which text it was written from".to_owned(),
        };
        let now = own.last().map_or("", String::as_str);
        let remedy = format!(
            "compare the two revisions (`cargo codegen audit OLD NEW`), update the spec, then set `sha256` to `{now}`"
        );
        found.add(FindingKind::DocumentChanged, None, Some("/info/x-document/sha256"), message, remedy);
    }
    same
}
