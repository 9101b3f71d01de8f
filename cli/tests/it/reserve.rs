//! `reserve`: what is sent and told where all goes well, what is refused before anything is sent, and what a dry run shows.

use serde_json::json;

use crate::sandbox_process::Twin;
use crate::stub_server::{Server, answer};
use crate::support::{GB, LU, ONE, Scratch, run, run_all, run_with_input};

#[test]
fn a_number_is_reserved_in_the_embedded_sandbox() {
    let ran = run_all(&[&ONE, &["--service-profile", "ANH", "--customer-reference", "My Customer"]]).ended(0);
    let labels: Vec<_> = ran.out.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(labels, ["order id", "tracking id", "target", "earliest lapse"]);
    assert!(ran.err.contains("nothing was ordered"), "{ran:?}");
}

#[test]
fn the_shape_of_an_order() {
    let ran = run_all(&[&ONE, &["--json", "--tracking-id", " my-order-1 "]]).ended(0);
    let order = ran.json();
    let mut names: Vec<_> = order.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["earliestLapse", "orderId", "outcome", "reservedAt", "target", "trackingId"]);
    assert_eq!(
        (&order["outcome"], &order["target"], &order["trackingId"]),
        (&json!("accepted"), &json!("embedded"), &json!("my-order-1"))
    );
    let (time, day) = (order["reservedAt"].as_str().unwrap(), order["earliestLapse"].as_str().unwrap());
    assert_eq!(crate::golden::steady(&format!("{time} {day}")), "TIME DAY");
    // 90 days are in another month, at least.
    assert!(day > &time[..7], "{time} {day}");
}

#[test]
fn the_documents_examples() {
    let scratch = Scratch::new();
    let gb = scratch.file("gb.json", GB);
    assert_eq!(run(["reserve", "--request", &gb, "--json"]).ended(0).json()["outcome"], "accepted");
    // The blanks of the second one are refused in a file, and taken away where they were typed.
    let refused = run_with_input(["reserve", "--request", "-", "--json"], LU.as_bytes()).ended(3).json();
    assert_eq!(refused["violations"][0]["hint"], "remove the blanks around it; `check --fix` does this");
    let mended = run_with_input(["check", "--fix", "-"], LU.as_bytes()).ended(0).out;
    let ran = run_with_input(["reserve", "--request", "-", "--json"], mended.as_bytes()).ended(0);
    assert!(ran.err.contains("warning[range-length]"), "{ran:?}");
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
    assert!(run(typed).ended(0).err.contains("warning[range-length]"));
}

