//! The command line: the commands, and the help that they share. Each file of [`crate::commands`] has the arguments of its command.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use colt_numbers_terminal_text::SafeBytes;

use crate::commands::audit::AuditArgs;
use crate::commands::diff::DiffArgs;
use crate::exit;
use crate::output::Output;

/// Generate `generated/src` from `spec/`, check the spec, compare documents and specs
#[derive(Debug, Parser)]
#[command(name = "cargo-codegen", bin_name = "cargo codegen", disable_help_subcommand = true)]
#[command(after_help = "\
Exit status 0: done. 1: a folder cannot be read or written. 2: the command line, or a file that it
names. 3: the spec is not in order. 8: something is stale, open or not as the versions promise.")]
pub struct Cli {
    /// Write nothing; report what is stale, missing or left over
    #[arg(long)]
    pub check: bool,
    /// The root of the project [default: the current folder, or the nearest around it that holds `spec/`]
    #[arg(long, value_name = "DIR", global = true)]
    pub root: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the spec, and print the notes as well
    Lint,
    /// Compare the vendor's document with the spec, or two revisions of it
    Audit(AuditArgs),
    /// Report what a change of the spec means for users, and which version it demands
    Diff(DiffArgs),
}

/// Reads the command line; where there is nothing to run, gives what is printed.
pub fn read(words: impl Iterator<Item = OsString>) -> Result<Cli, Output> {
    let words: Vec<OsString> = words.collect();
    // The same error, of words that a terminal can print.
    let printable = words.iter().map(|word| SafeBytes(word.as_encoded_bytes()).to_string());
    parsed(&words).map_err(|error| shown(&parsed(printable).err().unwrap_or(error)))
}

fn parsed(words: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Cli, clap::Error> {
    let cli = Cli::try_parse_from(words)?;
    if cli.check && cli.command.is_some() {
        let message = "`--check` before a command; what is generated is checked by `cargo codegen --check` alone";
        return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
    }
    Ok(cli)
}

/// Help or an error, as what a command prints: clap itself would panic or be silent where a stream cannot be written.
fn shown(error: &clap::Error) -> Output {
    let text = error.render().to_string();
    if error.use_stderr() { Output::messages(exit::USAGE, text) } else { Output::text(text) }
}
