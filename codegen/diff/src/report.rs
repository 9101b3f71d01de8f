//! What a comparison found, as data, as text and as a draft for the changelog.

use std::fmt::Write as _;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};

/// What a change does to one who was right before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing.
    None,
    /// What worked still works, and more does.
    Compatible,
    /// It cannot be known; it counts as breaking.
    Unknown,
    /// Something that worked does not any more.
    Breaking,
}

impl Effect {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::Unknown => "unknown",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change is, taken together; in the order in which reports list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It breaks callers on the wire, or code that uses the crates.
    Breaking,
    /// Nothing breaks on the wire; the effect on code that uses the crates is unknown.
    Unknown,
    /// Nothing breaks, and something means something else: read it.
    Behaviour,
    /// Something is possible that was not.
    Compatible,
    /// Words, examples, and other ways to write the same.
    None,
}

impl Class {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Unknown => "unknown",
            Self::Behaviour => "behaviour",
            Self::Compatible => "compatible",
            Self::None => "none",
        }
    }
}

/// What has to move in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Only words did.
    Patch,
    /// Something is new, or means something else.
    Minor,
    /// Something breaks.
    Major,
}

impl Bump {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// One change of the spec, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// JSON Pointer of what changed: in the new document, or in the old one for what is gone.
    pub pointer: String,
    /// To callers and readers of the API, in whatever language.
    pub wire: Effect,
    /// To code that uses the generated crate.
    pub rust: Effect,
    /// Whether the same request means something else, or the same Rust code does something else, so that a person has to read it.
    pub behaviour: bool,
    /// Whether the same request means something else.
    pub(crate) wire_behaviour: bool,
    /// What changed and what follows, in one sentence.
    pub why: String,
    /// The lines of the vendor's document, as `x-source` has them: `67-69`.
    pub line: Option<String>,
}

impl Change {
    /// What it is, taken together.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.wire.max(self.rust) {
            Effect::Breaking => Class::Breaking,
            Effect::Unknown => Class::Unknown,
            _ if self.behaviour => Class::Behaviour,
            Effect::Compatible => Class::Compatible,
            Effect::None => Class::None,
        }
    }

    /// Who is touched: `wire` (everybody who speaks the API), `crate` (callers of the crates), `program` (users of the
    /// program, who meet refusals and other meanings, and no types).
    #[must_use]
    pub fn who(&self) -> Vec<&'static str> {
        let wire = self.wire != Effect::None;
        let touched = [
            ("wire", wire),
            ("crate", wire || self.behaviour || self.rust != Effect::None),
            ("program", self.wire == Effect::Breaking || self.behaviour),
        ];
        touched.into_iter().filter_map(|(who, touched)| touched.then_some(who)).collect()
    }

    fn json(&self) -> Value {
        json!({
            "pointer": self.pointer,
            "class": self.class().as_str(),
            "wire": self.wire.as_str(),
            "rust": self.rust.as_str(),
            "behaviour": self.behaviour,
            "who": self.who(),
            "why": self.why,
            "line": self.line,
        })
    }
}

/// Every change between two documents: breaking ones first, each class in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    changes: Vec<Change>,
    unknown: Option<String>,
}

impl Report {
    /// `unknown` says why the generated code was not compared; then no change is without an effect on it.
    pub(crate) fn new(mut changes: Vec<Change>, unknown: Option<String>) -> Self {
        if unknown.is_some() {
            changes.iter_mut().for_each(|change| change.rust = Effect::Unknown);
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

    /// What the crates' version has to do: major where the wire or the generated code breaks, since either breaks their
    /// users, or where it is unknown whether the code does; minor where something is new or means something else; patch where only
    /// words changed.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self.unknown {
            Some(_) => Bump::Major,
            None => self.worst(|change| (change.wire.max(change.rust), change.behaviour)),
        }
    }

