//! `apply`: results, exit codes, a process that is killed, two processes at once, and the confirmation.

use std::io::{BufRead as _, BufReader};
use std::process::Child;

use serde_json::{Value, json};

use crate::example_request::TRACKING_HEADER;
use crate::golden::golden;
use crate::plan::run_in;
use crate::sandbox_process::SandboxProcess;
use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, Scratch, program_in};

/// Records a plan `spring` with orders of one number each.
pub fn plan_numbers(scratch: &Scratch, base: &str, count: u32, arguments: &[&str]) {
    let rows: String = (0..count).map(|row| format!("GB,+44208132{row:04}\n")).collect();
    let file = scratch.orders("spring.csv", format!("country,start\n{rows}"));
    run_in(scratch, &[&["plan", &file, "--target", base], arguments].concat()).assert_exit(0);
}

/// The events of a run with `--json`.
pub fn events(output: &ProgramOutput) -> Vec<Value> {
    output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How many orders of the plan are in each state.
pub fn states(scratch: &Scratch) -> Vec<(String, u64)> {
    let output = run_in(scratch, &["status", "spring", "--json"]);
    let status = output.json();
    let states = status["plans"][0]["states"].as_array().unwrap().iter();
    let states: Vec<_> =
        states.map(|state| (state["state"].as_str().unwrap().to_owned(), state["orders"].as_u64().unwrap())).collect();
    let is_doubt = states.iter().any(|(state, _)| ["unknown", "unreadable"].contains(&&**state));
    output.assert_exit(if is_doubt { 6 } else { 0 });
    states
}

#[track_caller]
fn assert_states(scratch: &Scratch, expected: &[(&str, u64)]) {
    let expected: Vec<_> = expected.iter().map(|(state, orders)| ((*state).to_owned(), *orders)).collect();
    assert_eq!(states(scratch), expected);
}

fn twin(faults: &[&str]) -> SandboxProcess {
    let faults: Vec<_> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
    SandboxProcess::start(&[&["--no-auth", "--take-twice"][..], &faults].concat())
}

const FAST: [&str; 4] = ["apply", "spring", "--rate", "1000/s"];

#[test]
fn every_order_is_sent_once_and_each_event_is_printed() {
    let (scratch, server) = (Scratch::new(), twin(&[]));
    plan_numbers(&scratch, &server.base, 5, &[]);
    let output = run_in(&scratch, &[&FAST[..], &["--json", "--concurrency", "3"]].concat()).assert_exit(0);
    let events = events(&output);
    let count = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert_eq!((count("started"), count("sending"), count("recorded"), count("ended")), (1, 5, 5, 1));
    let ended = events.last().unwrap();
    assert_eq!((&ended["end"], &ended["exitCode"], &ended["message"]), (&json!("done"), &json!(0), &json!(null)));
    assert_eq!(output.stderr, "");
    assert_states(&scratch, &[("accepted", 5)]);
    // A second run sends nothing.
    run_in(&scratch, &FAST).assert_exit(0);
    assert_eq!((server.posts(), server.orders()), (5, 5));
    // Without a terminal, each order is a line.
    let scratch = Scratch::new();
    plan_numbers(&scratch, &server.base, 2, &[]);
    golden("apply", &["apply", "spring"], &run_in(&scratch, &FAST).assert_exit(0));
}

#[test]
fn an_order_in_doubt_is_never_sent_again_and_says_what_to_do() {
    let (scratch, server) = (Scratch::new(), twin(&["reset@after", "status-200-html@after", "status-409"]));
    plan_numbers(&scratch, &server.base, 5, &[]);
    let output = run_in(&scratch, &FAST).assert_exit(6);
    golden("apply-doubt", &["apply", "spring"], &output);
    assert_states(&scratch, &[("accepted", 2), ("rejected", 1), ("unreadable", 1), ("unknown", 1)]);
    // The same command sends nothing, and the doubt remains.
    let events = events(&run_in(&scratch, &[&FAST[..], &["--json"]].concat()).assert_exit(6));
    assert!(events.iter().all(|event| event["event"] != "sending"), "{events:#?}");
    assert_eq!(server.posts(), 5);
    let status = run_in(&scratch, &["status", "--json"]).assert_exit(6).json();
    assert_eq!(status["orders"].as_array().unwrap().len(), 2, "the orders in doubt are listed: {status:#}");
    let csv = run_in(&scratch, &["status", "--csv", "--state", "rejected"]).assert_exit(6).stdout;
    assert_eq!(csv.lines().count(), 2, "{csv}");
}

#[test]
fn the_run_stops_at_too_many_doubts_and_at_the_limit_of_the_plan() {
    let (scratch, server) = (Scratch::new(), twin(&["reset@after", "reset@after", "status-400"]));
    plan_numbers(&scratch, &server.base, 6, &[]);
    let output = run_in(&scratch, &[&FAST[..], &["--max-doubts", "2"]].concat()).assert_exit(6);
    assert!(output.stderr.contains("4 orders are still planned"), "{output:?}");
    assert_states(&scratch, &[("planned", 4), ("unknown", 2)]);
    let scratch = Scratch::new();
    plan_numbers(&scratch, &server.base, 3, &["--max-orders", "1"]);
    let output = run_in(&scratch, &FAST).assert_exit(9);
    assert!(output.stderr.contains("the limit of the plan is reached; 1 order is still planned"), "{output:?}");
    assert_states(&scratch, &[("planned", 1), ("accepted", 1), ("rejected", 1)]);
    let scratch = Scratch::new();
    let server = twin(&["status-400"]);
    plan_numbers(&scratch, &server.base, 2, &[]);
    run_in(&scratch, &FAST).assert_exit(5);
}

/// Reads events until one with this name and, if it is given, this position.
pub fn wait_for_event(child: &mut Child, name: &str, position: Option<u64>) -> BufReader<std::process::ChildStdout> {
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    loop {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "the run ended before the event `{name}`");
        let event: Value = serde_json::from_str(&line).unwrap();
        if event["event"] == name && position.is_none_or(|position| event["position"] == position) {
            return stdout;
        }
    }
}

