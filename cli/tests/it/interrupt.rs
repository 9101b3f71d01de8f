//! Signals that would end the program: an order is in doubt once a byte of the order may have been sent, and not before.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::json;

use crate::example_request::TRACKING_HEADER;
use crate::sandbox_process::{SandboxProcess, send_signal};
use crate::stub_server::{StubServer, response};
use crate::support::{PROGRAM_VARIABLES, ProgramOutput, RESERVE_ONE, Scratch, program, program_in};

/// Some of the signals that interrupt the program, including a hangup.
const SIGNALS: [&str; 8] = ["INT", "TERM", "QUIT", "HUP", "USR1", "ALRM", "XCPU", "XFSZ"];

/// The signals of Linux that are not caught: SIGILL, SIGBUS, SIGFPE, SIGKILL, SIGSEGV; SIGPIPE, which Rust ignores; SIGCHLD to SIGURG and
/// SIGWINCH, which do not end a program; and two that the C library reserves.
#[cfg(target_os = "linux")]
const NOT_CAUGHT: [i32; 16] = [4, 7, 8, 9, 11, 13, 17, 18, 19, 20, 21, 22, 23, 28, 32, 33];

/// The signals of `NOT_CAUGHT` that have no effect by default.
#[cfg(target_os = "linux")]
const HARMLESS: [i32; 5] = [13, 17, 18, 23, 28];

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn every_signal_that_ends_a_program_is_reported_as_doubt() {
    for signal in (1..=64).filter(|signal| !NOT_CAUGHT.contains(signal)) {
        let server = server_without_response();
        let child = start_order(&server, &[]);
        // The token request, and then the order.
        server.request();
        server.request();
        send_signal(child.id(), &signal.to_string());
        let output = ProgramOutput::of(child.wait_with_output().unwrap());
        assert_eq!(output.code, Some(6), "signal {signal}: {output:?}");
        assert!(output.stderr.contains("There may be an order"), "signal {signal}: {output:?}");
    }
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn a_signal_without_effect_does_not_end_a_call() {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let server = StubServer::start(move |request| {
        if request.head.starts_with("POST /token ") {
            return Some(response("200 OK", r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#));
        }
        released.recv().ok()?;
        Some(response("200 OK", r#"{"order": {"id": "1"}}"#))
    });
    let mut child = start_order(&server, &["--json"]);
    server.request();
    let mut tracking_id_line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut tracking_id_line).unwrap();
    HARMLESS.iter().for_each(|signal| send_signal(child.id(), &signal.to_string()));
    release.send(()).unwrap();
    assert_eq!(ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(0).json()["orderId"], "1");
}

/// Starts `reserve` with a server as its target.
fn start_order(server: &StubServer, arguments: &[&str]) -> Child {
    let mut command = program();
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret").env("COLT_TOKEN_URL", server.token_url());
    command
        .args(RESERVE_ONE)
        .args(["--target", &server.base(), "--tracking-id", "t-1"])
        .args(arguments)
        .spawn()
        .unwrap()
}

/// A server that issues a token, and sends no response to an order.
fn server_without_response() -> StubServer {
    StubServer::start(|request| {
        let token = r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#;
        request.head.starts_with("POST /token ").then(|| response("200 OK", token))
    })
}

#[test]
fn an_interrupted_order_is_in_doubt() {
    for signal in SIGNALS {
        let server = server_without_response();
        let child = start_order(&server, &[]);
        server.request();
        assert_eq!(server.request().header(&TRACKING_HEADER), Some("t-1"));
        send_signal(child.id(), signal);
        let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(6);
        assert!(output.stderr.starts_with("tracking id: t-1\n"), "{output:?}");
        assert!(
            output.stderr.contains("outcome unknown") && output.stderr.contains("There may be an order"),
            "{output:?}"
        );
    }
}

/// The part of the response that has arrived may contain the order id, so that part is saved.
#[test]
fn a_partial_response_is_saved_after_an_interruption() {
    for part in [
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"order\": {\"id\": \"4f0c\"}}",
        "HTTP/1.1 200 OK\r\nX-Order: {\"order\": {\"id\": \"4f0c\"}}",
    ] {
        for arguments in [&[][..], &["--json"]] {
            let (scratch, server) = (Scratch::new(), StubServer::stalling(part));
            let mut command = program_in(&scratch);
            command.args(RESERVE_ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(arguments);
            let child = command.spawn().unwrap();
            server.request();
            send_signal(child.id(), "INT");
            let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(6);
            let file = scratch.path("state/colt-numbers/colt-numbers-t-1.answer");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), part, "{output:?}");
            assert!(output.stderr.contains(&file) && output.stderr.contains("4f0c"), "{output:?}");
            assert!((output.stdout + &output.stderr).contains("the call was interrupted"));
        }
    }
}

#[test]
fn a_doubt_is_printed_as_json() {
    let server = server_without_response();
    let child = start_order(&server, &["--json"]);
    server.request();
    server.request();
    send_signal(child.id(), "INT");
    let printed = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(6).json();
    assert_eq!((&printed["outcome"], &printed["trackingId"]), (&json!("unknown"), &json!("t-1")));
    assert!(printed["attempts"] == 1 && printed["hint"].as_str().unwrap().contains("t-1"), "{printed}");
}

#[test]
fn an_interruption_before_the_first_byte_leaves_nothing_in_doubt() {
    let server = StubServer::start(|_| None);
    for (arguments, is_json) in [(&[][..], false), (&["--json"], true)] {
        let child = start_order(&server, arguments);
        assert!(server.request().head.starts_with("POST /token "));
        send_signal(child.id(), "INT");
        let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(130);
        if is_json {
            assert_eq!(output.json()["outcome"], "interrupted");
        } else {
            assert!(output.stderr.contains("nothing was ordered"), "{output:?}");
        }
    }
}

#[test]
fn the_response_file_is_removed_if_no_response_arrived() {
    let scratch = Scratch::new();
    for signal in SIGNALS {
        let file = scratch.path(signal);
        for (server, requests, code) in [(server_without_response(), 2, 6), (StubServer::start(|_| None), 1, 130)] {
            let child = start_order(&server, &["--save-answer", &file]);
            (0..requests).for_each(|_| drop(server.request()));
            assert!(std::path::Path::new(&file).exists());
            send_signal(child.id(), signal);
            ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(code);
            assert!(!std::path::Path::new(&file).exists(), "{signal}");
        }
    }
}

#[test]
fn a_doubt_is_reported_even_if_the_terminal_was_closed() {
    for arguments in [&[][..], &["--json"], &["-vv"]] {
        let (scratch, server) = (Scratch::new(), StubServer::start(|_| None));
        let mut command = program_in(&scratch);
        command.args(RESERVE_ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(arguments);
        let mut child = command.spawn().unwrap();
        server.request();
        drop((child.stdout.take(), child.stderr.take()));
        send_signal(child.id(), "HUP");
        assert_eq!(child.wait().unwrap().code(), Some(6), "{arguments:?}");
        let report = scratch.path("state/colt-numbers/colt-numbers-t-1.report");
        assert!(std::fs::read_to_string(report).unwrap().contains("There may be an order"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_ignored_at_the_start_stays_ignored() {
    // `nohup` ignores the first of these signals.
    for signal in ["HUP", "USR1", "ALRM", "XCPU", "XFSZ", "RTMIN"] {
        assert_ignores(signal);
    }
}

#[cfg(target_os = "linux")]
fn assert_ignores(signal: &str) {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let server = StubServer::start(move |_| {
        released.recv().ok()?;
        Some(response("200 OK", r#"{"order": {"id": "1"}}"#))
    });
    let line = format!("trap '' {signal}; exec {} \"$@\"", env!("CARGO_BIN_EXE_colt-numbers"));
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &line, "sh"]).args(RESERVE_ONE).args(["--target", &server.base()]);
    for name in PROGRAM_VARIABLES {
        command.env_remove(name);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Once the tracking id is printed, the shell has started the program.
    let mut tracking_id_line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut tracking_id_line).unwrap();
    send_signal(child.id(), signal);
    release.send(()).unwrap();
    ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(0);
}

#[test]
fn an_interrupted_contract_run_still_writes_its_reports() {
    let scratch = Scratch::new();
    let (html, data) = (scratch.path("report.html"), scratch.path("report.json"));
    let server = StubServer::start(|_| Some(response("201 Created", r#"{"order": {"id": "1"}}"#)));
    let mut command = program();
    command.args(["contract", "--target", &server.base(), "--rate", "1/h"]);
    command.args(["--report", &format!("html={html}"), "--report", &format!("json={data}")]);
    let child = command.spawn().unwrap();
    server.request();
    send_signal(child.id(), "INT");
    let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(130);
    assert!(output.stdout.contains("it was interrupted"), "{output:?}");
    let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(data).unwrap()).unwrap();
    assert_eq!((&report["stopped"], &report["requests"]), (&json!("interrupted"), &json!(1)));
    assert!(std::fs::read_to_string(html).unwrap().contains("it was interrupted"));
}

#[test]
fn an_interruption_stops_the_sandbox() {
    for signal in SIGNALS {
        let sandbox = SandboxProcess::start(&[]);
        assert_eq!(sandbox.orders(), 0);
        assert_eq!(sandbox.stop(signal), Some(0));
    }
}
