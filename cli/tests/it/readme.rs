//! The console session in the project's README.

use crate::support::{ProgramOutput, Scratch, program_in};

/// Each command of the session prints what the README shows: as on a terminal, where a progress bar counts the accepted orders.
#[test]
fn the_readme_shows_what_the_commands_print() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let (_, session) = readme.split_once("```console\n").unwrap();
    let (session, _) = session.split_once("```").unwrap();
    let scratch = Scratch::new();
    let commands: Vec<_> = session.split("$ colt-numbers ").skip(1).collect();
    assert_eq!(commands.len(), 3, "{session}");
    for command in commands {
        let (arguments, shown) = command.split_once('\n').unwrap();
        let output = program_in(&scratch).current_dir(root).args(arguments.split(' ')).output().unwrap();
        let output = ProgramOutput::of(output).assert_exit(0);
        let is_order = |line: &&str| line.trim_start().starts_with(|character: char| character.is_ascii_digit());
        let messages: Vec<_> = output.stderr.lines().filter(|line| !is_order(line)).collect();
        let printed: Vec<_> = output.stdout.lines().chain(messages).collect();
        assert_eq!(printed, shown.lines().collect::<Vec<_>>(), "{arguments}");
    }
}
