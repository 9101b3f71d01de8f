//! `reserve`: what is sent and printed for an accepted order, what is rejected before anything is sent, and the dry run.

use serde_json::{Value, json};

use crate::example_request::{BODY, PATH, SPEC, TRACKING_HEADER, lapse_days, max_length, text, tracking_pointer};
use crate::sandbox_process::SandboxProcess;
use crate::stub_server::{StubServer, response};
use crate::support::{GB_REQUEST, LU_REQUEST, RESERVE_ONE, Scratch, run, run_all, run_with_input};

/// The requests of these tests are those of the spec.
#[test]
fn the_examples_are_those_of_the_spec() {
    let examples = &SPEC["paths"][*PATH]["post"]["requestBody"]["content"]["application/json"]["examples"];
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(json(GB_REQUEST), examples["gb-with-service-profile"]["value"]);
    assert_eq!(json(&LU_REQUEST.replace("\" +", "\"+")), examples["lu-without-service-profile"]["value"]);
    let arguments = ["--service-profile", text("/relatedParty/reseller/serviceProfile"), "--dry-run", "--json"];
    assert_eq!(run_all(&[&RESERVE_ONE, &arguments]).assert_exit(0).json()["body"], *BODY);
}

#[test]
fn a_number_is_reserved_in_the_embedded_sandbox() {
    let output = run_all(&[&RESERVE_ONE, &["--service-profile", "ANH"]]).assert_exit(0);
    let labels: Vec<_> = output.stdout.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(labels, ["order id", "tracking id", "target", "earliest lapse"]);
    assert!(output.stdout.contains(&format!("of the {} calendar days", lapse_days())), "{output:?}");
    assert!(output.stderr.contains("nothing was ordered"), "{output:?}");
}

#[test]
fn the_json_of_an_order_has_stable_members() {
    let output = run_all(&[&RESERVE_ONE, &["--json", "--tracking-id", " my-order-1 "]]).assert_exit(0);
    let order = output.json();
    let mut names: Vec<_> = order.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["earliestLapse", "operation", "orderId", "outcome", "reservedAt", "target", "targetSource", "trackingId"]
    );
    assert_eq!(
        (&order["outcome"], &order["target"], &order["trackingId"]),
        (&json!("accepted"), &json!("embedded"), &json!("my-order-1"))
    );
    let (time, day) = (order["reservedAt"].as_str().unwrap(), order["earliestLapse"].as_str().unwrap());
    assert_eq!(crate::golden::with_placeholders(&format!("{time} {day}")), "TIME DAY");
    assert!(day > &time[..10], "{time} {day}");
}

#[test]
fn the_vendor_s_examples_are_accepted_without_their_blanks() {
    let scratch = Scratch::new();
    let gb = scratch.file("gb.json", GB_REQUEST);
    assert_eq!(run(["reserve", "--request", &gb, "--json"]).assert_exit(0).json()["outcome"], "accepted");
    // The blanks of the second example are rejected in a file, and removed from values of the command line.
    let rejected = run_with_input(["reserve", "--request", "-", "--json"], LU_REQUEST.as_bytes()).assert_exit(3).json();
    assert_eq!(rejected["violations"][0]["hint"], "remove the blanks around it; `check --fix` does this");
    let fixed = run_with_input(["check", "--fix", "-"], LU_REQUEST.as_bytes()).assert_exit(0).stdout;
    let output = run_with_input(["reserve", "--request", "-", "--json"], fixed.as_bytes()).assert_exit(0);
    assert!(output.stderr.contains("warning[range-length]"), "{output:?}");
    let typed = [
        "reserve",
        "--country",
        "LU",
        "--start",
        " +35227949650",
        "--end",
        " +352279496509",
        "--customer-reference",
        "My Customer",
    ];
    assert!(run(typed).assert_exit(0).stderr.contains("warning[range-length]"));
}

