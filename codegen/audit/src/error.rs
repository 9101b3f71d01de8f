//! The errors for a document or a spec that cannot be audited.

use std::fmt;

use colt_numbers_terminal_text::Safe;

/// The reason why a document or a spec cannot be audited.
#[derive(Debug)]
#[non_exhaustive]
pub enum AuditError {
    /// The file is larger than [`MAX_FILE`](crate::MAX_FILE), or its text is larger than [`MAX_TEXT`](crate::MAX_TEXT).
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The bytes are not UTF-8 text.
    NotText {
        /// How to get UTF-8 text from this kind of file.
        hint: &'static str,
        /// The line of the first byte that is not UTF-8, from 1.
        line: usize,
    },
    /// The file begins like a `.docx`, but is not a valid `.docx`.
    NotDocx {
        /// The reason.
        reason: String,
    },
    /// The text has no visible character.
    Empty,
    /// The spec was written from other documents.
    UnknownDocument {
        /// The file name and the title of each document that the spec was written from.
        known: Vec<(String, String)>,
        /// The SHA-256 of this document's text form.
        hash: String,
    },
    /// The lines that the spec cites are not those of the old revision.
    OtherLines {
        /// The SHA-256 of the revision whose lines the spec cites.
        cited: String,
        /// The SHA-256 of the old revision.
        old: String,
    },
    /// The two documents are not revisions of the same document.
    TwoDocuments {
        /// The file name of the entry of the old document.
        old: String,
        /// The file name of the entry of the new document.
        new: String,
    },
    /// The spec is not YAML, or not an object.
    Spec {
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => {
                write!(
                    f,
                    "the document is larger than {limit} bytes\n  hint: pass the text of the document, or a .docx without pictures"
                )
            }
            Self::NotText { hint, line } => write!(f, "line {line} is not UTF-8 text\n  hint: {hint}"),
            Self::NotDocx { reason } => {
                write!(
                    f,
                    "the file is not a readable .docx: {}\n  hint: open it in Word and save it as .docx or as plain text (UTF-8)",
                    Safe::new(reason)
                )
            }
            Self::Empty => write!(f, "the document has no text\n  hint: pass the converted text, or the .docx itself"),
            Self::UnknownDocument { known, hash } => {
                write!(
                    f,
                    "`info.x-documents` of the spec has no entry with the hash, file name or title of this document"
                )?;
                for (file, title) in known {
                    write!(f, "\n  `{}`: {}", Safe::new(file), Safe::new(title))?;
                }
                write!(
                    f,
                    "\n  hint: rename a new revision to the file name of its entry; for a new document, add an entry with `file`, `title` and `sha256: {hash}`"
                )
            }
            Self::OtherLines { cited, old } => {
                write!(
                    f,
                    "the spec cites lines of the revision `{}`, and the old document is `{old}`\n  hint: pass the revision that the spec was written from",
                    Safe::new(cited)
                )
            }
            Self::TwoDocuments { old, new } => {
                let [old, new] = [old, new].map(|file| Safe::new(file));
                write!(
                    f,
                    "OLD is a revision of `{old}`, and NEW of `{new}`\n  hint: pass two revisions of the same document, with the file name of its entry in `info.x-documents`"
                )
            }
            Self::Spec { reason } => {
                let reason = Safe::new(reason);
                write!(f, "the spec cannot be read: {reason}\n  hint: pass an OpenAPI 3.0 file in YAML")
            }
        }
    }
}

impl std::error::Error for AuditError {}

pub(crate) fn not_docx(reason: String) -> AuditError {
    AuditError::NotDocx { reason }
}
