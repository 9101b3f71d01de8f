//! Ctrl-C during `contract`: the first Ctrl-C ends the run after the request in flight; the second abandons that request, so that its outcome
//! is in doubt.
//! In both cases the reports are written.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;

use serde_json::{Value, json};

use crate::example_request::TRACKING_HEADER;
use crate::sandbox_process::send_signal;
use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, Scratch, program};

/// Starts a run that writes a report of each format; the baseline exists already.
fn start_run(server: &StubServer, scratch: &Scratch, variables: &[(&str, &str)]) -> Child {
    scratch.file("known.json", KNOWN);
    let mut command = program();
    command.args(["contract", "--target", &server.base(), "--rate", "1000/s"]).envs(variables.iter().copied());
    for (format, name) in [("html", "html"), ("json", "json"), ("junit", "junit"), ("baseline", "known.json")] {
        command.args(["--report", &format!("{format}={}", scratch.path(name))]);
    }
    command.spawn().unwrap()
}

const KNOWN: &str = r#"{"drift": ["known"]}"#;

/// Interrupts the run, waits until the run reports the interruption, and returns its standard error.
fn interrupt(child: &mut Child) -> BufReader<std::process::ChildStderr> {
    send_signal(child.id(), "INT");
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("interrupt again") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "the run ended before it reported the interruption");
    }
    stderr
}

/// Waits for the end of the run; returns exit code, standard output and JSON report.
fn wait_for_end(mut child: Child, scratch: &Scratch) -> (Option<i32>, String, Option<Value>) {
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    let report = std::fs::read_to_string(scratch.path("json")).ok();
    (child.wait().unwrap().code(), out, report.map(|text| serde_json::from_str(&text).unwrap()))
}

#[test]
fn the_second_interruption_abandons_the_request_in_flight() {
    for second in ["INT", "TERM"] {
        let scratch = Scratch::new();
        let server = StubServer::start(|_| None);
        let mut child = start_run(&server, &scratch, &[]);
        let tracking_id = server.request().header(&TRACKING_HEADER).unwrap().to_owned();
        let stderr = interrupt(&mut child);
        send_signal(child.id(), second);
        let (code, out, report) = wait_for_end(child, &scratch);
        drop(stderr);
        assert_eq!(code, Some(6), "{out}");
        assert!(out.contains("may have placed an order") && out.contains(&format!("`{tracking_id}`")), "{out}");
        let report = report.unwrap();
        assert_eq!((&report["stopped"], &report["doubts"]), (&json!("interrupted"), &json!(1)));
        assert_eq!(report["exchanges"][0]["inDoubt"], true);
        assert!(std::fs::read_to_string(scratch.path("html")).unwrap().contains("it was interrupted"));
        assert!(std::fs::read_to_string(scratch.path("junit")).unwrap().contains("may have placed an order"));
        // A run without results leaves the baseline unchanged.
        assert_eq!(std::fs::read_to_string(scratch.path("known.json")).unwrap(), KNOWN);
        assert!(server.other_requests().is_empty());
    }
}

#[test]
fn the_first_interruption_waits_for_the_response() {
    let scratch = Scratch::new();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (arrive, arrived) = std::sync::mpsc::channel::<()>();
    let server = StubServer::start(move |_| {
        arrive.send(()).ok()?;
        released.recv().ok()?;
        Some(response("201 Created", r#"{"order": {"id": "1"}}"#))
    });
    let mut child = start_run(&server, &scratch, &[]);
    arrived.recv().unwrap();
    let stderr = interrupt(&mut child);
    release.send(()).unwrap();
    let (code, out, report) = wait_for_end(child, &scratch);
    drop(stderr);
    assert_eq!((code, &report.unwrap()["requests"]), (Some(130), &json!(1)), "{out}");
    assert!(arrived.try_recv().is_err(), "nothing more was sent");
    // The run has results.
    assert_ne!(std::fs::read_to_string(scratch.path("known.json")).unwrap(), KNOWN);
}

/// Nobody reads from the FIFO, neither when it is opened before the run, nor when it is written to after the run.
#[test]
fn an_interruption_abandons_only_the_report_without_a_reader() {
    let scratch = Scratch::new();
    let fifo = scratch.path("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let server_with_order = || StubServer::start(|_| Some(response("409 Conflict", r#"{"order": {"id": "1"}}"#)));
    let start = |server: &StubServer| {
        let mut command = program();
        command.args(["contract", "--target", &server.base(), "--max-orders", "1"]);
        for name in ["before", "fifo", "after"] {
            command.args(["--report", &format!("json={}", scratch.path(name))]);
        }
        command.spawn().unwrap()
    };
    // The run waits for a reader to open the FIFO.
    let server = server_with_order();
    let child = start(&server);
    while scratch.names().len() < 2 {
        std::thread::yield_now();
    }
    send_signal(child.id(), "INT");
    let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(130);
    assert!(output.stderr.contains("nothing was sent") && server.other_requests().is_empty(), "{output:?}");
    assert_eq!(scratch.names(), ["fifo"]);
    // The run waits for a reader to write the report, which is larger than the buffer of a pipe.
    let reader = open_reader(&fifo);
    let child = start(&server_with_order());
    while scratch.names().len() < 2 || !std::path::Path::new(&scratch.path("before")).exists() {
        std::thread::yield_now();
    }
    send_signal(child.id(), "INT");
    let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(8);
    drop(reader);
    assert!(
        output.stderr.contains("interrupted before the report") && output.stdout.contains("0 orders placed"),
        "{output:?}"
    );
    let reports = ["before", "after"].map(|name| std::fs::read_to_string(scratch.path(name)).unwrap());
    assert!(reports.iter().all(|report| serde_json::from_str::<Value>(report).is_ok()));
    assert_eq!(scratch.names().len(), 3);
}

/// Opens a FIFO for reading, without reading from it.
fn open_reader(fifo: &str) -> std::fs::File {
    // It is opened for writing too, so that opening does not wait for a writer.
    std::fs::File::options().read(true).write(true).open(fifo).unwrap()
}

#[test]
fn an_interruption_while_waiting_for_a_token_leaves_the_files_unchanged() {
    let scratch = Scratch::new();
    let server = StubServer::start(|_| None);
    let token_url = server.token_url();
    let credentials = [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "secret"), ("COLT_TOKEN_URL", &*token_url)];
    let mut child = start_run(&server, &scratch, &credentials);
    assert!(server.request().head.starts_with("POST /token "));
    let stderr = interrupt(&mut child);
    let (code, out, report) = wait_for_end(child, &scratch);
    drop(stderr);
    assert_eq!((code, report), (Some(130), None), "{out}");
    assert_eq!(std::fs::read_to_string(scratch.path("known.json")).unwrap(), KNOWN);
    assert_eq!(scratch.names(), ["known.json"]);
}
