//! On a terminal: colours by themselves, and the question before an order at production. The terminal is that of `script`
//! (util-linux), which is everywhere on Debian; where it is missing, there is nothing to see here.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use colt_numbers_terminal_text::is_unsafe;

use crate::support::{CREDENTIALS, GB, Scratch};

const OURS: [(&str, &str); 3] =
    [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "secret"), ("COLT_CREDENTIALS_FOR", "production")];

/// What the program shows on a terminal, and how it ends; none where there is no terminal to be had.
fn on_a_terminal(words: &str, variables: &[(&str, &str)], typed: &str) -> Option<(String, Option<i32>)> {
    let line = format!("{} {words}", env!("CARGO_BIN_EXE_colt-numbers"));
    let mut command = Command::new("script");
    command
        .args(["-qefc", &line, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR")
        // Where it is set, colours are shown on any terminal.
        .env_remove("CI");
    for name in CREDENTIALS {
        command.env_remove(name);
    }
    let command = command.envs(variables.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        println!("no `script` on this machine");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Some((String::from_utf8(output.stdout).unwrap(), output.status.code()))
}

#[test]
fn colours_are_shown_unless_the_environment_says_no() {
    let Some((shown, code)) = on_a_terminal("rules", &[], "") else { return };
    assert_eq!(code, Some(0));
    assert!(shown.contains("\u{1b}["), "{shown}");
    for (words, variables) in
        [("rules", &[("NO_COLOR", "1")][..]), ("rules --color never", &[]), ("rules", &[("TERM", "dumb")])]
    {
        let (shown, _) = on_a_terminal(words, variables, "").unwrap();
        assert!(!shown.contains('\u{1b}'), "{words} {variables:?}: {shown}");
    }
}

#[test]
fn a_contract_run_shows_how_far_it_is_and_a_pipe_does_not() {
    let Some((shown, code)) = on_a_terminal("contract --max-orders 1", &[], "") else { return };
    assert_eq!(code, Some(7), "{shown}");
    assert!(shown.contains("orders: 1, drift: 0, reserveNumbers/"), "{shown}");
    let ran = crate::support::run(["contract", "--max-orders", "1"]).ended(7);
    assert!(!ran.err.contains("drift: 0") && ran.err.lines().count() == 2, "{ran:?}");
}

#[test]
fn a_fixed_request_does_nothing_to_a_terminal_but_print() {
    let scratch = Scratch::new();
    let body = GB.replace("My Customer", "\u{202e}\u{9b}2J\u{7f}").replace(",", ",\r\t");
    let file = scratch.file("request.json", &body);
    let Some((shown, code)) = on_a_terminal(&format!("check --fix {file}"), &[], "") else { return };
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains(r"\u202e\u009b2J\u007f"), "{shown}");
    // Of its own, the terminal ends lines with a carriage return.
    assert!(!shown.replace("\r\n", "\n").contains(|character| is_unsafe(character) && character != '\n'), "{shown:?}");
    // Data is as it was written.
    let ran = crate::support::run(["check", "--fix", &file]).ended(0);
    assert_eq!(ran.out, body);
}

#[test]
fn nothing_is_ordered_at_production_without_the_word() {
    let words = "reserve --country GB --start +442081324758 --target production";
    for typed in ["no\n", "\n", "y\n", "orders\n", "\u{4}"] {
        let Some((shown, code)) = on_a_terminal(words, &OURS, typed) else { return };
        assert_eq!(code, Some(9), "{typed:?}: {shown}");
        for needed in ["costs money", "+442081324758", "Type `order` to order", "nothing was sent"] {
            assert!(shown.contains(needed), "{needed}: {shown}");
        }
    }
}

#[test]
fn credentials_are_looked_for_before_a_question_is_asked() {
    let words = "reserve --country GB --start +442081324758 --target production";
    let Some((shown, code)) = on_a_terminal(words, &[("COLT_CREDENTIALS_FOR", "production")], "no\n") else { return };
    assert_eq!(code, Some(4), "{shown}");
    assert!(!shown.contains("Type `order`"), "{shown}");
}

#[test]
fn the_question_tells_every_range_and_how_many_numbers() {
    let scratch = Scratch::new();
    let body = |lock_id: &str, count: usize| {
        let range =
            |at| format!(r#"{{"numberRangeStart":"+4420813{at:02}000","numberRangeEnd":"+4420813{at:02}099"}}"#);
        let ranges = (0..count).map(range).collect::<Vec<_>>().join(",");
        format!(
            r#"{{"numberRangeList":[{ranges}],"productOffering":{{"name":"Wholesale SIP","lockId":"{lock_id}"}},"relatedParty":{{"reseller":{{"country":"GB"}}}}}}"#
        )
    };
    let allow = "--allow lock-id-or-ranges";
    for (lock_id, count, words, numbers) in [
        (" ", 1, "", "100 numbers in GB"),
        (" ", 20, "", "2000 numbers in 20 ranges in GB"),
        ("L-1", 3, allow, "the numbers of lock `L-1`, and 300 numbers in 3 ranges in GB"),
        ("L-1", 0, "", "the numbers of lock `L-1` in GB"),
        ("", 22, "", "2200 numbers in 22 ranges in GB"),
    ] {
        let file = scratch.file("request.json", body(lock_id, count));
        let words = format!("reserve --request {file} --target production --color never {words}");
        let Some((shown, code)) = on_a_terminal(&words, &OURS, "no\n") else { return };
        assert_eq!(code, Some(9), "{shown}");
        let of = |label: &str| {
            let lines = shown.lines().filter_map(|line| line.trim().strip_prefix(label)?.strip_prefix(':'));
            lines.map(|value| value.trim().to_owned()).collect::<Vec<_>>()
        };
        let ranges: Vec<_> = (0..count.min(20)).map(|at| format!("+4420813{at:02}000 to +4420813{at:02}099")).collect();
        assert_eq!(of("numbers"), [numbers], "{shown}");
        assert_eq!(of("range"), ranges, "{shown}");
        assert_eq!(of("not shown"), if count > 20 { vec!["2 more ranges"] } else { Vec::new() }, "{shown}");
    }
}
