//! Reads the vendor's document, as text or `.docx`, into lines. [`model`] interprets the lines.
//!
//! The document has two forms. The text form is the output of a converter for the vendor's Word document: UTF-8, every cell of a table begins
//! with a tab, and each cell and row is on lines of its own. A `.docx` is converted to the text form (see [`docx`]); line numbers then refer to
//! the text form.

pub(crate) mod calls;
pub(crate) mod description;
pub(crate) mod docx;
pub(crate) mod layout;
pub(crate) mod line;
pub(crate) mod model;
pub(crate) mod nesting;
pub(crate) mod normalize;
pub(crate) mod sample_json;
pub(crate) mod table;

use docx::warning::DocxWarning;
use line::DocumentLine;
use sha2::{Digest, Sha256};

use crate::error::AuditError;

/// The maximum size of a file, in bytes. The vendor's document has some ten kilobytes of text; pictures make a `.docx` larger.
pub const MAX_FILE: u64 = 64 << 20;
/// The maximum size of the text form, in bytes.
pub const MAX_TEXT: u64 = 8 << 20;

/// A vendor's document.
///
/// ```
/// use colt_numbers_audit::VendorDocument;
///
/// let document = VendorDocument::from_bytes(b"Method: POST\n")?;
/// assert_eq!(document.last_line(), 1);
/// # Ok::<(), colt_numbers_audit::AuditError>(())
/// ```
#[derive(Clone, Debug)]
pub struct VendorDocument {
    lines: Vec<DocumentLine>,
    text: String,
    hashes: Vec<String>,
    warnings: Vec<DocxWarning>,
    name: Option<String>,
}

impl VendorDocument {
    /// Reads a document from its text form or from a `.docx`. The form is detected from the content.
    ///
    /// # Errors
    /// If the bytes are neither the text form nor a `.docx`, or are more than [`MAX_FILE`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AuditError> {
        if bytes.len() as u64 > MAX_FILE {
            return Err(AuditError::TooLarge { limit: MAX_FILE });
        }
        if bytes.starts_with(b"PK") {
            let docx = docx::read(bytes)?;
            let own = hash(docx.text.as_bytes());
            return Ok(Self { warnings: docx.warnings, ..Self::of_text(docx.text, vec![hash(bytes), own])? });
        }
        let text = utf8(bytes)?;
        Self::of_text(text.to_owned(), vec![hash(bytes)])
    }

    fn of_text(text: String, hashes: Vec<String>) -> Result<Self, AuditError> {
        if text.len() as u64 > MAX_TEXT {
            return Err(AuditError::TooLarge { limit: MAX_TEXT });
        }
        let mut normalizer = normalize::LineNormalizer::default();
        let mut lines: Vec<DocumentLine> = split(&text)
            .enumerate()
            .map(|(index, raw)| DocumentLine {
                number: index + 1,
                begins_cell: begins_cell(raw),
                text: normalizer.line(raw),
            })
            .collect();
        while lines.last().is_some_and(DocumentLine::is_blank) {
            lines.pop();
        }
        if lines.iter().all(|line| line.text.is_empty()) {
            return Err(AuditError::Empty);
        }
        Ok(Self { lines, text, hashes, warnings: Vec::new(), name: None })
    }

    /// Adds the file name, by which a new revision of a document is recognized.
    #[must_use]
    pub fn with_name(self, name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..self }
    }

    /// The file name, if it is known.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The text form. The text form of a `.docx` is generated: one line for each paragraph, a tab before each cell, an empty line after each
    /// row, and one more empty line after a table; notes, headers, footers and diagrams follow the body.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of the last line that has text.
    pub fn last_line(&self) -> usize {
        self.lines.len()
    }

    /// The SHA-256 of the file in lower-case hex digits; for a `.docx`, also the SHA-256 of its text form.
    pub fn hashes(&self) -> &[String] {
        &self.hashes
    }

    /// The SHA-256 of the text form.
    pub fn hash(&self) -> &str {
        self.hashes.last().map_or("", String::as_str)
    }

    /// Warnings about a `.docx`: content that is missing or doubtful in the text form.
    pub(crate) fn warnings(&self) -> &[DocxWarning] {
        &self.warnings
    }

    /// The lines, without empty lines at the end.
    pub(crate) fn lines(&self) -> &[DocumentLine] {
        &self.lines
    }

    /// Whether the line with this number exists and has text.
    pub(crate) fn has_text(&self, number: usize) -> bool {
        self.line(number).is_some_and(|line| !line.text.is_empty())
    }

    /// The line with this number, if it exists.
    pub(crate) fn line(&self, number: usize) -> Option<&DocumentLine> {
        self.lines.get(number.checked_sub(1)?)
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, AuditError> {
    let hint = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16; save it as plain text with the encoding UTF-8",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            "the file has the old Word format .doc; save it as .docx or as plain text (UTF-8)"
        }
        [b'{', b'\\', b'r', b't', b'f', ..] => "the file is RTF; save it as .docx or as plain text (UTF-8)",
        [b'%', b'P', b'D', b'F', ..] => "the file is a PDF; pass the .docx, or its plain text (UTF-8)",
        _ => "save the document as plain text with the encoding UTF-8",
    };
    let is_other_format = bytes.starts_with(b"{\\rtf") || bytes.starts_with(b"%PDF");
    match std::str::from_utf8(bytes) {
        Ok(text) if !is_other_format => Ok(text),
        Ok(_) => Err(AuditError::NotText { hint, line: 1 }),
        Err(error) => {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            Err(AuditError::NotText { hint, line })
        }
    }
}

/// The lines of a text. They end with LF or CR LF, or with CR if the text has no LF. Any other CR counts as a space.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(if text.contains('\n') { '\n' } else { '\r' })
}

fn begins_cell(raw: &str) -> bool {
    raw.trim_start_matches(|c: char| c != '\t' && normalize::is_blank(c)).starts_with('\t')
}

/// The SHA-256 in lower-case hex digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_line_ending_is_read() {
        let document =
            VendorDocument::from_bytes("\u{feff}a\r\n\tb\r \n \u{a0}\t · c\nd\r\r\n\n \n".as_bytes()).unwrap();
        let seen: Vec<(usize, bool, &str)> =
            document.lines().iter().map(|line| (line.number, line.begins_cell, line.text.as_str())).collect();
        assert_eq!(seen, [(1, false, "a"), (2, true, "b"), (3, true, "· c"), (4, false, "d")]);
        assert_eq!(VendorDocument::from_bytes(b"a\rb\r").unwrap().last_line(), 2);
        assert_eq!(document.line(0), None);
        assert_eq!(document.line(5), None);
    }

    #[test]
    fn other_file_formats_are_rejected_with_a_hint() {
        for (bytes, words) in [
            (&b"\xff\xfeM\0e\0"[..], "UTF-16"),
            (b"\xd0\xcf\x11\xe0\xa1", "old Word"),
            (b"{\\rtf1 x}", "RTF"),
            (b"%PDF-1.7", "PDF"),
            (b"a\nb\xe9", "line 2"),
            (b"PK\x03\x04rubbish", ".docx"),
            (b" \n\t\n \n", "no text"),
            (b"", "no text"),
        ] {
            match VendorDocument::from_bytes(bytes) {
                Err(error) => assert!(error.to_string().contains(words), "{error}"),
                Ok(document) => panic!("{words}: {document:?}"),
            }
        }
    }
}
