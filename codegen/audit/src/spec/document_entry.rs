//! The documents that a spec was written from (`info.x-documents`). Finds the entry of a given document.

use colt_numbers_openapi::value::{self, items};
use serde_json::Value;

use super::citations;
use crate::document::VendorDocument;
use crate::document::normalize;
use crate::error::AuditError;

/// The key of the SHA-256 of the revision whose lines the spec cites, if it is not that of `sha256`.
pub(crate) const LINES_OF: &str = "linesOf";
/// The number of lines with text in which a document states its title.
const TITLE_LINES: usize = 10;

/// An entry of `info.x-documents`.
#[derive(Debug)]
pub(crate) struct DocumentEntry<'v> {
    index: usize,
    /// The entry; null if the spec lists no documents.
    value: &'v Value,
    /// The file names of the other documents.
    others: Vec<&'v str>,
}

impl<'v> DocumentEntry<'v> {
    /// The entry of a document. A document is recognized by its hash, by its file name, or by its title in its first lines, in this order.
    ///
    /// # Errors
    /// If no entry is for this document.
    pub(crate) fn find(root: &'v Value, document: &VendorDocument) -> Result<Self, AuditError> {
        let entries: Vec<&Value> = items(root.pointer("/info/x-documents")).collect();
        let title_length = |entry: &Value| title_length(entry, document);
        let index = match entries[..] {
            [] => return Ok(Self { index: 0, value: &Value::Null, others: Vec::new() }),
            // Without a title, the only entry is for any document.
            [only] if value::text(only, "title").is_none() => Some(0),
            _ => entries
                .iter()
                .position(|entry| has_hash(entry, "sha256", document) || has_hash(entry, LINES_OF, document))
                .or_else(|| entries.iter().position(|entry| has_name(entry, document)))
                .or_else(|| {
                    let titled = (0..entries.len()).filter(|index| title_length(entries[*index]).is_some());
                    titled.max_by_key(|index| title_length(entries[*index]))
                }),
        };
        let Some(index) = index else { return Err(unknown(&entries, document)) };
        let others = entries.iter().enumerate().filter(|(other, _)| *other != index);
        let others = others.filter_map(|(_, entry)| value::text(entry, "file")).collect();
        Ok(Self { index, value: entries[index], others })
    }

    /// The entry of two revisions of a document, of which the spec may have none but by its name or title.
    ///
    /// # Errors
    /// If no entry is for one of the revisions, or each has another entry.
    pub(crate) fn of_revisions(
        root: &'v Value,
        old: &VendorDocument,
        new: &VendorDocument,
    ) -> Result<Self, AuditError> {
        match (Self::find(root, old), Self::find(root, new)) {
            (Ok(of_old), Ok(of_new)) if of_old.index != of_new.index => {
                let [old, new] = [of_old, of_new].map(|entry| entry.file().to_owned());
                Err(AuditError::TwoDocuments { old, new })
            }
            (of_old, of_new) => of_old.or(of_new),
        }
    }