#[test]
fn the_request_is_sent_unchanged() {
    let server = StubServer::start(|_| Some(response("200 OK", r#"{"order": {"id": " b6051092 "}}"#)));
    let base = server.base();
    let output = run_with_input(
        ["reserve", "--request", "-", "--target", &base, "--tracking-id", "t-1", "--json"],
        GB_REQUEST.as_bytes(),
    )
    .assert_exit(0);
    assert_eq!(output.json()["orderId"], "b6051092");
    assert_eq!(output.json()["target"], base);
    assert_eq!(output.stderr, "tracking id: t-1\n");
    let request = server.request();
    assert!(request.head.starts_with(&format!("POST /numberManagement{} HTTP/1.1\r\n", *PATH)), "{}", request.head);
    assert_eq!(request.body, GB_REQUEST);
    assert_eq!((request.header(&TRACKING_HEADER), request.header("authorization")), (Some("t-1"), None));
}

#[test]
fn a_dry_run_prints_the_request_that_would_be_sent() {
    let server = StubServer::start(|_| Some(response("200 OK", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let arguments = ["reserve", "--request", "-", "--target", &base, "--tracking-id", "t-1"];
    let shown =
        run_with_input([&arguments[..], &["--dry-run", "--json"]].concat(), GB_REQUEST.as_bytes()).assert_exit(0);
    assert!(server.other_requests().is_empty());
    run_with_input(arguments, GB_REQUEST.as_bytes()).assert_exit(0);
    let (shown, sent) = (shown.json(), server.request());
    for (name, value) in shown["headers"].as_object().unwrap() {
        assert_eq!(sent.header(name), value.as_str(), "{name}");
    }
    let line = format!("{} /numberManagement{} HTTP/1.1", shown["method"].as_str().unwrap(), *PATH);
    assert_eq!(sent.head.lines().next(), Some(&*line));
    assert_eq!(shown["url"], format!("{base}{}", *PATH));
    assert_eq!(shown["body"], serde_json::from_str::<serde_json::Value>(&sent.body).unwrap());
    // The dry run lists every header but `content-length`, which hyper adds.
    assert_eq!(sent.head.lines().count() - 1, shown["headers"].as_object().unwrap().len() + 1);
}

#[test]
fn a_dry_run_needs_no_credentials_and_masks_the_token() {
    for target in ["embedded", "sandbox", "production", "https://mock.example/numberManagement"] {
        let output = run_all(&[&RESERVE_ONE, &["--dry-run", "--target", target]]).assert_exit(0);
        assert!(output.stdout.contains("authorization: Bearer ***\n"), "{output:?}");
        assert!(output.stdout.ends_with("}\n"), "{output:?}");
        let json = run_all(&[&RESERVE_ONE, &["--dry-run", "--json", "--target", target]]).assert_exit(0).json();
        assert_eq!((&json["outcome"], &json["target"]), (&json!("dryRun"), &json!(target)));
        assert_eq!(json["headers"]["authorization"], "Bearer ***");
    }
    let bare =
        run_all(&[&RESERVE_ONE, &["--dry-run", "--target", "http://127.0.0.1:4010/numberManagement"]]).assert_exit(0);
    assert!(!bare.stdout.contains("authorization"), "{bare:?}");
}

#[test]
fn all_invalid_values_are_reported() {
    let arguments =
        ["reserve", "--country", "UK", "--range", "0123456789..+4420", "--range", "+442081324758..+442081324758"];
    let more = [
        "--customer-reference",
        &"é".repeat(max_length("CustomerReference") + 1),
        "--tracking-id",
        &"!".repeat(256),
        "--json",
    ];
    let verdict = run_all(&[&arguments, &more]).assert_exit(3).json();
    let found: Vec<_> = verdict["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["id"].as_str().unwrap(), one["pointer"].as_str().unwrap()))
        .collect();
    assert_eq!(verdict["outcome"], "invalid");
    assert_eq!(
        found,
        [
            &*format!("maxLength {}", tracking_pointer()),
            &*format!("pattern {}", tracking_pointer()),
            "pattern /numberRangeList/0/numberRangeStart",
            "pattern /numberRangeList/0/numberRangeEnd",
            "enum /relatedParty/reseller/country",
            "maxLength /relatedParty/endCustomerDetails/customerReference",
        ]
    );
}

#[test]
fn an_invalid_tracking_id_is_reported() {
    let verdict = run_all(&[&RESERVE_ONE, &["--json", "--tracking-id", "my order"]]).assert_exit(3).json();
    let found = verdict["violations"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["id"], &found[0]["pointer"]), (&json!("pattern"), &json!(tracking_pointer())));
}

#[test]
fn allow_ignores_one_rule() {
    let lock = ["reserve", "--country", "FR", "--lock-id", "L-1", "--customer-reference", "C-1", "--json"];
    assert_eq!(run(lock).assert_exit(3).json()["violations"][0]["id"], "lock-id-country");
    run_all(&[&lock, &["--allow", "range-order"]]).assert_exit(3);
    // If the rule is ignored, the request is sent, and the sandbox rejects the request by the same rule.
    assert_eq!(run_all(&[&lock, &["--allow", "lock-id-country"]]).assert_exit(5).json()["outcome"], "rejected");
    let profile = run_all(&[&RESERVE_ONE, &["--several-service-profiles", "GB", "--json"]]).assert_exit(3).json();
    assert_eq!(profile["violations"][0]["id"], "service-profile-required");
}

#[test]
fn a_number_cannot_be_reserved_twice() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    run_all(&[&RESERVE_ONE, &["--target", &sandbox.base]]).assert_exit(0);
    let output = run_all(&[&RESERVE_ONE, &["--target", &sandbox.base, "--json"]]).assert_exit(5);
    let error = output.json();
    assert_eq!((&error["outcome"], &error["attempts"]), (&json!("rejected"), &json!(1)));
    assert!(error["error"].is_object(), "{error}");
    assert_eq!((sandbox.orders(), sandbox.posts()), (1, 2));
}

#[test]
fn a_flag_is_not_accepted_as_a_value() {
    // A value may look like a flag. If `--dry-run` were accepted as a value, the command would place an order.
    for flag in ["--tracking-id", "--country", "--customer-reference", "--service-profile", "--lock-id"] {
        let output = run_all(&[&["reserve", "--start", "+442081324758"], &[flag, "--dry-run"]]).assert_exit(2);
        assert!(output.stderr.contains(flag), "{output:?}");
    }
    let output =
        run_all(&[&RESERVE_ONE, &["--tracking-id=--dry-run", "--service-profile=-1", "--json"]]).assert_exit(0);
    assert_eq!(output.json()["trackingId"], "--dry-run");
}

#[test]
fn a_password_in_a_url_is_not_printed() {
    let variables = [("COLT_CLIENT_ID", "me")];
    for more in [&[][..], &["--credentials", "no-such-file"], &["--dry-run"]] {
        let mut command = crate::support::program();
        command.args(RESERVE_ONE).args(["--target", "https://me:canary@mock.example/api"]).args(more).envs(variables);
        let output = crate::support::ProgramOutput::of(command.output().unwrap()).assert_exit(4);
        assert!(output.stderr.contains("user name") && !output.stderr.contains("canary"), "{output:?}");
    }
}
