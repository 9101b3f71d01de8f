//! Where a document and the spec disagree, as data, and how it is printed.

use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};
use strum::IntoStaticStr;

use crate::report;

/// What kind of discrepancy it is. The set is closed; programs read it as [`DiscrepancyKind::id`] has it.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "kebab-case")]
pub enum DiscrepancyKind {
    /// The document is not the text that the spec was written from, by its SHA-256.
    DocumentChanged,
    /// A part of a `.docx`, or something in it, holds text that is not read.
    PartNotRead,
    /// Text of a `.docx` that is hidden; it is not read.
    HiddenText,
    /// Text of a `.docx` that is struck through; it is not read.
    StruckThrough,
    /// A tracked change of a `.docx` that nobody has accepted or rejected yet; it is read as if it was accepted.
    TrackedChange,
    /// Digits of a `.docx` above or below the line, which may be the mark of a note. They are kept apart from the number beside them, so this
    /// is not open.
    RaisedDigits,
    /// A URL or path of the document is none of the spec, or the reverse.
    EndpointDiffers,
    /// The method of the document is none of the spec, or the reverse.
    MethodDiffers,
    /// A group of the document is not in the spec.
    GroupNotInSpec,
    /// A group of the spec is not in the document.
    GroupNotInDocument,
    /// A group has another name in the document.
    GroupRenamed,
    /// A group stands elsewhere in the document.
    GroupMoved,
    /// A parameter of the document is not in the spec.
    ParameterNotInSpec,
    /// A parameter of the spec is not in the document.
    ParameterNotInDocument,
    /// A parameter has another name in the document.
    ParameterRenamed,
    /// A parameter stands elsewhere in the document.
    ParameterMoved,
    /// Whether a parameter must be given is said otherwise.
    RequirednessDiffers,
    /// The document makes a parameter mandatory under a condition, and no rule cites it.
    ConditionWithoutRule,
    /// A limit is another one, or stands on one side only.
    LimitDiffers,
    /// A pattern is another one, or stands on one side only.
    PatternDiffers,
    /// The listed values are others; their order does not count.
    ValuesDiffer,
    /// The example of a parameter is another one.
    ExampleDiffers,
    /// Another keyword_value of a parameter (default, format, type) is another one.
    FactDiffers,
    /// An example of a request or response shows something else.
    SampleDiffers,
    /// An example of the document is not in the spec.
    SampleNotInSpec,
    /// An example of the spec that cites the document is not in it.
    SampleNotInDocument,
    /// The table of statuses and the effects of the spec say different things.
    StatusDiffers,
    /// The data of a rule or effect and the lines that it cites say different things.
    StatementDiffers,
    /// An `x-source` cannot be read, or names another document.
    SourceUnreadable,
    /// An `x-source` cites lines behind the end of the document.
    SourceBeyondEnd,
    /// What an `x-source` cites stands on other lines.
    SourceMoved,
    /// The lines that an `x-source` cites say nothing of the element.
    SourceSaysOtherwise,
    /// LineRange of the document that nothing in the spec cites, and that are not listed as left out.
    LineNotCovered,
    /// A difference that the spec declares by an `x-assumption` of that element. It is not open.
    Assumption,
}

impl DiscrepancyKind {
    /// The kind as programs read it.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether something is to be done about it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Assumption | Self::RaisedDigits)
    }

    /// This kind, or an assumption where the spec declares the difference.
    pub(crate) fn or_assumption(self, is_declared: bool) -> Self {
        if is_declared { Self::Assumption } else { self }
    }

    /// The title under which a report lists it.
    fn section(self) -> &'static str {
        match self {
            Self::DocumentChanged
            | Self::PartNotRead
            | Self::HiddenText
            | Self::StruckThrough
            | Self::TrackedChange
            | Self::RaisedDigits => "Document",
            Self::EndpointDiffers | Self::MethodDiffers | Self::StatusDiffers => "Calls and statuses",
            Self::SampleDiffers | Self::SampleNotInSpec | Self::SampleNotInDocument => "Examples",
            Self::StatementDiffers
            | Self::SourceUnreadable
            | Self::SourceBeyondEnd
            | Self::SourceMoved
            | Self::SourceSaysOtherwise => "Sources",
            Self::LineNotCovered => "LineRange that nothing cites",
            Self::Assumption => "Declared assumptions",
            _ => "Parameters",
        }
    }
}

/// The sections of a report, in their order.
const SECTIONS: [&str; 7] = [
    "Document",
    "Calls and statuses",
    "Parameters",
    "Examples",
    "Sources",
    "LineRange that nothing cites",
    "Declared assumptions",
];

/// One place where the document and the spec disagree.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discrepancy {
    /// What kind of discrepancy.
    pub kind: DiscrepancyKind,
    /// The line of the document; none where the document says nothing of it.
    pub line: Option<usize>,
    /// The JSON Pointer into the spec; none where the spec says nothing of it.
    pub pointer: Option<String>,
    /// What disagrees.
    pub message: String,
    /// What to edit.
    pub remedy: String,
}

impl Discrepancy {
    fn json(&self) -> Value {
        json!({
            "kind": self.kind.id(),
            "line": self.line,
            "pointer": self.pointer,
            "message": self.message,
            "remedy": self.remedy,
        })
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  ")?;
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}", Safe::new(&self.message))?;
        if let Some(pointer) = &self.pointer {
            write!(f, "\n    at `{}`", Safe::new(pointer))?;
        }
        write!(f, "\n    hint: {}", Safe::new(&self.remedy))
    }
}

/// All that was collector, in the order of the document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Discrepancies {
    /// The discrepancies, declared assumptions included.
    pub discrepancies: Vec<Discrepancy>,
}

impl Discrepancies {
    /// The discrepancies about which something is to be done.
    pub fn open(&self) -> impl Iterator<Item = &Discrepancy> {
        self.discrepancies.iter().filter(|discrepancy| discrepancy.kind.is_open())
    }

    /// The report for programs: `{"findings": [{"kind", "line", "pointer", "message", "remedy"}]}`. Of all kinds, only
    /// `assumption` and `raised-digits` are not open.
    pub fn to_json(&self) -> Value {
        json!({ "findings": self.discrepancies.iter().map(Discrepancy::json).collect::<Vec<_>>() })
    }

    /// 0 where nothing is open, 8 where something is.
    pub fn exit_status(&self) -> u8 {
        report::exit_status(self.open().next().is_some())
    }
}

/// The report for people, with a line break at its end.
impl fmt::Display for Discrepancies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::sections(f, &SECTIONS, &self.discrepancies, |discrepancy| discrepancy.kind.section())?;
        let open = self.open().count();
        let assumed =
            self.discrepancies.iter().filter(|discrepancy| discrepancy.kind == DiscrepancyKind::Assumption).count();
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        match open {
            0 => writeln!(f, "Nothing is open; {assumed} declared assumption{}.", plural(assumed)),
            _ => writeln!(
                f,
                "{open} discrepancy{} open; {assumed} declared assumption{}.",
                plural(open),
                plural(assumed)
            ),
        }
    }
}
