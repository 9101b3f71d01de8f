//! Parses the command line. Each file in [`crate::commands`] defines the arguments of its command.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use colt_numbers_terminal_text::SafeBytes;

use crate::commands::audit::AuditArgs;
use crate::commands::diff::DiffArgs;
use crate::commands::reference::ReferenceArgs;
use crate::commands::review::ReviewArgs;
use crate::exit;
use crate::output::Output;

/// Generate `generated/src` from `spec/`, lint the spec, audit the vendor's document, compare specs, make the reference
#[derive(Debug, Parser)]
#[command(name = "cargo-codegen", bin_name = "cargo codegen", disable_help_subcommand = true)]
#[command(after_help = "\
Exit status: 0 success; 1 a folder cannot be read or written; 2 invalid command line, or a file that
cannot be read; 3 the spec has errors; 8 `--check` failed, the audit found discrepancies or changes,
a line number could not be updated, a change was not read, or an acknowledged change does not exist.")]
pub struct Cli {
    /// Report generated files that are stale, missing or left over, without writing any file
    #[arg(long)]
    pub check: bool,
    /// The root of the project [default: the current folder or its nearest ancestor that contains `spec/`]
    #[arg(long, value_name = "DIR", global = true)]
    pub root: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lint the spec, and print its errors or its notes
    Lint,
    /// Compare the vendor's document with the spec, or two revisions of the document
    Audit(AuditArgs),
    /// List the changes of a new revision of the document with their places in the spec, and record which were read
    Review(ReviewArgs),
    /// Report how a change of the spec affects users, and which version it requires
    Diff(DiffArgs),
    /// Make the reference of the API from the spec: one HTML page for people
    Reference(ReferenceArgs),
}

/// Parses the command line; the error is the help or error text to print.
pub fn parse_args(arguments: impl Iterator<Item = OsString>) -> Result<Cli, Output> {
    let arguments: Vec<OsString> = arguments.collect();
    // Parse again with printable arguments, so that the error can be printed safely.
    let printable = arguments.iter().map(|argument| SafeBytes(argument.as_encoded_bytes()).to_string());
    parse(&arguments).map_err(|error| output_of(&parse(printable).err().unwrap_or(error)))
}

fn parse(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Cli, clap::Error> {
    let cli = Cli::try_parse_from(arguments)?;
    if cli.check && cli.command.is_some() {
        let message =
            "`--check` cannot be used with a command: only `cargo codegen --check` checks the generated files";
        return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
    }
    Ok(cli)
}

/// Converts help or an error to an output. If a stream cannot be written, Clap's own printing would panic or report nothing.
fn output_of(error: &clap::Error) -> Output {
    let text = error.render().to_string();
    if error.use_stderr() { Output::messages(exit::USAGE, text) } else { Output::text(text) }
}
