//! One line of a document.

/// One line of the text form, without noise.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DocumentLine {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// Whether a cell of a table begins here.
    pub(crate) cell: bool,
    /// What it says, cleaned.
    pub(crate) text: String,
}

impl DocumentLine {
    /// Whether it is an empty line: neither text nor the beginning of a cell.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty() && !self.cell
    }
}
