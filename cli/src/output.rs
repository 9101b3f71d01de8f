//! What goes to the two streams: stdout is data, stderr is for people. Nothing else writes to them.
//!
//! Text from outside passes through [`colt_numbers_terminal_text`]: JSON in [`Output::bytes`], messages in the functions below. A reader
//! that went away is not an error: the program continues, and its exit status is unchanged.

use std::io::{self, Write};

use colt_numbers_terminal_text::{Safe, json};
use serde::Serialize;

use crate::command_failure::Failure;
use crate::standard_stream::{Reader, Stream};
use crate::style::{ERROR, HINT, LABEL, WARNING, painted};

/// Where the program writes to.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Whether data is written as JSON.
    pub json: bool,
}

impl Output {
    /// Writes data for people.
    pub fn text(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Reader, Failure> {
        rendered(write).and_then(|text| Stream::Out.text(&text)).map_err(unwritten)
    }

    /// Writes data as one line of JSON.
    pub fn object(self, value: &impl Serialize) -> Result<Reader, Failure> {
        let mut line = serde_json::to_vec(value).map_err(|error| Failure::internal(error.to_string()))?;
        line.push(b'\n');
        self.bytes(&line)
    }

    /// Writes data: as it is, or JSON so that a terminal can show it.
    pub fn bytes(self, bytes: &[u8]) -> Result<Reader, Failure> {
        let written = match str::from_utf8(bytes) {
            Ok(text) if self.json => Stream::Out.bytes(json(text).as_bytes()),
            _ => Stream::Out.bytes(bytes),
        };
        written.map_err(unwritten)
    }

    /// Prints for people.
    pub fn say(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Reader {
        // Where stderr fails, there is nowhere to report that.
        rendered(write).and_then(|text| Stream::Error.text(&text)).unwrap_or(Reader::Gone)
    }

    /// Prints for people what must not be lost: on stdout where nobody can read stderr. Gives it back, without colours, where neither can be
    /// read.
    pub fn insist(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Option<Vec<u8>> {
        let text = rendered(write).ok()?;
        let is_printed =
            [Stream::Error, Stream::Out].into_iter().any(|out| matches!(out.text(&text), Ok(Reader::There)));
        (!is_printed).then(|| anstream::adapter::strip_bytes(&text).into_vec())
    }

    /// Prints one line of a kind, such as `note: …`.
    pub fn note(self, text: &str) {
        self.say(|out| note(out, text));
    }

    /// Prints why the program stops: on stdout as JSON where that was asked for and is read, else on stderr.
    pub fn failure(self, failure: &Failure) {
        if self.json {
            let Failure { exit, message, hint } = failure;
            let stopped = Stopped { outcome: exit.outcome(), message, hint: hint.as_deref() };
            if matches!(self.object(&stopped), Ok(Reader::There)) {
                return;
            }
        }
        self.say(|out| error(out, &failure.message, failure.hint.as_deref()));
    }
}

fn rendered(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    write(&mut text)?;
    Ok(text)
}

fn unwritten(error: io::Error) -> Failure {
    Failure::internal(format!("standard output cannot be written to: {error}"))
}

/// Why the program stops, as JSON. The shape is stable.
#[derive(Serialize)]
struct Stopped<'f> {
    outcome: &'static str,
    message: &'f str,
    hint: Option<&'f str>,
}

/// An error and what to do about it.
pub fn error(out: &mut dyn Write, message: &str, hint: Option<&str>) -> io::Result<()> {
    writeln!(out, "{} {}", painted(ERROR, "error:"), Safe::new(message))?;
    hint.iter().try_for_each(|hint| hinted(out, "", Safe::new(hint)))
}

/// A line of warning.
pub fn warning(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{} {}", painted(WARNING, "warning:"), Safe::new(text))
}

/// A line that is worth knowing.
pub fn note(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{} {}", painted(HINT, "note:"), Safe::new(text))
}

/// A label and its value.
pub fn row(out: &mut dyn Write, indent: &str, label: &str, value: &str) -> io::Result<()> {
    let label = format!("{label}:");
    writeln!(out, "{indent}{} {}", painted(LABEL, format_args!("{label:<15}")), Safe::new(value))
}

/// What to do, below what is wrong.
pub fn hinted(out: &mut dyn Write, indent: &str, hint: Safe<'_>) -> io::Result<()> {
    writeln!(out, "{indent}  {} {hint}", painted(HINT, "hint:"))
}

/// JSON for people to look at: the same value, and no character but line feeds does anything else to a terminal than print.
///
/// `text` is JSON, in which blanks and line breaks other than these stand between its tokens alone.
pub fn printable(text: &str) -> String {
    json(text).replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ")
}
