//! `-v`: what the library traces, on stderr. It traces no secrets.

use std::io::{self, Write};

use colt_numbers_terminal_text::lines;
use tracing_subscriber::filter::LevelFilter;

/// Begins to log, where it was asked for.
pub fn begin(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(|| Printable(io::stderr()))
        .with_target(false)
        .with_ansi(false)
        // It would say so on the stream that it cannot write to, and panic: a terminal that was closed would end an order on its way.
        .log_internal_errors(false);
    // It fails where there is a log already, and there is none.
    let _ = log.try_init();
}

/// A stream without characters that do anything to a terminal but print: what is logged may hold text from outside.
struct Printable<W>(W);

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.write_all(lines(&String::from_utf8_lossy(text)).as_bytes())?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::Printable;

    #[test]
    fn a_log_does_nothing_to_a_terminal_but_print() {
        let mut log = Vec::new();
        Printable(&mut log).write_all("a\u{1b}[2J\u{202e}\nß\n".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(log).unwrap(), "a\\u{1b}[2J\\u{202e}\nß\n");
    }
}
