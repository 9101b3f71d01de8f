//! The result of an update of line numbers as data, and its reports as text and JSON.

use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};

use crate::report;
use crate::spec::citations;

/// A range of lines in the text of a spec.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LinePlace {
    /// The JSON Pointer of the text that names the lines.
    pub pointer: String,
    /// The line of the spec.
    pub spec_line: Option<usize>,
    /// The lines before the update.
    pub old: RangeInclusive<usize>,
    /// The lines after the update; `None` if they were not updated.
    pub new: Option<RangeInclusive<usize>>,
    /// What a person should check, or why the lines were not updated.
    pub note: Option<String>,
}

/// The result of an update of line numbers.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Renumbering {
    /// The text of the spec with the new line numbers.
    pub spec: String,
    /// The file name of the document.
    pub document: String,
    /// The number of ranges whose lines are the same in both revisions.
    pub same: usize,
    /// The ranges that were updated.
    pub moved: Vec<LinePlace>,
    /// The ranges that are those of the new document already.
    pub kept: Vec<LinePlace>,
    /// The ranges that could not be updated. They have a mark in the spec, which the lint rejects.
    pub not_moved: Vec<LinePlace>,
}

impl Renumbering {
    pub(crate) fn of(document: &str) -> Self {
        Self { document: document.to_owned(), ..Self::default() }
    }

    /// The report for programs: `{"document", "same", "moved": […], "kept": […], "notMoved": […]}`; each item has `pointer`, `specLine`, `old`,
    /// `new` and `note`.
    pub fn to_json(&self) -> Value {
        let list = |places: &[LinePlace]| places.iter().map(LinePlace::json).collect::<Vec<_>>();
        json!({
            "document": self.document,
            "same": self.same,
            "moved": list(&self.moved),
            "kept": list(&self.kept),
            "notMoved": list(&self.not_moved),
        })
    }

    /// 0 if all lines are those of the new document, otherwise 8.
    pub fn exit_status(&self) -> u8 {
        report::exit_status(!self.not_moved.is_empty())
    }
}

impl LinePlace {
    fn json(&self) -> Value {
        json!({
            "pointer": self.pointer,
            "specLine": self.spec_line,
            "old": show(&self.old),
            "new": self.new.as_ref().map(show),
            "note": self.note,
        })
    }
}

fn show(lines: &RangeInclusive<usize>) -> String {
    citations::show(std::slice::from_ref(lines))
}

impl fmt::Display for LinePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  ")?;
        if let Some(line) = self.spec_line {
            write!(f, "spec line {line}, ")?;
        }
        write!(f, "`{}`: {}", Safe::new(&self.pointer), show(&self.old))?;
        if let Some(new) = &self.new {
            write!(f, " → {}", show(new))?;
        }
        match &self.note {
            Some(note) => write!(f, ": {}", Safe::new(note)),
            None => Ok(()),
        }
    }
}

/// The report for people, with a trailing line break. Updated ranges are only counted, unless a person has to check them.
impl fmt::Display for Renumbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = |lines: &RangeInclusive<usize>| lines.end() - lines.start();
        let compared = |place: &LinePlace| place.new.as_ref().map(|new| size(new).cmp(&size(&place.old)));
        let updated = |order: Ordering| self.moved.iter().filter(|place| compared(place) == Some(order)).collect();
        let is_prose = |place: &&LinePlace| place.pointer.contains("/x-assumption");
        let kept: Vec<&LinePlace> = self.kept.iter().collect();
        let not_moved: Vec<&LinePlace> = self.not_moved.iter().collect();
        for (title, places) in [
            ("Updated; a part of the text is gone", updated(Ordering::Less)),
            ("Updated; there is new text in it", updated(Ordering::Greater)),
            ("Updated in prose: are lines of the document meant?", self.moved.iter().filter(is_prose).collect()),
            ("Not changed, because edited by hand", kept),
            ("Not updated; marked in the spec", not_moved),
        ] {
            if !places.is_empty() {
                writeln!(f, "{title}")?;
            }
            for place in places {
                writeln!(f, "{place}")?;
            }
        }
        writeln!(
            f,
            "`{}`: {} ranges of lines updated, {} the same, {} not updated.",
            Safe::new(&self.document),
            self.moved.len(),
            self.same + self.kept.len(),
            self.not_moved.len()
        )
    }
}
