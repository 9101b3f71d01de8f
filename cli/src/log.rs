//! `-v`: prints the library's tracing events, which contain no secrets, to standard error.

use std::io::{self, Write};

use colt_numbers_terminal_text::escape_lines;
use tracing_subscriber::filter::LevelFilter;

/// Starts the log if `-v` was given.
pub fn start(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(|| SafeWriter(io::stderr()))
        .with_target(false)
        .with_ansi(false)
        // By default, the subscriber prints a write error to the stream that failed, and panics: a closed terminal would end a call in flight.
        .log_internal_errors(false);
    // This call fails only if another subscriber is set, and this program sets no other.
    let _ = log.try_init();
}

/// A writer that escapes the characters that are unsafe on a terminal, because log lines may contain text from outside.
struct SafeWriter<W>(W);

impl<W: Write> Write for SafeWriter<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.write_all(escape_lines(&String::from_utf8_lossy(text)).as_bytes())?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::SafeWriter;

    #[test]
    fn unsafe_characters_are_escaped_in_the_log() {
        let mut log = Vec::new();
        SafeWriter(&mut log).write_all("a\u{1b}[2J\u{202e}\nß\n".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(log).unwrap(), "a\\u{1b}[2J\\u{202e}\nß\n");
    }
}
