//! Sanitizes a server's text for a message: one line without control characters, truncated.

use colt_numbers_terminal_text::Safe;

/// The length to which a server's text is truncated, in characters.
const MAX_CHARS: usize = 200;

/// A server's text for a message: trimmed, with control characters escaped, truncated.
pub(crate) fn sanitize(text: &str) -> String {
    Safe::new(text.trim()).truncated(MAX_CHARS).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sanitized_text_is_one_short_line(text in any::<String>()) {
            let sanitized = sanitize(&text);
            prop_assert!(!sanitized.contains(colt_numbers_terminal_text::is_unsafe));
            // No escape is longer than `\u{2028}`.
            prop_assert!(sanitized.chars().count() <= 8 * MAX_CHARS + 1);
        }
    }

    #[test]
    fn a_text_of_200_characters_is_not_truncated() {
        assert_eq!(sanitize(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(sanitize(&"é".repeat(201)), format!("{}…", "é".repeat(200)));
        assert_eq!(sanitize(" a\r\n\u{202e}b\u{2028}c "), r"a\r\n\u{202e}b\u{2028}c");
    }
}
