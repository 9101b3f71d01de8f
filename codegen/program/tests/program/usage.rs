//! Tests the command line: an invalid command line is an error that names the problem, and no file is changed.

use crate::{Project, contents, text};

#[test]
fn an_invalid_command_line_is_an_error_without_effect() {
    for (arguments, words) in [
        (&["foo"][..], "'foo'"),
        (&["--strange"], "'--strange'"),
        (&["generate"], "'generate'"),
        (&["help"], "'help'"),
        (&["--check", "lint"], "`--check` cannot be used with a command"),
        (&["lint", "extra"], "'extra'"),
        (&["lint", "--check"], "'--check'"),
        (&["audit"], "<DOCUMENT>"),
        (&["audit", "a", "b", "c"], "'c'"),
        (&["audit", "a", "--spec"], "--spec"),
        (&["audit", "a", "--renumber"], "<NEW>"),
        (&["review", "a"], "<NEW>"),
        (&["review", "a", "b", "--read"], "--read"),
        (&["diff"], "<OLD.yaml>"),
        (&["diff", "a"], "<NEW.yaml>"),
        (&["diff", "a", "b", "c"], "'c'"),
        (&["diff", "a", "b", "--git", "HEAD"], "--git"),
        (&["diff", "--git"], "--git"),
        (&["diff", "a", "b", "--json", "--changelog"], "'--changelog'"),
        (&["reference", "a", "b"], "'b'"),
        (&["reference", "--output"], "--output"),
        (&["reference", "missing.yaml"], "`missing.yaml` cannot be read"),
        (&["diff", "a", "b", "--check"], "`--check` with two files needs `--from VERSION`"),
    ] {
        let project = Project::new();
        let before = contents(&project.path(""));
        let output = project.run(arguments);
        let stderr = text(&output.stderr);
        assert_eq!((output.status.code(), &*text(&output.stdout)), (Some(2), ""), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(words), "{arguments:?}: {stderr}");
        assert_eq!(before, contents(&project.path("")), "{arguments:?}");
    }
}

#[test]
fn root_is_accepted_before_and_after_a_command() {
    let project = Project::new();
    let root = project.path("").display().to_string();
    for arguments in [["--root", &*root, "lint"], ["lint", "--root", &*root]] {
        let output = crate::program().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
}

#[test]
fn help_goes_to_standard_output_and_names_every_command() {
    let output = Project::new().run(&["-h"]);
    assert_eq!((output.status.code(), &*text(&output.stderr)), (Some(0), ""));
    let help = text(&output.stdout);
    for words in ["cargo codegen", "--check", "lint", "audit", "review", "diff", "reference", "--root"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}
