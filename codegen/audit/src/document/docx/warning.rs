//! Warnings about a `.docx`: content that is missing or doubtful in the text form.

/// The kind of a warning.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum DocxWarningKind {
    /// Text that is not read.
    Unread,
    /// Hidden text.
    Hidden,
    /// Text with a strikethrough.
    Struck,
    /// A pending tracked change: inserted, deleted or moved text.
    Tracked,
    /// Superscript or subscript digits, which may be a note reference.
    Raised,
}

/// A warning.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DocxWarning {
    pub(crate) kind: DocxWarningKind,
    /// The line of the text form; `None` if the content belongs to no line.
    pub(crate) line: Option<usize>,
    /// The subject in words: `a formula`.
    pub(crate) what: String,
    /// The affected text; empty if unknown.
    pub(crate) text: String,
}

/// The maximum number of characters of a text in a message.
const MAX_QUOTED: usize = 60;

impl DocxWarning {
    /// The message.
    pub(crate) fn message(&self) -> String {
        let state = match self.kind {
            DocxWarningKind::Unread => "is not read",
            DocxWarningKind::Hidden => "is hidden, and not read",
            DocxWarningKind::Struck => "is struck through, and not read",
            DocxWarningKind::Tracked => "is a tracked change",
            DocxWarningKind::Raised => "is superscript or subscript, and may be a note reference",
        };
        let text: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return format!("{} {state}", self.what);
        }
        let shown: String = text.chars().take(MAX_QUOTED).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        format!("{} {state}: `{shown}{more}`", self.what)
    }

    /// The remedy, printed as a hint.
    pub(crate) fn remedy(&self) -> &'static str {
        match self.kind {
            DocxWarningKind::Unread => "read it in Word; or save the document without it",
            DocxWarningKind::Hidden => "read it in Word (¶ shows it), and save the document without it",
            DocxWarningKind::Struck => {
                "ask the vendor whether it is valid, and save the document without it, or without the strikethrough"
            }
            DocxWarningKind::Tracked => "accept or reject the tracked changes in Word, and save the document",
            DocxWarningKind::Raised => "check whether it refers to a note",
        }
    }
}
