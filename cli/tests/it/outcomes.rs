//! The exit table: every outcome by the faults of the sandbox, with the number of requests that reach it, and what people are told.

use serde_json::{Value, json};

use crate::server::{Server, answer};
use crate::support::{ONE, Ran, Scratch, program, run_all};
use crate::twin::Twin;

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
    let mut command = program();
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
    let expected =
        ["attempts", "error", "hint", "message", "outcome", "retryAfterSeconds", "status", "target", "trackingId"];
    assert_eq!(names, expected);
    assert_eq!((&told["trackingId"], &told["attempts"], &told["status"]), (&json!("t-1"), &json!(1), &json!(409)));
    assert_eq!((&told["retryAfterSeconds"], &told["hint"]), (&Value::Null, &Value::Null));
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
        for needed in ["t-1", "+442081324758", "inventory", "GET http", "/v1/Number", "order history", "support"] {
            assert!(told.contains(needed), "{fault}: `{needed}` is missing: {told}");
        }
        for tempting in ["try again", "retry", "re-run", "rerun", "run it again", "send it again", "can be sent"] {
            assert!(!told.to_lowercase().contains(tempting), "{fault}: {told}");
        }
    }
}

#[test]
fn an_answer_without_an_id_is_shown_escaped_or_kept() {
    let body = "\u{1b}[2J{\"order\": \"½\n\"}";
    let server = Server::start(move |_| Some(answer("200 OK", body)));
    let base = server.base();
    let ran = run_all(&[&ONE, &["--target", &base]]).ended(6);
    assert!(ran.err.contains("\\u{1b}[2J{\"order\": \"½\\n\"}"), "{ran:?}");
    assert!(!ran.err.contains('\u{1b}'), "{ran:?}");

    let scratch = Scratch::new();
    let file = scratch.path("answer");
    let ran = run_all(&[&ONE, &["--target", &base, "--save-answer", &file]]).ended(6);
    assert_eq!(std::fs::read(&file).unwrap(), body.as_bytes());
    assert!(ran.err.contains(&file) && !ran.err.contains("½"), "{ran:?}");
    server.request();
    server.request();

    // A file that is there is not written over, and nothing is sent that could not be kept.
    let ran = run_all(&[&ONE, &["--target", &base, "--save-answer", &file]]).ended(2);
    assert!(ran.err.contains("nothing was sent"), "{ran:?}");
    assert!(server.others().is_empty());
}

#[test]
fn no_file_is_left_where_there_was_nothing_to_keep() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    run_all(&[&ONE, &["--save-answer", &file]]).ended(0);
    assert!(!std::path::Path::new(&file).exists());
}

#[test]
fn a_long_answer_is_cut() {
    let server = Server::start(|_| Some(answer("200 OK", &"x".repeat(1_000_000))));
    let ran = run_all(&[&ONE, &["--target", &server.base()]]).ended(6);
    assert!(ran.err.contains("1000000 bytes, of which the first 4096"), "{ran:?}");
    assert!(ran.err.len() < 10_000, "{}", ran.err.len());
}