#[test]
fn what_is_sent_is_what_was_given() {
    let server = Server::start(|_| Some(answer("200 OK", r#"{"order": {"id": " b6051092 "}}"#)));
    let base = server.base();
    let ran = run_with_input(
        ["reserve", "--request", "-", "--target", &base, "--tracking-id", "t-1", "--json"],
        GB.as_bytes(),
    )
    .ended(0);
    assert_eq!(ran.json()["orderId"], "b6051092");
    assert_eq!(ran.json()["target"], base);
    assert_eq!(ran.err, "tracking id: t-1\n");
    let request = server.request();
    assert!(request.head.starts_with("POST /numberManagement/v1/reservation/order HTTP/1.1\r\n"), "{}", request.head);
    assert_eq!(request.body, GB);
    assert_eq!((request.header("x-tracking-id"), request.header("authorization")), (Some("t-1"), None));
}

#[test]
fn a_dry_run_shows_what_would_be_sent() {
    let server = Server::start(|_| Some(answer("200 OK", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let words = ["reserve", "--request", "-", "--target", &base, "--tracking-id", "t-1"];
    let shown = run_with_input([&words[..], &["--dry-run", "--json"]].concat(), GB.as_bytes()).ended(0);
    assert!(server.others().is_empty());
    run_with_input(words, GB.as_bytes()).ended(0);
    let (shown, sent) = (shown.json(), server.request());
    for (name, value) in shown["headers"].as_object().unwrap() {
        assert_eq!(sent.header(name), value.as_str(), "{name}");
    }
    let line = format!("{} /numberManagement/v1/reservation/order HTTP/1.1", shown["method"].as_str().unwrap());
    assert_eq!(sent.head.lines().next(), Some(&*line));
    assert_eq!(shown["url"], format!("{base}/v1/reservation/order"));
    assert_eq!(shown["body"], serde_json::from_str::<serde_json::Value>(&sent.body).unwrap());
    // hyper alone says how long the body is.
    assert_eq!(sent.head.lines().count() - 1, shown["headers"].as_object().unwrap().len() + 1);
}

#[test]
fn a_dry_run_needs_no_credentials_and_masks_the_token() {
    for target in ["embedded", "sandbox", "production", "https://mock.example/numberManagement"] {
        let ran = run_all(&[&ONE, &["--dry-run", "--target", target]]).ended(0);
        assert!(ran.out.contains("authorization: Bearer ***\n"), "{ran:?}");
        assert!(ran.out.ends_with("}\n"), "{ran:?}");
        let json = run_all(&[&ONE, &["--dry-run", "--json", "--target", target]]).ended(0).json();
        assert_eq!((&json["outcome"], &json["target"]), (&json!("dryRun"), &json!(target)));
        assert_eq!(json["headers"]["authorization"], "Bearer ***");
    }
    let bare = run_all(&[&ONE, &["--dry-run", "--target", "http://127.0.0.1:4010/numberManagement"]]).ended(0);
    assert!(!bare.out.contains("authorization"), "{bare:?}");
}

#[test]
fn values_are_refused_all_at_once() {
    let words =
        ["reserve", "--country", "UK", "--range", "0123456789..+4420", "--range", "+442081324758..+442081324758"];
    let more = ["--customer-reference", &"é".repeat(51), "--tracking-id", &"!".repeat(256), "--json"];
    let verdict = run_all(&[&words, &more]).ended(3).json();
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
            "maxLength /x-tracking-id",
            "pattern /x-tracking-id",
            "pattern /numberRangeList/0/numberRangeStart",
            "pattern /numberRangeList/0/numberRangeEnd",
            "enum /relatedParty/reseller/country",
            "maxLength /relatedParty/endCustomerDetails/customerReference",
        ]
    );
}

#[test]
fn a_tracking_id_is_refused_alone() {
    let verdict = run_all(&[&ONE, &["--json", "--tracking-id", "my order"]]).ended(3).json();
    let found = verdict["violations"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["id"], &found[0]["pointer"]), (&json!("pattern"), &json!("/x-tracking-id")));
}

#[test]
fn one_rule_is_overruled_and_no_other() {
    let lock = ["reserve", "--country", "FR", "--lock-id", "L-1", "--json"];
    assert_eq!(run(lock).ended(3).json()["violations"][0]["id"], "lock-id-country");
    run_all(&[&lock, &["--allow", "range-order"]]).ended(3);
    // It is sent then, and the sandbox says what the document says.
    assert_eq!(run_all(&[&lock, &["--allow", "lock-id-country"]]).ended(5).json()["outcome"], "rejected");
    let profile = run_all(&[&ONE, &["--several-service-profiles", "GB", "--json"]]).ended(3).json();
    assert_eq!(profile["violations"][0]["id"], "service-profile-required");
}

#[test]
fn a_number_is_reserved_once() {
    let twin = Twin::start(&["--no-auth"]);
    run_all(&[&ONE, &["--target", &twin.base]]).ended(0);
    let ran = run_all(&[&ONE, &["--target", &twin.base, "--json"]]).ended(5);
    let error = ran.json();
    assert_eq!((&error["outcome"], &error["attempts"]), (&json!("rejected"), &json!(1)));
    assert!(error["error"].is_object(), "{error}");
    assert_eq!((twin.orders(), twin.posts()), (1, 2));
}

#[test]
fn a_flag_is_never_taken_for_a_value() {
    // A tracking id may look like a flag, and a dry run that is taken for one would order.
    for flag in ["--tracking-id", "--country", "--customer-reference", "--service-profile", "--lock-id"] {
        let ran = run_all(&[&["reserve", "--start", "+442081324758"], &[flag, "--dry-run"]]).ended(2);
        assert!(ran.err.contains(flag), "{ran:?}");
    }
    let ran = run_all(&[&ONE, &["--tracking-id=--dry-run", "--customer-reference=-1", "--json"]]).ended(0);
    assert_eq!(ran.json()["trackingId"], "--dry-run");
}

#[test]
fn a_password_in_a_url_is_not_shown() {
    let variables = [("COLT_CLIENT_ID", "me")];
    for more in [&[][..], &["--credentials", "no-such-file"], &["--dry-run"]] {
        let mut command = crate::support::program();
        command.args(ONE).args(["--target", "https://me:canary@mock.example/api"]).args(more).envs(variables);
        let ran = crate::support::Ran::of(command.output().unwrap()).ended(4);
        assert!(ran.err.contains("user name") && !ran.err.contains("canary"), "{ran:?}");
    }
}
