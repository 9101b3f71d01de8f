//! `reserve` through a journal: the order is recorded before a byte is sent, at most once for each key, with the exit codes and the JSON of `reserve`.

use std::process::{Command, Stdio};

use colt_numbers_journal::State;
use serde_json::{Value, json};

use crate::journal_fixture::{apply_plan, journal_path, silent_server, with_journal};
use crate::sandbox_process::{SandboxProcess, send_signal};
use crate::stub_server::{StubServer, response};
use crate::support::{PROGRAM_VARIABLES, ProgramOutput, RESERVE_ONE, Scratch, program_in, run_all};

fn reserve(scratch: &Scratch, base: &str, arguments: &[&str]) -> ProgramOutput {
    with_journal(scratch, &[&RESERVE_ONE[..], &["--target", base], arguments].concat())
}

/// The states of the orders of the journal.
fn states(scratch: &Scratch) -> Vec<String> {
    let export = with_journal(scratch, &["journal", "export"]).assert_exit(0).stdout;
    let lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter_map(|line| Some(line["order"]["state"].as_str()?.to_owned())).collect()
}

#[test]
fn each_outcome_is_recorded_and_has_its_exit_code() {
    for (fault, code, outcome, state, again) in [
        ("status-201", 0, "accepted", "accepted", 0),
        ("status-409", 5, "rejected", "rejected", 5),
        ("close-unanswered@after", 6, "unknown", "unknown", 6),
        ("status-200-without-id@after", 6, "unreadable", "unreadable", 6),
    ] {
        let (scratch, sandbox) = (Scratch::new(), SandboxProcess::start(&["--no-auth", "--fault", fault]));
        let output = reserve(&scratch, &sandbox.base, &["--json", "--key", "k"]).assert_exit(code);
        let json = output.json();
        assert_eq!((&json["outcome"], &json["journal"]["state"]), (&json!(outcome), &json!(state)), "{fault}");
        assert_eq!((&json["journal"]["sent"], &json["journal"]["key"]), (&json!(true), &json!("k")), "{fault}");
        // The same key is not sent again.
        let output = reserve(&scratch, &sandbox.base, &["--json", "--key", "k"]).assert_exit(again);
        let repeated = output.json();
        assert_eq!((&repeated["outcome"], &repeated["journal"]["sent"]), (&json!(outcome), &json!(false)), "{fault}");
        assert_eq!(repeated["trackingId"], json["trackingId"], "{fault}");
        assert_eq!((states(&scratch), sandbox.posts()), (vec![state.to_owned()], 1), "{fault}");
        // As text.
        let output = reserve(&scratch, &sandbox.base, &["--key", "k"]).assert_exit(again);
        let text = output.stdout.clone() + &output.stderr;
        assert!(text.contains("tracking id:") || again == 5, "{output:?}");
    }
}

#[test]
fn a_planned_order_whose_plan_has_reached_its_limit_is_not_sent() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    // The plan may place one order, which is in doubt.
    apply_plan(&scratch, "spring", &base, 0, &[(10, State::Unknown), (20, State::Planned)]);
    let request = json!({
        "numberRangeList": [{"numberRangeStart": "+442081000200", "numberRangeEnd": "+442081000209"}],
        "relatedParty": {"reseller": {"country": "GB"}, "endCustomerDetails": {"customerReference": "My Customer"}},
        "productOffering": {"name": "Wholesale SIP"},
    });
    let request = scratch.file("request.json", request.to_string());
    let arguments = ["reserve", "--request", &request, "--target", &base, "--key", "spring-2"];
    let output = with_journal(&scratch, &arguments).assert_exit(9);
    assert!(output.stderr.contains("the limit of its plan `spring` is reached"), "{output:?}");
    assert_eq!(states(&scratch), ["unknown", "planned"]);
}

