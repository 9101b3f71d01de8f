//! An error that ends a command: the message, a hint, and the exit code.

use crate::exit::Exit;

/// Why a command stopped. [`crate::output::Output::failure`] prints it.
#[derive(Debug)]
pub struct CommandFailure {
    /// The exit code.
    pub exit: Exit,
    /// What is wrong, on one line.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl CommandFailure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), hint: None }
    }

    /// A bug, or an error of the operating system.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Exit::Internal, message)
    }

    /// An interruption that leaves nothing in doubt.
    pub fn interrupted(message: impl Into<String>) -> Self {
        Self::new(Exit::Interrupted, message)
    }

    /// An error in the command line, or in a file that the command line names.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// An error in the credentials or the configuration.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(Exit::Configuration, message)
    }

    /// A guard of production stopped the command: the request was not confirmed, or the target of `contract` is production.
    pub fn guard(message: impl Into<String>) -> Self {
        Self::new(Exit::Guard, message)
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
