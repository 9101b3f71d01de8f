//! Makes text from outside safe to print on a terminal: no character can move the cursor, start an escape sequence or change the writing
//! direction.
//!
//! Every message and report of the workspace escapes text from outside with this crate: responses, files, paths, option values. This crate has
//! no dependencies, so every other crate can use it.
//!
//! ```
//! use colt_numbers_terminal_text::{Safe, escape_json};
//!
//! assert_eq!(Safe::new("a\u{1b}[2J").to_string(), r"a\u{1b}[2J");
//! assert_eq!(Safe::new("abcdef").truncated(3).to_string(), "abc…");
//! assert_eq!(escape_json("\"\u{202e}\""), r#""\u202e""#);
//! ```

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Whether a terminal may interpret this character instead of printing it: C0 and C1 controls, DEL, line and paragraph separators, and the
/// controls of bidirectional text.
#[must_use]
pub const fn is_unsafe(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Displays a text on one line: unsafe characters, including line breaks, become Rust escapes (`\n`, `\u{1b}`).
#[derive(Clone, Copy, Debug)]
pub struct Safe<'t> {
    text: &'t str,
    max_chars: usize,
}

impl<'t> Safe<'t> {
    /// Displays the whole text.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        Self { text, max_chars: usize::MAX }
    }

    /// Displays at most `max_chars` characters of the text, and `…` in place of the rest. An escape counts as one character.
    #[must_use]
    pub const fn truncated(self, max_chars: usize) -> Self {
        Self { max_chars, ..self }
    }
}

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.text.chars().enumerate() {
            if index == self.max_chars {
                return f.write_char('…');
            }
            write_safe(f, character)?;
        }
        Ok(())
    }
}

/// Displays bytes on one line: valid UTF-8 as [`Safe`] does, and other bytes as `\xff`.
#[derive(Clone, Copy, Debug)]
pub struct SafeBytes<'b>(pub &'b [u8]);

impl fmt::Display for SafeBytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            chunk.valid().chars().try_for_each(|character| write_safe(f, character))?;
            chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
        }
        Ok(())
    }
}

/// Escapes the unsafe characters of a text as [`Safe`] does, except line feeds and tabs.
#[must_use]
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    replace_chars(
        text,
        |character| is_unsafe(character) && !matches!(character, '\n' | '\t'),
        |out, character| {
            out.extend(character.escape_default());
        },
    )
}

/// Escapes the unsafe characters of a JSON text as JSON escapes (`\u202e`), except white space between its tokens. The value stays the same.
///
/// `text` must be valid JSON, in which unsafe characters other than white space occur only within strings.
#[must_use]
pub fn escape_json(text: &str) -> Cow<'_, str> {
    replace_chars(
        text,
        |character| is_unsafe(character) && !matches!(character, '\n' | '\r' | '\t'),
        |out, character| {
            out.push_str(&format!("\\u{:04x}", u32::from(character)));
        },
    )
}

fn replace_chars(text: &str, matches: impl Fn(char) -> bool, write: impl Fn(&mut String, char)) -> Cow<'_, str> {
    let Some(first) = text.find(&matches) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for character in text[first..].chars() {
        if matches(character) {
            write(&mut out, character);
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

fn write_safe(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    if is_unsafe(character) { write!(f, "{}", character.escape_default()) } else { f.write_char(character) }
}

#[cfg(test)]
mod tests {
    use super::{Safe, SafeBytes, escape_json, escape_lines, is_unsafe};

    fn every_unsafe_character() -> String {
        let unsafe_characters = ('\0'..='\u{ffff}').filter(|&character| is_unsafe(character)).collect::<String>();
        assert_eq!(unsafe_characters.chars().count(), 32 + 33 + 1 + 2 + 2 + 5 + 4);
        unsafe_characters
    }

    #[test]
    fn an_unsafe_character_is_printed_as_an_escape() {
        assert_eq!(Safe::new("a\u{1b}[2J\u{202e}\r\n`ß`").to_string(), r"a\u{1b}[2J\u{202e}\r\n`ß`");
        assert_eq!(SafeBytes(b"{\"a\"\n:\xff\x1b}").to_string(), r#"{"a"\n:\xff\u{1b}}"#);
        assert_eq!(escape_lines("a\u{1b}\n\tb"), "a\\u{1b}\n\tb");
        let unsafe_text = every_unsafe_character();
        assert!(!Safe::new(&unsafe_text).to_string().contains(is_unsafe));
        assert!(!SafeBytes(unsafe_text.as_bytes()).to_string().contains(is_unsafe));
        assert_eq!(
            escape_lines(&unsafe_text).chars().filter(|&character| is_unsafe(character)).collect::<String>(),
            "\t\n"
        );
    }

    #[test]
    fn text_without_unsafe_characters_is_unchanged() {
        for text in ["", "abc", "ß日本", "a\u{200d}b", "a b"] {
            assert_eq!(Safe::new(text).to_string(), text);
            assert_eq!(escape_lines(text), text);
            assert_eq!(escape_json(text), text);
        }
    }

    #[test]
    fn a_long_text_is_truncated_only_on_request() {
        assert_eq!(Safe::new(&"x".repeat(401)).truncated(400).to_string(), "x".repeat(400) + "…");
        assert_eq!(Safe::new(&"x".repeat(400)).truncated(400).to_string(), "x".repeat(400));
        assert_eq!(Safe::new(&"x".repeat(9999)).to_string().len(), 9999);
    }

    #[test]
    fn unsafe_characters_of_json_become_json_escapes() {
        assert_eq!(escape_json("{\n \"a\": \"\u{7f}\u{9b}\u{2028}ß\"}"), "{\n \"a\": \"\\u007f\\u009b\\u2028ß\"}");
    }
}
