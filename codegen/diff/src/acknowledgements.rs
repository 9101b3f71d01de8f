//! Reads acknowledged changes from a file. Each entry has the id, the pointer and the effects of a change, and a reason.
//!
//! An entry that matches no change is an error, so that obsolete entries are removed. An entry contains the effects, so that it no longer
//! matches if they get worse. For example, a later edit of the spec can break the generated code; that break then counts as an effect of the change
//! with the nearest pointer.

use std::fmt;

use colt_numbers_terminal_text::Safe;

use crate::change::Change;
use crate::change_id::ChangeId;
use crate::change_report::ChangeReport;

/// An error in a file of acknowledgements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcknowledgementError {
    /// An invalid line.
    Unreadable {
        /// The number of the line, from 1.
        line: usize,
        /// The problem.
        problem: String,
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
            Self::Unreadable { line, problem } => {
                write!(
                    f,
                    "line {line}: {}\nhint: write `{ENTRY_FORMAT}`; `entry` in the `--json` output is the text before ` # REASON`",
                    Safe::new(problem)
                )
            }
            Self::Stale { entries } => {
                for (line, entry) in entries {
                    writeln!(f, "line {line}: no change matches `{}`", Safe::new(entry))?;
                }
                write!(f, "hint: remove the entry, or correct it if the effects of the change are different now")
            }
        }
    }
}

impl std::error::Error for AcknowledgementError {}

/// The format of an entry.
const ENTRY_FORMAT: &str = "ID POINTER wire:EFFECT rust:EFFECT [behaviour] # REASON";

/// One entry of the file.
struct Acknowledgement<'t> {
    line: usize,
    /// The text before the reason, equal to [`Change::entry`].
    change: &'t str,
    reason: &'t str,
}

impl Change {
    /// The entry of this change in a file of acknowledgements, without the reason: id, pointer and effects. If the effects change, so does
    /// the entry.
    #[must_use]
    pub fn entry(&self) -> String {
        let behaviour = if self.changes_behaviour() { " behaviour" } else { "" };
        // A line break would end the entry; every other character may be part of it.
        let pointer = self.pointer.replace(['\n', '\r'], "\u{fffd}");
        format!("{} {pointer} wire:{} rust:{}{behaviour}", self.id(), self.wire.as_str(), self.rust.as_str())
    }
}

impl ChangeReport {
    /// Marks changes as acknowledged. Each line of the file is `id pointer wire:effect rust:effect [behaviour] # reason`, where the text before the
    /// reason equals [`Change::entry`]; empty lines and lines that begin with `#` are ignored. Acknowledged changes are listed in a section
    /// of their own and require no version bump.
    ///
    /// An entry acknowledges one change. Several changes can have equal entries: if a reference leads to another schema, each lost property is
    /// a change at the same pointer. Each change needs an entry of its own.
    ///
    /// # Errors
    /// If a line is invalid; then nothing is marked. If an entry matches no change; then all other entries are applied.
    pub fn acknowledge(&mut self, text: &str) -> Result<(), AcknowledgementError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let entries = lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
        let entries = entries.map(|(line, text)| parse_entry(line, text)).collect::<Result<Vec<_>, _>>()?;
        let mut stale = Vec::new();
        for Acknowledgement { line, change, reason } in entries {
            let mut open = self.changes_mut().iter_mut().filter(|other| other.acknowledged.is_none());
            match open.find(|other| other.entry() == change) {
                None => stale.push((line, change.to_owned())),
                Some(matching) => matching.acknowledged = Some(reason.to_owned()),
            }
        }
        if stale.is_empty() { Ok(()) } else { Err(AcknowledgementError::Stale { entries: stale }) }
    }
}

fn parse_entry(line: usize, text: &str) -> Result<Acknowledgement<'_>, AcknowledgementError> {
    let fail = |problem: String| AcknowledgementError::Unreadable { line, problem };
    let id = text.split(' ').next().unwrap_or_default();
    if !ChangeId::all().any(|known| known.to_string() == id) {
        return Err(fail(format!("`{id}` is not the id of a change")));
    }
    // A pointer may contain ` #` too, so the reason begins at the first ` #` after the effects.
    let splits = text.match_indices(" #").map(|(at, sign)| (text[..at].trim_end(), text[at + sign.len()..].trim()));
    let mut complete = splits.clone().filter(|(change, _)| ends_with_effects(change));
    match complete.next() {
        Some((change, reason)) if !reason.is_empty() => Ok(Acknowledgement { line, change, reason }),
        None if splits.count() > 0 => Err(fail("the effects are missing".to_owned())),
        _ => Err(fail("the reason is missing".to_owned())),
    }
}

/// Whether a text ends with the effects of a change, as in `wire:breaking rust:none`.
fn ends_with_effects(text: &str) -> bool {
    let mut words = text.strip_suffix(" behaviour").unwrap_or(text).rsplit(' ');
    let mut is = |prefix: &str| words.next().is_some_and(|word| word.starts_with(prefix));
    is("rust:") && is("wire:")
}
