//! Runs `cargo codegen diff` with a file of acknowledged changes.

use std::process::Output;

use crate::{Project, SPEC};

const WIDENED: &str = "unused-pattern-widened /components/schemas/Word/pattern wire:none rust:none";

/// Compares a spec with a copy in which a pattern is widened, with a file of acknowledged changes.
fn run(acknowledged: &str, more: &[&str]) -> Output {
    let project = Project::new();
    project.write("old.yaml", SPEC);
    project.write("new.yaml", &SPEC.replace("[a-z]+", "[a-z]*"));
    project.write("accepted", acknowledged);
    project.write("Cargo.toml", "[workspace.package]\nversion = \"1.0.0\"\n");
    let [old, new, file] = ["old.yaml", "new.yaml", "accepted"].map(|name| project.path(name));
    project.program().arg("diff").args([old, new]).arg("--acknowledged").arg(file).args(more).output().unwrap()
}

#[test]
fn an_acknowledged_change_does_not_affect_the_required_version() {
    let check = ["--check", "--from", "1.0.0"];
    let unacknowledged = run("# nothing yet\n", &check);
    assert_eq!(unacknowledged.status.code(), Some(8), "{unacknowledged:?}");
    let output = run(&format!("{WIDENED} # nothing uses it\n"), &check);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("ACKNOWLEDGED") && text.contains("acknowledged: nothing uses it"), "{text}");
}

#[test]
fn an_entry_that_matches_no_change_is_an_error_after_the_report() {
    let stale = format!("{WIDENED} # nothing uses it\nrule-added /x-rules/a wire:none rust:none # gone\n");
    let output = run(&stale, &[]);
    assert_eq!(output.status.code(), Some(8), "{output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("line 2: no change matches `rule-added /x-rules/a wire:none rust:none`")
            && message.contains("hint: "),
        "{message}"
    );
    assert!(String::from_utf8(output.stdout).unwrap().contains("ACKNOWLEDGED"));
}

#[test]
fn an_invalid_acknowledgement_file_is_rejected() {
    let output = run("rule-added /x-rules/a\n", &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("accepted`: line 1")
            && message.contains("ID POINTER wire:EFFECT rust:EFFECT [behaviour] # REASON"),
        "{message}"
    );
}
