//! Formats a report as text for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use colt_numbers_terminal_text::Safe;

use crate::change::Change;
use crate::change_report::ChangeReport;
use crate::effect::{Class, Effect};
use crate::format::message::reason;

impl ChangeReport {
    /// The report as text. Text from the documents is escaped, so that it is safe to print on a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let (acknowledged, open): (Vec<&Change>, Vec<&Change>) =
            self.changes().iter().partition(|change| change.acknowledged.is_some());
        for group in open.chunk_by(|a, b| a.class() == b.class()) {
            push_section(&mut text, heading(group[0].class()), group);
        }
        if !acknowledged.is_empty() {
            push_section(&mut text, "ACKNOWLEDGED: not counted", &acknowledged);
        }
        if self.changes().is_empty() {
            text.push_str("No change.\n");
        }
        if let Some(reason) = self.rust_unknown() {
            let _ =
                writeln!(text, "the effect on Rust code is unknown, which counts as breaking: {}", Safe::new(reason));
        }
        let _ = writeln!(
            text,
            "version bump: {} (for the wire alone: {})",
            self.bump().as_str(),
            self.wire_bump().as_str()
        );
        text
    }
}

fn heading(class: Class) -> &'static str {
    match class {
        Class::Breaking => "BREAKING",
        Class::Unknown => "UNKNOWN: not breaking on the wire, but Rust code was not compared",
        Class::Behaviour => "BEHAVIOUR: review these",
        Class::Compatible => "COMPATIBLE",
        Class::None => "NO EFFECT",
    }
}

/// Writes the changes of one class. Changes without an effect that have the same id and the same reason are grouped into one line.
fn push_section(text: &mut String, heading: &str, changes: &[&Change]) {
    let _ = writeln!(text, "{heading}");
    let mut written = BTreeSet::new();
    for change in changes {
        let group = |change: &Change| (change.id(), reason(change));
        let same = changes.iter().filter(|other| is_groupable(other) && group(other) == group(change)).count();
        if !is_groupable(change) || same == 1 {
            push_change(text, change);
        } else if written.insert(group(change)) {
            let _ = writeln!(text, "  {same} × `{}`; use `--json` to list them", change.id());
            let _ = writeln!(text, "    {}.\n", Safe::new(&reason(change)));
        }
    }
}

/// Whether a change has no effect, so that it may be grouped with others. If Rust code was not compared, only changes of prose certainly have
/// none.
fn is_groupable(change: &Change) -> bool {
    let has_no_rust_effect = match change.rust {
        Effect::None => change.rust_reasons.is_empty(),
        Effect::Unknown => change.change_type.is_wording(),
        Effect::Compatible | Effect::Breaking => false,
    };
    has_no_rust_effect && change.wire == Effect::None && !change.changes_behaviour() && change.acknowledged.is_none()
}

fn push_change(text: &mut String, change: &Change) {
    let line =
        change.source_lines.as_ref().map_or_else(String::new, |line| format!("  (vendor's document, line {line})"));
    let pointer = if change.pointer.is_empty() { "(the whole document)" } else { &change.pointer };
    let _ = writeln!(text, "  {}{}", Safe::new(pointer), Safe::new(&line));
    let _ = writeln!(text, "    {}", Safe::new(&change.message()));
    if change.class() != Class::None {
        let behaviour = if change.changes_behaviour() { ", behaviour: review this" } else { "" };
        let _ = writeln!(
            text,
            "    wire: {}, rust: {}{behaviour}; affects: {}",
            change.wire.as_str(),
            change.rust.as_str(),
            change.affected_users().join(", ")
        );
        let _ = writeln!(text, "    to do in code: {}", Safe::new(&change.to_do_in_code()));
        let _ = writeln!(text, "    to do with the program: {}", Safe::new(&change.to_do_with_program()));
    }
    if let Some(reason) = &change.acknowledged {
        let _ = writeln!(text, "    acknowledged: {}", Safe::new(reason));
    }
    text.push('\n');
}
