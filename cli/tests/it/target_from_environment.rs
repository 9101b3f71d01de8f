//! `COLT_TARGET`: the target without `--target`. Every guard applies to it, and it is printed.

use std::process::Command;

use serde_json::json;

use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, RESERVE_ONE, program};

fn with_target(target: &str, arguments: &[&str]) -> ProgramOutput {
    ProgramOutput::of(command(target, arguments).output().unwrap())
}

fn command(target: &str, arguments: &[&str]) -> Command {
    let mut command = program();
    command.env("COLT_TARGET", target).args(arguments);
    command
}

#[test]
fn the_target_and_its_source_are_reported() {
    let server = StubServer::start(|_| Some(response("200 OK", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let json = |target: &str, arguments: &[&str]| {
        let output = with_target(target, &[&RESERVE_ONE, arguments, &["--json"]].concat()).assert_exit(0);
        let json = output.json();
        (json["target"].as_str().unwrap().to_owned(), json["targetSource"].clone(), output.stderr)
    };
    let (target, source, stderr) = json(&base, &[]);
    assert_eq!((&target, source), (&base, json!("environment")));
    assert!(stderr.contains(&format!("note: the target is `{base}`, from `COLT_TARGET`\n")), "{stderr}");
    let (target, source, stderr) = json("sandbox", &["--target", &base]);
    assert_eq!((&target, source), (&base, json!("option")));
    assert!(!stderr.contains("COLT_TARGET"), "{stderr}");
    let (target, source, _) = json("", &[]);
    assert_eq!((&*target, source), ("embedded", json!("default")));
    let (target, source, _) = json("production", &["--dry-run"]);
    assert_eq!((&*target, source), ("production", json!("environment")));
    assert_eq!(server.other_requests().len(), 2);
    let text = with_target("embedded", &RESERVE_ONE).assert_exit(0);
    assert!(text.stdout.contains("embedded (from `COLT_TARGET`)\n"), "{text:?}");
    let plan = with_target("sandbox", &["contract", "--dry-run", "--json"]).assert_exit(0);
    assert_eq!((&plan.json()["target"], &plan.json()["targetSource"]), (&json!("sandbox"), &json!("environment")));
    // A failed call too.
    let refusing = StubServer::start(|_| Some(response("409 Conflict", "{}")));
    let output = with_target(&refusing.base(), &[&RESERVE_ONE[..], &["--json"]].concat()).assert_exit(5);
    assert_eq!(output.json()["targetSource"], "environment");
}

#[test]
fn every_guard_of_production_applies() {
    let credentials = |named: &'static str| {
        [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "canary"), ("COLT_CREDENTIALS_FOR", named)]
    };
    let reserve = |named, arguments: &[&str]| {
        let mut command = command("production", &[&RESERVE_ONE, arguments].concat());
        ProgramOutput::of(command.envs(credentials(named)).output().unwrap())
    };
    let output = reserve("production", &[]).assert_exit(9);
    assert!(output.stderr.contains("costs money") && output.stderr.contains("COLT_TARGET"), "{output:?}");
    for named in ["", "sandbox"] {
        let output = reserve(named, &["--yes"]).assert_exit(4);
        assert!(output.stderr.contains("COLT_CREDENTIALS_FOR"), "{output:?}");
    }
    for target in ["production", "https://apis.colt.net/numberManagement"] {
        for more in [&[][..], &["--dry-run"]] {
            with_target(target, &[&["contract"], more].concat()).assert_exit(9);
        }
    }
}

#[test]
fn an_invalid_target_is_rejected_without_printing_it() {
    for (target, problem) in
        [("canary", "`COLT_TARGET` is not a valid target"), ("https://me:canary@mock.example/api", "user name")]
    {
        for arguments in [&RESERVE_ONE[..], &[&RESERVE_ONE[..], &["--dry-run"]].concat(), &["contract"]] {
            let output = with_target(target, arguments).assert_exit(4);
            assert!(output.stderr.contains(problem) && output.stderr.contains("hint: "), "{output:?}");
            assert!(!(output.stdout.clone() + &output.stderr).contains("canary"), "{output:?}");
        }
        // `--target` takes precedence, so the variable is not read.
        with_target(target, &[&RESERVE_ONE[..], &["--target", "embedded"]].concat()).assert_exit(0);
    }
}
