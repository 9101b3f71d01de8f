//! Signals that would end the program: in doubt once a byte of the order may have left, and not before.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::json;

use crate::sandbox_process::{Twin, send};
use crate::stub_server::{Server, answer};
use crate::support::{CREDENTIALS, ONE, Ran, Scratch, program, program_in};

/// Some of what interrupts, a hangup included.
const SIGNALS: [&str; 8] = ["INT", "TERM", "QUIT", "HUP", "USR1", "ALRM", "XCPU", "XFSZ"];

/// Signals of Linux that do something else by default than end the program, or cannot be caught: SIGILL, SIGBUS, SIGFPE, SIGKILL, SIGSEGV;
/// SIGPIPE, which Rust ignores; SIGCHLD to SIGURG, SIGWINCH; and two that the C library keeps for itself.
#[cfg(target_os = "linux")]
const NOT_CAUGHT: [i32; 16] = [4, 7, 8, 9, 11, 13, 17, 18, 19, 20, 21, 22, 23, 28, 32, 33];

/// Those of them that do nothing by default.
#[cfg(target_os = "linux")]
const HARMLESS: [i32; 5] = [13, 17, 18, 23, 28];

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn every_signal_that_ends_a_program_leaves_an_order_in_doubt() {
    for signal in (1..=64).filter(|signal| !NOT_CAUGHT.contains(signal)) {
        let server = silent();
        let child = begun(&server, &[]);
        server.request();
        server.request();
        send(child.id(), &signal.to_string());
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(6), "signal {signal}: {ran:?}");
        assert!(ran.err.contains("There may be an order"), "signal {signal}: {ran:?}");
    }
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[test]
fn a_signal_that_does_nothing_ends_no_order() {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let server = Server::start(move |request| {
        if request.head.starts_with("POST /token ") {
            return Some(answer("200 OK", r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#));
        }
        released.recv().ok()?;
        Some(answer("200 OK", r#"{"order": {"id": "1"}}"#))
    });
    let mut child = begun(&server, &["--json"]);
    server.request();
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut told).unwrap();
    HARMLESS.iter().for_each(|signal| send(child.id(), &signal.to_string()));
    release.send(()).unwrap();
    assert_eq!(Ran::of(child.wait_with_output().unwrap()).ended(0).json()["orderId"], "1");
}

/// Starts an order at a server.
fn begun(server: &Server, words: &[&str]) -> Child {
    let mut command = program();
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret").env("COLT_TOKEN_URL", server.token_url());
    command.args(ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(words).spawn().unwrap()
}

/// A server that gives out a token, and never answers an order.
fn silent() -> Server {
    Server::start(|request| {
        let token = r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#;
        request.head.starts_with("POST /token ").then(|| answer("200 OK", token))
    })
}

#[test]
fn an_order_on_its_way_is_in_doubt() {
    for signal in SIGNALS {
        let server = silent();
        let child = begun(&server, &[]);
        server.request();
        assert_eq!(server.request().header("x-tracking-id"), Some("t-1"));
        send(child.id(), signal);
        let ran = Ran::of(child.wait_with_output().unwrap()).ended(6);
        assert!(ran.err.starts_with("tracking id: t-1\n"), "{ran:?}");
        assert!(ran.err.contains("outcome unknown") && ran.err.contains("There may be an order"), "{ran:?}");
    }
}

/// The order was recorded, and its id has arrived: it is kept although the rest of the response is not waited for.
#[test]
fn what_has_arrived_before_an_interruption_is_kept() {
    for part in [
        "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"order\": {\"id\": \"4f0c\"}}",
        "HTTP/1.1 200 OK\r\nX-Order: {\"order\": {\"id\": \"4f0c\"}}",
    ] {
        for words in [&[][..], &["--json"]] {
            let (scratch, server) = (Scratch::new(), Server::stalling(part));
            let mut command = program_in(&scratch);
            command.args(ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(words);
            let child = command.spawn().unwrap();
            server.request();
            send(child.id(), "INT");
            let ran = Ran::of(child.wait_with_output().unwrap()).ended(6);
            let file = scratch.path("state/colt-numbers/colt-numbers-t-1.answer");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), part, "{ran:?}");
            assert!(ran.err.contains(&file) && ran.err.contains("4f0c"), "{ran:?}");
            assert!((ran.out + &ran.err).contains("the call was interrupted"));
        }
    }
}

#[test]
fn doubt_is_told_as_json() {
    let server = silent();
    let child = begun(&server, &["--json"]);
    server.request();
    server.request();
    send(child.id(), "INT");
    let told = Ran::of(child.wait_with_output().unwrap()).ended(6).json();
    assert_eq!((&told["outcome"], &told["trackingId"]), (&json!("unknown"), &json!("t-1")));
    assert!(told["attempts"] == 1 && told["hint"].as_str().unwrap().contains("t-1"), "{told}");
}

#[test]
fn before_a_byte_has_left_nothing_is_in_doubt() {
    let server = Server::start(|_| None);
    for (words, is_json) in [(&[][..], false), (&["--json"], true)] {
        let child = begun(&server, words);
        assert!(server.request().head.starts_with("POST /token "));
        send(child.id(), "INT");
        let ran = Ran::of(child.wait_with_output().unwrap()).ended(130);
        if is_json {
            assert_eq!(ran.json()["outcome"], "interrupted");
        } else {
            assert!(ran.err.contains("nothing was ordered"), "{ran:?}");
        }
    }
}

#[test]
fn the_file_for_an_answer_goes_where_none_came() {
    let scratch = Scratch::new();
    for signal in SIGNALS {
        let file = scratch.path(signal);
        for (server, requests, code) in [(silent(), 2, 6), (Server::start(|_| None), 1, 130)] {
            let child = begun(&server, &["--save-answer", &file]);
            (0..requests).for_each(|_| drop(server.request()));
            assert!(std::path::Path::new(&file).exists());
            send(child.id(), signal);
            Ran::of(child.wait_with_output().unwrap()).ended(code);
            assert!(!std::path::Path::new(&file).exists(), "{signal}");
        }
    }
}

#[test]
fn a_terminal_that_is_gone_loses_neither_exit_code_nor_doubt() {
    for words in [&[][..], &["--json"], &["-vv"]] {
        let (scratch, server) = (Scratch::new(), Server::start(|_| None));
        let mut command = program_in(&scratch);
        command.args(ONE).args(["--target", &server.base(), "--tracking-id", "t-1"]).args(words);
        let mut child = command.spawn().unwrap();
        server.request();
        drop((child.stdout.take(), child.stderr.take()));
        send(child.id(), "HUP");
        assert_eq!(child.wait().unwrap().code(), Some(6), "{words:?}");
        let report = scratch.path("state/colt-numbers/colt-numbers-t-1.report");
        assert!(std::fs::read_to_string(report).unwrap().contains("There may be an order"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_ignored_from_the_start_is_ignored_to_the_end() {
    // `nohup` does that with the first of them.
    for signal in ["HUP", "USR1", "ALRM", "XCPU", "XFSZ", "RTMIN"] {
        outlives(signal);
    }
}

#[cfg(target_os = "linux")]
fn outlives(signal: &str) {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let server = Server::start(move |_| {
        released.recv().ok()?;
        Some(answer("200 OK", r#"{"order": {"id": "1"}}"#))
    });
    let line = format!("trap '' {signal}; exec {} \"$@\"", env!("CARGO_BIN_EXE_colt-numbers"));
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &line, "sh"]).args(ONE).args(["--target", &server.base()]);
    for name in CREDENTIALS {
        command.env_remove(name);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It is past the shell once it prints the tracking id.
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut told).unwrap();
    send(child.id(), signal);
    release.send(()).unwrap();
    Ran::of(child.wait_with_output().unwrap()).ended(0);
}

#[test]
fn an_interrupted_contract_run_still_writes_its_reports() {
    let scratch = Scratch::new();
    let (html, data) = (scratch.path("report.html"), scratch.path("report.json"));
    let server = Server::start(|_| Some(answer("201 Created", r#"{"order": {"id": "1"}}"#)));
    let mut command = program();
    command.args(["contract", "--target", &server.base(), "--rate", "1/h"]);
    command.args(["--report", &format!("html={html}"), "--report", &format!("json={data}")]);
    let child = command.spawn().unwrap();
    server.request();
    send(child.id(), "INT");
    let ran = Ran::of(child.wait_with_output().unwrap()).ended(130);
    assert!(ran.out.contains("it was interrupted"), "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(data).unwrap()).unwrap();
    assert_eq!((&report["stopped"], &report["requests"]), (&json!("interrupted"), &json!(1)));
    assert!(std::fs::read_to_string(html).unwrap().contains("it was interrupted"));
}

#[test]
fn interruption_is_how_a_sandbox_ends() {
    for signal in SIGNALS {
        let twin = Twin::start(&[]);
        assert_eq!(twin.orders(), 0);
        assert_eq!(twin.stop(signal), Some(0));
    }
}
