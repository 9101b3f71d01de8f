//! A server's text as a part of a message.

use colt_numbers_terminal_text::Safe;

/// The most characters of a server's text that are shown.
const SHOWN: usize = 200;

/// A server's text as a part of a line: safe for a terminal, and truncated.
pub(crate) fn quoted(text: &str) -> String {
    Safe::new(text.trim()).truncated(SHOWN).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_quoted_text_is_one_line_with_an_end(text in any::<String>()) {
            let quoted = quoted(&text);
            prop_assert!(!quoted.contains(colt_numbers_terminal_text::is_unsafe));
            // No escape is longer than `\u{2028}`.
            prop_assert!(quoted.chars().count() <= 8 * SHOWN + 1);
        }
    }

    #[test]
    fn a_text_of_200_characters_is_shown_whole() {
        assert_eq!(quoted(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(quoted(&"é".repeat(201)), format!("{}…", "é".repeat(200)));
        assert_eq!(quoted(" a\r\n\u{202e}b\u{2028}c "), r"a\r\n\u{202e}b\u{2028}c");
    }
}
