//! The revisions of the vendor's documents (`spec/revisions.yaml`): which revisions there were, and which changes of each were read.
//!
//! `cargo codegen review` writes the file; the lint compares it with the spec. So the spec cannot have the hash of a revision with an unread
//! change, although the documents are not part of the project.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::value::{self, items, members};
use crate::yaml::{self, YamlError};

/// The path of the file, relative to the root of the project.
pub const REVISIONS_FILE: &str = "spec/revisions.yaml";

const HEAD: &str = "\
# The revisions of each document, oldest first, by their SHA-256. A revision lists its changes from the revision before it, by their hash,
# and whether each was read. `cargo codegen review OLD NEW` writes this file.
";

/// The revisions of each document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Revisions {
    /// The revisions of each document, oldest first, by file name.
    pub documents: BTreeMap<String, Vec<Revision>>,
}

/// A revision of a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Revision {
    /// The SHA-256 of its text form.
    pub sha256: String,
    /// Whether each change from the revision before it was read, by the hash of the change.
    pub changes: BTreeMap<String, bool>,
}

impl Revision {
    /// The number of changes that were not read.
    pub fn unread(&self) -> usize {
        self.changes.values().filter(|is_read| !**is_read).count()
    }
}

impl Revisions {
    /// Parses the file. Anything but `read` is unread.
    ///
    /// # Errors
    /// If the text is not YAML, or has another form.
    pub fn parse(text: &str) -> Result<Self, YamlError> {
        let invalid = |message: String| YamlError { line: None, message };
        let root = if text.trim().is_empty() { Value::Null } else { yaml::parse(text)? };
        let mut documents = BTreeMap::new();
        for (file, revisions) in members(Some(&root)) {
            let revision = |revision: &Value| {
                let sha256 = value::text(revision, "sha256")
                    .ok_or_else(|| invalid(format!("a revision of `{file}` has no `sha256`")))?;
                if revision.get("changes").is_some_and(|changes| !changes.is_object()) {
                    return Err(invalid(format!("`changes` of the revision `{sha256}` of `{file}` is not a mapping")));
                }
                let changes = members(revision.get("changes"));
                let changes = changes.map(|(change, state)| (change.clone(), state == "read")).collect();
                Ok(Revision { sha256: sha256.to_owned(), changes })
            };
            if !revisions.is_array() {
                return Err(invalid(format!("`{file}` has no list of revisions")));
            }
            let revisions = items(Some(revisions)).map(revision).collect::<Result<Vec<_>, YamlError>>()?;
            documents.insert(file.clone(), revisions);
        }
        Ok(Self { documents })
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (file, revisions) in &self.documents {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{}:", Value::from(file.as_str()));
            for Revision { sha256, changes } in revisions {
                let _ = writeln!(text, "  - sha256: '{sha256}'");
                if !changes.is_empty() {
                    text.push_str("    changes:\n");
                }
                for (change, is_read) in changes {
                    let _ = writeln!(text, "      '{change}': {}", if *is_read { "read" } else { "unread" });
                }
            }
        }
        text
    }
}
