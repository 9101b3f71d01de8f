//! The changes between two revisions of a document as data, and their reports as text and JSON.

use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};
use strum::IntoStaticStr;

use crate::report;

/// The kind of a change. The set is closed; programs identify a kind by [`RevisionChangeKind::id`].
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "kebab-case")]
pub enum RevisionChangeKind {
    /// A URL, or an API in the API table, was added.
    EndpointAdded,
    /// A URL, or an API in the API table, was removed.
    EndpointRemoved,
    /// A URL or its label changed.
    EndpointChanged,
    /// The method changed, was added or removed.
    MethodChanged,
    /// A group of parameters was added.
    GroupAdded,
    /// A group of parameters was removed.
    GroupRemoved,
    /// A group was renamed.
    GroupRenamed,
    /// A group moved into another group.
    GroupMoved,
    /// A parameter was added.
    ParameterAdded,
    /// A parameter was removed.
    ParameterRemoved,
    /// A parameter was renamed; the change has a confidence.
    ParameterRenamed,
    /// A parameter moved into another group or location.
    ParameterMoved,
    /// A parameter changed between mandatory, optional and conditional.
    RequirednessChanged,
    /// A limit of a parameter changed, was added or removed.
    LimitChanged,
    /// The pattern of a parameter changed, was added or removed.
    PatternChanged,
    /// The example of a parameter changed, was added or removed.
    ExampleChanged,
    /// A keyword of a parameter that is not a limit, pattern or example (default, format, type) changed, was added or removed.
    FactChanged,
    /// A listed value was added.
    ValueAdded,
    /// A listed value was removed.
    ValueRemoved,
    /// A listed value was replaced by a different value at the same position. The confidence is the likelihood that the value was renamed.
    ValueRenamed,
    /// A row of the status table was added.
    StatusAdded,
    /// A row of the status table was removed.
    StatusRemoved,
    /// A cell of the status table changed.
    StatusChanged,
    /// An example of a request or response was added.
    SampleAdded,
    /// An example of a request or response was removed.
    SampleRemoved,
    /// An example of a request or response changed.
    SampleChanged,
    /// A statement was added.
    ProseAdded,
    /// A statement was removed.
    ProseRemoved,
    /// A statement changed.
    ProseChanged,
    /// A statement moved to another parameter.
    ProseMoved,
    /// A heading was added.
    HeadingAdded,
    /// A heading was removed.
    HeadingRemoved,
    /// The words of a heading changed; a change of its number is not a change.
    HeadingChanged,
}

impl RevisionChangeKind {
    /// The stable id of the kind.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether a change of this kind may change the behaviour of the API, which only a human can judge.
    pub fn is_behaviour(self) -> bool {
        matches!(
            self,
            Self::ProseAdded
                | Self::ProseRemoved
                | Self::ProseChanged
                | Self::ProseMoved
                | Self::StatusAdded
                | Self::StatusRemoved
                | Self::StatusChanged
        )
    }

    /// The section of the report that lists changes of this kind.
    fn section(self) -> &'static str {
        match self {
            Self::EndpointAdded | Self::EndpointRemoved | Self::EndpointChanged | Self::MethodChanged => "Calls",
            Self::StatusAdded | Self::StatusRemoved | Self::StatusChanged => "Statuses",
            Self::SampleAdded | Self::SampleRemoved | Self::SampleChanged => "Examples",
            Self::ProseAdded | Self::ProseRemoved | Self::ProseChanged | Self::ProseMoved => "Prose",
            Self::HeadingAdded | Self::HeadingRemoved | Self::HeadingChanged => "Headings",
            _ => "Parameters",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::EndpointAdded | Self::EndpointRemoved | Self::EndpointChanged => "update `servers` and `paths`",
            Self::MethodChanged => "update the operation's method",
            Self::GroupAdded | Self::ParameterAdded => "add it to the schema of its group, with `x-source`",
            Self::GroupRemoved | Self::ParameterRemoved => "remove it from the schema of its group and from the rules",
            Self::GroupRenamed | Self::ParameterRenamed => {
                "rename it in the spec, its examples and its cases; or treat it as one removal and one addition"
            }
            Self::GroupMoved | Self::ParameterMoved => "move it in the spec, its examples and its cases",
            Self::RequirednessChanged => "update `required`, or the rule with the condition",
            Self::LimitChanged | Self::PatternChanged | Self::FactChanged => {
                "update the keyword, and the cases of the rule `schema`"
            }
            Self::ExampleChanged => "update the example",
            Self::ValueAdded | Self::ValueRemoved | Self::ValueRenamed => {
                "update `enum` and everything else that lists the values (`x-countries`, rule data, cases)"
            }
            Self::StatusAdded | Self::StatusRemoved | Self::StatusChanged => "update the effect in `x-effects`",
            Self::SampleAdded | Self::SampleRemoved | Self::SampleChanged => {
                "update the example; a member that no schema has is a new parameter"
            }
            Self::ProseAdded | Self::ProseRemoved | Self::ProseChanged | Self::ProseMoved => {
                "review it, and update the rules, effects and descriptions"
            }
            Self::HeadingAdded | Self::HeadingRemoved | Self::HeadingChanged => "update `leftOut`",
        }
    }
}

