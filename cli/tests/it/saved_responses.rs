//! What a server answered where there may be an order: kept in the state folder or the file that was asked for, and never lost.

use serde_json::json;

use crate::stub_server::{Server, answer};
use crate::support::{NOWHERE, ONE, Ran, Scratch, program, program_in, run_all};

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
            let file = scratch.path(&format!("state/colt-numbers/{KEPT}"));
            assert_eq!(scratch.names(), ["state"]);
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
        ("400 Bad Request", r#"{"code": "1"}"#, 5),
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
fn an_answer_that_cannot_be_kept_is_printed_whole() {
    let (scratch, other) = (Scratch::new(), Scratch::new());
    let body: &str = Box::leak(format!("{}the end", "x\n".repeat(200_000)).into_boxed_str());
    let server = Server::start(move |_| Some(answer("500 Internal Server Error", body)));
    let base = server.base();
    let words = [&ONE[..], &["--target", &base, "--tracking-id", "t~1:2", "--json"]].concat();
    // What is in the way of the state folder: a file.
    let file = scratch.file("file", "");
    let within_file = format!("{file}/state");
    for (state, warning) in [(file, "Not a directory"), (within_file, "Not a directory")] {
        let order = |temporary: &str| {
            let mut command = program();
            command.env("XDG_STATE_HOME", &state).env("TMPDIR", temporary).current_dir(scratch.path(""));
            Ran::of(command.args(&words).output().unwrap()).ended(6)
        };
        // It goes to the folder for temporary files.
        let ran = order(&other.path(""));
        let kept = other.path(KEPT);
        assert_eq!(ran.json()["savedAnswer"], kept, "{}", ran.out);
        assert_eq!(std::fs::read(&kept).unwrap(), body.as_bytes());
        assert!(
            ran.err.contains("400007 bytes, of which the first 4096:\n") && ran.err.len() < 10_000,
            "{}",
            ran.err.len()
        );
        let first = ran.err.lines().find(|line| line.starts_with("warning: ")).unwrap();
        assert!(first.contains(&format!("`{state}/colt-numbers/{KEPT}`: {warning}")), "{first}");
        // Where that cannot take it either, all of it is on the stream, in a line.
        let ran = order(NOWHERE);
        assert!(ran.json()["savedAnswer"].is_null(), "{}", ran.out);
        let whole = body.replace('\n', "\\n");
        assert!(ran.err.ends_with(&format!("the answer, 400007 bytes:\n{whole}\n")), "{} bytes", ran.err.len());
        assert_eq!(ran.err.matches("warning: cannot keep the answer in").count(), 2);
        std::fs::remove_file(&kept).unwrap();
    }
    // Nothing is ever written to the folder that the program runs in.
    assert_eq!(scratch.names(), ["file"]);
}

/// A tracking id can be used more than once.
#[test]
fn an_answer_takes_the_place_of_no_other() {
    let scratch = Scratch::new();
    for (name, body) in
        [(KEPT, "one"), ("colt-numbers-t~1:2-2.answer", "two"), ("colt-numbers-t~1:2-3.answer", "three")]
    {
        let file = scratch.path(&format!("state/colt-numbers/{name}"));
        assert_eq!(answered(&scratch, LOST.0, body, &["--json"]).ended(6).json()["savedAnswer"], file);
        assert_eq!(std::fs::read_to_string(file).unwrap(), body);
    }
    assert_eq!(std::fs::read_dir(scratch.path("state/colt-numbers")).unwrap().count(), 3);
}

#[cfg(unix)]
#[test]
fn the_state_folder_is_below_home_where_none_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let name = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
    for state in [None, Some(""), Some("relative/state")] {
        let scratch = Scratch::new();
        let server = Server::start(|_| Some(answer(LOST.0, LOST.1)));
        let mut command = program();
        command.env_remove("XDG_STATE_HOME").env("HOME", scratch.path("home")).current_dir(scratch.path(""));
        command.envs(state.map(|state| ("XDG_STATE_HOME", state)));
        command.args(ONE).args(["--target", &server.base(), "--tracking-id", "t~1:2"]);
        let ran = Ran::of(command.output().unwrap()).ended(6);
        let folder = scratch.path(&format!("home/{name}/colt-numbers"));
        assert!(ran.err.contains(&format!("note: the answer is kept in `{folder}/{KEPT}`\n")), "{ran:?}");
        assert_eq!(std::fs::read(format!("{folder}/{KEPT}")).unwrap(), LOST.1.as_bytes());
        assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(scratch.names(), ["home"]);
    }
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
    command.env("XDG_STATE_HOME", scratch.path("state"));
    let ran = Ran::of(command.output().unwrap()).ended(6);
    assert_eq!(ran.err.matches("warning: cannot keep the answer in").count(), 3, "{ran:?}");
    assert!(ran.err.contains("the answer, ") && ran.err.contains('½'), "{ran:?}");
    let left = (scratch.names(), std::fs::read_dir(scratch.path("state/colt-numbers")).unwrap().count());
    assert_eq!(left, (vec!["state".to_owned()], 0));
}

#[test]
fn a_tracking_id_of_any_length_makes_a_name() {
    let scratch = Scratch::new();
    let server = Server::start(|_| Some(answer(LOST.0, LOST.1)));
    let id = "i".repeat(255);
    let base = server.base();
    let words = [&ONE[..], &["--target", &base, "--tracking-id", &id]].concat();
    Ran::of(program_in(&scratch).args(words).output().unwrap()).ended(6);
    let file = scratch.path(&format!("state/colt-numbers/colt-numbers-{}.answer", "i".repeat(200)));
    assert!(std::path::Path::new(&file).exists());
}

#[test]
fn no_file_is_left_where_there_was_nothing_to_keep() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    run_all(&[&ONE, &["--save-answer", &file]]).ended(0);
    assert!(!std::path::Path::new(&file).exists());
}
