//! Parses the command line, and prints clap's errors, the help and the version.
//!
//! `--color` and `--json` are read before clap runs, because they apply to clap's errors too.

use std::ffi::OsString;

use anstream::ColorChoice;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};
use colt_numbers_terminal_text::Safe;
use serde::Deserialize;

use crate::args::Cli;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;

/// Parses the command line. `Err` means that there is no command to run, because an error, the help or the version was printed; the
/// error is the exit code.
pub fn parse() -> Result<Cli, Exit> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let (stream_color, clap_color) = color_choice(&arguments);
    stream_color.write_global();
    let json = options(&arguments).any(|argument| argument == "--json");
    let safe_arguments: Vec<_> =
        arguments.iter().map(|argument| Safe::new(&argument.to_string_lossy()).to_string()).collect();
    parse_with_clap(clap_color, arguments).map_err(|error| {
        // clap's error quotes arguments. Parsing again, with arguments that are safe to print, gives an error that is safe to print.
        let error = parse_with_clap(clap_color, safe_arguments).err().unwrap_or(error);
        print_clap_error(&error, Output { json })
    })
}

fn parse_with_clap(
    color: clap::ColorChoice,
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<Cli, clap::Error> {
    let mut command = Cli::command().color(color);
    let cli = command.try_get_matches_from_mut(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    cli.map_err(|error| error.format(&mut command))
}

/// The arguments before `--`.
fn options(arguments: &[OsString]) -> impl Iterator<Item = &str> {
    arguments.iter().skip(1).take_while(|argument| *argument != "--").filter_map(|argument| argument.to_str())
}

/// The value of `--color`, for anstream and for clap; `auto` if the option is missing or invalid.
fn color_choice(arguments: &[OsString]) -> (ColorChoice, clap::ColorChoice) {
    let mut chosen = (ColorChoice::Auto, clap::ColorChoice::Auto);
    let mut follows_color = false;
    for argument in options(arguments) {
        let value = if follows_color { Some(argument) } else { argument.strip_prefix("--color=") };
        follows_color = argument == "--color";
        match value {
            Some("always") => chosen = (ColorChoice::Always, clap::ColorChoice::Always),
            Some("never") => chosen = (ColorChoice::Never, clap::ColorChoice::Never),
            _ => {}
        }
    }
    chosen
}

/// Prints the help, the version or an error; clap reports all three as errors.
fn print_clap_error(error: &clap::Error, output: Output) -> Exit {
    if error.kind() == ErrorKind::DisplayVersion {
        return print_version(output);
    }
    if error.use_stderr() && output.json {
        output.failure(&usage_failure(error));
        return Exit::Usage;
    }
    // A write error is ignored: in most cases, it means that the reader of the stream is gone.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

/// Converts clap's error to a failure whose message is one line.
fn usage_failure(error: &clap::Error) -> CommandFailure {
    let text = error.to_string();
    let mut paragraphs = text.split("\n\n");
    let first = paragraphs.next().unwrap_or_default().trim();
    let message: Vec<_> = first.strip_prefix("error: ").unwrap_or(first).lines().map(str::trim).collect();
    let tips: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).collect();
    let hint = if tips.is_empty() { "see `--help`".to_owned() } else { tips.join("; ") };
    CommandFailure::usage(message.join(" ")).hint(hint)
}

/// The members of the bundled spec that `--version` prints.
#[derive(Deserialize)]
struct BundledSpec<'s> {
    #[serde(borrow)]
    info: BundledInfo<'s>,
}

#[derive(Deserialize)]
struct BundledInfo<'s> {
    version: &'s str,
    #[serde(borrow, rename = "x-documents")]
    documents: Vec<VendorDocument<'s>>,
}

#[derive(Deserialize)]
struct VendorDocument<'s> {
    title: std::borrow::Cow<'s, str>,
}

/// Prints the versions of the program and of the bundled spec, and the titles of the vendor's documents.
fn print_version(output: Output) -> Exit {
    let program = env!("CARGO_PKG_VERSION");
    let spec = serde_json::from_str::<BundledSpec<'_>>(colt_numbers::api::OPENAPI_JSON);
    let printed = match spec {
        Ok(BundledSpec { info: BundledInfo { version, documents } }) if output.json => {
            let titles: Vec<&str> = documents.iter().map(|document| &*document.title).collect();
            output.print_json(&serde_json::json!({ "program": program, "spec": version, "documents": titles }))
        }
        Ok(BundledSpec { info: BundledInfo { version, documents } }) => output.print_text(|out| {
            let titles: Vec<String> = documents.iter().map(|document| format!("“{}”", document.title)).collect();
            let noun = if titles.len() == 1 { "document" } else { "documents" };
            writeln!(out, "colt-numbers {program}\nspec {version}, from the {noun} {}", titles.join(", "))
        }),
        Err(error) => Err(CommandFailure::internal(format!("cannot read the bundled spec: {error}"))),
    };
    match printed {
        Ok(_) => Exit::Done,
        Err(failure) => {
            output.failure(&failure);
            failure.exit
        }
    }
}
