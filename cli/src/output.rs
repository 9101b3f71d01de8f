//! Prints everything that the program prints: data to standard output, messages for people to standard error.
//!
//! Text from outside passes through [`colt_numbers_terminal_text`]: JSON in [`Output::print_bytes`], messages in the functions below. A
//! reader that went away is not an error: the program continues, and its exit code is unchanged.

use std::io::{self, Write};

use colt_numbers_terminal_text::{Safe, escape_json};
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::standard_stream::{Delivery, StandardStream};
use crate::style::{ERROR, HINT, LABEL, WARNING, styled};

/// The format of the output.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Whether data is printed as JSON (`--json`).
    pub json: bool,
}

impl Output {
    /// Prints data as text.
    pub fn print_text(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Delivery, CommandFailure> {
        rendered(write).and_then(|text| StandardStream::Out.text(&text)).map_err(write_failure)
    }

    /// Prints data as one line of JSON.
    pub fn print_json(self, value: &impl Serialize) -> Result<Delivery, CommandFailure> {
        let mut line = serde_json::to_vec(value).map_err(|error| CommandFailure::internal(error.to_string()))?;
        line.push(b'\n');
        self.print_bytes(&line)
    }

    /// Prints data unchanged; with `--json`, unsafe characters become JSON escapes.
    pub fn print_bytes(self, bytes: &[u8]) -> Result<Delivery, CommandFailure> {
        let written = match str::from_utf8(bytes) {
            Ok(text) if self.json => StandardStream::Out.bytes(escape_json(text).as_bytes()),
            _ => StandardStream::Out.bytes(bytes),
        };
        written.map_err(write_failure)
    }

    /// Prints a message to standard error.
    pub fn message(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Delivery {
        // If standard error fails, that cannot be reported anywhere.
        rendered(write).and_then(|text| StandardStream::Error.text(&text)).unwrap_or(Delivery::Lost)
    }

    /// Prints a message that must not be lost: to standard error, or to standard output if nobody can read standard error. If nobody can
    /// read either, the message is returned without colours.
    pub fn message_on_any_stream(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Option<Vec<u8>> {
        let text = rendered(write).ok()?;
        let is_printed = [StandardStream::Error, StandardStream::Out]
            .into_iter()
            .any(|out| matches!(out.text(&text), Ok(Delivery::Readable)));
        (!is_printed).then(|| anstream::adapter::strip_bytes(&text).into_vec())
    }

    /// Prints `note: …` to standard error.
    pub fn note(self, text: &str) {
        self.message(|out| note_line(out, text));
    }

    /// Prints why the command failed: with `--json` to standard output as JSON, if that can be read; else to standard error.
    pub fn failure(self, failure: &CommandFailure) {
        if self.json {
            let CommandFailure { exit, message, hint } = failure;
            let json = CommandFailureJson { outcome: exit.outcome(), message, hint: hint.as_deref() };
            if matches!(self.print_json(&json), Ok(Delivery::Readable)) {
                return;
            }
        }
        self.message(|out| error_line(out, &failure.message, failure.hint.as_deref()));
    }
}

fn rendered(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    write(&mut text)?;
    Ok(text)
}

fn write_failure(error: io::Error) -> CommandFailure {
    CommandFailure::internal(format!("cannot write to standard output: {error}"))
}

/// A [`CommandFailure`] as JSON. Programs read it: its members are stable.
#[derive(Serialize)]
struct CommandFailureJson<'f> {
    outcome: &'static str,
    message: &'f str,
    hint: Option<&'f str>,
}

/// Writes an error and, on a line of its own, the hint.
pub fn error_line(out: &mut dyn Write, message: &str, hint: Option<&str>) -> io::Result<()> {
    writeln!(out, "{} {}", styled(ERROR, "error:"), Safe::new(message))?;
    hint.iter().try_for_each(|hint| hint_line(out, "", Safe::new(hint)))
}

/// Writes `warning: …`.
pub fn warning_line(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{} {}", styled(WARNING, "warning:"), Safe::new(text))
}

/// Writes `note: …`.
pub fn note_line(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{} {}", styled(HINT, "note:"), Safe::new(text))
}

/// Writes a label and its value; the values of several rows are aligned.
pub fn row(out: &mut dyn Write, indent: &str, label: &str, value: &str) -> io::Result<()> {
    let label = format!("{label}:");
    writeln!(out, "{indent}{} {}", styled(LABEL, format_args!("{label:<15}")), Safe::new(value))
}

/// Writes `hint: …`, indented below the message that it belongs to.
pub fn hint_line(out: &mut dyn Write, indent: &str, hint: Safe<'_>) -> io::Result<()> {
    writeln!(out, "{indent}  {} {hint}", styled(HINT, "hint:"))
}

/// JSON that is safe to print on a terminal: the same value, in which line feeds are the only control characters.
///
/// `text` must be JSON, so that carriage returns and tabs occur only between its tokens.
pub fn printable(text: &str) -> String {
    escape_json(text).replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ")
}
