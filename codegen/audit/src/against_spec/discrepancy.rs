//! The discrepancies between a document and the spec as data, and their reports as text and JSON.

use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::{Value, json};
use strum::IntoStaticStr;

use crate::report;

/// The kind of a discrepancy. The set is closed; programs identify a kind by [`DiscrepancyKind::id`].
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "kebab-case")]
pub enum DiscrepancyKind {
    /// The SHA-256 of the document differs from the SHA-256 in the spec.
    DocumentChanged,
    /// The document has another version than the spec.
    VersionDiffers,
    /// A part of a `.docx`, or an element in it, has text that is not read.
    PartNotRead,
    /// Hidden text of a `.docx`, which is not read.
    HiddenText,
    /// Text of a `.docx` with a strikethrough, which is not read.
    StruckThrough,
    /// A pending tracked change of a `.docx`, which is read as if it were accepted.
    TrackedChange,
    /// Superscript or subscript digits of a `.docx`, which may be a note reference. The digits are not joined with the number beside them, so
    /// this kind is not open.
    RaisedDigits,
    /// An operation of the document is not in the spec. Its parameters and examples are not reported.
    OperationNotInSpec,
    /// An operation of the spec is not in the document. Its elements are not reported.
    OperationNotInDocument,
    /// Either only the document or only the spec has this URL or path.
    EndpointDiffers,
    /// Either only the document or only the spec has this method.
    MethodDiffers,
    /// A group of the document is not in the spec.
    GroupNotInSpec,
    /// A group of the spec is not in the document.
    GroupNotInDocument,
    /// A group has different names in the document and in the spec.
    GroupRenamed,
    /// A group is in different groups in the document and in the spec.
    GroupMoved,
    /// A parameter of the document is not in the spec.
    ParameterNotInSpec,
    /// A parameter of the spec is not in the document.
    ParameterNotInDocument,
    /// A parameter has different names in the document and in the spec.
    ParameterRenamed,
    /// A parameter is in different groups or locations in the document and in the spec.
    ParameterMoved,
    /// Document and spec differ in whether a parameter is mandatory.
    RequirednessDiffers,
    /// A parameter is conditionally mandatory in the document, and no rule cites the condition.
    ConditionWithoutRule,
    /// A limit differs, or only the document or only the spec has it.
    LimitDiffers,
    /// A pattern differs, or only the document or only the spec has it.
    PatternDiffers,
    /// The listed values differ; their order does not count.
    ValuesDiffer,
    /// The example of a parameter differs.
    ExampleDiffers,
    /// A keyword of a parameter that is not a limit, pattern or example differs: default, format or type.
    FactDiffers,
    /// An example of a request or response differs.
    SampleDiffers,
    /// An example of the document contradicts a table of the document.
    ExampleContradicts,
    /// An example of the document is not in the spec.
    SampleNotInSpec,
    /// An example of the spec cites the document, but the document does not have the example.
    SampleNotInDocument,
    /// The status table and the effects of the spec differ.
    StatusDiffers,
    /// The data or the text of an element differ from the lines that it cites.
    StatementDiffers,
    /// An `x-source` is not valid, or names a different document.
    SourceUnreadable,
    /// An `x-source` cites lines beyond the end of the document.
    SourceBeyondEnd,
    /// The lines that an `x-source` cites have moved.
    SourceMoved,
    /// The lines that an `x-source` cites do not state the element.
    SourceSaysOtherwise,
    /// A line has a word that the document does not have, according to a silence of the spec.
    NotSilent,
    /// The document states an element that has only an assumption in the spec.
    AssumptionStated,
    /// Lines that no element of the spec cites and that `leftOut` does not list.
    LineNotCovered,
    /// A difference that the element declares in its `x-assumption`. This kind is not open.
    Assumption,
}

