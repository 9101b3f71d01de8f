//! What the command line may be: everything else is an error of usage that says what is wrong, and does nothing.

use crate::{Project, contents, text};

#[test]
fn a_wrong_command_line_is_an_error_that_does_nothing() {
    for (arguments, words) in [
        (&["foo"][..], "'foo'"),
        (&["--strange"], "'--strange'"),
        (&["generate"], "'generate'"),
        (&["help"], "'help'"),
        (&["--check", "lint"], "`--check` before a command"),
        (&["lint", "extra"], "'extra'"),
        (&["lint", "--check"], "'--check'"),
        (&["audit"], "<DOCUMENT>"),
        (&["audit", "a", "b", "c"], "'c'"),
        (&["audit", "a", "--spec"], "--spec"),
        (&["diff"], "<OLD.yaml>"),
        (&["diff", "a"], "<NEW.yaml>"),
        (&["diff", "a", "b", "c"], "'c'"),
        (&["diff", "a", "b", "--git", "HEAD"], "--git"),
        (&["diff", "--git"], "--git"),
        (&["diff", "a", "b", "--json", "--changelog"], "'--changelog'"),
        (&["diff", "a", "b", "--check"], "`--check` of two files needs `--from VERSION`"),
    ] {
        let project = Project::new();
        let before = contents(&project.path(""));
        let output = project.run(arguments);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), &*text(&output.stdout)), (Some(2), ""), "{arguments:?}: {said}");
        assert!(said.starts_with("error: ") && said.contains(words), "{arguments:?}: {said}");
        assert_eq!(before, contents(&project.path("")), "{arguments:?}");
    }
}

#[test]
fn the_root_is_given_before_or_after_a_command() {
    let project = Project::new();
    let root = project.path("").display().to_string();
    for arguments in [["--root", &*root, "lint"], ["lint", "--root", &*root]] {
        let output = crate::program().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
}

#[test]
fn help_is_data_and_names_every_command() {
    let output = Project::new().run(&["-h"]);
    assert_eq!((output.status.code(), &*text(&output.stderr)), (Some(0), ""));
    let help = text(&output.stdout);
    for words in ["cargo codegen", "--check", "lint", "audit", "diff", "--root"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}
