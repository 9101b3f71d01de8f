//! Converts an error of the contract crate to a failure of this program.

use colt_numbers_contract::Error;

use crate::command_failure::CommandFailure;
use crate::exit::Exit;

/// The failure with the error's message, hint and exit code.
pub fn contract_failure(error: Error) -> CommandFailure {
    let text = error.to_string();
    let (message, hint) = match text.split_once("\nhint: ") {
        Some((message, hint)) => (message.to_owned(), Some(hint.to_owned())),
        None => (text, None),
    };
    CommandFailure { exit: Exit::of_code(error.exit_code()), message, hint }
}
