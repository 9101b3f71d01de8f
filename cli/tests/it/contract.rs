//! `contract`: exit codes, options and rejected targets. The contract crate tests the verdicts.

use serde_json::{Value, json};

use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, Scratch, program, run};

#[test]
fn the_embedded_sandbox_has_no_drift() {
    let scratch = Scratch::new();
    let report = scratch.path("report.json");
    let output = run(["contract", "--report", &format!("json={report}"), "--json"]).assert_exit(0);
    assert_eq!(std::fs::read_to_string(report).unwrap().trim_end(), output.stdout.trim_end());
    assert!(output.stderr.contains("seed: 0"), "{output:?}");
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((&report["counts"]["drift"], &report["counts"]["inconclusive"]), (&json!(0), &json!(0)));
    let plan = run(["contract", "--dry-run", "--json"]).assert_exit(0).json();
    assert!(report["requests"].as_u64() <= plan["requests"].as_u64(), "{}", report["requests"]);
    // Each constraint on requests was tested, including the token and the rule about several service profiles.
    for result in report["results"].as_array().unwrap() {
        let is_about_response = result["constraint"]["id"].as_str().unwrap().starts_with("reserveNumbers/answer");
        assert!(is_about_response || result["verdict"] == "pass", "{result:#}");
    }
}

#[test]
fn orders_are_limited_and_every_report_is_written() {
    let scratch = Scratch::new();
    let files = ["junit", "json", "html", "baseline"].map(|format| (format, scratch.path(format)));
    let reports = files.iter().flat_map(|(format, file)| ["--report".to_owned(), format!("{format}={file}")]);
    let arguments = ["contract", "--max-orders", "3"].map(str::to_owned).into_iter().chain(reports);
    // The run ended before all cases.
    let output = run(arguments).assert_exit(7);
    assert!(output.stdout.contains(" cases were not run"), "{output:?}");
    assert!(output.stderr.contains("at most 3 orders") && output.stdout.contains(" 3 orders placed"), "{output:?}");
    for ((_, file), begin) in files.iter().zip(["<?xml", "{", "<!DOCTYPE html>", "{"]) {
        assert!(std::fs::read_to_string(file).unwrap().starts_with(begin), "{file}");
    }
}

