//! Reads a confirmation that the user types.

use std::io::{self, BufRead, IsTerminal as _};

/// At most this many bytes of the line are read.
const MAX_LINE: usize = 256;

/// Whether the user can be asked: standard input and standard error are a terminal.
pub fn can_be_asked() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Reads a line from standard input; returns whether it is the word and nothing else.
pub fn is_typed(word: &str) -> bool {
    is_confirmed(io::stdin().lock(), word)
}

/// Whether the line is the word and nothing else. A line of `MAX_LINE` bytes or more never confirms the request, even if it begins with the word.
fn is_confirmed(reader: impl BufRead, word: &str) -> bool {
    let mut line = String::new();
    let read = reader.take(MAX_LINE as u64).read_line(&mut line);
    read.is_ok_and(|length| length < MAX_LINE) && line.trim() == word
}

#[cfg(test)]
mod tests {
    use super::is_confirmed;

    #[test]
    fn only_a_line_with_nothing_but_the_word_confirms() {
        let padded = |blanks: usize, rest: &str| format!("order{}{rest}", " ".repeat(blanks));
        for (typed, expected) in [
            ("order\n", true),
            (" order \r\n", true),
            ("order", true),
            ("orders\n", false),
            ("\n", false),
            ("", false),
            (&padded(200, "\n"), true),
            (&padded(250, ", no\n"), false),
            (&padded(251, ", no\n"), false),
            (&padded(10_000, "not\n"), false),
        ] {
            assert_eq!(is_confirmed(typed.as_bytes(), "order"), expected, "{typed:?}");
        }
    }
}
