//! `json-schema`: prints the JSON Schema of what a command prints to standard output with `--json`.
//!
//! The schemas are written by hand, in `schemas/`, because they are a promise: the output may get new members, and loses none.

use crate::args::values::CommandWithJson;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;

/// Runs the command.
pub fn run(command: CommandWithJson, output: Output) -> Result<Exit, CommandFailure> {
    output.print_bytes(schema(command).as_bytes())?;
    Ok(Exit::Done)
}

fn schema(command: CommandWithJson) -> &'static str {
    match command {
        CommandWithJson::Reserve => include_str!("../../schemas/reserve.json"),
        CommandWithJson::Call => include_str!("../../schemas/call.json"),
        CommandWithJson::Plan => include_str!("../../schemas/plan.json"),
        CommandWithJson::Apply => include_str!("../../schemas/apply.json"),
        CommandWithJson::Status => include_str!("../../schemas/status.json"),
        CommandWithJson::Reconcile => include_str!("../../schemas/reconcile.json"),
        CommandWithJson::Lapses => include_str!("../../schemas/lapses.json"),
        CommandWithJson::Journal => include_str!("../../schemas/journal.json"),
        CommandWithJson::Operations => include_str!("../../schemas/operations.json"),
        CommandWithJson::Check => include_str!("../../schemas/check.json"),
        CommandWithJson::Rules => include_str!("../../schemas/rules.json"),
        CommandWithJson::Sandbox => include_str!("../../schemas/sandbox.json"),
        CommandWithJson::Contract => include_str!("../../schemas/contract.json"),
        CommandWithJson::Version => include_str!("../../schemas/version.json"),
    }
}