impl DiscrepancyKind {
    /// The stable id of the kind.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether a discrepancy of this kind needs an action.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Assumption | Self::RaisedDigits)
    }

    /// This kind, or [`Self::Assumption`] if the spec declares the difference.
    pub(crate) fn or_assumption(self, is_declared: bool) -> Self {
        if is_declared { Self::Assumption } else { self }
    }

    /// The section of the report that lists discrepancies of this kind.
    fn section(self) -> &'static str {
        match self {
            Self::DocumentChanged
            | Self::VersionDiffers
            | Self::PartNotRead
            | Self::HiddenText
            | Self::StruckThrough
            | Self::TrackedChange
            | Self::RaisedDigits => "Document",
            Self::OperationNotInSpec
            | Self::OperationNotInDocument
            | Self::EndpointDiffers
            | Self::MethodDiffers
            | Self::StatusDiffers => "Calls and statuses",
            Self::SampleDiffers | Self::ExampleContradicts | Self::SampleNotInSpec | Self::SampleNotInDocument => {
                "Examples"
            }
            Self::StatementDiffers
            | Self::NotSilent
            | Self::AssumptionStated
            | Self::SourceUnreadable
            | Self::SourceBeyondEnd
            | Self::SourceMoved
            | Self::SourceSaysOtherwise => "Sources",
            Self::LineNotCovered => "Lines without a citation",
            Self::Assumption => "Declared assumptions",
            _ => "Parameters",
        }
    }
}

/// The sections of the report, in order.
const SECTIONS: [&str; 7] = [
    "Document",
    "Calls and statuses",
    "Parameters",
    "Examples",
    "Sources",
    "Lines without a citation",
    "Declared assumptions",
];

/// A discrepancy between the document and the spec.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discrepancy {
    /// The kind.
    pub kind: DiscrepancyKind,
    /// The line of the document; `None` if no line of the document belongs to the discrepancy.
    pub line: Option<usize>,
    /// The JSON Pointer into the spec; `None` if no element of the spec belongs to the discrepancy.
    pub pointer: Option<String>,
    /// The difference.
    pub message: String,
    /// The remedy, printed as a hint.
    pub remedy: String,
}

impl Discrepancy {
    pub(crate) fn to_json(&self) -> Value {
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

/// All discrepancies, in the order of the document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Discrepancies {
    /// The file name of the document in the spec; `None` if the spec does not have several documents.
    pub document: Option<String>,
    /// The discrepancies, including declared assumptions.
    pub discrepancies: Vec<Discrepancy>,
}

impl Discrepancies {
    /// The discrepancies that need an action.
    pub fn open(&self) -> impl Iterator<Item = &Discrepancy> {
        self.discrepancies.iter().filter(|discrepancy| discrepancy.kind.is_open())
    }

    /// The report for programs: `{"document", "findings": [{"kind", "line", "pointer", "message", "remedy"}]}`. All kinds but `assumption` and
    /// `raised-digits` are open.
    pub fn to_json(&self) -> Value {
        json!({ "document": self.document, "findings": self.discrepancies.iter().map(Discrepancy::to_json).collect::<Vec<_>>() })
    }

    /// 0 if no discrepancy is open, otherwise 8.
    pub fn exit_status(&self) -> u8 {
        report::exit_status(self.open().next().is_some())
    }
}

/// The report for people, with a trailing line break.
impl fmt::Display for Discrepancies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = &self.document {
            writeln!(f, "Compared with the elements that cite `{}`", Safe::new(document))?;
        }
        report::sections(f, &SECTIONS, &self.discrepancies, |discrepancy| discrepancy.kind.section())?;
        let open = self.open().count();
        let assumed =
            self.discrepancies.iter().filter(|discrepancy| discrepancy.kind == DiscrepancyKind::Assumption).count();
        let plural = if assumed == 1 { "" } else { "s" };
        match open {
            0 => writeln!(f, "No open discrepancies; {assumed} declared assumption{plural}."),
            1 => writeln!(f, "1 open discrepancy; {assumed} declared assumption{plural}."),
            _ => writeln!(f, "{open} open discrepancies; {assumed} declared assumption{plural}."),
        }
    }
}
