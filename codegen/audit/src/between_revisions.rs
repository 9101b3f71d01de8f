//! What changed between two revisions of a document: changes as statements, each with what of the spec cites it.

mod calls;
mod change_collector;
mod keywords;
mod parameters;
mod prose;
pub(crate) mod revision_change;
mod revisions;
mod samples;
mod statements;

use serde_json::Value;

use crate::document::Document;
use crate::document::docx::warning::DocxWarningKind;
use crate::document::model::Model;
use crate::document::nesting::NameTree;
use crate::error::AuditError;
use crate::spec;
use crate::spec::citations;
use change_collector::ChangeCollector;
use revision_change::{RevisionChange, RevisionChanges};
use revisions::Revisions;

/// Compares two revisions of a document. With the spec (YAML) that was written from the old one, each change names what of it is
/// touched.
///
/// Blanks, broken lines, numbers of headings, the order of statements and of parameters in a group, bookmarks and the form of quotes
/// are no change.
///
/// ```
/// use colt_numbers_audit::{Document, compare_revisions};
///
/// let old = Document::from_bytes(b"A number is kept for 90 days.")?;
/// let new = Document::from_bytes(b"A number is kept\nfor 60 days.")?;
/// let changes = compare_revisions(&old, &new, None)?;
/// assert_eq!(changes.changes[0].kind.id(), "prose-changed");
/// assert_eq!(compare_revisions(&old, &old, None)?.exit_status(), 0);
/// # Ok::<(), colt_numbers_audit::AuditError>(())
/// ```
///
/// # Errors
/// If the spec is not YAML.
pub fn compare_revisions(old: &Document, new: &Document, spec: Option<&str>) -> Result<RevisionChanges, AuditError> {
    let spec = spec.map(spec::parse).transpose()?;
    let (old_model, new_model) = (Model::of(old), Model::of(new));
    let mut known = NameTree::of_samples(&old_model);
    if let Some(spec) = &spec {
        known.merge(&spec::SpecView::of(spec).names());
    }
    let paired = Revisions::of(&old_model, &new_model, &known);
    let mut found = ChangeCollector::default();
    parameters::compare(&paired, &mut found);
    calls::compare(&old_model, &new_model, &mut found);
    samples::compare(&paired, &mut found);
    statements::compare(&paired, &mut found);

    let citations = spec.as_ref().map(citations::all).unwrap_or_default();
    let mut changes: Vec<RevisionChange> = found.changes.into_iter().map(|change| change.finish(&citations)).collect();
    changes.sort_by_key(|change| (change.new_line.or(change.old_line), change.old_line, change.kind));
    let notes = spec.iter().filter_map(|spec| written_from_another(spec, old)).collect();
    let not_read = [("old", old), ("new", new)].into_iter().flat_map(|(which, document)| not_read(which, document));
    Ok(RevisionChanges { changes, notes, not_read: not_read.collect() })
}

/// What of a document could hide a change: it was not compared, or it is not certain to be part of the document's text.
fn not_read(which: &str, document: &Document) -> Vec<String> {
    let open = document.warnings().iter().filter(|warning| warning.kind != DocxWarningKind::Raised);
    let line = |line: Option<usize>| line.map_or_else(String::new, |line| format!(", line {line}"));
    open.map(|warning| format!("{which} document{}: {}", line(warning.line), warning.message())).collect()
}

fn written_from_another(spec: &Value, old: &Document) -> Option<String> {
    let hash = spec::hash(spec)?;
    let known = old.hashes().iter().any(|own| own == hash);
    (!known).then(|| "the spec was written from another text than the old document; what a change touches is told by line, and may be off".to_owned())
}