#[test]
fn known_drift_is_ignored() {
    let scratch = Scratch::new();
    let known = scratch.path("known.json");
    let server = StubServer::start(|_| Some(response("200 OK", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let arguments = ["contract", "--target", &base, "--max-orders", "1000", "--rate", "1000/s"];
    run([&arguments[..], &["--report", &format!("baseline={known}")]].concat()).assert_exit(8);
    let output = run([&arguments[..], &["--baseline", &known]].concat()).assert_exit(0);
    assert!(output.stdout.contains("drift (") && output.stdout.contains(" known)"), "{output:?}");
}

#[test]
fn a_target_that_is_unreachable_or_rejects_the_credentials_is_not_drift() {
    run(["contract", "--target", "http://127.0.0.1:1/numberManagement", "--rate", "1000/s"]).assert_exit(7);
    let server = StubServer::start(|_| Some(response("401 Unauthorized", "{}")));
    run(["contract", "--target", &server.base(), "--rate", "1000/s"]).assert_exit(4);
}

#[test]
fn a_server_that_accepts_everything_has_drift() {
    let server = StubServer::start(|_| Some(response("200 OK", r#"{"order": {"id": "1"}}"#)));
    run(["contract", "--target", &server.base(), "--max-orders", "100", "--rate", "1000/s"]).assert_exit(8);
}

#[test]
fn production_is_rejected_with_any_options() {
    let targets = [
        "production",
        "https://apis.colt.net/numberManagement",
        "https://APIS.COLT.NET./numberManagement",
        "https://apis%2ecolt.net:8443/",
    ];
    for target in targets {
        for more in [&[][..], &["--dry-run"], &["--dry-run", "--json"], &["--max-orders", "0"]] {
            let output = run([&["contract", "--target", target], more].concat()).assert_exit(9);
            assert!(!output.stdout.contains("planned") && !output.stdout.contains("requests;"), "{target}: {output:?}");
            assert!(more.contains(&"--json") || output.stdout.is_empty(), "{target}: {output:?}");
        }
    }
}

#[test]
fn the_vendor_s_sandbox_needs_credentials() {
    let output = run(["contract", "--target", "sandbox"]).assert_exit(4);
    assert!(output.stderr.contains("`COLT_CLIENT_ID`"), "{output:?}");
}

/// Credentials for a run against a server, without its token endpoint.
const CLIENT_CREDENTIALS: [(&str, &str); 2] = [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "canary-secret")];

#[test]
fn an_invalid_token_url_is_reported_without_its_secrets() {
    let server = StubServer::start(|_| Some(response("200 OK", "{}")));
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
            command
                .args(["contract", "--target", &server.base()])
                .args(more)
                .envs(CLIENT_CREDENTIALS)
                .env("COLT_TOKEN_URL", url);
            let output = ProgramOutput::of(command.output().unwrap()).assert_exit(4);
            assert!(!(output.stdout.clone() + &output.stderr).contains("hunter2"), "{url}: {output:?}");
        }
    }
    assert!(server.other_requests().is_empty());
}

#[test]
fn the_vendor_s_token_endpoint_is_rejected_for_other_servers() {
    let server = StubServer::start(|_| Some(response("200 OK", "{}")));
    for host in ["sandbox.apis.colt.net", "SANDBOX.apis.colt.net.", "apis.colt.net"] {
        let mut command = program();
        command.args(["contract", "--target", &server.base()]).envs(CLIENT_CREDENTIALS);
        command.env("COLT_TOKEN_URL", format!("https://{host}/authentication/v1/oauth/token"));
        let output = ProgramOutput::of(command.output().unwrap()).assert_exit(4);
        assert!(output.stderr.contains("the vendor's"), "{output:?}");
    }
    assert!(server.other_requests().is_empty());
}

#[test]
fn a_loopback_target_without_credentials_is_called_without_a_token() {
    let server = StubServer::start(|_| Some(response("409 Conflict", "{}")));
    run(["contract", "--target", &server.base(), "--rate", "1000/s"]).assert_exit(7);
    let has_token = server.other_requests().into_iter().any(|request| request.header("authorization").is_some());
    assert!(!has_token);
}

#[test]
fn a_401_without_credentials_names_the_variables_to_set() {
    let server = StubServer::start(|_| Some(response("401 Unauthorized", "{}")));
    let output = run(["contract", "--target", &server.base(), "--rate", "1000/s"]).assert_exit(4);
    assert!(output.stderr.contains("`COLT_TOKEN_URL`") && output.stderr.contains("`--no-auth`"), "{output:?}");
}

#[test]
fn a_run_against_the_embedded_sandbox_is_complete() {
    let output = run(["contract"]).assert_exit(0);
    let report: Value = serde_json::from_str(&run(["contract", "--json"]).assert_exit(0).stdout).unwrap();
    assert_eq!((&report["notRun"], &report["leftOut"], &report["doubts"]), (&0.into(), &0.into(), &0.into()));
    assert!(output.stdout.contains(" 0 drift, 0 inconclusive") && !output.stdout.contains("ended early"), "{output:?}");
}

#[test]
fn a_run_that_reached_a_limit_names_a_sufficient_limit() {
    let output = run(["contract", "--max-orders", "3"]).assert_exit(7);
    let (_, hint) = output.stdout.split_once("hint: `--max-orders ").unwrap();
    let enough = hint.split('`').next().unwrap();
    run(["contract", "--max-orders", enough]).assert_exit(0);
    let output = run(["contract", "--max-requests", "3"]).assert_exit(7);
    assert!(
        output.stdout.contains("the limit of 3 requests was reached\nhint: raise it with `--max-requests`"),
        "{output:?}"
    );
    run(["contract", "--max-requests", "1000"]).assert_exit(0);
}

#[test]
fn an_order_in_a_4xx_response_counts_towards_the_limit() {
    let server = StubServer::start(|_| Some(response("409 Conflict", r#"{"order": {"id": "1"}}"#)));
    let output = run(["contract", "--target", &server.base(), "--max-orders", "1", "--rate", "1000/s"]).assert_exit(8);
    assert_eq!(server.other_requests().len(), 1);
    assert!(output.stdout.contains("1 requests, 0 orders placed, 1 in doubt"), "{output:?}");
    assert!(output.stdout.contains("request #1, tracking id `ct-"), "{output:?}");
}

#[test]
fn credentials_are_rejected_for_the_embedded_sandbox() {
    let output = run(["contract", "--credentials", "file"]).assert_exit(2);
    assert!(output.stderr.contains("`--target sandbox`"), "{output:?}");
}

#[test]
fn a_dry_run_needs_no_credentials() {
    let plan = run(["contract", "--target", "sandbox", "--dry-run", "--json"]).assert_exit(0).json();
    assert_eq!((&plan["outcome"], &plan["target"]), (&"planned".into(), &"sandbox".into()));
    assert!(plan["ordersAtMost"].as_u64().unwrap() <= 3, "{plan}");
}

#[test]
fn a_dry_run_counts_cases_and_requests() {
    let arguments = ["contract", "--target", "sandbox", "--dry-run"];
    let plan = run([&arguments[..], &["--json"]].concat()).assert_exit(0).json();
    let text = run(arguments).assert_exit(0).stdout;
    let (cases, tail) = text.split_once("\n\n").unwrap();
    let listed: Vec<_> = plan["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(cases.lines().collect::<Vec<_>>(), listed);
    let (requests, left_out) = (plan["requests"].as_u64().unwrap(), plan["casesLeftOut"].as_u64().unwrap());
    assert!(requests < listed.len() as u64 - left_out, "{requests} requests");
    assert!(tail.starts_with(&format!("{} cases, {left_out} of them left out; ", listed.len())), "{tail}");
    assert!(tail.contains(&format!("\n{requests} requests; ")), "{tail}");
    // With a country that has several service profiles, no case is left out.
    let complete =
        run([&arguments[..], &["--json", "--several-service-profiles", "ES"]].concat()).assert_exit(0).json();
    assert!(left_out > 0 && complete["casesLeftOut"] == 0, "{left_out}, {}", complete["casesLeftOut"]);
}

#[test]
fn an_operation_can_be_chosen() {
    let plan = |more: &[&str]| run([&["contract", "--dry-run", "--json"][..], more].concat());
    let (all, one) = (plan(&[]).assert_exit(0).json(), plan(&["--operation", "reserveNumbers"]).assert_exit(0).json());
    assert_eq!(all, one);
    assert!(one["requestsAtMost"].as_u64() > one["requests"].as_u64(), "{one}");
    assert_eq!((&one["changes"], &one["untested"]), (&0.into(), &serde_json::json!([])));
    let output = plan(&["--operation", "none"]).assert_exit(2);
    assert!(output.stdout.is_empty() || output.stdout.contains("usage"), "{output:?}");
    assert!((output.stdout.clone() + &output.stderr).contains("`reserveNumbers`"), "{output:?}");
}

#[test]
fn an_invalid_target_is_not_printed() {
    for more in [&[][..], &["--dry-run"], &["--dry-run", "--json"]] {
        let output = run([&["contract", "--target", "https://user:hunter2@h.example/x"], more].concat()).assert_exit(4);
        assert!((output.stdout.clone() + &output.stderr).contains("user name"), "{output:?}");
        assert!(!(output.stdout.clone() + &output.stderr).contains("hunter2"), "{output:?}");
    }
}
