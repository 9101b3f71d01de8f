//! `apply --report html=FILE`: the page has every order, and neither loads nor runs anything. `.ci/report-in-a-browser` opens it in a browser.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use serde_json::{Value, json};

use crate::journal_fixture::{journal_path, with_journal};
use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, Scratch, program_in};

const HOSTILE: &str = "<script>alert(1)</script><img src=x>\u{202e}";

/// Accepts the first order, leaves the second in doubt, and rejects the third, with hostile texts. Accepts the rest.
fn hostile_server() -> StubServer {
    let received = AtomicUsize::new(0);
    StubServer::start(move |_| {
        let order = json!({ "order": { "id": format!("id {HOSTILE}") } }).to_string();
        Some(match received.fetch_add(1, Ordering::SeqCst) {
            1 => response("200 OK", &format!("{HOSTILE} without an order id")),
            2 => response("400 Bad Request", &json!({ "code": "1", "reason": HOSTILE }).to_string()),
            _ => response("201 Created", &order),
        })
    })
}

fn plan(scratch: &Scratch, base: &str, name: &str, orders: u32) {
    let rows: String = (0..orders).map(|n| format!("GB,+44208132470{n},+44208132470{n}\n")).collect();
    let file = scratch.orders("ranges.csv", format!("country,start,end\n{rows}"));
    with_journal(scratch, &["plan", &file, "--name", name, "--target", base]).assert_exit(0);
}

fn apply(scratch: &Scratch, name: &str, report: &str) -> ProgramOutput {
    with_journal(scratch, &["apply", name, "--rate", "1000/s", "--report", report])
}

#[test]
fn the_report_has_every_order_and_runs_nothing() {
    let (scratch, server) = (Scratch::new(), hostile_server());
    let name = "<b>spring</b>";
    plan(&scratch, &server.base(), name, 5);
    let file = scratch.path("report.html");
    apply(&scratch, name, &format!("html={file}")).assert_exit(6);
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"), "{page}");
    let text = page.to_lowercase();
    for forbidden in ["<script", "<img", "<b>spring", "<link", "<iframe", "http-equiv=\"refresh", "\u{202e}", " onload"]
    {
        assert!(!text.contains(forbidden), "{forbidden}: {page}");
    }
    for expected in [
        "Orders of plan &lt;b&gt;spring&lt;/b&gt;",
        "1 order is in doubt: it may have been ordered",
        "What may lapse when",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "without an order id",
        "colt-numbers reconcile",
        "/__sandbox/orders",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let export = with_journal(&scratch, &["journal", "export"]).assert_exit(0).stdout;
    let lines: Vec<Value> = export.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids = lines.iter().filter_map(|line| line["order"]["trackingId"].as_str());
    assert_eq!(ids.filter(|id| page.contains(id)).count(), 5);
}

#[test]
fn the_report_states_that_nothing_is_in_doubt() {
    let (scratch, server) =
        (Scratch::new(), StubServer::start(|_| Some(response("201 Created", r#"{"order":{"id":"1"}}"#))));
    plan(&scratch, &server.base(), "spring", 2);
    let file = scratch.file("report.html", "an older report");
    apply(&scratch, "spring", &format!("html={file}")).assert_exit(0);
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("Nothing is in doubt: 2 orders accepted") && !page.contains("what to do"), "{page}");
}

/// The journal does not say whether the order of another process, or of one that could not record its result, was placed.
#[test]
fn an_order_that_is_being_sent_is_not_called_unsent() {
    let (scratch, server) = (Scratch::new(), StubServer::stalling("HTTP/1.1 200 OK\r\n"));
    plan(&scratch, &server.base(), "spring", 1);
    let mut command = program_in(&scratch);
    command.args(["apply", "spring", "--journal", &journal_path(&scratch)]);
    let mut other = command.spawn().unwrap();
    server.request();
    let file = scratch.path("report.html");
    apply(&scratch, "spring", &format!("html={file}")).assert_exit(7);
    other.kill().unwrap();
    other.wait().unwrap();
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("1 order in doubt or still being sent") && !page.contains("Nothing is in doubt"), "{page}");
    let export = with_journal(&scratch, &["journal", "export"]).assert_exit(0).stdout;
    let lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let ids: Vec<_> = lines.filter_map(|line| line["order"]["trackingId"].as_str().map(str::to_owned)).collect();
    assert!(page.contains(&ids[0]), "{page}");
}

/// The order is settled by hand while its process, whose session file is gone, still waits for the response.
#[test]
fn a_result_that_was_not_recorded_is_in_the_report() {
    let (release, released) = channel::<()>();
    let (arrived, arrival) = channel();
    let server = StubServer::start(move |_| {
        arrived.send(()).unwrap();
        released.recv().ok()?;
        Some(response("200 OK", r#"{"order": {"id": "late-order"}}"#))
    });
    let scratch = Scratch::new();
    plan(&scratch, &server.base(), "spring", 1);
    let page = scratch.path("report.html");
    let mut command = program_in(&scratch);
    command.args(["apply", "spring", "--journal", &journal_path(&scratch), "--report", &format!("html={page}")]);
    let child = command.spawn().unwrap();
    arrival.recv().unwrap();
    std::fs::remove_dir_all(format!("{}-sessions", journal_path(&scratch))).unwrap();
    let doubts = with_journal(&scratch, &["reconcile", "--json"]).assert_exit(6).json();
    let id = doubts["doubts"][0]["order"]["trackingId"].as_str().unwrap();
    let settle = ["reconcile", "--tracking-id", id, "--ordered", "o-1", "--evidence", "ticket 4711"];
    with_journal(&scratch, &settle).assert_exit(0);
    release.send(()).unwrap();
    let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(6);
    let page = std::fs::read_to_string(&page).unwrap();
    for expected in ["is in doubt: its result was not recorded", "accepted, order", "late-order", id] {
        assert!(output.stderr.contains(expected), "{expected}: {output:?}");
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(page.contains("1 order in doubt or still being sent") && !page.contains("Nothing is in doubt"), "{page}");
}

#[test]
fn nothing_is_sent_if_the_report_cannot_be_written() {
    let (scratch, server) = (Scratch::new(), hostile_server());
    plan(&scratch, &server.base(), "spring", 1);
    apply(&scratch, "spring", &format!("html={}", scratch.path("no/such/folder/report.html"))).assert_exit(2);
    for report in ["report.html", "html=", "json=report.json"] {
        apply(&scratch, "spring", report).assert_exit(2);
    }
    assert!(server.other_requests().is_empty());
}
