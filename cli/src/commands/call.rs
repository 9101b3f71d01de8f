//! `call`: sends one request of any operation, and prints its response.

use colt_numbers::DynamicRequest;

use crate::args::CallArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;
use crate::sending::journaled::JournalOptions;
use crate::sending::submission::Submission;
use crate::sending::{self, SendOptions};

/// Runs the command.
pub fn run(args: &CallArgs, output: Output) -> Result<Exit, CommandFailure> {
    let body = args.body.as_ref().map(|input| input.read(output)).transpose()?;
    let parameters = args.param.iter().map(|param| (&*param.name, &*param.value));
    let request = DynamicRequest::new(args.operation, parameters, body.map(Into::into)).map_err(|error| {
        CommandFailure::usage(error.to_string()).hint("`colt-numbers operations` lists the parameters")
    })?;
    match args.validation.checks()?.check_dynamic(request) {
        Ok(request) => {
            let options =
                SendOptions { send: &args.send, validation: &args.validation, journal: JournalOptions::default() };
            sending::run(&Submission::of_request(request), options, output)
        }
        Err(invalid) => sending::print_invalid(invalid.violations(), output),
    }
}
