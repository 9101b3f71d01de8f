//! `man`: prints a manual page, or writes the pages of the program and of every command to a folder.

use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use colt_numbers_terminal_text::SafeBytes;

use crate::args::{Cli, ManArgs};
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;

/// Runs the command.
pub fn run(args: &ManArgs, output: Output) -> Result<Exit, CommandFailure> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    if let Some(folder) = &args.dir {
        return write_all(&program, folder);
    }
    let command = match &args.command {
        None => &program,
        Some(name) => program.find_subcommand(name).ok_or_else(|| {
            CommandFailure::usage(format!("`{name}` is not a command")).hint("`colt-numbers --help` lists the commands")
        })?,
    };
    output.print_only_text(&render(command)?)
}

fn page(command: &Command) -> Man {
    Man::new(command.clone()).source(concat!("colt-numbers ", env!("CARGO_PKG_VERSION")))
}

/// The text of a page.
fn render(command: &Command) -> Result<Vec<u8>, CommandFailure> {
    let page = page(command);
    let mut text = Vec::new();
    let written = page.render_title(&mut text).and_then(|()| {
        page.render_name_section(&mut text)?;
        page.render_synopsis_section(&mut text)?;
        description(command).to_writer(&mut text)?;
        if command.has_subcommands() {
            page.render_subcommands_section(&mut text)?;
        }
        page.render_options_section(&mut text)
    });
    written.map_err(|error| CommandFailure::internal(error.to_string()))?;
    Ok(text)
}

/// The explanations and examples of the help. Its indented lines are tables and examples, which are not wrapped.
fn description(command: &Command) -> Roff {
    let mut roff = Roff::new();
    // Turns off hyphenation, which would change options and commands, and justification.
    roff.control("nh", []).control("ad", ["l"]).control("SH", ["DESCRIPTION"]);
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut is_indented = false;
    for line in help.lines() {
        if line.starts_with(' ') != is_indented {
            is_indented = !is_indented;
            roff.control(if is_indented { "nf" } else { "fi" }, []);
        }
        roff.text([roman(line)]);
    }
    if is_indented {
        roff.control("fi", []);
    }
    roff
}

fn write_all(program: &Command, folder: &Path) -> Result<Exit, CommandFailure> {
    let failure = |path: &Path, error: std::io::Error| {
        let path = SafeBytes(path.as_os_str().as_encoded_bytes());
        CommandFailure::usage(format!("cannot write `{path}`: {error}")).hint("`--dir` takes the path of a folder")
    };
    std::fs::create_dir_all(folder).map_err(|error| failure(folder, error))?;
    for command in std::iter::once(program).chain(program.get_subcommands()) {
        let path = folder.join(page(command).get_filename());
        std::fs::write(&path, render(command)?).map_err(|error| failure(&path, error))?;
    }
    Ok(Exit::Done)
}
