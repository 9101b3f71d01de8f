//! The program `colt-numbers`: reserve and check Colt phone numbers from a shell.
//!
//! Here the command line is read and a command chosen; what a command does is in [`commands`].

mod args;
mod commands;
mod credentials;
mod destination;
mod embedded;
mod exit;
mod failure;
mod input;
mod interrupt;
mod log;
mod output;
mod runtime;
mod start;
mod state;
mod stream;
mod style;
mod target;
mod violations;

use std::process::ExitCode;

use crate::args::Command;
use crate::output::Output;

fn main() -> ExitCode {
    let cli = match start::command_line() {
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