#[test]
fn a_killed_process_leaves_its_order_in_doubt_and_the_next_one_continues() {
    let (scratch, server) = (Scratch::new(), twin(&["slow-body", "never-answers@after"]));
    plan_numbers(&scratch, &server.base, 4, &[]);
    let mut child = program_in(&scratch).args(FAST).arg("--json").spawn().unwrap();
    let stdout = wait_for_event(&mut child, "sending", Some(2));
    // The server records the order, and never responds.
    while server.posts() < 2 {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(stdout);
    assert_states(&scratch, &[("planned", 2), ("accepted", 1), ("unknown", 1)]);
    run_in(&scratch, &FAST).assert_exit(6);
    assert_states(&scratch, &[("accepted", 3), ("unknown", 1)]);
    assert_eq!((server.posts(), server.orders()), (4, 4));
}

#[test]
fn two_processes_share_a_plan() {
    let (scratch, server) = (Scratch::new(), twin(&[]));
    plan_numbers(&scratch, &server.base, 20, &[]);
    let start = || program_in(&scratch).args(FAST).args(["--json", "--concurrency", "2"]).spawn().unwrap();
    let runs = [start(), start()].map(|child| ProgramOutput::of(child.wait_with_output().unwrap()));
    let sent: usize =
        runs.iter().map(|run| events(run).iter().filter(|event| event["event"] == "sending").count()).sum();
    assert_eq!((sent, server.posts(), server.orders()), (20, 20, 20));
    // The process that ends first may leave orders to the other one.
    assert!(runs.iter().all(|run| matches!(run.code, Some(0 | 7))), "{runs:?}");
    assert_states(&scratch, &[("accepted", 20)]);
}

#[test]
fn a_plan_is_applied_at_its_own_target_only() {
    let (scratch, server) = (Scratch::new(), twin(&[]));
    plan_numbers(&scratch, &server.base, 1, &[]);
    let run = |arguments: &[&str], variable: Option<&str>| {
        let mut command = program_in(&scratch);
        command.args(["apply", "spring", "--rate", "1000/s"]).args(arguments);
        if let Some(target) = variable {
            command.env("COLT_TARGET", target);
        }
        ProgramOutput::of(command.output().unwrap())
    };
    let other = "http://127.0.0.1:9/numberManagement";
    for (output, code, message) in [
        (run(&["--target", other], None), 4, "the plan `spring` is for `http://127.0.0.1:"),
        (run(&[], Some(other)), 4, "(from `COLT_TARGET`)"),
        (run(&["--target", "embedded"], None), 2, "the journal has no plan `spring`"),
        (run(&["--journal", "missing.db"], None), 2, "the journal `missing.db` does not exist"),
    ] {
        let output = output.assert_exit(code);
        assert!(output.stderr.contains(message), "{message}: {output:?}");
    }
    // Other credentials are another account.
    let mut command = program_in(&scratch);
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret").env("COLT_TOKEN_URL", server.token_url());
    let output = ProgramOutput::of(command.args(FAST).output().unwrap()).assert_exit(4);
    assert!(output.stderr.contains("use the target and the credentials"), "{output:?}");
    assert_eq!(server.posts(), 0);
    // A plan of the embedded sandbox with the same name.
    run_in(&scratch, &["plan", "spring.csv"]).assert_exit(0);
    let output = run(&[], None).assert_exit(2);
    assert!(output.stderr.contains("two plans have the name `spring`"), "{output:?}");
    run(&["--target", "embedded"], None).assert_exit(0);
    run(&["--target", &server.base.replace("http", "HTTP").replace("HTTP", "http")], None).assert_exit(0);
    assert_eq!(server.posts(), 1);
}

#[test]
fn a_plan_for_production_is_confirmed_by_its_count() {
    let scratch = Scratch::new();
    let rows = "GB,+442081324700,+442081324709,\nGB,+442081324758,,\n";
    let run = |arguments: &[&str]| {
        let mut command = program_in(&scratch);
        command
            .env("COLT_CLIENT_ID", "me")
            .env("COLT_CLIENT_SECRET", "secret")
            .env("COLT_CREDENTIALS_FOR", "production");
        ProgramOutput::of(command.args(arguments).output().unwrap())
    };
    scratch.orders("spring.csv", format!("country,start,end,lock_id\n{rows}"));
    run(&["plan", "spring.csv", "--target", "production"]).assert_exit(0);
    let output = run(&["apply", "spring"]).assert_exit(9);
    golden("apply-unconfirmed", &["apply", "spring"], &output);
    let output = run(&["apply", "spring", "--confirm", "2"]).assert_exit(9);
    assert!(output.stderr.contains("`--confirm 2` was given, but the plan `spring` has 11 numbers"), "{output:?}");
    // If the count of numbers is not known, the count of orders is confirmed.
    scratch.orders("locks.csv", "country,lock_id\nGB,L-1\nGB,L-2\n");
    run(&["plan", "locks.csv", "--target", "production"]).assert_exit(0);
    let output = run(&["apply", "locks"]).assert_exit(9);
    assert!(output.stderr.contains("add `--confirm 2`"), "{output:?}");
    let json = run(&["apply", "spring", "--json"]).assert_exit(9).json();
    assert_eq!(json["outcome"], "spendGuard");
}

/// `--confirm` also guards a script for another target. The same command continues after an interruption.
#[test]
fn a_confirmation_has_to_be_the_count_of_the_plan() {
    let (scratch, server) = (Scratch::new(), twin(&["reset@after"]));
    plan_numbers(&scratch, &server.base, 3, &[]);
    let run = |confirmed: &str| run_in(&scratch, &[&FAST[..], &["--max-doubts", "1", "--confirm", confirmed]].concat());
    run("4").assert_exit(9);
    assert_eq!(server.posts(), 0);
    run("3").assert_exit(6);
    assert_states(&scratch, &[("planned", 2), ("unknown", 1)]);
    run("2").assert_exit(9);
    run("3").assert_exit(6);
    assert_states(&scratch, &[("accepted", 2), ("unknown", 1)]);
    assert_eq!(server.posts(), 3);
}

/// Single orders are a plan too, which grows: what was confirmed before it grew is not sent.
#[test]
fn a_plan_that_grew_needs_another_confirmation() {
    let requests = std::sync::atomic::AtomicU32::new(0);
    let server = StubServer::start(move |_| {
        let refusal = b"HTTP/1.1 429 X\r\nretry-after: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        Some(match requests.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => refusal.to_vec(),
            number => response("200 OK", &json!({ "order": { "id": number.to_string() } }).to_string()),
        })
    });
    let scratch = Scratch::new();
    let journal = ["--journal", &scratch.path("journal.db")];
    let run = |arguments: &[&str]| run_in(&scratch, &[arguments, &journal].concat());
    let reserve = |number: &str, key: &str| {
        let options = ["--target", &server.base(), "--key", key, "--timeout", "0.5", "--json"];
        run(&[&crate::support::reserve(number)[..], &options].concat()).assert_exit(7).json()
    };
    let first = reserve("+442081324701", "first");
    let plan = first["journal"]["plan"].as_str().unwrap().to_owned();
    let apply = |count: &str| run(&["apply", &plan, "--rate", "1000/s", "--confirm", count]);
    apply("2").assert_exit(9);
    assert_eq!(reserve("+442081324702", "second")["journal"]["sent"], false, "the account has to wait");
    apply("1").assert_exit(9);
    assert_eq!(server.other_requests().len(), 1);
    apply("2").assert_exit(0);
    assert_eq!(server.other_requests().len(), 2);
}

