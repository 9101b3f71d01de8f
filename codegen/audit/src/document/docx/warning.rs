//! What of a `.docx` is not in its text form, or stands there with a doubt.

/// What kind of warning it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum DocxWarningKind {
    /// Text that is not read.
    Unread,
    /// Text that nobody sees.
    Hidden,
    /// Text that is struck through.
    Struck,
    /// Text that was inserted, deleted or moved, where nobody has accepted it yet.
    Tracked,
    /// Digits above or below the line, which may be the mark of a note.
    Raised,
}

/// One warning.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DocxWarning {
    pub(crate) kind: DocxWarningKind,
    /// The line of the text form; none where it has none.
    pub(crate) line: Option<usize>,
    /// What it is about, in words: `a formula`.
    pub(crate) what: String,
    /// The text that it is about, as far as there is any.
    pub(crate) text: String,
}

/// The longest text that a message shows.
const LONGEST: usize = 60;

impl DocxWarning {
    /// What there is to know, as a sentence.
    pub(crate) fn message(&self) -> String {
        let state = match self.kind {
            DocxWarningKind::Unread => "is not read",
            DocxWarningKind::Hidden => "is hidden, and not read",
            DocxWarningKind::Struck => "is struck through, and not read",
            DocxWarningKind::Tracked => "is a tracked change",
            DocxWarningKind::Raised => "stands above or below the line, and may be the mark of a note",
        };
        let text: String = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return format!("{} {state}", self.what);
        }
        let shown: String = text.chars().take(LONGEST).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        format!("{} {state}: `{shown}{more}`", self.what)
    }

    /// What to do about it.
    pub(crate) fn remedy(&self) -> &'static str {
        match self.kind {
            DocxWarningKind::Unread => "read it in Word; or save the document without it",
            DocxWarningKind::Hidden => "read it in Word (¶ shows it), and save the document without it",
            DocxWarningKind::Struck => {
                "ask the vendor whether it holds, and save the document without it, or without the line through it"
            }
            DocxWarningKind::Tracked => "accept or reject the tracked changes in Word, and save the document",
            DocxWarningKind::Raised => "read what the mark refers to",
        }
    }
}
