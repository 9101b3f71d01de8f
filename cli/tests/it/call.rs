//! `call` and `operations`: a request of any operation is sent with the checks, guards and outcomes of `reserve`, and its response is printed.

use serde_json::{Value, json};

use crate::example_request::{PATH, TRACKING_HEADER, tracking_pointer};
use crate::golden::golden;
use crate::stub_server::{StubServer, response};
use crate::support::{
    GB_REQUEST, LU_REQUEST, ProgramOutput, RESERVE_ONE, Scratch, program, program_in, run, run_all, run_with_input,
};

const CALL: [&str; 4] = ["call", "reserveNumbers", "--body", "-"];
const ACCEPTED: &str = "{\n\t\"order\": {\"id\": \" b6051092 \"}\r\n}";

/// The value of `--param` for a tracking id.
fn tracking_id(id: &str) -> String {
    format!("{}={id}", *TRACKING_HEADER)
}

fn call(arguments: &[&str]) -> ProgramOutput {
    run_with_input([&CALL, arguments].concat(), GB_REQUEST.as_bytes())
}

/// The values that identify a request on the wire.
fn sent(server: &StubServer) -> (String, String) {
    let request = server.request();
    (request.head.replace(request.header("host").unwrap(), "HOST"), request.body)
}

#[test]
fn a_response_is_printed_as_it_was_received() {
    let server = StubServer::start(|_| Some(response("202 Accepted", ACCEPTED)));
    let base = server.base();
    let output = call(&["--target", &base, "--param", &tracking_id("t-1")]).assert_exit(0);
    assert_eq!(output.stdout, ACCEPTED);
    let labels: Vec<_> = output.stderr.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(labels, ["tracking id", "status", "order id", "tracking id", "target", "earliest lapse"]);
    assert!(output.stderr.starts_with("tracking id: t-1\n") && output.stderr.contains(" b6051092\n"), "{output:?}");
    // The same request as that of `reserve`, byte for byte.
    let arguments = ["reserve", "--request", "-", "--target", &base, "--tracking-id", "t-1"];
    run_with_input(arguments, GB_REQUEST.as_bytes()).assert_exit(0);
    assert_eq!(sent(&server), sent(&server));
}

#[test]
fn the_json_of_a_response_has_stable_members() {
    let server = StubServer::start(|_| Some(response("202 Accepted", ACCEPTED)));
    let output = call(&[
        "--target",
        &server.base(),
        "--param",
        &tracking_id("t-1").to_uppercase().replace("T-1", "t-1"),
        "--json",
    ])
    .assert_exit(0);
    let printed = output.json();
    let mut names: Vec<_> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let (first, last) = (
        ["attempts", "body", "earliestLapse", "operation", "orderId"],
        ["status", "target", "targetSource", "trackingId"],
    );
    assert_eq!(names, [&first[..], &["outcome", "sentAt"], &last].concat());
    assert_eq!((&printed["outcome"], &printed["operation"]), (&json!("accepted"), &json!("reserveNumbers")));
    assert_eq!((&printed["orderId"], &printed["trackingId"]), (&json!("b6051092"), &json!("t-1")));
    assert_eq!((&printed["status"], &printed["attempts"]), (&json!(202), &json!(1)));
    assert_eq!(printed["body"], json!({"order": {"id": " b6051092 "}}));
}

#[test]
fn a_request_gets_a_new_tracking_id() {
    let output = call(&["--json"]).assert_exit(0);
    assert_eq!(output.json()["target"], "embedded");
    assert!(output.stderr.contains("nothing was ordered from the vendor"), "{output:?}");
    let other = call(&["--json"]).assert_exit(0).json()["trackingId"].clone();
    assert!(other.is_string() && output.json()["trackingId"] != other);
}

#[test]
fn a_dry_run_is_that_of_reserve() {
    let shared = ["--dry-run", "--json", "--target", "sandbox"];
    let shown = call(&[&shared[..], &["--param", &tracking_id("t-1")]].concat()).assert_exit(0);
    let reserve = [&["reserve", "--request", "-", "--tracking-id", "t-1"], &shared[..]].concat();
    assert_eq!(shown.json(), run_with_input(reserve, GB_REQUEST.as_bytes()).assert_exit(0).json());
}

