//! A line of a document.

/// A line of the text form, normalized.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DocumentLine {
    /// The number, from 1.
    pub(crate) number: usize,
    /// Whether a cell of a table begins here.
    pub(crate) begins_cell: bool,
    /// The normalized text.
    pub(crate) text: String,
}

impl DocumentLine {
    /// Whether the line has no text and does not begin a cell.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty() && !self.begins_cell
    }
}
