//! What differs between two documents, as data, and how it is printed.

use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};
use strum::IntoStaticStr;

use crate::report;

/// What kind of change it is. The set is closed; programs read it as [`RevisionChangeKind::id`] has it.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "kebab-case")]
pub enum RevisionChangeKind {
    /// A URL is new, or an API in the table of APIs.
    EndpointAdded,
    /// A URL is gone, or an API in the table of APIs.
    EndpointRemoved,
    /// A URL is another, or it is called otherwise.
    EndpointChanged,
    /// The method is another, new or gone.
    MethodChanged,
    /// A group of parameters is new.
    GroupAdded,
    /// A group of parameters is gone.
    GroupRemoved,
    /// A group has another name.
    GroupRenamed,
    /// A group stands in another group.
    GroupMoved,
    /// A parameter is new.
    ParameterAdded,
    /// A parameter is gone.
    ParameterRemoved,
    /// A parameter has another name; the change says how sure that is.
    ParameterRenamed,
    /// A parameter stands in another group, or is sent elsewhere.
    ParameterMoved,
    /// A parameter is mandatory, optional or conditional that was not.
    RequirednessChanged,
    /// A limit of a parameter is another, new or gone.
    LimitChanged,
    /// The pattern of a parameter is another, new or gone.
    PatternChanged,
    /// The example in the description of a parameter is another, new or gone.
    ExampleChanged,
    /// Another labelled keyword_value of a parameter (default, format, type) is another, new or gone.
    FactChanged,
    /// A listed value is new.
    ValueAdded,
    /// A listed value is gone.
    ValueRemoved,
    /// One listed value stands in the place of another; the change says how sure it is that they are one.
    ValueRenamed,
    /// A row of the table of statuses is new.
    StatusAdded,
    /// A row of the table of statuses is gone.
    StatusRemoved,
    /// A cell of the table of statuses says something else.
    StatusChanged,
    /// An example of a request or response is new.
    SampleAdded,
    /// An example of a request or response is gone.
    SampleRemoved,
    /// An example of a request or response shows something else.
    SampleChanged,
    /// A statement is new.
    ProseAdded,
    /// A statement is gone.
    ProseRemoved,
    /// A statement says something else.
    ProseChanged,
    /// A statement stands under another parameter.
    ProseMoved,
    /// A title is new.
    HeadingAdded,
    /// A title is gone.
    HeadingRemoved,
    /// A title is worded otherwise; its number does not count.
    HeadingChanged,
}

impl RevisionChangeKind {
    /// The kind as programs read it.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether only a reader can say what it means for the behaviour.
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

    /// The title under which a report lists it.
    fn section(self) -> &'static str {
        match self {
            Self::EndpointAdded | Self::EndpointRemoved | Self::EndpointChanged | Self::MethodChanged => "Calls",
            Self::StatusAdded | Self::StatusRemoved | Self::StatusChanged => "Statuses",
            Self::SampleAdded | Self::SampleRemoved | Self::SampleChanged => "Examples",
            Self::ProseAdded | Self::ProseRemoved | Self::ProseChanged | Self::ProseMoved => "Prose",
            Self::HeadingAdded | Self::HeadingRemoved | Self::HeadingChanged => "Titles",
            _ => "Parameters",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::EndpointAdded | Self::EndpointRemoved | Self::EndpointChanged => "update `servers` and `paths`",
            Self::MethodChanged => "update the operation's method",
            Self::GroupAdded | Self::ParameterAdded => "add it to the schema of its group, with `x-source`",
            Self::GroupRemoved | Self::ParameterRemoved => {
                "take it out of the schema of its group, and out of the rules"
            }
            Self::GroupRenamed | Self::ParameterRenamed => {
                "rename it in the spec, its examples and its cases; or treat it as one removed and one added"
            }
            Self::GroupMoved | Self::ParameterMoved => "move it in the spec, its examples and its cases",
            Self::RequirednessChanged => "update `required`, or the rule that holds the condition",
            Self::LimitChanged | Self::PatternChanged | Self::FactChanged => {
                "update the keyword, and the cases of `schema`"
            }
            Self::ExampleChanged => "update the example",
            Self::ValueAdded | Self::ValueRemoved | Self::ValueRenamed => {
                "update `enum`, and what else lists the values (`x-countries`, data of rules)"
            }
            Self::StatusAdded | Self::StatusRemoved | Self::StatusChanged => "update the effect in `x-effects`",
            Self::SampleAdded | Self::SampleRemoved | Self::SampleChanged => {
                "update the example; a member that no schema has is news of its own"
            }
            Self::ProseAdded | Self::ProseRemoved | Self::ProseChanged | Self::ProseMoved => {
                "read it, and update the rules, effects and descriptions"
            }
            Self::HeadingAdded | Self::HeadingRemoved | Self::HeadingChanged => {
                "nothing, unless it says something: update `leftOut`"
            }
        }
    }
}

