//! The exit code of every outcome, produced by the faults of the sandbox, with the number of requests and the messages.

use serde_json::{Value, json};

use crate::sandbox_process::SandboxProcess;
use crate::stub_server::{StubServer, response};
use crate::support::{GB_REQUEST, ProgramOutput, RESERVE_ONE, Scratch, program_in, run_all};

/// Fault, further arguments, exit code, outcome, number of requests that reach the sandbox.
const TABLE: [(&str, &str, i32, &str, u64); 17] = [
    ("status-201", "", 0, "accepted", 1),
    ("status-200-leading-blank-id", "", 0, "accepted", 1),
    ("status-401", "", 0, "accepted", 2),
    ("status-400", "", 5, "rejected", 1),
    ("status-403", "", 5, "rejected", 1),
    ("status-409", "", 5, "rejected", 1),
    ("status-422", "", 5, "rejected", 1),
    ("close-unanswered@before", "", 6, "unknown", 1),
    ("reset@after", "", 6, "unknown", 1),
    ("never-answers@after", "--timeout 0.5", 6, "unknown", 1),
    ("status-500@after", "", 6, "unknown", 1),
    ("status-307@before", "", 6, "unknown", 1),
    ("status-200-empty@after", "", 6, "unreadable", 1),
    ("status-200-html@after", "", 6, "unreadable", 1),
    ("status-200-without-id@after", "", 6, "unreadable", 1),
    ("status-429-huge", "", 7, "refused", 1),
    ("connection-refused", "--timeout 0.2", 7, "notSent", 0),
];

fn reserve(sandbox: &SandboxProcess, arguments: &[&str]) -> ProgramOutput {
    let scratch = Scratch::new();
    let mut command = program_in(&scratch);
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret").env("COLT_TOKEN_URL", sandbox.token_url());
    ProgramOutput::of(command.args(RESERVE_ONE).args(["--target", &sandbox.base]).args(arguments).output().unwrap())
}

#[test]
fn each_outcome_has_its_exit_code_and_its_number_of_requests() {
    for (fault, arguments, code, outcome, posts) in TABLE {
        let sandbox = SandboxProcess::start(&["--fault", fault]);
        let arguments: Vec<_> = arguments.split_whitespace().chain(["--json"]).collect();
        let output = reserve(&sandbox, &arguments);
        let printed = output.json();
        assert_eq!((output.code, &printed["outcome"]), (Some(code), &json!(outcome)), "{fault}: {output:?}");
        assert!(output.stderr.starts_with("tracking id: "), "{fault}: {output:?}");
        assert_eq!(printed["target"], sandbox.base, "{fault}");
        // While the port is closed, the admin API cannot be reached either.
        if fault != "connection-refused" {
            assert_eq!(sandbox.posts(), posts, "{fault}");
            let recorded = sandbox.orders();
            // For two booleans, `a <= b` means that `a` implies `b`.
            assert!(
                recorded <= 1 && (code == 0) <= (recorded == 1) && (code == 5) <= (recorded == 0),
                "{fault}: {recorded}"
            );
        }
    }
}

#[test]
fn rejected_credentials_have_their_own_exit_code_and_hint() {
    let sandbox = SandboxProcess::start(&["--fault", "token:status-401"]);
    let output = reserve(&sandbox, &["--json"]).assert_exit(4);
    let printed = output.json();
    assert_eq!((&printed["outcome"], &printed["status"]), (&json!("notSent"), &Value::Null));
    assert!(printed["hint"].as_str().unwrap().contains("client id"), "{printed}");
    assert_eq!(sandbox.posts(), 0);
}

#[test]
fn the_json_of_a_failed_call_has_stable_members() {
    let sandbox = SandboxProcess::start(&["--fault", "status-409", "--fault", "status-429-huge"]);
    let printed = reserve(&sandbox, &["--json", "--tracking-id", "t-1"]).assert_exit(5).json();
    let mut names: Vec<_> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let (first, last) = (
        ["attempts", "error", "errorCode", "hint", "message", "operation", "outcome"],
        ["status", "target", "targetSource", "trackingId"],
    );
    assert_eq!(names, [&first[..], &["retryAfterSeconds", "savedAnswer"], &last].concat());
    assert_eq!(
        (&printed["trackingId"], &printed["attempts"], &printed["status"]),
        (&json!("t-1"), &json!(1), &json!(409))
    );
    assert_eq!((&printed["retryAfterSeconds"], &printed["hint"]), (&Value::Null, &Value::Null));
    assert!(printed["savedAnswer"].is_null(), "{printed}");
    assert!(printed["error"]["code"].is_string(), "{printed}");
    let printed = reserve(&sandbox, &["--json"]).assert_exit(7).json();
    assert_eq!(printed["retryAfterSeconds"], 86_400);
}

