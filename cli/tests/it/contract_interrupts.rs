//! `contract` and Ctrl-C: at first no more requests, then no more waiting; in doubt where a request was given up; reports in any case.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;

use serde_json::{Value, json};

use crate::sandbox_process::send;
use crate::stub_server::{Server, answer};
use crate::support::{Ran, Scratch, program};

/// A run with one report of each kind, and a baseline that is there already.
fn begun(server: &Server, scratch: &Scratch, variables: &[(&str, &str)]) -> Child {
    scratch.file("known.json", KNOWN);
    let mut command = program();
    command.args(["contract", "--target", &server.base(), "--rate", "1000/s"]).envs(variables.iter().copied());
    for (kind, name) in [("html", "html"), ("json", "json"), ("junit", "junit"), ("baseline", "known.json")] {
        command.args(["--report", &format!("{kind}={}", scratch.path(name))]);
    }
    command.spawn().unwrap()
}

const KNOWN: &str = r#"{"drift": ["known"]}"#;

/// Interrupts the run until it has noticed; gives what it said so far.
fn interrupt(child: &mut Child) -> BufReader<std::process::ChildStderr> {
    send(child.id(), "INT");
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("interrupt once more") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "it ended before it noticed");
    }
    stderr
}

/// Exit code, standard output, and the JSON report.
fn ended(mut child: Child, scratch: &Scratch) -> (Option<i32>, String, Option<Value>) {
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    let report = std::fs::read_to_string(scratch.path("json")).ok();
    (child.wait().unwrap().code(), out, report.map(|text| serde_json::from_str(&text).unwrap()))
}

#[test]
fn the_second_interruption_gives_up_the_request_in_flight() {
    for second in ["INT", "TERM"] {
        let scratch = Scratch::new();
        let server = Server::start(|_| None);
        let mut child = begun(&server, &scratch, &[]);
        let tracking_id = server.request().header("x-tracking-id").unwrap().to_owned();
        let stderr = interrupt(&mut child);
        send(child.id(), second);
        let (code, out, report) = ended(child, &scratch);
        drop(stderr);
        assert_eq!(code, Some(6), "{out}");
        assert!(out.contains("may have placed an order") && out.contains(&format!("`{tracking_id}`")), "{out}");
        let report = report.unwrap();
        assert_eq!((&report["stopped"], &report["doubts"]), (&json!("interrupted"), &json!(1)));
        assert_eq!(report["exchanges"][0]["in_doubt"], true);
        assert!(std::fs::read_to_string(scratch.path("html")).unwrap().contains("it was interrupted"));
        assert!(std::fs::read_to_string(scratch.path("junit")).unwrap().contains("may have placed an order"));
        // A run without results has no baseline.
        assert_eq!(std::fs::read_to_string(scratch.path("known.json")).unwrap(), KNOWN);
        assert!(server.others().is_empty());
    }
}

#[test]
fn the_first_interruption_waits_for_the_response() {
    let scratch = Scratch::new();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (arrive, arrived) = std::sync::mpsc::channel::<()>();
    let server = Server::start(move |_| {
        arrive.send(()).ok()?;
        released.recv().ok()?;
        Some(answer("201 Created", r#"{"order": {"id": "1"}}"#))
    });
    let mut child = begun(&server, &scratch, &[]);
    arrived.recv().unwrap();
    let stderr = interrupt(&mut child);
    release.send(()).unwrap();
    let (code, out, report) = ended(child, &scratch);
    drop(stderr);
    assert_eq!((code, &report.unwrap()["requests"]), (Some(130), &json!(1)), "{out}");
    assert!(arrived.try_recv().is_err(), "nothing more was sent");
    // It has results.
    assert_ne!(std::fs::read_to_string(scratch.path("known.json")).unwrap(), KNOWN);
}

/// Nobody reads from the FIFO, before the run and after it.
#[test]
fn a_report_that_waits_for_a_reader_is_given_up_and_no_other_is_lost() {
    let scratch = Scratch::new();
    let fifo = scratch.path("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let answered = || Server::start(|_| Some(answer("409 Conflict", r#"{"order": {"id": "1"}}"#)));
    let begun = |server: &Server| {
        let mut command = program();
        command.args(["contract", "--target", &server.base(), "--max-orders", "1"]);
        for name in ["before", "fifo", "after"] {
            command.args(["--report", &format!("json={}", scratch.path(name))]);
        }
        command.spawn().unwrap()
    };
    // It waits to open it.
    let server = answered();
    let child = begun(&server);
    while scratch.names().len() < 2 {
        std::thread::yield_now();
    }
    send(child.id(), "INT");
    let ran = Ran::of(child.wait_with_output().unwrap()).ended(130);
    assert!(ran.err.contains("nothing was sent") && server.others().is_empty(), "{ran:?}");
    assert_eq!(scratch.names(), ["fifo"]);
    // It waits to write to it: a pipe has room for less than a report.
    let reader = reader(&fifo);
    let child = begun(&answered());
    while scratch.names().len() < 2 || !std::path::Path::new(&scratch.path("before")).exists() {
        std::thread::yield_now();
    }
    send(child.id(), "INT");
    let ran = Ran::of(child.wait_with_output().unwrap()).ended(8);
    drop(reader);
    assert!(ran.err.contains("interrupted before the report") && ran.out.contains("0 orders placed"), "{ran:?}");
    let reports = ["before", "after"].map(|name| std::fs::read_to_string(scratch.path(name)).unwrap());
    assert!(reports.iter().all(|report| serde_json::from_str::<Value>(report).is_ok()));
    assert_eq!(scratch.names().len(), 3);
}

/// Opens a FIFO for reading; nothing is read.
fn reader(fifo: &str) -> std::fs::File {
    // For writing as well, so that opening does not wait for a writer.
    std::fs::File::options().read(true).write(true).open(fifo).unwrap()
}

#[test]
fn a_run_that_waits_for_a_token_ends_and_changes_no_file() {
    let scratch = Scratch::new();
    let server = Server::start(|_| None);
    let token_url = server.token_url();
    let ours = [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "secret"), ("COLT_TOKEN_URL", &*token_url)];
    let mut child = begun(&server, &scratch, &ours);
    assert!(server.request().head.starts_with("POST /token "));
    let stderr = interrupt(&mut child);
    let (code, out, report) = ended(child, &scratch);
    drop(stderr);
    assert_eq!((code, report), (Some(130), None), "{out}");
    assert_eq!(std::fs::read_to_string(scratch.path("known.json")).unwrap(), KNOWN);
    assert_eq!(scratch.names(), ["known.json"]);
}
