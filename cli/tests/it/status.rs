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
    assert!(output.stderr.contains("the journal has no plan `spring`"), "{output:?}");
    assert!(scratch.files().is_empty(), "`status` makes no journal");
}

/// The texts may be the vendor's. JSON has them as they are.
#[test]
fn a_spreadsheet_runs_no_text_of_the_csv_as_a_formula() {
    let scratch = Scratch::new();
    let file = scratch.orders("ranges.csv", "country,start,key\nGB,+442081324701,=1+1\nGB,+442081324702,k=2\n");
    let plan = ["plan", &file, "--name", "@spring", "--target", "http://127.0.0.1:9/numberManagement"];
    ProgramOutput::of(program_in(&scratch).args(plan).output().unwrap()).assert_exit(0);
    let csv = status(&scratch, &["--csv"]).assert_exit(0).stdout;
    let rows: Vec<Vec<_>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let column = |name| rows[0].iter().position(|column| *column == name).unwrap();
    assert_eq!((rows[1][column("plan")], rows[1][column("key")], rows[2][column("key")]), ("'@spring", "'=1+1", "k=2"));
    assert_eq!(rows[1][column("ranges")], "+442081324701..+442081324701");
    let json = status(&scratch, &["--json", "--state", "planned"]).assert_exit(0).json();
    assert_eq!(json["orders"][0]["key"], "=1+1");
}

#[test]
fn a_journal_that_cannot_be_used_is_reported() {
    let scratch = Scratch::new();
    let text = scratch.file("text", "not a journal");
    for (journal, code, message) in [
        (&*text, 4, "`colt-numbers journal resume` makes the journal again from its send log"),
        ("postgres://host/numbers", 4, "a journal must be a file on this machine"),
        (&*scratch.path("missing.db"), 2, "does not exist"),
    ] {
        let output = status(&scratch, &["--journal", journal]).assert_exit(code);
        assert!(output.stderr.contains(message), "{output:?}");
    }
    // Without a state folder, only a named journal can be used.
    let output = ProgramOutput::of(program().arg("status").output().unwrap()).assert_exit(4);
    assert!(output.stderr.contains("XDG_STATE_HOME"), "{output:?}");
}
