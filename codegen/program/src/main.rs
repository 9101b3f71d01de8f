//! `cargo codegen`: generates, or checks that what is there was generated from what is there; audits documents, compares specs.
//!
//! The work is done in the libraries; here are arguments, messages and exit statuses.

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
    let Cli { check, root, command } = match args::read(std::env::args_os()) {
        Ok(args) => args,
        Err(shown) => return shown.print(),
    };
    let root = root.unwrap_or_else(input::project_root);
    let ended = match command {
        None => commands::generate::run(check, &root),
        Some(Command::Lint) => commands::lint::run(&root),
        Some(Command::Audit(args)) => commands::audit::run(&args, &root),
        Some(Command::Diff(args)) => commands::diff::run(&args, &root),
    };
    ended.unwrap_or_else(Output::failed).print()
}