#[test]
fn a_doubt_names_the_sources_to_check_and_never_suggests_a_retry() {
    for (fault, arguments) in
        [("reset@after", &[][..]), ("status-200-html@before", &[]), ("status-500@after", &["--json"])]
    {
        let sandbox = SandboxProcess::start(&["--fault", fault]);
        let output = reserve(&sandbox, &[arguments, &["--tracking-id", "t-1"]].concat()).assert_exit(6);
        let printed = output.stdout.replace("retryAfterSeconds", "") + &output.stderr;
        // Orders at a server on this machine are not in the vendor's inventory.
        let records = format!("`GET http://{}/__sandbox/orders`", sandbox.address());
        for needed in ["t-1", "+442081324758", &records, "its own records", "forwards requests to"] {
            assert!(printed.contains(needed), "{fault}: `{needed}` is missing: {printed}");
        }
        for suggestion in ["try again", "retry", "re-run", "rerun", "run it again", "send it again", "can be sent"] {
            assert!(!printed.to_lowercase().contains(suggestion), "{fault}: {printed}");
        }
        for vendor_source in ["inventory", "/v1/Number", "portal", "support"] {
            assert!(!printed.contains(vendor_source), "{fault}: {printed}");
        }
        let recorded = sandbox.admin("orders")["byTrackingId"]["t-1"].as_u64().unwrap_or(0);
        assert_eq!(recorded, u64::from(fault.ends_with("@after")), "{fault}");
    }
}

/// A 401 and a 404 have hints of their own, except if the response contains an order.
#[test]
fn the_hint_of_a_doubt_does_not_depend_on_the_status() {
    for status in ["401 X", "403 X", "404 X", "409 X", "429 X"] {
        for arguments in [&[][..], &["--json"]] {
            let server = StubServer::start(move |_| Some(response(status, r#"{"order": {"id": "1"}}"#)));
            let scratch = Scratch::new();
            let mut command = program_in(&scratch);
            command.args(RESERVE_ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(arguments);
            let output = ProgramOutput::of(command.output().unwrap()).assert_exit(6);
            let printed = if arguments.is_empty() { output.stderr.clone() } else { output.json()["hint"].to_string() };
            assert!(
                printed.to_lowercase().contains("there may be an order") && printed.contains("t-1"),
                "{status}: {printed}"
            );
            assert!(!printed.contains("COLT_CLIENT_ID") && !printed.contains("client id"), "{status}: {printed}");
            assert_eq!(server.other_requests().len(), 1, "{status}");
        }
    }
}

#[test]
fn a_doubt_names_the_numbers_by_lock_and_range() {
    let scratch = Scratch::new();
    let with_lock =
        |id: &str| GB_REQUEST.replace(r#""Wholesale SIP""#, &format!(r#""Wholesale SIP", "lockId": "{id}""#));
    let range = "+442081324758 (1 number) in GB";
    for (lock_id, numbers) in [(" ", range.to_owned()), ("L-1", format!("the numbers of lock `L-1`, and {range}"))] {
        let file = scratch.file("request.json", with_lock(lock_id));
        for arguments in [&[][..], &["--json"]] {
            let server = StubServer::start(|_| Some(response("500 Internal Server Error", "")));
            let arguments = [&["reserve", "--request", &file, "--allow", "lock-id-or-ranges"], arguments].concat();
            let output = run_all(&[&arguments, &["--target", &server.base()]]).assert_exit(6);
            let printed =
                if output.stdout.is_empty() { output.stderr.clone() } else { output.json()["hint"].to_string() };
            assert!(printed.contains(&numbers) && (lock_id != " " || !printed.contains("lock")), "{printed}");
        }
    }
}
