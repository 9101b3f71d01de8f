//! Acknowledged changes: a file lists them by id, pointer and effects, each with a reason.
//!
//! An entry that matches no change is an error, so that the file cannot outlive the changes that it is about. The effects are part of an
//! entry because more may come of the same change later: generated code that breaks is reported at the change that is nearest to it.

use std::fmt;

use colt_numbers_terminal_text::Safe;

use crate::change::Change;
use crate::change_id::Id;
use crate::change_report::Report;

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
                    "line {line}: {}\nhint: write `{FORM}`; `entry` in `--json` has all before ` # REASON`",
                    Safe::new(what)
                )
            }
            Self::Stale { entries } => {
                for (line, entry) in entries {
                    writeln!(f, "line {line}: no change is `{}`", Safe::new(entry))?;
                }
                write!(f, "hint: remove the entry; or correct it, where the change has other effects now")
            }
        }
    }
}

impl std::error::Error for AcknowledgementError {}

/// How an entry is written.
const FORM: &str = "ID POINTER wire:EFFECT rust:EFFECT # REASON";

/// One entry.
struct Entry<'t> {
    line: usize,
    /// All before the reason, as [`Change::entry`] has it.
    change: &'t str,
    reason: &'t str,
}

impl Change {
    /// How a file of acknowledgements names the change: its id, its pointer, and what comes of it. A change of which something else comes
    /// has another entry.
    #[must_use]
    pub fn entry(&self) -> String {
        let behaviour = if self.is_behaviour() { " behaviour" } else { "" };
        // A line break is the only character that ends an entry.
        let pointer = self.pointer.replace(['\n', '\r'], "\u{fffd}");
        format!("{} {pointer} wire:{} rust:{}{behaviour}", self.id(), self.wire.as_str(), self.rust.as_str())
    }
}

impl Report {
    /// Marks the changes that a file acknowledges: lines of `id pointer wire:effect rust:effect # reason`, all before the reason as
    /// [`Change::entry`] has it; empty lines and lines that begin with `#` are passed over. What is acknowledged is reported apart, and
    /// asks for no version.
    ///
    /// An entry is about one change. Where several have the same, as properties that a reference no longer leads to, each needs one.
    ///
    /// # Errors
    /// If a line cannot be read, and nothing is marked; or if an entry matches no change, and the others are marked.
    pub fn acknowledge(&mut self, text: &str) -> Result<(), AcknowledgementError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let entries = lines.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
        let entries = entries.map(|(line, text)| entry(line, text)).collect::<Result<Vec<_>, _>>()?;
        let mut stale = Vec::new();
        for Entry { line, change, reason } in entries {
            let mut open = self.changes_mut().iter_mut().filter(|one| one.acknowledged.is_none());
            match open.find(|one| one.entry() == change) {
                None => stale.push((line, change.to_owned())),
                Some(first) => first.acknowledged = Some(reason.to_owned()),
            }
        }
        if stale.is_empty() { Ok(()) } else { Err(AcknowledgementError::Stale { entries: stale }) }
    }
}

fn entry(line: usize, text: &str) -> Result<Entry<'_>, AcknowledgementError> {
    let fail = |what: String| AcknowledgementError::Unreadable { line, what };
    let id = text.split(' ').next().unwrap_or_default();
    if !Id::all().any(|known| known.to_string() == id) {
        return Err(fail(format!("`{id}` is not the id of a change")));
    }
    // A pointer may contain ` #` as well; the reason is behind the effects.
    let splits = text.match_indices(" #").map(|(at, sign)| (text[..at].trim_end(), text[at + sign.len()..].trim()));
    let mut complete = splits.clone().filter(|(change, _)| ends_with_effects(change));
    match complete.next() {
        Some((change, reason)) if !reason.is_empty() => Ok(Entry { line, change, reason }),
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
