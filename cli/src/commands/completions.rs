//! `completions`: prints a script that completes commands, options and values in a shell.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Cli;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;

/// Runs the command.
pub fn run(shell: Shell, output: Output) -> Result<Exit, CommandFailure> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    if shell == Shell::Bash {
        // The generated script spells the name of a program with a hyphen in two ways, so it completes no option of a command
        // (https://github.com/clap-rs/clap/issues/6421).
        let script = String::from_utf8_lossy(&script).replace("colt__subcmd__numbers", "colt__numbers");
        return output.print_only_text(script.as_bytes());
    }
    output.print_only_text(&script)
}
