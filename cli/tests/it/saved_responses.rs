//! Saving a response: in the file of `--save-answer`, or, if the outcome is in doubt, in the state folder.

use serde_json::json;

use crate::example_request::TRACKING_HEADER;
use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, RESERVE_ONE, Scratch, UNUSABLE_FOLDER, program, program_in, run_all};

/// Runs `reserve` in a folder, at a server that sends this response.
fn reserve_at_server(scratch: &Scratch, status: &'static str, body: &'static str, arguments: &[&str]) -> ProgramOutput {
    let server = StubServer::start(move |_| Some(response(status, body)));
    let mut command = program_in(scratch);
    command.args(RESERVE_ONE).args(["--target", &server.base(), "--tracking-id", "t~1:2"]).args(arguments);
    let output = ProgramOutput::of(command.output().unwrap());
    assert_eq!(server.request().header(&TRACKING_HEADER), Some("t~1:2"));
    output
}

/// Status and body of a gateway's response after which there may be an order.
const UNCLEAR: (&str, &str) = ("500 Internal Server Error", "\u{1b}[2J{\"order\": {\"id\": \"½\n\"}}");
/// The name of the file in which the program saves that response.
const FILE_NAME: &str = "colt-numbers-t~1:2.answer";

#[cfg(unix)]
#[test]
fn a_response_is_saved_if_there_may_be_an_order() {
    use std::os::unix::fs::PermissionsExt as _;
    for status in [UNCLEAR.0, "200 OK", "302 Found", "408 Request Timeout"] {
        for arguments in [&[][..], &["--json"]] {
            let scratch = Scratch::new();
            let output = reserve_at_server(&scratch, status, UNCLEAR.1, arguments).assert_exit(6);
            let file = scratch.path(&format!("state/colt-numbers/{FILE_NAME}"));
            assert_eq!(scratch.names(), ["state"]);
            assert_eq!(std::fs::read(&file).unwrap(), UNCLEAR.1.as_bytes(), "{status}");
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            assert!(
                output.stderr.contains(&format!("note: the response is saved in `{file}`\n")),
                "{status}: {output:?}"
            );
            // The beginning of the body is printed as well.
            assert!(output.stderr.contains("\\u{1b}[2J{\"order\": {\"id\": \"½\\n\"}}"), "{status}: {output:?}");
            assert!(!output.stderr.contains('\u{1b}'), "{status}: {output:?}");
            if !arguments.is_empty() {
                assert_eq!(output.json()["savedAnswer"], file, "{status}");
            }
        }
    }
}

