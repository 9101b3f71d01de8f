//! Why a command stops before it has a result.

use std::fmt::Display;

use crate::exit;

/// A message for people, and an exit status.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub status: u8,
}

impl Failure {
    /// The command line, or a file that it names.
    pub fn usage(message: impl Display) -> Self {
        Self { message: message.to_string(), status: exit::USAGE }
    }

    /// The machine.
    pub fn internal(message: impl Display) -> Self {
        Self { message: message.to_string(), status: exit::INTERNAL }
    }

    /// What was checked does not hold.
    pub fn drift(message: impl Display) -> Self {
        Self { message: message.to_string(), status: exit::DRIFT }
    }
}