#[test]
fn a_request_is_checked_before_it_is_sent() {
    let server = StubServer::start(|_| None);
    let base = server.base();
    let found = |arguments: &[&str], body: &str| {
        let all = [&CALL[..], &["--json", "--target", &base], arguments].concat();
        let verdict = run_with_input(all, body.as_bytes()).assert_exit(3).json();
        assert_eq!(verdict["outcome"], "invalid");
        let text = |violation: &Value| format!("{} {}", violation["id"], violation["pointer"]).replace('"', "");
        verdict["violations"].as_array().unwrap().iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(found(&["--param", &tracking_id("a b")], GB_REQUEST), [format!("pattern {}", tracking_pointer())]);
    assert_eq!(found(&[], "no"), ["json "]);
    assert_eq!(
        found(&[], LU_REQUEST)[..2],
        ["pattern /numberRangeList/0/numberRangeStart", "pattern /numberRangeList/0/numberRangeEnd"]
    );
    let locked = GB_REQUEST.replace("\"GB\"", "\"FR\"").replace("SIP\"", "SIP\", \"lockId\": \"L\"");
    let allowed = ["--allow", "lock-id-or-ranges"];
    assert!(found(&allowed, &locked).contains(&"lock-id-country /productOffering/lockId".to_owned()));
    assert_eq!(found(&["--several-service-profiles", "GB"], &GB_REQUEST.replace("ANH", " ")).len(), 1);
    let output = run(["call", "reserveNumbers", "--target", &server.base()]).assert_exit(3);
    assert!(output.stderr.contains("error[required]: the body is missing"), "{output:?}");
    assert!(output.stderr.ends_with("nothing was sent\n") && server.other_requests().is_empty(), "{output:?}");
}

#[test]
fn the_messages_of_usage_errors() {
    let (once, again) = (tracking_id("1"), tracking_id("2"));
    for (name, arguments) in [
        ("error-parameter", &["call", "reserveNumbers", "--param", "tracking-id=1"][..]),
        ("error-repeated-parameter", &["call", "reserveNumbers", "--param", &once, "--param", &again]),
        ("error-parameter-form", &["call", "reserveNumbers", "--param", *TRACKING_HEADER]),
    ] {
        golden(name, arguments, &run(arguments).assert_exit(2));
    }
    let output = run(["call", "reserveNumber"]).assert_exit(2);
    assert!(output.stderr.contains("tip: a similar value exists: 'reserveNumbers'"), "{output:?}");
}

#[test]
fn outcomes_and_exit_codes_are_those_of_reserve() {
    for (status, body, code, outcome) in [
        ("409 X", r#"{"code": "1"}"#, 5, "rejected"),
        ("409 X", r#"{"order": {"id": "1"}}"#, 6, "unknown"),
        ("500 X", "", 6, "unknown"),
        ("200 OK", "{}", 6, "unreadable"),
        ("302 X", "", 6, "unknown"),
    ] {
        let server = StubServer::start(move |_| Some(response(status, body)));
        let scratch = Scratch::new();
        let send = |arguments: &[&str]| {
            let file = scratch.file("request.json", GB_REQUEST);
            let mut command = program_in(&scratch);
            command.args(["call", "reserveNumbers", "--body", &file, "--param", &tracking_id("t-1")]);
            command.args(["--target", &server.base(), "--json"]).args(arguments);
            ProgramOutput::of(command.output().unwrap()).assert_exit(code)
        };
        let output = send(&[]);
        let printed = output.json();
        assert_eq!((&printed["outcome"], &printed["trackingId"]), (&json!(outcome), &json!("t-1")), "{printed}");
        assert_eq!(printed["operation"], "reserveNumbers", "{printed}");
        server.request();
        assert!(server.other_requests().is_empty(), "{status}");
        if code == 6 {
            assert!(printed["hint"].as_str().unwrap().starts_with("there may be an order by `reserveNumbers`; "));
            assert_eq!(printed["savedAnswer"].is_string(), !body.is_empty(), "{printed}");
        }
    }
}

#[test]
fn an_order_at_production_needs_the_confirmation() {
    let mut command = program();
    for (name, value) in [("ID", "CLIENT_ID"), ("SECRET", "CLIENT_SECRET"), ("production", "CREDENTIALS_FOR")] {
        command.env(format!("COLT_{value}"), name);
    }
    let scratch = Scratch::new();
    let file = scratch.file("request.json", GB_REQUEST);
    command.args(["call", "reserveNumbers", "--body", &file, "--target", "production"]);
    let output = ProgramOutput::of(command.output().unwrap()).assert_exit(9);
    assert!(output.stderr.contains("costs money") && output.stderr.contains("nothing was sent"), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_order_that_cannot_be_printed_is_printed_to_the_other_stream() {
    let server = StubServer::start(|_| Some(response("200 OK", ACCEPTED)));
    let scratch = Scratch::new();
    let file = scratch.file("request.json", GB_REQUEST);
    for more in [&[][..], &["--json"]] {
        for (redirection, code) in [(">/dev/full", 6), (">/dev/null", 0), (">&-", 0)] {
            let mut command = std::process::Command::new("sh");
            command.args(["-c", &format!("exec \"$0\" \"$@\" {redirection}"), env!("CARGO_BIN_EXE_colt-numbers")]);
            command.args(["call", "reserveNumbers", "--body", &file, "--target", &server.base()]).args(more);
            for name in crate::support::PROGRAM_VARIABLES {
                command.env_remove(name);
            }
            let output = ProgramOutput::of(command.output().unwrap()).assert_exit(code);
            assert!(output.stderr.contains("order id:       b6051092\n"), "{redirection}: {output:?}");
        }
    }
}

#[test]
fn the_operations_are_listed() {
    let text = run(["operations"]).assert_exit(0).stdout;
    assert!(text.contains(&format!("reserveNumbers POST {}\n  Reserve numbers\n", *PATH)), "{text}");
    assert!(text.contains("  note:           places an order, which costs money\n"), "{text}");
    let parameter = format!("  parameter:      {} (header, mandatory): Identifies this order", *TRACKING_HEADER);
    assert!(text.contains(&parameter), "{text}");
    let json = run(["operations", "--json"]).assert_exit(0).json();
    let operations = json["operations"].as_array().unwrap();
    let operation = operations.iter().find(|operation| operation["id"] == "reserveNumbers").unwrap();
    assert_eq!((&operation["method"], &operation["path"]), (&json!("POST"), &json!(*PATH)));
    assert_eq!((&operation["orders"], &operation["repeatable"]), (&json!(true), &json!(false)));
    let parameter = &operation["parameters"][0];
    assert_eq!((&parameter["name"], &parameter["in"]), (&json!(*TRACKING_HEADER), &json!("header")));
    assert_eq!(operation["body"], json!({"mediaType": "application/json", "required": true}));
    assert!(operation["rules"].as_array().unwrap().contains(&json!("range-order")));
    assert!(operation["effects"].as_array().unwrap().iter().any(|effect| effect["id"] == "full-range"));
}

#[test]
fn an_example_of_the_sandbox_is_called_an_example() {
    let stateless = "HTTP/1.1 200 OK\r\nx-sandbox: stateless\r\nconnection: close\r\n\r\n{\"order\": {\"id\": \"1\"}}";
    for (bytes, is_example) in [(stateless.into(), true), (response("200 OK", ACCEPTED), false)] {
        let server = StubServer::start(move |_| Some(Vec::clone(&bytes)));
        let output = call(&["--target", &server.base()]).assert_exit(0);
        assert_eq!(output.stderr.contains("the response is an example"), is_example, "{output:?}");
    }
}

/// `reserve` and `call` send with the same code; only `call` reports the response instead of the order.
#[test]
fn reserve_prints_an_order_instead_of_a_response() {
    let order = run_all(&[&RESERVE_ONE, &["--json"]]).assert_exit(0).json();
    assert!(order.get("body").is_none() && order["reservedAt"].is_string(), "{order}");
}
