//! Prepares the review of a new revision: each change in the order of the document, with what the spec has, the place to edit, and what depends on
//! it. Also sets the hash of a revision in the text of a spec.

pub(crate) mod dependents;
pub(crate) mod reviewed_change;
pub(crate) mod spec_place;

use std::collections::BTreeMap;

use colt_numbers_openapi::value;
use colt_numbers_openapi::yaml_syntax::YamlSyntax;
use serde_json::Value;

use crate::against_spec::compare_with_spec;
use crate::against_spec::discrepancy::{Discrepancy, DiscrepancyKind};
use crate::between_revisions::compare_revisions;
use crate::between_revisions::revision_change::RevisionChange;
use crate::document::{self, VendorDocument};
use crate::error::AuditError;
use crate::spec;
use crate::spec::document_entry::{DocumentEntry, LINES_OF};
use crate::spec::text_edits::TextEdits;
use dependents::Dependents;
use reviewed_change::{Review, ReviewedChange};
use spec_place::SpecPlace;

/// The number of characters of the id of a change.
const ID_LENGTH: usize = 8;

/// Lists the changes between two revisions, each with its places in the spec and with what depends on it. `cases` are the cases of the spec, by path.
///
/// # Errors
/// If the spec is not YAML, or was written from other documents.
pub fn review(
    old: &VendorDocument,
    new: &VendorDocument,
    text: &str,
    cases: &BTreeMap<String, String>,
) -> Result<Review, AuditError> {
    let root = spec::parse(text)?;
    let syntax = spec::scan(text)?;
    let entry = DocumentEntry::of_revisions(&root, old, new)?;
    let compared = compare_revisions(old, new, Some(text))?;
    let open: Vec<Discrepancy> = match DocumentEntry::find(&root, new) {
        Ok(_) => compare_with_spec(new, text)?.open().cloned().collect(),
        // The new revision has neither the file name nor the title of the old one.
        Err(error) => return Err(error),
    };
    let mut ids = BTreeMap::new();
    let changes = compared.changes.into_iter().map(|change| {
        let id = id(&change, &mut ids);
        let differs = |discrepancy: &&Discrepancy| {
            let is_fact = !matches!(discrepancy.kind, DiscrepancyKind::DocumentChanged | DiscrepancyKind::SourceMoved);
            is_fact && change.new_line.is_some() && discrepancy.line == change.new_line
        };
        let differences = open.iter().filter(differs).cloned().collect();
        let places: Vec<SpecPlace> = change.touches.iter().map(|name| place(&root, &syntax, name)).collect();
        let dependents = Dependents::of(&root, &syntax, cases, &change, &places);
        ReviewedChange { id, change, differences, places, dependents, is_read: false }
    });
    Ok(Review {
        document: entry.file().to_owned(),
        written_from: entry.hash().unwrap_or_default().to_owned(),
        is_renumbered: entry.has_lines_of(new),
        changes: changes.collect(),
        not_read: compared.not_read,
    })
}

/// The text of a spec with the hash of the revision, after all its changes were read.
///
/// # Errors
/// If the spec is not YAML, was written from another document, or does not cite the lines of this revision.
pub fn with_hash_of(new: &VendorDocument, text: &str) -> Result<String, AuditError> {
    let root = spec::parse(text)?;
    let syntax = spec::scan(text)?;
    let entry = DocumentEntry::find(&root, new)?;
    if !entry.has_lines_of(new) {
        return Err(AuditError::OtherLines {
            cited: entry.lines_hash().unwrap_or("none").to_owned(),
            old: new.hash().to_owned(),
        });
    }
    let mut edits = TextEdits::default();
    if !entry.was_written_from(new) {
        edits.set(text, &syntax, &entry.at(), ("sha256", new.hash()), "file");
    }
    edits.remove(text, &syntax, &entry.pointer(LINES_OF));
    edits.apply(text)
}

/// The id of a change: a hash of its kind and its text. Equal changes are numbered.
fn id(change: &RevisionChange, ids: &mut BTreeMap<String, usize>) -> String {
    let text = format!("{}\n{}", change.kind.id(), change.message);
    let count = ids.entry(text.clone()).or_default();
    *count += 1;
    let mut id = document::hash(format!("{text}\n{count}").as_bytes());
    id.truncate(ID_LENGTH);
    id
}

/// The place of an element in the spec, by its pointer or the id of a rule.
fn place(root: &Value, syntax: &YamlSyntax, name: &str) -> SpecPlace {
    let pointer = if name.starts_with('/') { name.to_owned() } else { format!("/x-rules/{name}") };
    let element = root.pointer(&pointer).unwrap_or(&Value::Null);
    let text = ["statement", "description", "summary"].iter().find_map(|key| value::text(element, key));
    SpecPlace { spec_line: syntax.line(&pointer), text: text.unwrap_or_default().trim().to_owned(), pointer }
}
