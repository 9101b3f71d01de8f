//! The report of all changes between two documents, and the version bump that they require.

use std::collections::BTreeMap;

use crate::change::Change;
use crate::document::OpenApiDocument;
use crate::effect::{Bump, Effect};
use crate::subject::subject;

/// All changes between two documents: breaking ones first, each class in the order of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangeReport {
    changes: Vec<Change>,
    rust_unknown: Option<String>,
}

impl ChangeReport {
    /// A report with one change for each object that changed, even if several directions and operations use it. `rust_unknown` is the
    /// reason why the generated code was not compared; the effect of every change on Rust code is then unknown.
    pub(crate) fn new(
        old: &OpenApiDocument,
        new: &OpenApiDocument,
        changes: Vec<Change>,
        rust_unknown: Option<String>,
    ) -> Self {
        let mut changes = merged(changes);
        for change in &mut changes {
            let new_lines = new.source_lines(&change.pointer).filter(|_| new.node(&change.pointer).is_some());
            change.source_lines = new_lines.or_else(|| old.source_lines(&change.pointer));
            let document = if new.node(&change.pointer).is_some() { new } else { old };
            change.subject = subject(document, change);
            if rust_unknown.is_some() {
                change.rust = Effect::Unknown;
            }
        }
        changes.sort_by_key(Change::class);
        Self { changes, rust_unknown }
    }

    /// The reason why the generated code was not compared, if it was not: the effect of every change on Rust code is then unknown.
    #[must_use]
    pub fn rust_unknown(&self) -> Option<&str> {
        self.rust_unknown.as_deref()
    }

    /// All changes.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    pub(crate) fn changes_mut(&mut self) -> &mut [Change] {
        &mut self.changes
    }

    /// The version bump of the crates: major if the wire or the generated code breaks, or if the effect on the code is unknown; minor if
    /// something is new or behaves differently; patch if only prose, examples or notation changed. Acknowledged changes do not count.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self.rust_unknown {
            Some(_) => Bump::Major,
            None => self.worst(|change| Bump::of(change.wire.max(change.rust), change.changes_behaviour())),
        }
    }

    /// The version bump that the changes on the wire alone require.
    #[must_use]
    pub fn wire_bump(&self) -> Bump {
        self.worst(|change| Bump::of(change.wire, change.changes_request_meaning))
    }

    fn worst(&self, bump: impl Fn(&Change) -> Bump) -> Bump {
        let counted = self.changes.iter().filter(|change| change.acknowledged.is_none());
        counted.map(bump).max().unwrap_or(Bump::None)
    }
}

/// The changes, with equal ones at the same pointer merged.
fn merged(all: Vec<Change>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut by_pointer: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for change in all {
        let indices = by_pointer.entry(change.pointer.clone()).or_default();
        match indices.iter().find(|&&index| changes[index].is_same_as(&change)) {
            Some(&index) => changes[index].merge(change),
            None => {
                indices.push(changes.len());
                changes.push(change);
            }
        }
    }
    changes
}
