//! The text form of a `.docx`: its body, and behind it footnotes, endnotes, headers, footers and diagrams, each behind an empty line. What
//! is visible once all tracked changes are accepted is in it. What is not in it, or not for certain meant, is a [`warning`].
//!
//! | in the file | in the text form |
//! |---|---|
//! | a paragraph | a line; an item of a list begins with a bullet (its number or sign stands in another part, and is noise) |
//! | a cell | its lines, of which the first begins with a tab |
//! | a row | an empty line behind its cells |
//! | a table | one more empty line behind its last row |
//! | a table within a cell | its paragraphs, as lines of the cell around it |
//! | a text box | lines behind the paragraph that holds it |
//! | a line break, a tab | a new line, a blank (a tab means a cell) |
//! | a raised or lowered digit | `¹`, `₁`, with a blank between it and other digits; a warning |
//! | deleted or moved away text, rows, paragraph marks | nothing; a warning |
//! | inserted or moved text | its text; a warning |
//! | hidden text, hidden rows, text that is struck through | nothing; a warning |
//! | formulas, fields drawn from their code, ruby, signs of symbol fonts, WordArt, drop-down lists, parts of other files | nothing, or the bare sign; a warning |
//! | tiny text, text in the colour of the page | its text |
//! | fields' results, hyperlinks, smart tags, content controls | their text; of page numbers nothing |
//! | bookmarks, fields' codes, pictures, references to notes | nothing |
//!
//! Any other part of the container that holds text, such as comments, charts and embedded files, is a warning.

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

/// The largest text that is unpacked, of all parts together: a container can claim a thousand times its own size.
const MAX_PARTS: u64 = 64 << 20;

/// The text form of the document in a container.
///
/// # Errors
/// When it is not a container, has no `word/document.xml`, is too large, or a part of it that is read is not well-formed XML.
pub(crate) fn read(bytes: &[u8]) -> Result<DocxText, AuditError> {
    let mut container = Container::open(bytes)?;
    let names = container.names()?;
    let styles = match names.iter().any(|name| name == STYLES) {
        true => Styles::of_xml(&container.xml(STYLES)?)?,
        false => Styles::default(),
    };
    let mut word = text_part::read(BODY, &container.xml(BODY)?, &styles)?;
    for name in parts::text_parts(&names) {
        let mut story = text_part::read(&name, &container.xml(&name)?, &styles)?;
        if !story.text.trim().is_empty() {
            word.text.push('\n');
            let before = word.text.matches('\n').count();
            word.text.push_str(&story.text);
            story.warnings.iter_mut().for_each(|warning| warning.line = warning.line.map(|line| line + before));
        }
        word.warnings.append(&mut story.warnings);
    }
    for name in parts::others(&names) {
        let bytes = container.bytes(&name)?;
        word.warnings.extend(parts::unread(&name, &bytes));
    }
    Ok(word)
}

struct Container<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, AuditError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| not_docx(error.to_string()))?;
        Ok(Self { archive, left: MAX_PARTS })
    }

    /// The names of all parts, in order.
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
        part.take(self.left + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(AuditError::TooLarge { limit: MAX_PARTS }),
        }
        Ok(bytes)
    }

    fn xml(&mut self, name: &str) -> Result<String, AuditError> {
        String::from_utf8(self.bytes(name)?).map_err(|_| not_docx(format!("`{name}` is not UTF-8")))
    }
}
