//! `cargo codegen`: generates code from the spec, or checks that the generated code is up to date; lints the spec, audits documents, compares
//! specs, and makes the reference of the API.
//!
//! The libraries do the work; this program has the command line, messages and exit statuses.

mod args;
mod commands;
mod exit;
mod failure;
mod git;
mod input;
mod output;

use std::process::ExitCode;

use crate::args::{Cli, Command};
use crate::output::Output;

fn main() -> ExitCode {
    let Cli { check, root, command } = match args::parse_args(std::env::args_os()) {
        Ok(args) => args,
        Err(output) => return output.print(),
    };
    let root = root.unwrap_or_else(input::project_root);
    let result = match command {
        None => commands::generate::run(check, &root),
        Some(Command::Lint) => commands::lint::run(&root),
        Some(Command::Audit(args)) => commands::audit::run(&args, &root),
        Some(Command::Review(args)) => commands::review::run(&args, &root),
        Some(Command::Diff(args)) => commands::diff::run(&args, &root),
        Some(Command::Reference(args)) => commands::reference::run(&args, &root),
    };
    result.unwrap_or_else(Output::failure).print()
}
