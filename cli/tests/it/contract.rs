//! `contract`: its exit codes, and what it refuses. What it finds is tested where it is found, in the contract crate.

use serde_json::{Value, json};

use crate::stub_server::{Server, answer};
use crate::support::{Ran, Scratch, program, run};

#[test]
fn the_twin_does_what_the_document_says() {
    let scratch = Scratch::new();
    let report = scratch.path("report.json");
    let ran = run(["contract", "--report", &format!("json={report}"), "--json"]).ended(0);
    assert_eq!(std::fs::read_to_string(report).unwrap().trim_end(), ran.out.trim_end());
    assert!(ran.err.contains("seed: 0"), "{ran:?}");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&report["counts"]["drift"], &report["counts"]["inconclusive"]), (&json!(0), &json!(0)));
    assert!(report["requests"].as_u64().unwrap() < 200, "{}", report["requests"]);
    // Each constraint of a request was tried: the token's, and that about several service profiles, included.
    for line in report["lines"].as_array().unwrap() {
        let is_of_responses = line["constraint"]["id"].as_str().unwrap().starts_with("reserveNumbers/answer");
        assert!(is_of_responses || line["verdict"] == "pass", "{line:#}");
    }
}

#[test]
fn orders_are_bounded_and_every_report_is_written() {
    let scratch = Scratch::new();
    let files = ["junit", "json", "html", "baseline"].map(|kind| (kind, scratch.path(kind)));
    let reports = files.iter().flat_map(|(kind, file)| ["--report".to_owned(), format!("{kind}={file}")]);
    let words = ["contract", "--max-orders", "3"].map(str::to_owned).into_iter().chain(reports);
    // It ended before all its cases.
    let ran = run(words).ended(7);
    assert!(ran.out.contains(" cases were not run"), "{ran:?}");
    assert!(ran.err.contains("at most 3 orders") && ran.out.contains(" 3 orders placed"), "{ran:?}");
    for ((_, file), begin) in files.iter().zip(["<?xml", "{", "<!DOCTYPE html>", "{"]) {
        assert!(std::fs::read_to_string(file).unwrap().starts_with(begin), "{file}");
    }
}

