//! The output of a command and its exit status; only this file writes to the standard streams. Also replaces files.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use colt_numbers_openapi::paths::printable;
use colt_numbers_terminal_text::{escape_json, escape_lines};
use serde_json::Value;

use crate::exit::{DONE, INTERNAL};
use crate::failure::Failure;

/// The result of a command.
pub struct Output {
    data: Data,
    messages: String,
    status: u8,
}

/// The data for standard output.
enum Data {
    Text(String),
    Json(Value),
}

impl Output {
    /// Text for standard output, with exit status 0.
    pub const fn text(text: String) -> Self {
        Self { data: Data::Text(text), messages: String::new(), status: DONE }
    }

    /// JSON for standard output, with exit status 0.
    pub const fn json(value: Value) -> Self {
        Self { data: Data::Json(value), messages: String::new(), status: DONE }
    }

    /// Messages for standard error, and no data.
    pub const fn messages(status: u8, messages: String) -> Self {
        Self { data: Data::Text(String::new()), messages, status }
    }

    /// An error message for standard error, and no data.
    pub fn failure(Failure { message, status }: Failure) -> Self {
        Self::messages(status, format!("error: {message}\n"))
    }

    /// Adds messages and replaces the exit status.
    pub fn with(self, status: u8, messages: &str) -> Self {
        Self { messages: self.messages + messages, status, ..self }
    }

    /// Writes to both streams, with unsafe characters escaped. A closed pipe is not an error; any other failure to write to standard output
    /// is an error.
    pub fn print(self) -> ExitCode {
        let Self { data, mut messages, mut status } = self;
        if let Err(error) = write_data(&data)
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            messages.push_str(&format!("error: standard output cannot be written: {error}\n"));
            status = INTERNAL;
        }
        // If standard error cannot be written either, only the exit status shows the failure.
        let _ = io::stderr().write_all(escape_lines(&messages).as_bytes());
        ExitCode::from(status)
    }
}

/// Replaces a file with a text, whole or not at all. An equal file is not written.
pub fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let written = fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|error| Failure::internal(format!("`{}` cannot be written: {error}", printable(path))))
}

fn write_data(data: &Data) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match data {
        Data::Text(text) => stdout.write_all(escape_lines(text).as_bytes())?,
        Data::Json(value) => writeln!(stdout, "{}", escape_json(&format!("{value:#}")))?,
    }
    stdout.flush()
}
