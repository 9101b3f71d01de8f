//! Reads a request from a file, or from standard input (`-`), up to the maximum size of a request.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::PathBuf;

use colt_numbers::MAX_REQUEST_BYTES;

use crate::command_failure::CommandFailure;
use crate::output::Output;

/// Where a request is read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RequestInput {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl From<PathBuf> for RequestInput {
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path) }
    }
}

impl fmt::Display for RequestInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => write!(f, "`{}`", path.display()),
        }
    }
}

impl RequestInput {
    /// Opens the file or standard input.
    pub fn open(&self, output: Output) -> Result<Box<dyn Read + Send>, CommandFailure> {
        match self {
            Self::Stdin => {
                if io::stdin().is_terminal() {
                    output.note("reading the request from the terminal; end the request with Ctrl-D");
                }
                Ok(Box::new(io::stdin()))
            }
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(self.read_failure(&error)),
            },
        }
    }

    /// Reads the request. Reading stops after one byte more than the maximum size, because a request of that size is invalid.
    pub fn read(&self, output: Output) -> Result<Vec<u8>, CommandFailure> {
        let mut bytes = Vec::new();
        let mut limited = self.open(output)?.take(MAX_REQUEST_BYTES as u64 + 1);
        limited.read_to_end(&mut bytes).map_err(|error| self.read_failure(&error))?;
        Ok(bytes)
    }

    /// The failure for an input that cannot be read.
    pub fn read_failure(&self, error: &io::Error) -> CommandFailure {
        CommandFailure::usage(format!("cannot read {self}: {error}"))
            .hint("give the path of a readable file, or `-` for standard input")
    }
}
