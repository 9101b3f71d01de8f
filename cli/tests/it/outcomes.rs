//! The exit table: every outcome by the faults of the sandbox, with the number of requests that reach it, and what people are told.

use serde_json::{Value, json};

use crate::server::{Server, answer};
use crate::support::{GB, ONE, Ran, Scratch, program_in, run_all};
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
        for needed in ["t-1", "+442081324758", "inventory", "GET http", "/v1/Number", "order history", "support"] {
            assert!(told.contains(needed), "{fault}: `{needed}` is missing: {told}");
        }
        for tempting in ["try again", "retry", "re-run", "rerun", "run it again", "send it again", "can be sent"] {
            assert!(!told.to_lowercase().contains(tempting), "{fault}: {told}");
        }
    }
}

/// Orders in a folder at a server that gives this answer.
fn answered(scratch: &Scratch, status: &'static str, body: &'static str, words: &[&str]) -> Ran {
    let server = Server::start(move |_| Some(answer(status, body)));
    let mut command = program_in(scratch);
    command.args(ONE).args(["--target", &server.base(), "--tracking-id", "t~1:2"]).args(words);
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(server.request().header("x-tracking-id"), Some("t~1:2"));
    ran
}

/// The answer of a gateway that lost an order, and its name.
const LOST: (&str, &str) = ("500 Internal Server Error", "\u{1b}[2J{\"order\": {\"id\": \"½\n\"}}");
const KEPT: &str = "colt-numbers-t~1:2.answer";

#[cfg(unix)]
#[test]
fn what_was_answered_is_kept_where_there_may_be_an_order() {
    use std::os::unix::fs::PermissionsExt as _;
    for status in [LOST.0, "200 OK", "302 Found", "408 Request Timeout"] {
        for words in [&[][..], &["--json"]] {
            let scratch = Scratch::new();
            let ran = answered(&scratch, status, LOST.1, words).ended(6);
            let file = scratch.path(KEPT);
            assert_eq!(std::fs::read(&file).unwrap(), LOST.1.as_bytes(), "{status}");
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            assert!(ran.err.contains(&format!("note: the answer is kept in `{file}`\n")), "{status}: {ran:?}");
            // Its beginning is there for whoever has the log alone.
            assert!(ran.err.contains("\\u{1b}[2J{\"order\": {\"id\": \"½\\n\"}}"), "{status}: {ran:?}");
            assert!(!ran.err.contains('\u{1b}'), "{status}: {ran:?}");
            if !words.is_empty() {
                assert_eq!(ran.json()["savedAnswer"], file, "{status}");
            }
        }
    }
}

#[test]
fn what_is_not_in_doubt_or_empty_is_kept_only_where_asked() {
    let scratch = Scratch::new();
    for (status, body, code) in [
        ("400 Bad Request", "\u{1b}[2J{\"message\": \"½\\n\"}", 5),
        ("500 Internal Server Error", "", 6),
        ("200 OK", "", 6),
        ("201 Created", r#"{"order": {"id": "1"}}"#, 0),
    ] {
        let ran = answered(&scratch, status, body, &["--json"]).ended(code);
        assert!(ran.json()["savedAnswer"].is_null() && scratch.names().is_empty(), "{status}: {ran:?}");
        let file = scratch.path("asked");
        let ran = answered(&scratch, status, body, &["--json", "--save-answer", &file]).ended(code);
        if code == 5 {
            assert_eq!((&ran.json()["savedAnswer"], std::fs::read(&file).unwrap()), (&json!(file), body.into()));
            std::fs::remove_file(&file).unwrap();
        }
        assert!(scratch.names().is_empty(), "{status}: {ran:?}");
    }
}

#[test]
fn an_answer_is_kept_in_the_file_that_was_asked_for_and_no_other() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    let ran = answered(&scratch, LOST.0, LOST.1, &["--json", "--save-answer", &file]).ended(6);
    assert_eq!(std::fs::read(&file).unwrap(), LOST.1.as_bytes());
    assert_eq!((&ran.json()["savedAnswer"], scratch.names()), (&json!(file), vec!["answer".to_owned()]));
    assert!(ran.err.contains(&file) && !ran.err.contains('½'), "{ran:?}");

    // A file that is there is not written over, and nothing is sent that could not be kept.
    let server = Server::start(|_| None);
    let ran = run_all(&[&ONE, &["--target", &server.base(), "--save-answer", &file]]).ended(2);
    assert!(ran.err.contains("nothing was sent"), "{ran:?}");
    assert!(server.others().is_empty());
}

