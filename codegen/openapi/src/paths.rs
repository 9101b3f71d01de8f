//! File paths in messages: printable, and added to I/O errors.

use std::io;
use std::path::Path;

use colt_numbers_terminal_text::SafeBytes;

/// The path on one line; unsafe characters and bytes that are not UTF-8 are escaped.
#[must_use]
pub fn printable(path: &Path) -> SafeBytes<'_> {
    SafeBytes(path.as_os_str().as_encoded_bytes())
}

/// Adds the path to an I/O error.
#[must_use]
pub fn with_path(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", printable(path)))
}
