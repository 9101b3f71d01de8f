//! Reading a request: from a file, or from standard input as `-`; never more than is judged.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::PathBuf;

use colt_numbers::MAX_REQUEST_BYTES;

use crate::command_failure::Failure;
use crate::output::Output;

/// Where a request is read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => write!(f, "`{}`", path.display()),
        }
    }
}

impl Source {
    /// Opens it.
    pub fn open(&self, output: Output) -> Result<Box<dyn Read + Send>, Failure> {
        match self {
            Self::Stdin => {
                if io::stdin().is_terminal() {
                    output.note("reading the request from the terminal; Ctrl-D ends it");
                }
                Ok(Box::new(io::stdin()))
            }
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(self.unreadable(&error)),
            },
        }
    }

    /// Reads it, up to the size from which on it is refused.
    pub fn read(&self, output: Output) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let mut limited = self.open(output)?.take(MAX_REQUEST_BYTES as u64 + 1);
        limited.read_to_end(&mut bytes).map_err(|error| self.unreadable(&error))?;
        Ok(bytes)
    }

    /// That it cannot be read.
    pub fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::usage(format!("cannot read {self}: {error}"))
            .hint("give a file that can be read, or `-` for standard input")
    }
}
