//! The exit table: every outcome by the faults of the sandbox, with the number of requests that reach it, and what people are told.

use serde_json::{Value, json};

use crate::sandbox_process::Twin;
use crate::stub_server::{Server, answer};
use crate::support::{GB, ONE, Ran, Scratch, program_in, run_all};

/// Fault, further words, exit code, outcome, requests that arrive.
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

fn reserve(twin: &Twin, words: &[&str]) -> Ran {
    let scratch = Scratch::new();
    let mut command = program_in(&scratch);
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret").env("COLT_TOKEN_URL", twin.token_url());
    Ran::of(command.args(ONE).args(["--target", &twin.base]).args(words).output().unwrap())
}

#[test]
fn each_outcome_has_its_exit_code_and_is_sent_as_often_as_it_may_be() {
    for (fault, words, code, outcome, posts) in TABLE {
        let twin = Twin::start(&["--fault", fault]);
        let words: Vec<_> = words.split_whitespace().chain(["--json"]).collect();
        let ran = reserve(&twin, &words);
        let told = ran.json();
        assert_eq!((ran.code, &told["outcome"]), (Some(code), &json!(outcome)), "{fault}: {ran:?}");
        assert!(ran.err.starts_with("tracking id: "), "{fault}: {ran:?}");
        assert_eq!(told["target"], twin.base, "{fault}");
        // While the port is closed, nobody can be asked.
        if fault != "connection-refused" {
            assert_eq!(twin.posts(), posts, "{fault}");
            let recorded = twin.orders();
            assert!(
                recorded <= 1 && (code == 0) <= (recorded == 1) && (code == 5) <= (recorded == 0),
                "{fault}: {recorded}"
            );
        }
    }
}

#[test]
fn wrong_credentials_are_told_as_such() {
    let twin = Twin::start(&["--fault", "token:status-401"]);
    let ran = reserve(&twin, &["--json"]).ended(4);
    let told = ran.json();
    assert_eq!((&told["outcome"], &told["status"]), (&json!("notSent"), &Value::Null));
    assert!(told["hint"].as_str().unwrap().contains("client id"), "{told}");
    assert_eq!(twin.posts(), 0);
}

#[test]
fn the_shape_of_a_failure() {
    let twin = Twin::start(&["--fault", "status-409", "--fault", "status-429-huge"]);
    let told = reserve(&twin, &["--json", "--tracking-id", "t-1"]).ended(5).json();
    let mut names: Vec<_> = told.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let (first, last) = (["attempts", "error", "hint", "message", "outcome"], ["status", "target", "trackingId"]);
    assert_eq!(names, [&first[..], &["retryAfterSeconds", "savedAnswer"], &last].concat());
    assert_eq!((&told["trackingId"], &told["attempts"], &told["status"]), (&json!("t-1"), &json!(1), &json!(409)));
    assert_eq!((&told["retryAfterSeconds"], &told["hint"]), (&Value::Null, &Value::Null));
    assert!(told["savedAnswer"].is_null(), "{told}");
    assert!(told["error"]["code"].is_string(), "{told}");
    let told = reserve(&twin, &["--json"]).ended(7).json();
    assert_eq!(told["retryAfterSeconds"], 86_400);
}

#[test]
fn doubt_names_what_to_check_and_never_a_second_try() {
    for (fault, words) in [("reset@after", &[][..]), ("status-200-html@before", &[]), ("status-500@after", &["--json"])]
    {
        let twin = Twin::start(&["--fault", fault]);
        let ran = reserve(&twin, &[words, &["--tracking-id", "t-1"]].concat()).ended(6);
        let told = ran.out.replace("retryAfterSeconds", "") + &ran.err;
        // A server of this machine has its own records; nothing of it is in the vendor's inventory.
        let records = format!("`GET http://{}/__sandbox/orders`", twin.address());
        for needed in ["t-1", "+442081324758", &records, "the records of the server", "forwards requests to"] {
            assert!(told.contains(needed), "{fault}: `{needed}` is missing: {told}");
        }
        for tempting in ["try again", "retry", "re-run", "rerun", "run it again", "send it again", "can be sent"] {
            assert!(!told.to_lowercase().contains(tempting), "{fault}: {told}");
        }
        for elsewhere in ["inventory", "/v1/Number", "portal", "support"] {
            assert!(!told.contains(elsewhere), "{fault}: {told}");
        }
        let recorded = twin.admin("orders")["byTrackingId"]["t-1"].as_u64().unwrap_or(0);
        assert_eq!(recorded, u64::from(fault.ends_with("@after")), "{fault}");
    }
}

/// A 401 or a 404 has a hint of its own, but not beside an order.
#[test]
fn doubt_is_what_the_hint_is_about_whatever_the_status() {
    for status in ["401 X", "403 X", "404 X", "409 X", "429 X"] {
        for words in [&[][..], &["--json"]] {
            let server = Server::start(move |_| Some(answer(status, r#"{"order": {"id": "1"}}"#)));
            let scratch = Scratch::new();
            let mut command = program_in(&scratch);
            command.args(ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(words);
            let ran = Ran::of(command.output().unwrap()).ended(6);
            let told = if words.is_empty() { ran.err.clone() } else { ran.json()["hint"].to_string() };
            assert!(told.to_lowercase().contains("there may be an order") && told.contains("t-1"), "{status}: {told}");
            assert!(!told.contains("COLT_CLIENT_ID") && !told.contains("client id"), "{status}: {told}");
            assert_eq!(server.others().len(), 1, "{status}");
        }
    }
}

#[test]
fn doubt_is_about_the_ranges_where_the_lock_id_is_blank() {
    let scratch = Scratch::new();
    let with_lock = |id: &str| GB.replace(r#""Wholesale SIP""#, &format!(r#""Wholesale SIP", "lockId": "{id}""#));
    let range = "+442081324758 (1 number) in GB";
    for (lock_id, numbers) in [(" ", range.to_owned()), ("L-1", format!("the numbers of lock `L-1`, and {range}"))] {
        let file = scratch.file("request.json", with_lock(lock_id));
        for words in [&[][..], &["--json"]] {
            let server = Server::start(|_| Some(answer("500 Internal Server Error", "")));
            let words = [&["reserve", "--request", &file, "--allow", "lock-id-or-ranges"], words].concat();
            let ran = run_all(&[&words, &["--target", &server.base()]]).ended(6);
            let told = if ran.out.is_empty() { ran.err.clone() } else { ran.json()["hint"].to_string() };
            assert!(told.contains(&numbers) && (lock_id != " " || !told.contains("lock")), "{told}");
        }
    }
}
