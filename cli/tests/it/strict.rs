//! `--strict` and `--deny`: warnings that count as errors. Nothing is sent then.

use serde_json::json;

use crate::stub_server::{StubServer, response};
use crate::support::{GB_REQUEST, run_with_input};

/// A request with a warning of the rule `range-order` and one of `country-prefix`.
fn request_with_warnings() -> String {
    let ranges = r#""numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758""#;
    let reversed = r#""numberRangeStart": "+332081324759", "numberRangeEnd": "+332081324758""#;
    GB_REQUEST.replace(ranges, reversed)
}

#[test]
fn a_denied_warning_is_an_error() {
    let server = StubServer::start(|_| Some(response("200 OK", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let reserve = ["reserve", "--request", "-", "--target", &base];
    let call = ["call", "reserveNumbers", "--body", "-", "--target", &base];
    let body = request_with_warnings();
    for (denied, errors) in [
        (&["--strict"][..], &["range-order", "country-prefix"][..]),
        (&["--deny", "range-order"], &["range-order"]),
        (&["--deny", "country-prefix", "--deny", "range-order"], &["range-order", "country-prefix"]),
        (&["--strict", "--allow", "country-prefix"], &["range-order"]),
    ] {
        for command in [&reserve[..], &call, &["check", "-"], &["check", "-", "--fix"], &["check", "-", "--lines"]] {
            let body = if command[0] == "check" { body.replace('\n', " ") } else { body.clone() };
            let arguments = [command, denied, &["--json"]].concat();
            let verdict = run_with_input(&arguments, body.as_bytes()).assert_exit(3).json();
            assert_eq!(verdict["outcome"], "invalid");
            let is_error = |id: &str| {
                let mut violations = verdict["violations"].as_array().unwrap().iter();
                violations.any(|violation| violation["id"] == id && violation["severity"] == "error")
            };
            for id in ["range-order", "country-prefix"] {
                assert_eq!(is_error(id), errors.contains(&id), "{arguments:?}: {verdict}");
            }
            let text = run_with_input([command, denied].concat(), body.as_bytes()).assert_exit(3);
            assert!((text.stdout + &text.stderr).contains(&format!("error[{}]", errors[0])), "{arguments:?}");
        }
    }
    assert!(server.other_requests().is_empty());
    // Without these options, and with others, the request is sent.
    for allowed in
        [&[][..], &["--deny", "range-overlap"], &["--strict", "--allow", "range-order", "--allow", "country-prefix"]]
    {
        run_with_input([&reserve, allowed].concat(), body.as_bytes()).assert_exit(0);
        run_with_input([&call, allowed].concat(), body.as_bytes()).assert_exit(0);
        run_with_input([&["check", "-"], allowed].concat(), body.as_bytes()).assert_exit(0);
    }
    assert_eq!(server.other_requests().len(), 6);
}

/// The only range with a denied warning comes after all warnings that are listed.
#[test]
fn an_unlisted_warning_of_a_denied_rule_is_an_error() {
    let range = r#"{"numberRangeStart": "+332081324758", "numberRangeEnd": "+332081324758"}"#;
    let reversed = r#"{"numberRangeStart": "+332081324769", "numberRangeEnd": "+332081324768"}"#;
    let ranges = [vec![range; 1100].join(","), reversed.to_owned()].join(",");
    let one = r#"{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758"}"#;
    let body = GB_REQUEST.replace(one, &ranges);
    let run = |arguments: &[&str]| run_with_input([arguments, &["--json"]].concat(), body.as_bytes());
    let verdict = run(&["check", "-", "--allow", "range-overlap"]).assert_exit(0).json();
    let listed = verdict["violations"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[1000]["id"]), (1001, &json!("more")));
    for command in [&["check", "-"][..], &["reserve", "--request", "-"], &["call", "reserveNumbers", "--body", "-"]] {
        run(&[command, &["--allow", "range-overlap", "--deny", "range-order"]].concat()).assert_exit(3);
    }
}
