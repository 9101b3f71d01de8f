//! Prints the output of the program: data to standard output, messages for people to standard error.
//!
//! [`colt_numbers_terminal_text`] escapes text from outside: in JSON by [`Output::print_bytes`], in messages by the functions below. If the
//! reader of a stream goes away, that is not an error: the program continues, and its exit code is unchanged.

use std::io::{self, Write};

use colt_numbers_terminal_text::{Safe, escape_json};
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::exit::Exit;
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
        rendered(write).and_then(|text| StandardStream::Out.write_text(&text)).map_err(write_failure)
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
            Ok(text) if self.json => StandardStream::Out.write_bytes(escape_json(text).as_bytes()),
            _ => StandardStream::Out.write_bytes(bytes),
        };
        written.map_err(write_failure)
    }

    /// Prints data that is not available as JSON, unchanged.
    pub fn print_only_text(self, text: &[u8]) -> Result<Exit, CommandFailure> {
        if self.json {
            return Err(CommandFailure::usage("this command does not print JSON").hint("leave out `--json`"));
        }
        self.print_bytes(text).map(|_| Exit::Done)
    }

    /// Prints a message to standard error.
    pub fn message(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Delivery {
        // A failure of standard error cannot be reported anywhere.
        rendered(write).and_then(|text| StandardStream::Error.write_text(&text)).unwrap_or(Delivery::Lost)
    }

    /// Prints a message that must not be lost: to standard error, or to standard output if standard error has no reader. If neither stream
    /// has a reader, the message is returned, without colours.
    pub fn message_on_any_stream(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Option<Vec<u8>> {
        let text = rendered(write).ok()?;
        let is_printed = [StandardStream::Error, StandardStream::Out]
            .into_iter()
            .any(|out| matches!(out.write_text(&text), Ok(Delivery::Readable)));
        (!is_printed).then(|| anstream::adapter::strip_bytes(&text).into_vec())
    }

    /// Prints `note: …` to standard error.
    pub fn note(self, text: &str) {
        self.message(|out| write_note(out, text));
    }

    /// Prints why the command failed. With `--json`, the error is printed as JSON to standard output, if standard output has a reader.
    /// Otherwise it is printed as text to standard error.
    pub fn failure(self, failure: &CommandFailure) {
        if self.json {
            let CommandFailure { exit, message, hint } = failure;
            let json = CommandFailureJson { outcome: exit.outcome(), message, hint: hint.as_deref() };
            if matches!(self.print_json(&json), Ok(Delivery::Readable)) {
                return;
            }
        }
        self.message(|out| write_error(out, &failure.message, failure.hint.as_deref()));
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

/// A [`CommandFailure`] as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct CommandFailureJson<'f> {
    outcome: &'static str,
    message: &'f str,
    hint: Option<&'f str>,
}

/// Writes an error and, on a line of its own, the hint.
pub fn write_error(out: &mut dyn Write, message: &str, hint: Option<&str>) -> io::Result<()> {
    writeln!(out, "{} {}", styled(ERROR, "error:"), Safe::new(message))?;
    hint.iter().try_for_each(|hint| write_hint(out, "", Safe::new(hint)))
}

/// Writes `warning: …`.
pub fn write_warning(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{} {}", styled(WARNING, "warning:"), Safe::new(text))
}

/// Writes `note: …`.
pub fn write_note(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "{} {}", styled(HINT, "note:"), Safe::new(text))
}

/// Writes a label and its value; the values of several rows are aligned.
pub fn write_row(out: &mut dyn Write, indent: &str, label: &str, value: &str) -> io::Result<()> {
    let label = format!("{label}:");
    writeln!(out, "{indent}{} {}", styled(LABEL, format_args!("{label:<15}")), Safe::new(value))
}

/// Writes `hint: …`, indented below the message that it belongs to.
pub fn write_hint(out: &mut dyn Write, indent: &str, hint: Safe<'_>) -> io::Result<()> {
    writeln!(out, "{indent}  {} {hint}", styled(HINT, "hint:"))
}

/// Makes JSON safe to print on a terminal: the value stays the same, and line feeds are the only control characters in the result.
///
/// `text` must be valid JSON, in which carriage returns and tabs occur only between tokens.
pub fn printable_json(text: &str) -> String {
    escape_json(text).replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ")
}
