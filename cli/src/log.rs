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
        .with_writer(|| Printable)
        .with_target(false)
        .with_ansi(false)
        // It would say so on the stream that it cannot write to, and panic: a terminal that was closed would end an order on its way.
        .log_internal_errors(false);
    // It fails where there is a log already, and there is none.
    let _ = log.try_init();
}

/// Standard error, without characters that do anything to a terminal but print: the log holds text from outside.
struct Printable;

impl Write for Printable {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(lines(&String::from_utf8_lossy(text)).as_bytes())?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