#[test]
fn rejected_credentials_stop_the_run() {
    let scratch = Scratch::new();
    let server = SandboxProcess::start(&["--fault", "token:status-400"]);
    let run = |arguments: &[&str]| {
        let mut command = program_in(&scratch);
        command
            .env("COLT_CLIENT_ID", "me")
            .env("COLT_CLIENT_SECRET", "secret")
            .env("COLT_TOKEN_URL", server.token_url());
        ProgramOutput::of(command.args(arguments).output().unwrap())
    };
    scratch.orders("spring.csv", "country,start\nGB,+442081324758\n");
    run(&["plan", "spring.csv", "--target", &server.base]).assert_exit(0);
    let output = run(&FAST).assert_exit(4);
    assert!(output.stderr.contains("to continue: colt-numbers apply spring"), "{output:?}");
    assert_states(&scratch, &[("planned", 1)]);
    run(&FAST).assert_exit(0);
    assert_eq!(server.posts(), 1);
}

#[test]
fn a_refused_order_is_sent_again_after_the_wait_that_the_server_asks_for() {
    let requests = std::sync::atomic::AtomicU32::new(0);
    let server = StubServer::start(move |_| {
        let refusal = b"HTTP/1.1 429 X\r\nretry-after: 2\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        match requests.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Some(refusal.to_vec()),
            _ => Some(response("200 OK", r#"{"order": {"id": "1"}}"#)),
        }
    });
    let scratch = Scratch::new();
    plan_numbers(&scratch, &server.base(), 1, &[]);
    let events = events(&run_in(&scratch, &[&FAST[..], &["--json"]].concat()).assert_exit(0));
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["started", "sending", "recorded", "waiting", "sending", "recorded", "ended"]);
    let states: Vec<_> = events.iter().filter_map(|event| event["order"]["state"].as_str()).collect();
    assert_eq!(states, ["planned", "accepted"]);
    let tracking_ids: Vec<_> =
        server.other_requests().iter().map(|request| request.header(&TRACKING_HEADER).unwrap().to_owned()).collect();
    assert_eq!(tracking_ids.len(), 2);
    assert_eq!(tracking_ids[0], tracking_ids[1]);
}