    /// What the API's own version would have to do, whatever becomes of the generated code.
    #[must_use]
    pub fn wire_bump(&self) -> Bump {
        self.worst(|change| (change.wire, change.wire_behaviour))
    }

    fn worst(&self, effect: impl Fn(&Change) -> (Effect, bool)) -> Bump {
        let bump = |change| match effect(change) {
            (Effect::Breaking | Effect::Unknown, _) => Bump::Major,
            (Effect::Compatible, _) | (Effect::None, true) => Bump::Minor,
            (Effect::None, false) => Bump::Patch,
        };
        self.changes.iter().map(bump).max().unwrap_or(Bump::None)
    }

    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "bump": self.bump().as_str(),
            "wireBump": self.wire_bump().as_str(),
            "rustUnknown": self.unknown,
            "changes": self.changes.iter().map(Change::json).collect::<Vec<_>>(),
        })
    }

    /// The report for people: text from the documents is safe to print on a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut class = None;
        for change in &self.changes {
            if class != Some(change.class()) {
                class = Some(change.class());
                text.push_str(heading(change.class()));
                text.push('\n');
            }
            push_change(&mut text, change);
        }
        if self.changes.is_empty() {
            text.push_str("No change.\n");
        }
        if let Some(reason) = &self.unknown {
            let _ =
                writeln!(text, "what becomes of Rust code is unknown, which counts as breaking: {}", Safe::new(reason));
        }
        let _ = writeln!(text, "bump: {} (the wire: {})", self.bump().as_str(), self.wire_bump().as_str());
        text
    }

    /// A draft of the changelog's entries, in Markdown, for somebody to put into words. Changes without an effect are left
    /// out; so it may be empty.
    #[must_use]
    pub fn changelog(&self) -> String {
        let mut text = String::new();
        let mut class = None;
        for change in self.changes.iter().filter(|change| change.class() != Class::None) {
            if class != Some(change.class()) {
                class = Some(change.class());
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}### {}\n", section(change.class()));
            }
            let line = change.line.as_ref().map_or_else(String::new, |line| format!(" (document, line {line})"));
            let entry = format!("{}: {}{line}", element(&change.pointer), change.why.trim_end_matches('.'));
            let _ = writeln!(text, "- {}", Safe::new(&entry));
        }
        text
    }
}

/// The thing that a pointer is about, by its own name: a property, a schema, an operation, a rule; else the pointer.
fn element(pointer: &str) -> String {
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    match steps[..] {
        ["components", "schemas", schema, "properties", property, ..] => format!("`{schema}.{property}`"),
        ["components", "schemas", name, ..] | ["x-rules", name, ..] => format!("`{name}`"),
        ["components", _, name, ..] => format!("`{name}`"),
        ["paths", path, method, ..] => format!("`{} {path}`", method.to_uppercase()),
        _ => format!("`{pointer}`"),
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

fn section(class: Class) -> &'static str {
    match class {
        Class::Breaking => "Breaking",
        Class::Unknown => "Breaking or not: the generated code was not compared",
        Class::Behaviour => "Behaviour",
        Class::Compatible => "Added",
        Class::None => "Documentation",
    }
}

fn push_change(text: &mut String, change: &Change) {
    let line = change.line.as_ref().map_or_else(String::new, |line| format!("  (document, line {line})"));
    let pointer = if change.pointer.is_empty() { "(the whole document)" } else { &change.pointer };
    let _ = writeln!(text, "  {}{}", Safe::new(pointer), Safe::new(&line));
    let _ = writeln!(text, "    {}", Safe::new(&change.why));
    if change.class() != Class::None {
        let behaviour = if change.behaviour { ", behaviour: read this" } else { "" };
        let _ = writeln!(
            text,
            "    wire: {}, rust: {}{behaviour}; touches: {}",
            change.wire.as_str(),
            change.rust.as_str(),
            change.who().join(", ")
        );
    }
    text.push('\n');
}
