//! `contract`: its exit codes, and what it refuses. What it finds is tested where it is found, in the contract crate.

use crate::server::{Server, answer};
use crate::support::{Scratch, run};

#[test]
fn the_twin_does_what_the_document_says() {
    let scratch = Scratch::new();
    let report = scratch.path("report.json");
    let ran = run(["contract", "--report", &format!("json={report}"), "--json"]).ended(0);
    assert_eq!(std::fs::read_to_string(report).unwrap().trim_end(), ran.out.trim_end());
    assert!(ran.err.contains("seed: 0"), "{ran:?}");
}

#[test]
fn a_server_that_takes_everything_is_drift() {
    let server = Server::start(|_| Some(answer("200 OK", r#"{"order": {"id": "1"}}"#)));
    run(["contract", "--target", &server.base(), "--max-orders", "100", "--rate", "1000/s"]).ended(8);
}

#[test]
fn production_is_refused_whatever_the_flags() {
    for more in [&[][..], &["--dry-run"], &["--max-orders", "0"]] {
        let ran = run([&["contract", "--target", "production"], more].concat()).ended(9);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn credentials_are_needed_as_for_an_order() {
    let ran = run(["contract", "--target", "sandbox"]).ended(4);
    assert!(ran.err.contains("`COLT_CLIENT_ID`"), "{ran:?}");
}

#[test]
fn a_dry_run_needs_no_credentials() {
    let plan = run(["contract", "--target", "sandbox", "--dry-run", "--json"]).ended(0).json();
    assert_eq!((&plan["outcome"], &plan["target"]), (&"planned".into(), &"sandbox".into()));
    assert!(plan["ordersAtMost"].as_u64().unwrap() <= 3, "{plan}");
}
