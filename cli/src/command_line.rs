//! From the words of the command line to what is asked: colours first, since errors have them too; then clap, whose errors, help and
//! version are shown here.

use std::ffi::OsString;

use anstream::ColorChoice;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};
use colt_numbers_terminal_text::Safe;
use serde::Deserialize;

use crate::args::Cli;
use crate::command_failure::Failure;
use crate::exit::Exit;
use crate::output::Output;

/// Reads the command line; where there is nothing to run, tells how the program ends.
pub fn command_line() -> Result<Cli, Exit> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let (anstream, clap) = colors(&words);
    anstream.write_global();
    let json = options(&words).any(|word| word == "--json");
    let printable: Vec<_> = words.iter().map(|word| Safe::new(&word.to_string_lossy()).to_string()).collect();
    read(clap, words).map_err(|error| {
        // The same error, of words that a terminal can print.
        let error = read(clap, printable).err().unwrap_or(error);
        shown(&error, Output { json })
    })
}

fn read(
    color: clap::ColorChoice,
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<Cli, clap::Error> {
    let mut command = Cli::command().color(color);
    let read = command.try_get_matches_from_mut(words).and_then(|matches| Cli::from_arg_matches(&matches));
    read.map_err(|error| error.format(&mut command))
}

/// The words before `--`.
fn options(words: &[OsString]) -> impl Iterator<Item = &str> {
    words.iter().skip(1).take_while(|word| *word != "--").filter_map(|word| word.to_str())
}

/// What `--color` says, if it says anything that clap will take.
fn colors(words: &[OsString]) -> (ColorChoice, clap::ColorChoice) {
    let mut chosen = (ColorChoice::Auto, clap::ColorChoice::Auto);
    let mut is_next = false;
    for word in options(words) {
        let value = if is_next { Some(word) } else { word.strip_prefix("--color=") };
        is_next = word == "--color";
        match value {
            Some("always") => chosen = (ColorChoice::Always, clap::ColorChoice::Always),
            Some("never") => chosen = (ColorChoice::Never, clap::ColorChoice::Never),
            _ => {}
        }
    }
    chosen
}

/// Shows help, version or an error.
fn shown(error: &clap::Error, output: Output) -> Exit {
    if error.kind() == ErrorKind::DisplayVersion {
        return version(output);
    }
    if error.use_stderr() && output.json {
        output.failure(&of_clap(error));
        return Exit::Usage;
    }
    // Where nobody reads, nobody misses it.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

/// A usage error without its lay-out.
fn of_clap(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let mut paragraphs = text.split("\n\n");
    let first = paragraphs.next().unwrap_or_default().trim();
    let message: Vec<_> = first.strip_prefix("error: ").unwrap_or(first).lines().map(str::trim).collect();
    let tips: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).collect();
    let hint = if tips.is_empty() { "see `--help`".to_owned() } else { tips.join("; ") };
    Failure::usage(message.join(" ")).hint(hint)
}

/// What is read of the bundled spec.
#[derive(Deserialize)]
struct Spec<'s> {
    #[serde(borrow)]
    info: Info<'s>,
}

#[derive(Deserialize)]
struct Info<'s> {
    version: &'s str,
    #[serde(borrow, rename = "x-document")]
    document: Document<'s>,
}

#[derive(Deserialize)]
struct Document<'s> {
    title: std::borrow::Cow<'s, str>,
}

/// Shows the versions of the program and of the spec that it was made from.
fn version(output: Output) -> Exit {
    let program = env!("CARGO_PKG_VERSION");
    let spec = serde_json::from_str::<Spec<'_>>(colt_numbers::api::OPENAPI_JSON);
    let shown = match spec {
        Ok(Spec { info: Info { version, document } }) if output.json => {
            output.object(&serde_json::json!({ "program": program, "spec": version, "document": document.title }))
        }
        Ok(Spec { info: Info { version, document } }) => output
            .text(|out| writeln!(out, "colt-numbers {program}\nspec {version}, of the document “{}”", document.title)),
        Err(error) => Err(Failure::internal(format!("the bundled spec cannot be read: {error}"))),
    };
    match shown {
        Ok(_) => Exit::Done,
        Err(failure) => {
            output.failure(&failure);
            failure.exit
        }
    }
}
