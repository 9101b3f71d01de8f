//! The error of a command: a message and an exit status.

use std::fmt::Display;

use crate::exit;

/// An error message with an exit status.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub status: u8,
}

impl Failure {
    /// An invalid command line, or a file that cannot be read.
    pub fn usage(message: impl Display) -> Self {
        Self { message: message.to_string(), status: exit::USAGE }
    }

    /// A file or folder that cannot be read or written.
    pub fn internal(message: impl Display) -> Self {
        Self { message: message.to_string(), status: exit::INTERNAL }
    }

    /// A check that failed.
    pub fn failed_check(message: impl Display) -> Self {
        Self { message: message.to_string(), status: exit::FAILED_CHECK }
    }
}
