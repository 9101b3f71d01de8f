//! The report for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use colt_numbers_terminal_text::Safe;

use crate::change::Change;
use crate::change_report::Report;
use crate::effect::{Class, Effect};
use crate::format::sentence::why;

impl Report {
    /// The report for people: text from the documents is safe to print on a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let (acknowledged, open): (Vec<&Change>, Vec<&Change>) =
            self.changes().iter().partition(|change| change.acknowledged.is_some());
        for group in open.chunk_by(|a, b| a.class() == b.class()) {
            push_section(&mut text, heading(group[0].class()), group);
        }
        if !acknowledged.is_empty() {
            push_section(&mut text, "ACKNOWLEDGED: these do not count", &acknowledged);
        }
        if self.changes().is_empty() {
            text.push_str("No change.\n");
        }
        if let Some(reason) = self.unknown() {
            let _ =
                writeln!(text, "what becomes of Rust code is unknown, which counts as breaking: {}", Safe::new(reason));
        }
        let _ = writeln!(text, "bump: {} (the wire: {})", self.bump().as_str(), self.wire_bump().as_str());
        text
    }
}

fn heading(class: Class) -> &'static str {
    match class {
        Class::Breaking => "BREAKING",
        Class::Unknown => "UNKNOWN: nothing breaks on the wire, and Rust code was not compared",
        Class::Behaviour => "BEHAVIOUR: read these",
        Class::Compatible => "COMPATIBLE",
        Class::None => "NO EFFECT",
    }
}

/// The changes of one class: each by itself, or one line for all of a kind of which nothing comes for the same reason.
fn push_section(text: &mut String, heading: &str, changes: &[&Change]) {
    let _ = writeln!(text, "{heading}");
    let mut folded = BTreeSet::new();
    for change in changes {
        let of = |change: &Change| (change.id(), why(change));
        let same = changes.iter().filter(|other| is_folded(other) && of(other) == of(change)).count();
        if !is_folded(change) || same == 1 {
            push_change(text, change);
        } else if folded.insert(of(change)) {
            let _ = writeln!(text, "  {same} × `{}`; `--json` lists each", change.id());
            let _ = writeln!(text, "    {}.\n", Safe::new(&why(change)));
        }
    }
}

/// Whether nothing comes of a change, so that it may stand together with others of its kind. Where Rust code was not compared, that is known
/// of words alone.
fn is_folded(change: &Change) -> bool {
    let is_silent = match change.rust {
        Effect::None => change.rust_why.is_empty(),
        Effect::Unknown => change.kind.is_wording(),
        Effect::Compatible | Effect::Breaking => false,
    };
    is_silent && change.wire == Effect::None && !change.is_behaviour() && change.acknowledged.is_none()
}

fn push_change(text: &mut String, change: &Change) {
    let line = change.line.as_ref().map_or_else(String::new, |line| format!("  (document, line {line})"));
    let pointer = if change.pointer.is_empty() { "(the whole document)" } else { &change.pointer };
    let _ = writeln!(text, "  {}{}", Safe::new(pointer), Safe::new(&line));
    let _ = writeln!(text, "    {}", Safe::new(&change.sentence()));
    if change.class() != Class::None {
        let behaviour = if change.is_behaviour() { ", behaviour: read this" } else { "" };
        let _ = writeln!(
            text,
            "    wire: {}, rust: {}{behaviour}; touches: {}",
            change.wire.as_str(),
            change.rust.as_str(),
            change.who().join(", ")
        );
    }
    if let Some(reason) = &change.acknowledged {
        let _ = writeln!(text, "    acknowledged: {}", Safe::new(reason));
    }
    text.push('\n');
}
