//! Converts a `.docx` to the text form: the body, followed by footnotes, endnotes, headers, footers and diagrams, each after an empty line.
//! Tracked changes are read as if they were accepted. A [`warning`] reports content that is missing or doubtful in the text form.
//!
//! | in the file | in the text form |
//! |---|---|
//! | a paragraph | a line; a list item begins with a bullet, whatever number or sign Word shows, because another part of the file defines that sign |
//! | a cell | its lines; the first begins with a tab |
//! | a row | an empty line after its cells |
//! | a table | one more empty line after its last row |
//! | a table in a cell | its paragraphs, as lines of the outer cell |
//! | a text box | lines after the paragraph that contains it |
//! | a line break, a tab | a new line, a space (a tab would begin a cell) |
//! | superscript or subscript digits | `¹`, `₁`, with a space between them and other digits; a warning |
//! | deleted or moved-away text, rows, paragraph marks | nothing; a warning |
//! | inserted or moved-in text | its text; a warning |
//! | hidden text, hidden rows, text with a strikethrough | nothing; a warning |
//! | symbol fonts | the character that the file has, not the symbol that Word shows; a warning |
//! | formulas, fields that Word draws from their code, ruby, WordArt, drop-down lists, parts of other files | nothing; a warning |
//! | tiny text, text in the colour of the page | its text |
//! | results of fields, hyperlinks, smart tags, content controls | their text; nothing for page numbers |
//! | bookmarks, codes of fields, pictures, references to notes | nothing |
//!
//! A warning also reports each other part of the container that has text, such as comments, charts and embedded files.

mod field;
mod parts;
mod styles;
mod text_part;
pub(crate) mod warning;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::{AuditError, not_docx};
use parts::BODY;
use styles::{STYLES, Styles};
use text_part::DocxText;

/// The maximum number of bytes that are unpacked from all parts together. The parts can be a thousand times as large as the container.
const MAX_PARTS: u64 = 64 << 20;

/// Converts the document in a container.
///
/// # Errors
/// If the bytes are not a ZIP container, the container has no `word/document.xml` or is too large, or one of the parts that are read is not
/// well-formed XML.
pub(crate) fn read(bytes: &[u8]) -> Result<DocxText, AuditError> {
    let mut container = Container::open(bytes)?;
    let names = container.names()?;
    let styles = match names.iter().any(|name| name == STYLES) {
        true => Styles::of_xml(&container.xml(STYLES)?)?,
        false => Styles::default(),
    };
    let mut docx = text_part::read(BODY, &container.xml(BODY)?, &styles)?;
    for name in parts::text_parts(&names) {
        let mut part = text_part::read(&name, &container.xml(&name)?, &styles)?;
        if !part.text.trim().is_empty() {
            docx.text.push('\n');
            let before = docx.text.matches('\n').count();
            docx.text.push_str(&part.text);
            part.warnings.iter_mut().for_each(|warning| warning.line = warning.line.map(|line| line + before));
        }
        docx.warnings.append(&mut part.warnings);
    }
    for name in parts::others(&names) {
        let bytes = container.bytes(&name)?;
        docx.warnings.extend(parts::unread(&name, &bytes));
    }
    Ok(docx)
}

struct Container<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// The number of bytes that may still be unpacked.
    bytes_left: u64,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, AuditError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_docx(error.to_string()))?;
        Ok(Self { archive, bytes_left: MAX_PARTS })
    }

    /// The names of all parts, sorted.
    fn names(&self) -> Result<Vec<String>, AuditError> {
        let names = self.archive.file_names().map(|name| name.map(|name| name.into_owned()));
        let mut names = names.collect::<Result<Vec<String>, _>>().map_err(|error| not_docx(error.to_string()))?;
        names.sort();
        Ok(names)
    }

    fn bytes(&mut self, name: &str) -> Result<Vec<u8>, AuditError> {
        let failed = |error: &dyn std::fmt::Display| not_docx(format!("`{name}`: {error}"));
        let part = self.archive.by_name(name).map_err(|error| failed(&error))?;
        let mut bytes = Vec::new();
        part.take(self.bytes_left + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        match self.bytes_left.checked_sub(bytes.len() as u64) {
            Some(bytes_left) => self.bytes_left = bytes_left,
            None => return Err(AuditError::TooLarge { limit: MAX_PARTS }),
        }
        Ok(bytes)
    }

    fn xml(&mut self, name: &str) -> Result<String, AuditError> {
        String::from_utf8(self.bytes(name)?).map_err(|_| not_docx(format!("`{name}` is not UTF-8")))
    }
}
