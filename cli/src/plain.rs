//! Text of other people as a part of ours: it moves no cursor, turns no writing direction, and has an end where that loses nothing.

use std::fmt::{self, Write as _};

/// The most characters that are shown of a text.
const LONGEST: usize = 400;

/// A text of unknown origin, to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'t>(pub &'t str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, c) in self.0.chars().enumerate() {
            if index == LONGEST {
                return f.write_char('…');
            }
            written(f, c)?;
        }
        Ok(())
    }
}

/// A text that is needed whole, such as an id.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'t>(pub &'t str);

impl fmt::Display for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| written(f, c))
    }
}

/// Bytes of an answer, to be looked at in one line: as text where they are.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'b>(pub &'b [u8]);

impl fmt::Display for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            chunk.valid().chars().try_for_each(|c| written(f, c))?;
            chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
        }
        Ok(())
    }
}

fn written(f: &mut fmt::Formatter<'_>, c: char) -> fmt::Result {
    if c.is_control() || turns_direction(c) { write!(f, "{}", c.escape_default()) } else { f.write_char(c) }
}

/// Whether a character changes the direction of the text around it.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Plain, Raw, Whole};

    #[test]
    fn nothing_moves_a_cursor_or_turns_a_direction() {
        assert_eq!(Plain("a\u{1b}[2J\u{202e}\r\n`ß`").to_string(), "a\\u{1b}[2J\\u{202e}\\r\\n`ß`");
        assert_eq!(Raw(b"{\"a\"\n:\xff\x1b}").to_string(), "{\"a\"\\n:\\xff\\u{1b}}");
    }

    #[test]
    fn a_long_text_has_an_end() {
        let shown = Plain(&"x".repeat(LONGEST + 1)).to_string();
        assert_eq!(shown.chars().count(), LONGEST + 1);
        assert!(shown.ends_with('…'));
        assert_eq!(Whole(&"x".repeat(9999)).to_string().len(), 9999);
    }
}
