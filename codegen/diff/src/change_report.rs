//! All changes between two documents, and what a version has to do about them.

use std::collections::BTreeMap;

use crate::change::Change;
use crate::document::Document;
use crate::effect::{Bump, Effect};

/// Every change between two documents: breaking ones first, each class in the order of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    changes: Vec<Change>,
    unknown: Option<String>,
}

impl Report {
    /// One change for each thing that changed, however many sides and operations it was seen from. `unknown` says why the generated code
    /// was not compared; then no change is without an effect on it.
    pub(crate) fn new(old: &Document, new: &Document, found: Vec<Change>, unknown: Option<String>) -> Self {
        let mut changes = merged(found);
        for change in &mut changes {
            let new_line = new.line(&change.pointer).filter(|_| new.node(&change.pointer).is_some());
            change.line = new_line.or_else(|| old.line(&change.pointer));
            if unknown.is_some() {
                change.rust = Effect::Unknown;
            }
        }
        changes.sort_by_key(Change::class);
        Self { changes, unknown }
    }

    /// Why the generated code was not compared, where it was not: the effect of each change on Rust code is unknown then.
    #[must_use]
    pub fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref()
    }

    /// All changes.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    pub(crate) fn changes_mut(&mut self) -> &mut [Change] {
        &mut self.changes
    }

    /// What the crates' version has to do: major where the wire or the generated code breaks, since either breaks their
    /// users, or where it is unknown whether the code does; minor where something is new or means something else; patch where only
    /// words changed. Acknowledged changes do not count.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self.unknown {
            Some(_) => Bump::Major,
            None => self.worst(|change| Bump::of(change.wire.max(change.rust), change.is_behaviour())),
        }
    }

    /// What the API's own version would have to do, whatever becomes of the generated code.
    #[must_use]
    pub fn wire_bump(&self) -> Bump {
        self.worst(|change| Bump::of(change.wire, change.wire_behaviour))
    }

    fn worst(&self, bump: impl Fn(&Change) -> Bump) -> Bump {
        let open = self.changes.iter().filter(|change| change.acknowledged.is_none());
        open.map(bump).max().unwrap_or(Bump::None)
    }
}

fn merged(found: Vec<Change>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for change in found {
        let here = places.entry(change.pointer.clone()).or_default();
        match here.iter().find(|&&index| changes[index].is_same_as(&change)) {
            Some(&index) => changes[index].merge(change),
            None => {
                here.push(changes.len());
                changes.push(change);
            }
        }
    }
    changes
}