#[test]
fn an_answer_that_cannot_be_kept_is_told_whole() {
    let scratch = Scratch::new();
    let body: &str = Box::leak(format!("{}the end", "x\n".repeat(200_000)).into_boxed_str());
    let (one, other) = (scratch.file(KEPT, "other"), Scratch::new());
    // Where the folder has such a file, it goes to the one for temporary files.
    let server = Server::start(move |_| Some(answer("500 Internal Server Error", body)));
    let base = server.base();
    let words = [&ONE[..], &["--target", &base, "--tracking-id", "t~1:2", "--json"]].concat();
    let order = || Ran::of(program_in(&scratch).env("TMPDIR", other.path("")).args(&words).output().unwrap()).ended(6);
    let ran = order();
    assert!(ran.json()["savedAnswer"].as_str().unwrap().starts_with(&other.path("")), "{}", ran.out);
    assert_eq!(std::fs::read(other.path(KEPT)).unwrap(), body.as_bytes());
    assert!(
        ran.err.contains("400007 bytes, of which the first 4096:\n") && ran.err.len() < 10_000,
        "{}",
        ran.err.len()
    );
    // Where that has one as well, it is on the stream, in a line.
    let ran = order();
    assert!(ran.json()["savedAnswer"].is_null(), "{}", ran.out);
    let whole = body.replace('\n', "\\n");
    assert!(ran.err.ends_with(&format!("the answer, 400007 bytes:\n{whole}\n")), "{} bytes", ran.err.len());
    assert_eq!(ran.err.matches("warning: cannot keep the answer in").count(), 2);
    assert_eq!(std::fs::read(one).unwrap(), b"other");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_is_kept_elsewhere_where_it_has_no_room() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    let server = Server::start(|_| Some(answer(LOST.0, LOST.1)));
    // No file may grow to more than nothing, as on a full disk.
    let line = format!("ulimit -f 0; trap '' XFSZ; exec {} \"$@\"", env!("CARGO_BIN_EXE_colt-numbers"));
    let base = server.base();
    let words = [&ONE[..], &["--target", &base, "--save-answer", &file]].concat();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &line, "sh"]).args(words).current_dir(scratch.path("")).env("TMPDIR", scratch.path(""));
    let ran = Ran::of(command.output().unwrap()).ended(6);
    assert_eq!(ran.err.matches("warning: cannot keep the answer in").count(), 3, "{ran:?}");
    assert!(ran.err.contains("the answer, ") && ran.err.contains('½'), "{ran:?}");
    assert!(scratch.names().is_empty(), "{:?}", scratch.names());
}

#[test]
fn a_tracking_id_of_any_length_makes_a_name() {
    let scratch = Scratch::new();
    let server = Server::start(|_| Some(answer(LOST.0, LOST.1)));
    let id = "i".repeat(255);
    let base = server.base();
    let words = [&ONE[..], &["--target", &base, "--tracking-id", &id]].concat();
    Ran::of(program_in(&scratch).args(words).output().unwrap()).ended(6);
    assert_eq!(scratch.names(), [format!("colt-numbers-{}.answer", "i".repeat(200))]);
}

#[test]
fn no_file_is_left_where_there_was_nothing_to_keep() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    run_all(&[&ONE, &["--save-answer", &file]]).ended(0);
    assert!(!std::path::Path::new(&file).exists());
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