/// One change of the document, as a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionChange {
    /// What kind of change.
    pub kind: RevisionChangeKind,
    /// The line in the old document; none where it says nothing of it.
    pub old_line: Option<usize>,
    /// The line in the new document; none where it says nothing of it.
    pub new_line: Option<usize>,
    /// The parameter or group that it is about, by its old name where it has one.
    pub parameter: Option<String>,
    /// What changed.
    pub message: String,
    /// What of the spec cites it: JSON Pointers of elements and ids of rules, the most specific first.
    pub touches: Vec<String>,
    /// How sure it is that two names stand for one thing, from 0 to 1; none where that is no question.
    pub confidence: Option<f64>,
}

impl RevisionChange {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        self.kind.remedy()
    }

    fn json(&self) -> Value {
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
        match (self.old_line, self.new_line) {
            (Some(old), Some(new)) if old == new => write!(f, "  line {old}: ")?,
            (Some(old), Some(new)) => write!(f, "  line {old} → {new}: ")?,
            (Some(old), None) => write!(f, "  old line {old}: ")?,
            (None, Some(new)) => write!(f, "  new line {new}: ")?,
            (None, None) => write!(f, "  ")?,
        }
        write!(f, "{}", Safe::new(&self.message))?;
        if self.kind.is_behaviour() {
            write!(f, "\n    behaviour: read this")?;
        }
        for touched in &self.touches {
            write!(f, "\n    touches `{}`", Safe::new(touched))?;
        }
        write!(f, "\n    hint: {}", self.remedy())
    }
}

/// All that changed between two documents, in the order of the new one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RevisionChanges {
    /// The changes.
    pub changes: Vec<RevisionChange>,
    /// What to know when reading them, such as a spec that was written from neither document.
    pub notes: Vec<String>,
    /// What of the documents was not read, or is hidden, struck through or a tracked change; each could hold a change of its own.
    pub not_read: Vec<String>,
}

impl RevisionChanges {
    /// The report for programs: `{"changes": [{"kind", "oldLine", "newLine", "parameter", "message", "touches"}], "notRead": […]}`. The kinds `prose-…` and
    /// `status-…` are those that only a reader can judge; a confidence is told in the message. Notes are for people.
    pub fn to_json(&self) -> Value {
        json!({ "changes": self.changes.iter().map(RevisionChange::json).collect::<Vec<_>>(), "notRead": self.not_read })
    }

    /// 0 where nothing changed and all was read, 8 otherwise.
    pub fn exit_status(&self) -> u8 {
        report::exit_status(!self.changes.is_empty() || !self.not_read.is_empty())
    }
}

/// The report for people, with a line break at its end.
impl fmt::Display for RevisionChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "note: {}", Safe::new(note))?;
        }
        let titles = ["Calls", "Parameters", "Statuses", "Prose", "Examples", "Titles"];
        report::sections(f, &titles, &self.changes, |change| change.kind.section())?;
        if !self.not_read.is_empty() {
            writeln!(f, "Not read, or in doubt")?;
        }
        for text in &self.not_read {
            writeln!(f, "  {}", Safe::new(text))?;
        }
        match self.changes.len() {
            0 if !self.not_read.is_empty() => writeln!(f, "What was read of the two documents is the same."),
            0 => writeln!(f, "The two documents say the same."),
            1 => writeln!(f, "1 change."),
            count => writeln!(f, "{count} changes."),
        }
    }
}
