//! Reports what changed between two revisions of a document; each change names the elements of the spec that cite its lines.

mod calls;
mod change_collector;
mod keywords;
mod parameters;
mod prose;
pub(crate) mod revision_change;
mod revisions;
mod samples;
mod statements;

use colt_numbers_openapi::silence::Silence;

use crate::document::VendorDocument;
use crate::document::docx::warning::DocxWarningKind;
use crate::document::model::Model;
use crate::document::nesting::NameTree;
use crate::error::AuditError;
use crate::line_map::{LineMap, MappedRange};
use crate::spec::citations;
use crate::spec::document_entry::DocumentEntry;
use crate::spec::{self, SpecView, silence};
use change_collector::ChangeCollector;
use revision_change::{RevisionChange, RevisionChanges};
use revisions::Revisions;

/// Compares two revisions of a document. If `spec` is the spec (YAML) that was written from the old revision, each change lists the elements of
/// the spec that cite the changed lines. If the spec has an entry neither for the old nor for the new document, a note states this.
///
/// These are not changes: spaces, line breaks, heading numbers, the order of statements, the order of parameters in a group, bookmarks, and
/// the style of quotes.
///
/// ```
/// use colt_numbers_audit::{VendorDocument, compare_revisions};
///
/// let old = VendorDocument::from_bytes(b"A number is kept for 90 days.")?;
/// let new = VendorDocument::from_bytes(b"A number is kept\nfor 60 days.")?;
/// let changes = compare_revisions(&old, &new, None)?;
/// assert_eq!(changes.changes[0].kind.id(), "prose-changed");
/// assert_eq!(compare_revisions(&old, &old, None)?.exit_status(), 0);
/// # Ok::<(), colt_numbers_audit::AuditError>(())
/// ```
///
/// # Errors
/// If the spec is not YAML, or not an object.
pub fn compare_revisions(
    old: &VendorDocument,
    new: &VendorDocument,
    spec: Option<&str>,
) -> Result<RevisionChanges, AuditError> {
    let spec = spec.map(spec::parse).transpose()?;
    let (old_model, new_model) = (Model::of(old), Model::of(new));
    let mut known = NameTree::of_samples(&old_model);
    let find = |spec| DocumentEntry::find(spec, old).or_else(|_| DocumentEntry::find(spec, new));
    let entry = spec.as_ref().map(find).and_then(Result::ok);
    if let (Some(spec), Some(entry)) = (&spec, &entry) {
        known.merge(&SpecView::of(spec, entry).names());
    }
    let revisions = Revisions::of(&old_model, &new_model, &known);
    let mut collector = ChangeCollector::default();
    parameters::compare(&revisions, &mut collector);
    calls::compare(&old_model, &new_model, &mut collector);
    samples::compare(&revisions, &mut collector);
    statements::compare(&revisions, &mut collector);

    let mut citations = spec.as_ref().map(citations::all).unwrap_or_default();
    citations.retain(|citation| entry.as_ref().is_some_and(|entry| !entry.is_other(&citation.file)));
    // After the spec is renumbered, it cites lines of the new document.
    let has_new_lines = entry.as_ref().is_some_and(|entry| entry.has_lines_of(new) && !entry.has_lines_of(old));
    let map = has_new_lines.then(|| LineMap::of(old, new, &[]));
    let cited_lines = |touched: Option<(usize, usize)>, new_line: Option<usize>| match &map {
        None => touched.into_iter().collect(),
        Some(map) => {
            let moved = touched.map(|(first, last)| map.range(&(first..=last)));
            let moved = moved.and_then(|moved| match moved {
                MappedRange::Lines(lines, _) => Some((*lines.start(), *lines.end())),
                MappedRange::Unknown(_) => None,
            });
            moved.into_iter().chain(new_line.map(|line| (line, line))).collect::<Vec<_>>()
        }
    };
    let pending = collector.pending.into_iter();
    let mut changes: Vec<RevisionChange> =
        pending.map(|pending| pending.with_touched_elements(&citations, cited_lines)).collect();
    let silences = match (&spec, &entry) {
        (Some(spec), Some(entry)) => silence::of_document(spec, entry),
        _ => Vec::new(),
    };
    for change in &mut changes {
        let Some(line) = change.new_line.and_then(|line| new.line(line)) else { continue };
        let broken = silences.iter().filter(|silence| silence::word_in(silence, line).is_some());
        let broken: Vec<String> = broken.map(Silence::at).filter(|at| !change.touches.contains(at)).collect();
        change.touches.extend(broken);
    }
    changes.sort_by_key(|change| (change.new_line.or(change.old_line), change.old_line, change.kind));
    let notes = spec.iter().flat_map(|_| notes(entry.as_ref(), old)).collect();
    let not_read = [("old", old), ("new", new)].into_iter().flat_map(|(which, document)| not_read(which, document));
    Ok(RevisionChanges { changes, notes, not_read: not_read.collect() })
}

/// The parts of a document that may hide a change, because they were not read or may not be part of the text.
fn not_read(which: &str, document: &VendorDocument) -> Vec<String> {
    let open = document.warnings().iter().filter(|warning| warning.kind != DocxWarningKind::Raised);
    let line = |line: Option<usize>| line.map_or_else(String::new, |line| format!(", line {line}"));
    open.map(|warning| format!("{which} document{}: {}", line(warning.line), warning.message())).collect()
}

/// Notes on the entry of the spec whose elements are listed with the changes.
fn notes(entry: Option<&DocumentEntry<'_>>, old: &VendorDocument) -> Vec<String> {
    let Some(entry) = entry else {
        return vec![
            "no entry of `info.x-documents` is for this document, so no elements of the spec are listed".to_owned(),
        ];
    };
    let several =
        entry.is_one_of_several().then(|| format!("elements of the spec are those that cite `{}`", entry.file()));
    let is_other = !entry.was_written_from(old);
    let other = is_other.then(|| {
        "the spec was not written from the old document, so a change may list the wrong elements of the spec".to_owned()
    });
    several.into_iter().chain(other).collect()
}
