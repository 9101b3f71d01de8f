//! The program `colt-numbers`: reserve and check Colt phone numbers from a shell.
//!
//! Here the command line is read and a command chosen; what a command does is in [`commands`].

mod args;
mod command_failure;
mod command_line;
mod commands;
mod credentials;
mod embedded_sandbox;
mod exit;
mod interrupt_listener;
mod log;
mod output;
mod request_input;
mod runtime;
mod standard_stream;
mod state_folder;
mod style;
mod target_arg;
mod target_client;
mod violations;

use std::process::ExitCode;

use crate::args::Command;
use crate::output::Output;

fn main() -> ExitCode {
    let cli = match command_line::command_line() {
        Ok(cli) => cli,
        Err(exit) => return exit.into(),
    };
    let output = Output { json: cli.common.json };
    log::begin(cli.common.verbose);
    let ended = match &cli.command {
        Command::Reserve(asked) => commands::reserve::run(asked, output),
        Command::Check(asked) => commands::check::run(asked, output),
        Command::Rules(asked) => commands::rules::run(asked, output),
        Command::Sandbox(asked) => commands::sandbox::run(asked, output),
        Command::Contract(asked) => commands::contract::run(asked, output),
    };
    let exit = ended.unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit
    });
    exit.into()
}
