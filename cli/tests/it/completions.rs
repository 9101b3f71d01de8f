//! `completions`: the scripts parse, name every command and option, and complete in bash.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::support::{COMMANDS, run};

/// The long options in the help of a command.
pub fn long_options(command: &str) -> BTreeSet<String> {
    let help = run([command, "--help"]).assert_exit(0).stdout;
    // The part before the explanations, which name options of other commands.
    let options = help.split("  -h, --help").next().unwrap().to_owned() + "--help";
    let lines = options.lines().map(str::trim_start);
    let names = lines.filter_map(|line| line.find("--").filter(|at| *at <= 4).map(|at| &line[at..]));
    names.map(|name| name.split([' ', '.', ',']).next().unwrap().to_owned()).collect()
}

/// The scripts of the shells, each with the arguments that make the shell only parse a file.
const SHELLS: [(&str, &[&str]); 5] = [
    ("bash", &["-n"]),
    ("zsh", &["-n"]),
    ("fish", &["--no-execute"]),
    ("elvish", &["-compileonly"]),
    ("powershell", &[]),
];

#[test]
fn every_shell_has_a_script_with_every_command_and_option() {
    let scratch = crate::support::Scratch::new();
    for (shell, parse) in SHELLS {
        let script = run(["completions", shell]).assert_exit(0).stdout;
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
            for option in long_options(command) {
                // A script of fish has the names without the dashes.
                let name = if shell == "fish" { format!("-l {}", option.trim_start_matches('-')) } else { option };
                assert!(script.contains(&name), "{shell}, {command}: {name}");
            }
        }
        let file = scratch.file(shell, &script);
        // A shell that is not installed, and PowerShell, which cannot only parse, are left out.
        if parse.is_empty() {
            continue;
        }
        if let Ok(output) = Command::new(shell).args(parse).arg(file).stdin(Stdio::null()).output() {
            assert!(output.status.success(), "{shell}: {output:?}");
        }
    }
    run(["completions", "tcsh"]).assert_exit(2);
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_and_values() {
    let scratch = crate::support::Scratch::new();
    let file = scratch.file("completions.bash", run(["completions", "bash"]).stdout);
    for (words, expected) in [
        (&["colt-numbers", "res"][..], "reserve"),
        (&["colt-numbers", "reserve", "--service"], "--service-profile"),
        (&["colt-numbers", "check", "--allow", "range-ord"], "range-order"),
        (&["colt-numbers", "call", "reserveN"], "reserveNumbers"),
        (&["colt-numbers", "completions", "zs"], "zsh"),
    ] {
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let complete = format!(
            "source '{file}'; COMP_WORDS=({}); COMP_CWORD={}; _colt__numbers colt-numbers '{last}' '{before}'; echo \"${{COMPREPLY[*]}}\"",
            words.join(" "),
            words.len() - 1
        );
        let output = Command::new("bash").args(["--norc", "-c", &complete]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), expected, "{words:?}");
    }
}
