//! Output on a terminal: colours, progress, and the confirmation of a request at production. `script` (util-linux)
//! provides the terminal; if `script` is not installed, the tests are skipped.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use colt_numbers_terminal_text::is_unsafe;

use crate::example_request::{TRACKING_HEADER, ranges};
use crate::stub_server::{StubServer, response};
use crate::support::{GB_REQUEST, PROGRAM_VARIABLES, Scratch};

const CREDENTIALS_FOR_PRODUCTION: [(&str, &str); 3] =
    [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "secret"), ("COLT_CREDENTIALS_FOR", "production")];

/// The output of the program on a terminal, and its exit code; `None` if `script` is not installed.
fn run_on_terminal(arguments: &str, variables: &[(&str, &str)], typed: &str) -> Option<(String, Option<i32>)> {
    let line = format!("{} {arguments}", env!("CARGO_BIN_EXE_colt-numbers"));
    let mut command = Command::new("script");
    command
        .args(["-qefc", &line, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        // anstream enables colours on any terminal if `CI` is set.
        .env_remove("CI");
    for name in PROGRAM_VARIABLES {
        command.env_remove(name);
    }
    let command = command.envs(variables.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        println!("skipped: `script` is not installed");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Some((String::from_utf8(output.stdout).unwrap(), output.status.code()))
}

#[test]
fn colours_respect_the_environment() {
    let Some((shown, code)) = run_on_terminal("rules", &[], "") else { return };
    assert_eq!(code, Some(0));
    assert!(shown.contains("\u{1b}["), "{shown}");
    for (arguments, variables) in
        [("rules", &[("NO_COLOR", "1")][..]), ("rules --color never", &[]), ("rules", &[("TERM", "dumb")])]
    {
        let (shown, _) = run_on_terminal(arguments, variables, "").unwrap();
        assert!(!shown.contains('\u{1b}'), "{arguments} {variables:?}: {shown}");
    }
}

#[test]
fn a_contract_run_shows_its_progress_on_a_terminal_only() {
    let Some((shown, code)) = run_on_terminal("contract --max-orders 1", &[], "") else { return };
    assert_eq!(code, Some(7), "{shown}");
    assert!(shown.contains("orders: 1, drift: 0, reserveNumbers/"), "{shown}");
    let output = crate::support::run(["contract", "--max-orders", "1"]).assert_exit(7);
    assert!(!output.stderr.contains("drift: 0") && output.stderr.lines().count() == 2, "{output:?}");
}

#[test]
fn a_fixed_request_is_printed_safely() {
    let scratch = Scratch::new();
    let body = GB_REQUEST.replace("My Customer", "\u{202e}\u{9b}2J\u{7f}").replace(",", ",\r\t");
    let file = scratch.file("request.json", &body);
    let Some((shown, code)) = run_on_terminal(&format!("check --fix {file}"), &[], "") else { return };
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains(r"\u202e\u009b2J\u007f"), "{shown}");
    // The terminal itself adds carriage returns.
    assert!(!shown.replace("\r\n", "\n").contains(|character| is_unsafe(character) && character != '\n'), "{shown:?}");
    // A pipe gets the data unchanged.
    let output = crate::support::run(["check", "--fix", &file]).assert_exit(0);
    assert_eq!(output.stdout, body);
}

#[test]
fn an_order_at_production_needs_the_confirmation() {
    let arguments = "reserve --country GB --start +442081324758 --customer-reference C-1 --target production";
    for typed in ["no\n", "\n", "y\n", "orders\n", "\u{4}"] {
        let Some((shown, code)) = run_on_terminal(arguments, &CREDENTIALS_FOR_PRODUCTION, typed) else { return };
        assert_eq!(code, Some(9), "{typed:?}: {shown}");
        for needed in ["costs money", "+442081324758", "Type `order` to order", "nothing was sent"] {
            assert!(shown.contains(needed), "{needed}: {shown}");
        }
    }
}

#[test]
fn the_confirmation_of_any_order_shows_its_request() {
    let scratch = Scratch::new();
    let file = scratch.file("request.json", GB_REQUEST);
    let arguments =
        format!("call reserveNumbers --body {file} --param {}=t-1 --target production --color never", *TRACKING_HEADER);
    let Some((shown, code)) = run_on_terminal(&arguments, &CREDENTIALS_FOR_PRODUCTION, "no\n") else { return };
    assert_eq!(code, Some(9), "{shown}");
    for needed in ["costs money", "reserveNumbers: Reserve numbers", "+442081324758", "t-1", "Type `order` to order"] {
        assert!(shown.contains(needed), "{needed}: {shown}");
    }
}

#[test]
fn the_response_of_a_call_is_printed_safely() {
    let server = StubServer::start(|_| Some(response("200 OK", "{\"order\": {\"id\": \"1\"}, \"x\": \"\u{202e}\"}")));
    let scratch = Scratch::new();
    let file = scratch.file("request.json", GB_REQUEST);
    let arguments = format!("call reserveNumbers --body {file} --target {}", server.base());
    let Some((shown, code)) = run_on_terminal(&arguments, &[], "") else { return };
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains(r"\u202e") && !shown.contains('\u{202e}'), "{shown}");
}

#[test]
fn missing_credentials_are_reported_before_the_confirmation() {
    let arguments = "reserve --country GB --start +442081324758 --customer-reference C-1 --target production";
    let Some((shown, code)) = run_on_terminal(arguments, &[("COLT_CREDENTIALS_FOR", "production")], "no\n") else {
        return;
    };
    assert_eq!(code, Some(4), "{shown}");
    assert!(!shown.contains("Type `order`"), "{shown}");
}

#[test]
fn the_confirmation_lists_the_ranges_and_the_total() {
    let scratch = Scratch::new();
    let body = |lock_id: &str, count: usize| {
        let ends = |at| (format!("+4420813{at:02}000"), format!("+4420813{at:02}099"));
        let ends: Vec<_> = (0..count).map(ends).collect();
        let ends: Vec<_> = ends.iter().map(|(start, end)| (&**start, &**end)).collect();
        let mut body = ranges(&ends);
        body["productOffering"]["lockId"] = lock_id.into();
        body.to_string()
    };
    let allow = "--allow lock-id-or-ranges";
    for (lock_id, count, arguments, numbers) in [
        (" ", 1, "", "100 numbers in GB"),
        (" ", 20, "", "2000 numbers in 20 ranges in GB"),
        ("L-1", 3, allow, "the numbers of lock `L-1`, and 300 numbers in 3 ranges in GB"),
        ("L-1", 0, "", "the numbers of lock `L-1` in GB"),
        ("", 22, "", "2200 numbers in 22 ranges in GB"),
    ] {
        let file = scratch.file("request.json", body(lock_id, count));
        let arguments = format!("reserve --request {file} --target production --color never {arguments}");
        let Some((shown, code)) = run_on_terminal(&arguments, &CREDENTIALS_FOR_PRODUCTION, "no\n") else { return };
        assert_eq!(code, Some(9), "{shown}");
        let of = |label: &str| {
            let lines = shown.lines().filter_map(|line| line.trim().strip_prefix(label)?.strip_prefix(':'));
            lines.map(|value| value.trim().to_owned()).collect::<Vec<_>>()
        };
        let listed: Vec<_> = (0..count.min(20)).map(|at| format!("+4420813{at:02}000 to +4420813{at:02}099")).collect();
        assert_eq!(of("numbers"), [numbers], "{shown}");
        assert_eq!(of("range"), listed, "{shown}");
        assert_eq!(of("not shown"), if count > 20 { vec!["2 more ranges"] } else { Vec::new() }, "{shown}");
    }
}

#[test]
fn a_run_of_a_plan_shows_its_progress_on_a_terminal() {
    let scratch = Scratch::new();
    let state = scratch.path("state");
    let variables = [("XDG_STATE_HOME", &*state)];
    let file = scratch.file("spring.csv", "country,start\nGB,+442081324758\nGB,+442081324759\n");
    let Some((shown, code)) = run_on_terminal(&format!("plan {file}"), &variables, "") else { return };
    assert_eq!(code, Some(0), "{shown}");
    let (shown, code) = run_on_terminal("apply spring --rate 20/s", &variables, "").unwrap();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("2/2 ") && shown.contains("/s 0:00 left  accepted 2"), "{shown}");
}

#[test]
fn a_plan_for_production_is_confirmed_by_typing_its_count() {
    let scratch = Scratch::new();
    let state = scratch.path("state");
    let variables = [&[("XDG_STATE_HOME", &*state)][..], &CREDENTIALS_FOR_PRODUCTION].concat();
    let file = scratch.file("spring.csv", "country,start,end\nGB,+442081324700,+442081324709\nGB,+442081324758,\n");
    let Some((shown, code)) = run_on_terminal(&format!("plan {file} --target production"), &variables, "") else {
        return;
    };
    assert_eq!(code, Some(0), "{shown}");
    // The right count would send orders to production.
    for typed in ["2\n", "\n", "yes\n", "order\n", "110\n", "\u{4}"] {
        let (shown, code) = run_on_terminal("apply spring", &variables, typed).unwrap();
        assert_eq!(code, Some(9), "{typed:?}: {shown}");
        for needed in
            ["costs money", "2 orders, 11 numbers", "The plan has 11 numbers. Type `11` to send", "nothing was sent"]
        {
            assert!(shown.contains(needed), "{needed}: {shown}");
        }
    }
}
