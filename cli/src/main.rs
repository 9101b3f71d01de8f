//! The program `colt-numbers`: reserves and checks Colt phone numbers from a shell.
//!
//! `main` parses the command line and runs a command of [`commands`].

mod args;
mod chosen_proxy;
mod chosen_target;
mod command_failure;
mod command_line;
mod commands;
mod credentials;
mod csv_table;
mod doubt;
mod embedded_sandbox;
mod exit;
mod interrupt_listener;
mod journal_file;
mod log;
mod order_pages;
mod order_record;
mod output;
mod plan_status;
mod progress_target;
mod report_file;
mod request_input;
mod runtime;
mod sending;
mod standard_stream;
mod style;
mod target_arg;
mod target_client;
mod typed_confirmation;
mod user_folder;
mod violations;

use std::process::ExitCode;

use crate::args::Command;
use crate::output::Output;

fn main() -> ExitCode {
    let cli = match command_line::parse() {
        Ok(cli) => cli,
        Err(exit) => return exit.into(),
    };
    let output = Output { json: cli.global.json };
    log::start(cli.global.verbose);
    let result = match &cli.command {
        Command::Reserve(args) => commands::reserve::run(args, output),
        Command::Call(args) => commands::call::run(args, output),
        Command::Plan(args) => commands::plan::run(args, output),
        Command::Apply(args) => commands::apply::run(args, output),
        Command::Status(args) => commands::status::run(args, output),
        Command::Reconcile(args) => commands::reconcile::run(args, output),
        Command::Lapses(args) => commands::lapses::run(args, output),
        Command::Journal(args) => commands::journal::run(args, output),
        Command::Operations => commands::operations::run(output),
        Command::Check(args) => commands::check::run(args, output),
        Command::Rules(args) => commands::rules::run(args, output),
        Command::Sandbox(args) => commands::sandbox::run(args, output),
        Command::Contract(args) => commands::contract::run(args, output),
        Command::JsonSchema(args) => commands::json_schema::run(args.command, output),
        Command::Completions(args) => commands::completions::run(args.shell, output),
        Command::Man(args) => commands::man::run(args, output),
    };
    let exit = result.unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit
    });
    exit.into()
}
