//! The changes of a review as data, and their reports as text and JSON.

use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};

use super::dependents::Dependents;
use super::spec_place::SpecPlace;
use crate::against_spec::discrepancy::Discrepancy;
use crate::between_revisions::revision_change::RevisionChange;
use crate::report;

/// The maximum number of items of a list in the report for people.
const MAX_ITEMS: usize = 6;

/// A change with its places in the spec.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewedChange {
    /// The hash of the change.
    pub id: String,
    /// The change.
    pub change: RevisionChange,
    /// The differences between the spec and the new document on the changed line.
    pub differences: Vec<Discrepancy>,
    /// The elements of the spec that cite the changed lines, the most specific first.
    pub places: Vec<SpecPlace>,
    /// What depends on the change.
    pub dependents: Dependents,
    /// Whether the change was read.
    pub is_read: bool,
}

/// The changes of a new revision, in the order of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The file name of the document.
    pub document: String,
    /// The hash of the revision that the spec was written from.
    pub written_from: String,
    /// Whether the spec cites lines of the new revision.
    pub is_renumbered: bool,
    /// The changes.
    pub changes: Vec<ReviewedChange>,
    /// Parts of the documents that were not read, each of which may hide a change.
    pub not_read: Vec<String>,
}

impl Review {
    /// The number of changes that were not read.
    pub fn unread(&self) -> usize {
        self.changes.iter().filter(|change| !change.is_read).count()
    }

    /// The report for programs: `{"document", "changes": [{"id", "read", "change", "spec", "differences", "rules", …}], "notRead"}`.
    pub fn to_json(&self) -> Value {
        json!({
            "document": self.document,
            "changes": self.changes.iter().map(ReviewedChange::json).collect::<Vec<_>>(),
            "notRead": self.not_read,
        })
    }

    /// 0 if every change and every part was read, otherwise 8.
    pub fn exit_status(&self) -> u8 {
        report::exit_status(self.unread() > 0 || !self.not_read.is_empty())
    }
}

impl ReviewedChange {
    fn json(&self) -> Value {
        let places = self.places.iter();
        let places =
            places.map(|place| json!({ "pointer": place.pointer, "specLine": place.spec_line, "text": place.text }));
        let mut value = json!({
            "id": self.id,
            "read": self.is_read,
            "change": self.change.to_json(),
            "remedy": self.change.remedy(),
            "spec": places.collect::<Vec<_>>(),
            "differences": self.differences.iter().map(Discrepancy::to_json).collect::<Vec<_>>(),
        });
        for (title, list) in self.dependents.lists() {
            value[title] = list.into();
        }
        value
    }
}

impl fmt::Display for ReviewedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_read { "read" } else { "unread" };
        write!(f, "{} {state}: {}", self.id, Safe::new(self.change.summary().trim_start()))?;
        if self.change.kind.is_behaviour() {
            write!(f, "\n    behaviour: review this")?;
        }
        for place in self.places.iter().take(MAX_ITEMS) {
            let line = place.spec_line.map_or(String::new(), |line| format!("spec line {line} "));
            write!(f, "\n    {line}`{}`", Safe::new(&place.pointer))?;
            if !place.text.is_empty() {
                write!(f, ": {}", Safe::new(&place.text))?;
            }
        }
        for difference in &self.differences {
            let at = difference.pointer.as_deref().unwrap_or("the spec");
            write!(f, "\n    differs at `{}`: {}", Safe::new(at), Safe::new(&difference.message))?;
            write!(f, "\n      hint: {}", Safe::new(&difference.remedy))?;
        }
        for (title, list) in self.dependents.lists() {
            let shown = list.iter().take(MAX_ITEMS).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = list.len().saturating_sub(MAX_ITEMS);
            let more = if more > 0 { format!(" and {more} more (`--json`)") } else { String::new() };
            if !shown.is_empty() {
                write!(f, "\n    {title}: {}{more}", Safe::new(&shown))?;
            }
        }
        // The hints of the differences are more specific.
        if self.differences.is_empty() {
            write!(f, "\n    hint: {}", self.change.remedy())?;
        }
        Ok(())
    }
}

/// The report for people, with a trailing line break.
impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        for text in &self.not_read {
            writeln!(f, "not read: {}", Safe::new(text))?;
        }
        let plural = if self.changes.len() == 1 { "" } else { "s" };
        writeln!(f, "`{}`: {} change{plural}, {} unread.", Safe::new(&self.document), self.changes.len(), self.unread())
    }
}
