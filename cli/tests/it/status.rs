//! `status`: the plans of the journal, and the option for the journal.

use serde_json::json;

use crate::support::{ProgramOutput, Scratch, program, program_in};

fn status(scratch: &Scratch, arguments: &[&str]) -> ProgramOutput {
    ProgramOutput::of(program_in(scratch).arg("status").args(arguments).output().unwrap())
}

#[test]
fn without_a_journal_there_is_no_plan() {
    let scratch = Scratch::new();
    let output = status(&scratch, &[]).assert_exit(0);
    assert!(output.stdout.is_empty() && output.stderr.contains("no plan is recorded"), "{output:?}");
    assert_eq!(status(&scratch, &["--json"]).assert_exit(0).json(), json!({ "plans": [], "orders": [] }));
    let output = status(&scratch, &["spring"]).assert_exit(2);
    assert!(output.stderr.contains("there is no plan `spring`"), "{output:?}");
    assert!(scratch.files().is_empty(), "`status` makes no journal");
}

#[test]
fn a_journal_that_cannot_be_used_is_reported() {
    let scratch = Scratch::new();
    let text = scratch.file("text", "not a journal");
    for (journal, code, message) in [
        (&*text, 4, "cannot be used"),
        ("postgres://host/numbers", 4, "a journal must be a file on this machine"),
        (&*scratch.path("missing.db"), 2, "there is no journal"),
    ] {
        let output = status(&scratch, &["--journal", journal]).assert_exit(code);
        assert!(output.stderr.contains(message), "{output:?}");
    }
    // Without a state folder, only a named journal can be used.
    let output = ProgramOutput::of(program().arg("status").output().unwrap()).assert_exit(4);
    assert!(output.stderr.contains("XDG_STATE_HOME"), "{output:?}");
}
