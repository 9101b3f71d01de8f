//! An error of the contract crate as a failure of this program.

use colt_numbers_contract::Error;

use crate::command_failure::Failure;
use crate::exit::Exit;

/// With its hint apart and its own exit code.
pub fn failed(error: Error) -> Failure {
    let text = error.to_string();
    let (message, hint) = match text.split_once("\nhint: ") {
        Some((message, hint)) => (message.to_owned(), Some(hint.to_owned())),
        None => (text, None),
    };
    Failure { exit: Exit::of_code(error.exit_code()), message, hint }
}
