//! The two streams: stdout is data, stderr is for people. Nobody else writes to them.
//!
//! A reader that went away is no error: what it did not want is not written, and the program goes on and ends as it would have.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use crate::failure::Failure;
use crate::plain::Whole;
use crate::style::{ERROR, HINT, LABEL, WARNING, painted};

/// Whether somebody reads standard output.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reader {
    There,
    Gone,
}

/// Where the program writes to.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Whether data is written as JSON.
    pub json: bool,
}

impl Output {
    /// Writes data for people.
    pub fn text(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Reader, Failure> {
        let mut out = AutoStream::new(io::stdout().lock(), color_of(&io::stdout()));
        let written = write(&mut out).and_then(|()| out.flush());
        tolerated(written)
    }

    /// Writes data as one line of JSON.
    pub fn object(self, value: &impl Serialize) -> Result<Reader, Failure> {
        let mut line = serde_json::to_vec(value).map_err(|error| Failure::internal(error.to_string()))?;
        line.push(b'\n');
        self.bytes(&line)
    }

    /// Writes data as it is.
    pub fn bytes(self, bytes: &[u8]) -> Result<Reader, Failure> {
        let mut out = io::stdout().lock();
        tolerated(out.write_all(bytes).and_then(|()| out.flush()))
    }

    /// Says something to people.
    pub fn say(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let mut out = AutoStream::new(io::stderr().lock(), color_of(&io::stderr()));
        // There is nowhere else to say that nobody can be told.
        let _ = write(&mut out).and_then(|()| out.flush());
    }

    /// Says one line of a kind, such as `note: …`.
    pub fn note(self, text: &str) {
        self.say(|out| writeln!(out, "{} {text}", painted(HINT, "note:")));
    }

    /// Says one line of warning.
    pub fn warn(self, text: &str) {
        self.say(|out| writeln!(out, "{} {text}", painted(WARNING, "warning:")));
    }

    /// Says why the program stops: on stderr for people, or on stdout as JSON.
    pub fn failure(self, failure: &Failure) {
        if self.json {
            let Failure { exit, message, hint } = failure;
            if self.object(&Stopped { outcome: exit.outcome(), message, hint: hint.as_deref() }).is_ok() {
                return;
            }
        }
        self.say(|out| error(out, &failure.message, failure.hint.as_deref()));
    }
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
    writeln!(out, "{} {message}", painted(ERROR, "error:"))?;
    match hint {
        Some(hint) => hinted(out, "", hint),
        None => Ok(()),
    }
}

/// A label and its value.
pub fn row(out: &mut dyn Write, indent: &str, label: &str, value: &str) -> io::Result<()> {
    let label = format!("{label}:");
    writeln!(out, "{indent}{} {}", painted(LABEL, format_args!("{label:<15}")), Whole(value))
}

/// What to do, below what is wrong.
pub fn hinted(out: &mut dyn Write, indent: &str, hint: impl std::fmt::Display) -> io::Result<()> {
    writeln!(out, "{indent}  {} {hint}", painted(HINT, "hint:"))
}

/// How colours were chosen: by `--color`, else by terminal and environment.
fn color_of(stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match ColorChoice::global() {
        ColorChoice::Auto => AutoStream::choice(stream),
        chosen => chosen,
    }
}

/// A failure to write, unless it is that nobody reads.
fn tolerated(written: io::Result<()>) -> Result<Reader, Failure> {
    match written {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(Failure::internal(format!("standard output cannot be written to: {error}"))),
    }
}
