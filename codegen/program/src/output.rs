//! What a command prints and its exit status; the one place where text is written to the streams.

use std::io::{self, Write as _};
use std::process::ExitCode;

use colt_numbers_terminal_text::{json, lines};
use serde_json::Value;

use crate::exit::{DONE, INTERNAL};
use crate::failure::Failure;

/// The result of a command.
pub struct Output {
    data: Data,
    messages: String,
    status: u8,
}

/// What goes to standard output.
enum Data {
    Text(String),
    Json(Value),
}

impl Output {
    /// Text as data, and success.
    pub const fn text(text: String) -> Self {
        Self { data: Data::Text(text), messages: String::new(), status: DONE }
    }

    /// JSON as data, and success.
    pub const fn json(value: Value) -> Self {
        Self { data: Data::Json(value), messages: String::new(), status: DONE }
    }

    /// No data; messages for people.
    pub const fn messages(status: u8, messages: String) -> Self {
        Self { data: Data::Text(String::new()), messages, status }
    }

    /// No data; one error.
    pub fn failed(Failure { message, status }: Failure) -> Self {
        Self::messages(status, format!("error: {message}\n"))
    }

    /// The same data, with more messages for people and another exit status.
    pub fn and(self, status: u8, messages: &str) -> Self {
        Self { messages: self.messages + messages, status, ..self }
    }

    /// Writes to both streams, with every unsafe character as an escape. A reader that has gone away is not an error; data that cannot be
    /// written for another reason is.
    pub fn print(self) -> ExitCode {
        let Self { data, mut messages, mut status } = self;
        if let Err(error) = write_data(&data)
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            messages.push_str(&format!("error: standard output cannot be written: {error}\n"));
            status = INTERNAL;
        }
        // Where standard error cannot be written either, the exit status is all that is left.
        let _ = io::stderr().write_all(lines(&messages).as_bytes());
        ExitCode::from(status)
    }
}

fn write_data(data: &Data) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match data {
        Data::Text(text) => stdout.write_all(lines(text).as_bytes())?,
        Data::Json(value) => writeln!(stdout, "{}", json(&format!("{value:#}")))?,
    }
    stdout.flush()
}
