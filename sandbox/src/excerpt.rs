//! Truncates and sanitizes untrusted text for messages.

use colt_numbers_terminal_text::Safe;

/// The maximum number of characters.
const MAX_CHARACTERS: usize = 60;

/// The beginning of a text, safe to print on a terminal.
pub(crate) fn excerpt(text: &str) -> String {
    Safe::new(text).truncated(MAX_CHARACTERS).to_string()
}