#[test]
fn a_response_without_doubt_is_saved_only_on_request() {
    let scratch = Scratch::new();
    for (status, body, code) in [
        ("400 Bad Request", r#"{"code": "1"}"#, 5),
        ("500 Internal Server Error", "", 6),
        ("200 OK", "", 6),
        ("201 Created", r#"{"order": {"id": "1"}}"#, 0),
    ] {
        let output = reserve_at_server(&scratch, status, body, &["--json"]).assert_exit(code);
        assert!(output.json()["savedAnswer"].is_null() && scratch.names().is_empty(), "{status}: {output:?}");
        let file = scratch.path("requested");
        let output = reserve_at_server(&scratch, status, body, &["--json", "--save-answer", &file]).assert_exit(code);
        if code == 5 {
            assert_eq!((&output.json()["savedAnswer"], std::fs::read(&file).unwrap()), (&json!(file), body.into()));
            std::fs::remove_file(&file).unwrap();
        }
        assert!(scratch.names().is_empty(), "{status}: {output:?}");
    }
}

#[test]
fn a_response_is_saved_only_in_the_requested_file() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    let output = reserve_at_server(&scratch, UNCLEAR.0, UNCLEAR.1, &["--json", "--save-answer", &file]).assert_exit(6);
    assert_eq!(std::fs::read(&file).unwrap(), UNCLEAR.1.as_bytes());
    assert_eq!((&output.json()["savedAnswer"], scratch.names()), (&json!(file), vec!["answer".to_owned()]));
    assert!(output.stderr.contains(&file) && !output.stderr.contains('½'), "{output:?}");

    // An existing file is not overwritten, and nothing is sent if the file cannot be created.
    let server = StubServer::start(|_| None);
    let output = run_all(&[&RESERVE_ONE, &["--target", &server.base(), "--save-answer", &file]]).assert_exit(2);
    assert!(output.stderr.contains("nothing was sent"), "{output:?}");
    assert!(server.other_requests().is_empty());
}

#[test]
fn a_response_that_cannot_be_saved_is_printed_whole() {
    let (scratch, other) = (Scratch::new(), Scratch::new());
    let body: &str = Box::leak(format!("{}the end", "x\n".repeat(200_000)).into_boxed_str());
    let server = StubServer::start(move |_| Some(response("500 Internal Server Error", body)));
    let base = server.base();
    let arguments = [&RESERVE_ONE[..], &["--target", &base, "--tracking-id", "t~1:2", "--json"]].concat();
    // The state folder cannot be created, because a file is in its place.
    let file = scratch.file("file", "");
    let within_file = format!("{file}/state");
    for (state, warning) in [(file, "Not a directory"), (within_file, "Not a directory")] {
        let order = |temporary: &str| {
            let mut command = program();
            command.env("XDG_STATE_HOME", &state).env("TMPDIR", temporary).current_dir(scratch.path(""));
            ProgramOutput::of(command.args(&arguments).output().unwrap()).assert_exit(6)
        };
        // The response is saved in the folder for temporary files.
        let output = order(&other.path(""));
        let saved = other.path(FILE_NAME);
        assert_eq!(output.json()["savedAnswer"], saved, "{}", output.stdout);
        assert_eq!(std::fs::read(&saved).unwrap(), body.as_bytes());
        assert!(
            output.stderr.contains("the first 4096 of the 400007 bytes of the response:\n")
                && output.stderr.len() < 10_000,
            "{}",
            output.stderr.len()
        );
        let first = output.stderr.lines().find(|line| line.starts_with("warning: ")).unwrap();
        assert!(first.contains(&format!("`{state}/colt-numbers/{FILE_NAME}`: {warning}")), "{first}");
        // If the response cannot be saved there either, the whole body is printed on one line.
        let output = order(UNUSABLE_FOLDER);
        assert!(output.json()["savedAnswer"].is_null(), "{}", output.stdout);
        let whole = body.replace('\n', "\\n");
        assert!(
            output.stderr.ends_with(&format!("the response, 400007 bytes:\n{whole}\n")),
            "{} bytes",
            output.stderr.len()
        );
        assert_eq!(output.stderr.matches("warning: cannot save the response in").count(), 2);
        std::fs::remove_file(&saved).unwrap();
    }
    // No file is written to the current folder.
    assert_eq!(scratch.names(), ["file"]);
}

/// A tracking id can be used more than once.
#[test]
fn a_saved_response_is_never_overwritten() {
    let scratch = Scratch::new();
    for (name, body) in
        [(FILE_NAME, "one"), ("colt-numbers-t~1:2-2.answer", "two"), ("colt-numbers-t~1:2-3.answer", "three")]
    {
        let file = scratch.path(&format!("state/colt-numbers/{name}"));
        assert_eq!(
            reserve_at_server(&scratch, UNCLEAR.0, body, &["--json"]).assert_exit(6).json()["savedAnswer"],
            file
        );
        assert_eq!(std::fs::read_to_string(file).unwrap(), body);
    }
    assert_eq!(std::fs::read_dir(scratch.path("state/colt-numbers")).unwrap().count(), 3);
}

#[cfg(unix)]
#[test]
fn the_default_state_folder_is_in_the_home_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let name = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/state" };
    for state in [None, Some(""), Some("relative/state")] {
        let scratch = Scratch::new();
        let server = StubServer::start(|_| Some(response(UNCLEAR.0, UNCLEAR.1)));
        let mut command = program();
        command.env_remove("XDG_STATE_HOME").env("HOME", scratch.path("home")).current_dir(scratch.path(""));
        command.envs(state.map(|state| ("XDG_STATE_HOME", state)));
        command.args(RESERVE_ONE).args(["--target", &server.base(), "--tracking-id", "t~1:2"]);
        let output = ProgramOutput::of(command.output().unwrap()).assert_exit(6);
        let folder = scratch.path(&format!("home/{name}/colt-numbers"));
        assert!(
            output.stderr.contains(&format!("note: the response is saved in `{folder}/{FILE_NAME}`\n")),
            "{output:?}"
        );
        assert_eq!(std::fs::read(format!("{folder}/{FILE_NAME}")).unwrap(), UNCLEAR.1.as_bytes());
        assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(scratch.names(), ["home"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_response_is_printed_if_every_disk_is_full() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    let server = StubServer::start(|_| Some(response(UNCLEAR.0, UNCLEAR.1)));
    // With this limit no file can have content, as on a full disk.
    let line = format!("ulimit -f 0; trap '' XFSZ; exec {} \"$@\"", env!("CARGO_BIN_EXE_colt-numbers"));
    let base = server.base();
    let arguments = [&RESERVE_ONE[..], &["--target", &base, "--save-answer", &file]].concat();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &line, "sh"]).args(arguments).current_dir(scratch.path("")).env("TMPDIR", scratch.path(""));
    command.env("XDG_STATE_HOME", scratch.path("state"));
    let output = ProgramOutput::of(command.output().unwrap()).assert_exit(6);
    assert_eq!(output.stderr.matches("warning: cannot save the response in").count(), 3, "{output:?}");
    assert!(output.stderr.contains("the response, ") && output.stderr.contains('½'), "{output:?}");
    let remaining = (scratch.names(), std::fs::read_dir(scratch.path("state/colt-numbers")).unwrap().count());
    assert_eq!(remaining, (vec!["state".to_owned()], 0));
}

#[test]
fn a_long_tracking_id_is_truncated_in_the_file_name() {
    let scratch = Scratch::new();
    let server = StubServer::start(|_| Some(response(UNCLEAR.0, UNCLEAR.1)));
    let id = "i".repeat(255);
    let base = server.base();
    let arguments = [&RESERVE_ONE[..], &["--target", &base, "--tracking-id", &id]].concat();
    ProgramOutput::of(program_in(&scratch).args(arguments).output().unwrap()).assert_exit(6);
    let file = scratch.path(&format!("state/colt-numbers/colt-numbers-{}.answer", "i".repeat(200)));
    assert!(std::path::Path::new(&file).exists());
}

#[test]
fn the_response_file_is_removed_after_a_success() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    run_all(&[&RESERVE_ONE, &["--save-answer", &file]]).assert_exit(0);
    assert!(!std::path::Path::new(&file).exists());
}
