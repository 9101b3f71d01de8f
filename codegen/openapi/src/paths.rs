//! Paths in messages: safe for a terminal, and beside the reason why something failed.

use std::io;
use std::path::Path;

use colt_numbers_terminal_text::SafeBytes;

/// A path as a message prints it: on one line, unsafe characters and bytes that are not UTF-8 as escapes.
#[must_use]
pub fn shown(path: &Path) -> SafeBytes<'_> {
    SafeBytes(path.as_os_str().as_encoded_bytes())
}

/// The error with the path that it belongs to.
#[must_use]
pub fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", shown(path)))
}