#[test]
fn drift_that_is_known_counts_no_longer() {
    let scratch = Scratch::new();
    let known = scratch.path("known.json");
    let server = Server::start(|_| Some(answer("200 OK", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let words = ["contract", "--target", &base, "--max-orders", "1000", "--rate", "1000/s"];
    run([&words[..], &["--report", &format!("baseline={known}")]].concat()).ended(8);
    let ran = run([&words[..], &["--baseline", &known]].concat()).ended(0);
    assert!(ran.out.contains("drift (") && ran.out.contains(" known)"), "{ran:?}");
}

#[test]
fn a_target_that_is_not_there_or_takes_no_requests_is_no_drift() {
    run(["contract", "--target", "http://127.0.0.1:1/numberManagement", "--rate", "1000/s"]).ended(7);
    let server = Server::start(|_| Some(answer("401 Unauthorized", "{}")));
    run(["contract", "--target", &server.base(), "--rate", "1000/s"]).ended(4);
}

#[test]
fn a_server_that_takes_everything_is_drift() {
    let server = Server::start(|_| Some(answer("200 OK", r#"{"order": {"id": "1"}}"#)));
    run(["contract", "--target", &server.base(), "--max-orders", "100", "--rate", "1000/s"]).ended(8);
}

#[test]
fn production_is_refused_whatever_the_flags() {
    let targets = [
        "production",
        "https://apis.colt.net/numberManagement",
        "https://APIS.COLT.NET./numberManagement",
        "https://apis%2ecolt.net:8443/",
    ];
    for target in targets {
        for more in [&[][..], &["--dry-run"], &["--dry-run", "--json"], &["--max-orders", "0"]] {
            let ran = run([&["contract", "--target", target], more].concat()).ended(9);
            assert!(!ran.out.contains("planned") && !ran.out.contains("requests;"), "{target}: {ran:?}");
            assert!(more.contains(&"--json") || ran.out.is_empty(), "{target}: {ran:?}");
        }
    }
}

#[test]
fn credentials_are_needed_as_for_an_order() {
    let ran = run(["contract", "--target", "sandbox"]).ended(4);
    assert!(ran.err.contains("`COLT_CLIENT_ID`"), "{ran:?}");
}

/// The environment of a run against a server, but for its token endpoint.
const OURS: [(&str, &str); 2] = [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "canary-secret")];

#[test]
fn no_part_of_an_invalid_token_url_that_may_be_secret_is_shown() {
    let server = Server::start(|_| Some(answer("200 OK", "{}")));
    for url in [
        "https://user:hunter2@tokens.example/x",
        "https://user:hunter2@tokens.example:port/x",
        "https://user:hunter2@[::1/x",
        "https://user:hunter2 @tokens.example",
        "http://user:hunter2@tokens.example",
        "user:hunter2@tokens.example",
        "https://tokens.example/?key=hunter2",
    ] {
        for more in [&[][..], &["--json"]] {
            let mut command = program();
            command.args(["contract", "--target", &server.base()]).args(more).envs(OURS).env("COLT_TOKEN_URL", url);
            let ran = Ran::of(command.output().unwrap()).ended(4);
            assert!(!(ran.out.clone() + &ran.err).contains("hunter2"), "{url}: {ran:?}");
        }
    }
    assert!(server.others().is_empty());
}

#[test]
fn the_vendors_token_endpoint_is_for_no_other_server() {
    let server = Server::start(|_| Some(answer("200 OK", "{}")));
    for host in ["sandbox.apis.colt.net", "SANDBOX.apis.colt.net.", "apis.colt.net"] {
        let mut command = program();
        command.args(["contract", "--target", &server.base()]).envs(OURS);
        command.env("COLT_TOKEN_URL", format!("https://{host}/authentication/v1/oauth/token"));
        let ran = Ran::of(command.output().unwrap()).ended(4);
        assert!(ran.err.contains("the vendor's"), "{ran:?}");
    }
    assert!(server.others().is_empty());
}

#[test]
fn a_loopback_target_without_credentials_is_called_without_a_token() {
    let server = Server::start(|_| Some(answer("409 Conflict", "{}")));
    run(["contract", "--target", &server.base(), "--rate", "1000/s"]).ended(7);
    let identified = server.others().into_iter().any(|request| request.header("authorization").is_some());
    assert!(!identified);
}

#[test]
fn a_target_that_asks_for_credentials_that_are_not_there_is_reported_with_what_to_set() {
    let server = Server::start(|_| Some(answer("401 Unauthorized", "{}")));
    let ran = run(["contract", "--target", &server.base(), "--rate", "1000/s"]).ended(4);
    assert!(ran.err.contains("`COLT_TOKEN_URL`") && ran.err.contains("`--no-auth`"), "{ran:?}");
}

#[test]
fn a_run_of_the_embedded_sandbox_has_every_case() {
    let ran = run(["contract"]).ended(0);
    let report: Value = serde_json::from_str(&run(["contract", "--json"]).ended(0).out).unwrap();
    assert_eq!((&report["not_run"], &report["left_out"], &report["doubts"]), (&0.into(), &0.into(), &0.into()));
    assert!(ran.out.contains(" 0 drift, 0 inconclusive") && !ran.out.contains("ended early"), "{ran:?}");
}

#[test]
fn a_run_that_ended_at_a_bound_names_the_bound_that_is_enough() {
    let ran = run(["contract", "--max-orders", "3"]).ended(7);
    let (_, hint) = ran.out.split_once("hint: `--max-orders ").unwrap();
    let enough = hint.split('`').next().unwrap();
    run(["contract", "--max-orders", enough]).ended(0);
    let ran = run(["contract", "--max-requests", "3"]).ended(7);
    assert!(ran.out.contains("the limit of 3 requests was reached\nhint: raise it with `--max-requests`"), "{ran:?}");
    run(["contract", "--max-requests", "1000"]).ended(0);
}

#[test]
fn an_order_beside_a_rejection_counts() {
    let server = Server::start(|_| Some(answer("409 Conflict", r#"{"order": {"id": "1"}}"#)));
    let ran = run(["contract", "--target", &server.base(), "--max-orders", "1", "--rate", "1000/s"]).ended(8);
    assert_eq!(server.others().len(), 1);
    assert!(ran.out.contains("1 requests, 0 orders placed, 1 in doubt"), "{ran:?}");
    assert!(ran.out.contains("request #1, tracking id `ct-"), "{ran:?}");
}

#[test]
fn credentials_are_of_no_use_to_the_embedded_sandbox() {
    let ran = run(["contract", "--credentials", "file"]).ended(2);
    assert!(ran.err.contains("`--target sandbox`"), "{ran:?}");
}

#[test]
fn a_dry_run_needs_no_credentials() {
    let plan = run(["contract", "--target", "sandbox", "--dry-run", "--json"]).ended(0).json();
    assert_eq!((&plan["outcome"], &plan["target"]), (&"planned".into(), &"sandbox".into()));
    assert!(plan["ordersAtMost"].as_u64().unwrap() <= 3, "{plan}");
}

#[test]
fn a_dry_run_tells_cases_from_requests() {
    let words = ["contract", "--target", "sandbox", "--dry-run"];
    let plan = run([&words[..], &["--json"]].concat()).ended(0).json();
    let text = run(words).ended(0).out;
    let (cases, tail) = text.split_once("\n\n").unwrap();
    let listed: Vec<_> = plan["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(cases.lines().collect::<Vec<_>>(), listed);
    let (requests, left_out) = (plan["requests"].as_u64().unwrap(), plan["casesLeftOut"].as_u64().unwrap());
    assert!(requests < listed.len() as u64 - left_out, "{requests} requests");
    assert!(tail.starts_with(&format!("{} cases, {left_out} of them left out; ", listed.len())), "{tail}");
    assert!(tail.contains(&format!("\n{requests} requests; ")), "{tail}");
    // The cases about several service profiles are sent where a country is named for them.
    let whole = run([&words[..], &["--json", "--several-service-profiles", "ES"]].concat()).ended(0).json();
    assert!(left_out > 0 && whole["casesLeftOut"] == 0, "{left_out}, {}", whole["casesLeftOut"]);
}

#[test]
fn a_target_that_is_refused_is_not_shown_before() {
    for more in [&[][..], &["--dry-run"], &["--dry-run", "--json"]] {
        let ran = run([&["contract", "--target", "https://user:hunter2@h.example/x"], more].concat()).ended(4);
        assert!((ran.out.clone() + &ran.err).contains("user name"), "{ran:?}");
        assert!(!(ran.out.clone() + &ran.err).contains("hunter2"), "{ran:?}");
    }
}