#[test]
fn without_a_journal_nothing_changes() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    let order = run_all(&[&RESERVE_ONE, &["--target", &sandbox.base, "--json"]]).assert_exit(0).json();
    assert!(order.get("journal").is_none(), "{order}");
    let output = run_all(&[&RESERVE_ONE, &["--key", "k"]]).assert_exit(2);
    assert!(output.stderr.contains("`--key` needs a journal"), "{output:?}");
    let scratch = Scratch::new();
    let output = with_journal(&scratch, &RESERVE_ONE).assert_exit(2);
    assert!(output.stderr.contains("embedded sandbox"), "{output:?}");
    // The variable names a journal for other targets too.
    let mut command = program_in(&scratch);
    command.args(RESERVE_ONE).env("COLT_JOURNAL", journal_path(&scratch));
    ProgramOutput::of(command.output().unwrap()).assert_exit(0);
    assert!(scratch.files().is_empty());
    let mut command = program_in(&scratch);
    command.args(crate::support::reserve("+442081324759")).args(["--target", &sandbox.base]);
    command.env("COLT_JOURNAL", journal_path(&scratch));
    let output = ProgramOutput::of(command.output().unwrap()).assert_exit(0);
    assert!(output.stdout.contains("journal:        accepted, in plan"), "{output:?}");
    assert_eq!(states(&scratch), ["accepted"]);
}

#[test]
fn what_was_refused_is_sent_later_under_its_key_and_withdrawn_without_one() {
    let (scratch, sandbox) = (Scratch::new(), SandboxProcess::start(&["--no-auth", "--fault", "status-429-huge"]));
    let json = reserve(&scratch, &sandbox.base, &["--json", "--key", "k"]).assert_exit(7).json();
    assert_eq!((&json["outcome"], &json["journal"]["state"]), (&json!("refused"), &json!("planned")));
    // The account has to wait: the command does not.
    let again = reserve(&scratch, &sandbox.base, &["--json", "--key", "k"]).assert_exit(7).json();
    assert!(again["retryAfterSeconds"].as_u64().unwrap() > 86_000, "{again}");
    assert_eq!((&again["journal"]["sent"], sandbox.posts()), (&json!(false), 1));
    let scratch = Scratch::new();
    let sandbox = SandboxProcess::start(&["--no-auth", "--fault", "status-429-huge"]);
    reserve(&scratch, &sandbox.base, &[]).assert_exit(7);
    assert_eq!(states(&scratch), ["withdrawn"], "it does not hold its numbers");
}