/// A change between two revisions of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionChange {
    /// The kind.
    pub kind: RevisionChangeKind,
    /// The line in the old document; `None` if the old document does not have the changed text.
    pub old_line: Option<usize>,
    /// The line in the new document; `None` if the new document does not have the changed text.
    pub new_line: Option<usize>,
    /// The name of the parameter or group that changed: the old name, or the new name if it was added.
    pub parameter: Option<String>,
    /// The change in words.
    pub message: String,
    /// The elements of the spec that cite the changed lines: JSON Pointers and ids of rules, the most specific first.
    pub touches: Vec<String>,
    /// The likelihood that an element or value was renamed, from 0 to 1; `None` if the change is not a rename.
    pub confidence: Option<f64>,
}

impl RevisionChange {
    /// The remedy, printed as a hint.
    pub fn remedy(&self) -> &'static str {
        self.kind.remedy()
    }

    /// The lines, and the change in words.
    pub(crate) fn summary(&self) -> String {
        let message = &self.message;
        match (self.old_line, self.new_line) {
            (Some(old), Some(new)) if old == new => format!("line {old}: {message}"),
            (Some(old), Some(new)) => format!("line {old} → {new}: {message}"),
            (Some(old), None) => format!("old line {old}: {message}"),
            (None, Some(new)) => format!("new line {new}: {message}"),
            (None, None) => message.clone(),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "kind": self.kind.id(),
            "oldLine": self.old_line,
            "newLine": self.new_line,
            "parameter": self.parameter,
            "message": self.message,
            "touches": self.touches,
        })
    }
}

impl fmt::Display for RevisionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {}", Safe::new(&self.summary()))?;
        if self.kind.is_behaviour() {
            write!(f, "\n    behaviour: review this")?;
        }
        for touched in &self.touches {
            write!(f, "\n    touches `{}`", Safe::new(touched))?;
        }
        write!(f, "\n    hint: {}", self.remedy())
    }
}

/// All changes between two revisions, in the order of the new revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevisionChanges {
    /// The changes.
    pub changes: Vec<RevisionChange>,
    /// Notes on the whole comparison, such as that the spec was not written from the old revision.
    pub notes: Vec<String>,
    /// Parts of the documents that were not read, or that are hidden, struck through or a tracked change; each may hide a change.
    pub not_read: Vec<String>,
}

impl RevisionChanges {
    /// The report for programs: `{"changes": [{"kind", "oldLine", "newLine", "parameter", "message", "touches"}], "notRead": […]}`. Changes
    /// of the kinds `prose-…` and `status-…` need the judgement of a human. A confidence is part of the message. Notes are not included.
    pub fn to_json(&self) -> Value {
        json!({ "changes": self.changes.iter().map(RevisionChange::to_json).collect::<Vec<_>>(), "notRead": self.not_read })
    }

    /// 0 if nothing changed and everything was read, otherwise 8.
    pub fn exit_status(&self) -> u8 {
        report::exit_status(!self.changes.is_empty() || !self.not_read.is_empty())
    }
}

/// The report for people, with a trailing line break.
impl fmt::Display for RevisionChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "note: {}", Safe::new(note))?;
        }
        let titles = ["Calls", "Parameters", "Statuses", "Prose", "Examples", "Headings"];
        report::sections(f, &titles, &self.changes, |change| change.kind.section())?;
        if !self.not_read.is_empty() {
            writeln!(f, "Text that was not read, or is doubtful")?;
        }
        for text in &self.not_read {
            writeln!(f, "  {}", Safe::new(text))?;
        }
        match self.changes.len() {
            0 if !self.not_read.is_empty() => writeln!(f, "No changes in the text that was read."),
            0 => writeln!(f, "No changes."),
            1 => writeln!(f, "1 change."),
            count => writeln!(f, "{count} changes."),
        }
    }
}
