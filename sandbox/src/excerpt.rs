//! The beginning of a text from outside, fit for a message.

use colt_numbers_terminal_text::Safe;

/// The most characters that a message shows.
const SHOWN: usize = 60;

/// The beginning of a text, safe for a terminal.
pub(crate) fn brief(text: &str) -> String {
    Safe::new(text).truncated(SHOWN).to_string()
}