#[test]
fn numbers_keys_and_tracking_ids_of_other_orders_are_rejected() {
    let (scratch, sandbox) =
        (Scratch::new(), SandboxProcess::start(&["--no-auth", "--fault", "close-unanswered@after"]));
    reserve(&scratch, &sandbox.base, &["--key", "k", "--tracking-id", "first"]).assert_exit(6);
    let order = ["reserve", "--country", "GB", "--customer-reference", "My Customer", "--target", &sandbox.base];
    let range =
        |range: &str| [&order[..], &["--range", range]].concat().iter().map(|&a| a.to_owned()).collect::<Vec<_>>();
    for (numbers, more, id) in [
        ("+442081324750..+442081324759", &["--json"][..], "journal-overlap"),
        ("+442081324760..+442081324769", &["--json", "--key", "k"], "journal-key"),
        ("+442081324760..+442081324769", &["--json", "--tracking-id", "first"], "journal-tracking-id"),
    ] {
        let range = range(numbers);
        let arguments: Vec<_> = range.iter().map(String::as_str).chain(more.iter().copied()).collect();
        let json = with_journal(&scratch, &arguments).assert_exit(3).json();
        assert_eq!(json["violations"][0]["id"], id, "{json}");
        let text: Vec<_> = arguments.iter().copied().filter(|argument| *argument != "--json").collect();
        let output = with_journal(&scratch, &text).assert_exit(3);
        assert!(
            output.stderr.contains(&format!("error[{id}]")) && output.stderr.contains("nothing was sent"),
            "{output:?}"
        );
    }
    assert_eq!(sandbox.posts(), 1);
    // Each state of the other order has its hint.
    for (state, expected) in
        [(State::Accepted, "--released"), (State::Planned, "--withdraw"), (State::Unknown, "lists how")]
    {
        let (scratch, base) = (Scratch::new(), silent_server().base());
        apply_plan(&scratch, "spring", &base, 0, &[(10, state)]);
        let arguments = ["reserve", "--country", "GB", "--start", "+442081000105", "--target", &base];
        let output = with_journal(&scratch, &arguments).assert_exit(3);
        assert!(output.stderr.contains(expected), "{state}: {output:?}");
        // The command that the hint names is accepted.
        if let Some((_, hinted)) = output.stderr.split_once("`colt-numbers reconcile --tracking-id ") {
            let words = hinted.split('`').next().unwrap().replace("TIME", "2026-01-01T00:00Z");
            let arguments: Vec<_> = ["reconcile", "--tracking-id"].into_iter().chain(words.split(' ')).collect();
            assert!(!with_journal(&scratch, &arguments).stderr.contains("required"), "{words}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_interruption_leaves_the_order_in_doubt_in_the_journal() {
    let (scratch, server) = (Scratch::new(), StubServer::stalling("HTTP/1.1 200 OK\r\n"));
    let mut command = program_in(&scratch);
    command.args(RESERVE_ONE).args(["--target", &server.base(), "--journal", &journal_path(&scratch), "--json"]);
    let child = command.spawn().unwrap();
    server.request();
    send_signal(child.id(), "INT");
    let json = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(6).json();
    assert_eq!((&json["outcome"], &json["journal"]["state"]), (&json!("unknown"), &json!("unknown")));
    // A process that is killed leaves it in doubt too.
    let mut command = program_in(&scratch);
    command.args(crate::support::reserve("+442081324759")).args([
        "--target",
        &server.base(),
        "--journal",
        &journal_path(&scratch),
    ]);
    let mut child = command.spawn().unwrap();
    server.request();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(with_journal(&scratch, &["reconcile", "--json"]).assert_exit(6).json()["inDoubt"], 2);
    assert_eq!(server.other_requests().len(), 0);
}

/// If the disk is full once the order is placed, the order is printed nevertheless, and is in doubt in the journal.
#[cfg(unix)]
#[test]
fn an_order_whose_result_cannot_be_recorded_is_printed_and_in_doubt() {
    let (mut recorded, mut not_recorded) = (0, 0);
    // The largest file that the program may write, in blocks of 512 or 1024 bytes.
    for blocks in (0..2000).step_by(8) {
        let scratch = Scratch::new();
        let server = StubServer::start(|_| Some(response("201 Created", r#"{"order": {"id": "o-1"}}"#)));
        let limit = format!("ulimit -f {blocks}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &limit, "sh", env!("CARGO_BIN_EXE_colt-numbers")]).args(RESERVE_ONE);
        command.args(["--target", &server.base(), "--journal", &journal_path(&scratch), "--json"]);
        command.env("XDG_STATE_HOME", scratch.path("state")).env("XDG_CONFIG_HOME", scratch.path("config"));
        for name in PROGRAM_VARIABLES {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        let output = ProgramOutput::of(command.output().unwrap());
        if server.other_requests().is_empty() {
            assert!(![Some(0), Some(6)].contains(&output.code), "{blocks}: {output:?}");
            continue;
        }
        let json = output.json();
        assert_eq!((&json["outcome"], &json["orderId"]), (&json!("accepted"), &json!("o-1")), "{blocks}: {output:?}");
        let in_doubt = match json["journal"]["notRecorded"].is_null() {
            true => {
                recorded += 1;
                assert_eq!(output.code, Some(0), "{blocks}: {output:?}");
                0
            }
            false => {
                not_recorded += 1;
                assert_eq!(output.code, Some(6), "{blocks}: {output:?}");
                assert!(output.stderr.contains("colt-numbers reconcile"), "{blocks}: {output:?}");
                1
            }
        };
        let doubts = with_journal(&scratch, &["reconcile", "--json"]);
        assert_eq!(doubts.json()["inDoubt"], in_doubt, "{blocks}: {doubts:?}");
        if recorded == 3 {
            break;
        }
    }
    assert!(recorded > 0 && not_recorded > 0, "{recorded} {not_recorded}");
}