    /// The file name that citations use.
    pub(crate) fn file(&self) -> &'v str {
        value::text(self.value, "file").unwrap_or("document.txt")
    }

    /// The SHA-256 of the revision that the spec was written from.
    pub(crate) fn hash(&self) -> Option<&'v str> {
        value::text(self.value, "sha256")
    }

    /// The version of the document, if the entry states it.
    pub(crate) fn version(&self) -> Option<&'v str> {
        value::text(self.value, "version")
    }

    /// Whether the spec was written from this revision of the document.
    pub(crate) fn was_written_from(&self, document: &VendorDocument) -> bool {
        has_hash(self.value, "sha256", document)
    }

    /// The key of the SHA-256 of the revision whose lines the spec cites: `linesOf` after the spec was renumbered, before all changes were read.
    fn lines_key(&self) -> &'static str {
        if self.value.get(LINES_OF).is_some() { LINES_OF } else { "sha256" }
    }

    /// The SHA-256 of the revision whose lines the spec cites.
    pub(crate) fn lines_hash(&self) -> Option<&'v str> {
        value::text(self.value, self.lines_key())
    }

    /// Whether the lines that the spec cites are those of this revision of the document.
    pub(crate) fn has_lines_of(&self, document: &VendorDocument) -> bool {
        has_hash(self.value, self.lines_key(), document)
    }

    /// The lines that state nothing about the API.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = &'v Value> {
        items(self.value.get("leftOut"))
    }

    /// The pointer of the entry.
    pub(crate) fn at(&self) -> String {
        format!("/info/x-documents/{}", self.index)
    }

    /// The pointer of a member of the entry.
    pub(crate) fn pointer(&self, member: &str) -> String {
        format!("{}/{member}", self.at())
    }

    /// Whether the spec was written from several documents.
    pub(crate) fn is_one_of_several(&self) -> bool {
        !self.others.is_empty()
    }

    /// Whether a file name is that of another document.
    pub(crate) fn is_other(&self, file: &str) -> bool {
        self.others.contains(&file)
    }

    /// Whether an element is from another document, which it cites.
    pub(crate) fn cites_other_document(&self, element: &Value) -> bool {
        value::text(element, "x-source").is_some_and(|source| self.is_other(citations::split(source).0))
    }
}

fn has_hash(entry: &Value, key: &str, document: &VendorDocument) -> bool {
    let hash = value::text(entry, key).unwrap_or_default();
    document.hashes().iter().any(|own| own.eq_ignore_ascii_case(hash))
}

/// Whether the file names are equal, except for their extensions.
fn has_name(entry: &Value, document: &VendorDocument) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let file = value::text(entry, "file").map(stem);
    file.is_some() && file == document.name().map(stem)
}

/// The length of the entry's title, if the first lines of the document have it.
fn title_length(entry: &Value, document: &VendorDocument) -> Option<usize> {
    let key = |text: &str| normalize::key(text).to_lowercase();
    let title = value::text(entry, "title").map(key).filter(|title| !title.is_empty())?;
    let lines = document.lines().iter().filter(|line| !line.text.is_empty());
    let head: String = lines.take(TITLE_LINES).map(|line| key(&line.text)).collect();
    head.contains(&title).then_some(title.len())
}

fn unknown(entries: &[&Value], document: &VendorDocument) -> AuditError {
    let text = |entry: &Value, key: &str| value::text(entry, key).unwrap_or_default().to_owned();
    let known = entries.iter().map(|entry| (text(entry, "file"), text(entry, "title"))).collect();
    AuditError::UnknownDocument { known, hash: document.hash().to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The file name of the entry that is found for a document with this text and name.
    fn found(text: &str, name: &str) -> Option<String> {
        let root = json!({ "info": { "x-documents": [
            { "file": "a.txt", "title": "Take a number", "sha256": "00" },
            { "file": "b.txt", "title": "Number search", "sha256":
                "b9e68e1bea3e5b19ca6b2f98b73a54b73daafaa250484902e09982e07a12e733" },
            { "file": "c.txt", "title": "Number search by city", "sha256": "11" },
        ] } });
        let document = VendorDocument::from_bytes(text.as_bytes()).unwrap().with_name(name);
        DocumentEntry::find(&root, &document).ok().map(|entry| entry.file().to_owned())
    }

    #[test]
    fn a_document_is_recognized_by_hash_then_name_then_title() {
        for (text, name, expected) in [
            ("text\n", "a.txt", Some("b.txt")),
            ("1. [bookmark: _T]Take  a Number.\nwords", "new.docx", Some("a.txt")),
            ("Number search\n", "A.docx", Some("a.txt")),
            ("3. Number search\n", "new", Some("b.txt")),
            ("Number search\nby city", "new", Some("c.txt")),
            ("Return a number", "d.txt", None),
        ] {
            assert_eq!(found(text, name).as_deref(), expected, "{text} {name}");
        }
    }
}
