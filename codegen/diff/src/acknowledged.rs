//! Changes that somebody accepted: a file names them by id and pointer, each with a reason.
//!
//! An entry that matches no change is an error, so that the file cannot outlive the changes that it is about.

use std::fmt;

use colt_numbers_terminal_text::Safe;

use crate::id::Id;
use crate::report::Report;

/// Why a file of acknowledgements does not fit the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcknowledgementError {
    /// A line that cannot be read.
    Unreadable {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// Entries that match no change.
    Stale {
        /// The entries, each with the number of its line.
        entries: Vec<(usize, String)>,
    },
}

impl fmt::Display for AcknowledgementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { line, what } => {
                write!(
                    f,
                    "line {line}: {}\nhint: write `ID POINTER # REASON`; `--json` shows ids and pointers",
                    Safe::new(what)
                )
            }
            Self::Stale { entries } => {
                for (line, entry) in entries {
                    writeln!(f, "line {line}: no change is `{}`", Safe::new(entry))?;
                }
                write!(f, "hint: remove what is acknowledged no longer")
            }
        }
    }
}

impl std::error::Error for AcknowledgementError {}

/// One entry: `id pointer # reason`.
struct Entry<'t> {
    line: usize,
    id: &'t str,
    pointer: &'t str,
    reason: &'t str,
}

impl Report {
    /// Marks the changes that a file acknowledges: lines of `id pointer # reason`; empty lines and lines that begin with `#` are passed
    /// over. What is acknowledged is reported apart, and asks for no version.
    ///
    /// # Errors
    /// If a line cannot be read, and nothing is marked; or if an entry matches no change, and the others are marked.
    pub fn acknowledge(&mut self, text: &str) -> Result<(), AcknowledgementError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let entries = lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
        let entries = entries.map(|(line, text)| entry(line, text)).collect::<Result<Vec<_>, _>>()?;
        let mut stale = Vec::new();
        for Entry { line, id, pointer, reason } in entries {
            let mut matched = self.changes_mut().iter_mut().filter(|change| {
                change.acknowledged.is_none() && change.pointer == pointer && change.id().to_string() == id
            });
            match matched.next() {
                None => stale.push((line, format!("{id} {pointer}"))),
                Some(first) => {
                    first.acknowledged = Some(reason.to_owned());
                    matched.for_each(|change| change.acknowledged = Some(reason.to_owned()));
                }
            }
        }
        if stale.is_empty() { Ok(()) } else { Err(AcknowledgementError::Stale { entries: stale }) }
    }
}

fn entry(line: usize, text: &str) -> Result<Entry<'_>, AcknowledgementError> {
    let fail = |what: String| AcknowledgementError::Unreadable { line, what };
    let (change, reason) = text.split_once(" #").ok_or_else(|| fail("the reason is missing".to_owned()))?;
    let (id, pointer) = change.trim().split_once(' ').ok_or_else(|| fail("the pointer is missing".to_owned()))?;
    let (pointer, reason) = (pointer.trim(), reason.trim());
    if !Id::all().any(|known| known.to_string() == id) {
        return Err(fail(format!("`{id}` is not the id of a change")));
    }
    if reason.is_empty() {
        return Err(fail("the reason is missing".to_owned()));
    }
    Ok(Entry { line, id, pointer, reason })
}
