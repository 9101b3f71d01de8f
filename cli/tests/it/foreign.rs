//! Text from outside does nothing to a terminal but print, wherever it comes from and wherever it is printed.

#![cfg(unix)]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use colt_numbers_terminal_text::is_unsafe;

use crate::server::{Server, answer};
use crate::support::{GB, NOWHERE, ONE, Ran, Scratch, program, program_in};

/// Every character that a terminal may do something with, but NUL, which no argument can hold; and a word to find it by.
fn hostile() -> String {
    format!("{}canary", ('\u{1}'..='\u{ffff}').filter(|character| is_unsafe(*character)).collect::<String>())
}

/// Runs the program both ways, and looks at everything it printed, which is not nothing.
fn prints_safely(surface: &str, make: &dyn Fn() -> Command) {
    for json in [false, true] {
        let mut command = make();
        command.args(json.then_some("--json"));
        let Ran { code, out, err } = Ran::of(command.output().unwrap());
        for (stream, text) in [("stdout", &out), ("stderr", &err)] {
            let found = text.chars().find(|&character| is_unsafe(character) && character != '\n');
            assert_eq!(found, None, "{surface}, {stream}, json: {json}, exit code {code:?}");
        }
        assert!(!(out.clone() + &err).is_empty(), "{surface}, json: {json}");
        if json && !out.is_empty() {
            let parsed = out.lines().try_for_each(|line| serde_json::from_str(line).map(|_: serde_json::Value| ()));
            assert!(parsed.is_ok(), "{surface}: {out}");
        }
    }
}

#[test]
fn arguments() {
    let text = &*hostile();
    let url = format!("http://127.0.0.1:1/{text}");
    let path = format!("{NOWHERE}/{text}");
    let report = format!("json={path}");
    let (ftp, dash, flag) = (format!("ftp://{text}"), format!("-{text}"), format!("--{text}"));
    let order = |words: &[&'static str]| [&ONE[..], words].concat();
    let after: [(Vec<&str>, &[&str]); 34] = [
        (vec![], &[text, &flag]),
        (vec!["reserve"], &[text, &flag, &dash]),
        (vec!["reserve", "--country", "GB", "--range"], &[text]),
        (vec!["reserve", "--dry-run", "--country", "GB", "--lock-id"], &[text]),
        (vec!["reserve", "--start", "+442081324758", "--country"], &[text]),
        (vec!["reserve", "--country", "GB", "--start"], &[text]),
        (vec!["reserve", "--request"], &[&path]),
        (order(&["--allow"]), &[text]),
        (order(&["--several-service-profiles"]), &[text]),
        (order(&["--timeout"]), &[text]),
        (order(&["--color"]), &[text]),
        (order(&["--tracking-id"]), &[text]),
        (order(&["--target"]), &[text, &ftp, &url]),
        (order(&["--save-answer"]), &[&path]),
        (order(&["--target", "sandbox", "--credentials"]), &[&path]),
        (order(&["--dry-run", "--customer-reference"]), &[text]),
        (order(&["--dry-run", "--service-profile"]), &[text]),
        (order(&["--dry-run", "--target"]), &[&url]),
        (vec!["check"], &[&path, &flag]),
        (vec!["check", "--lines"], &[&path]),
        (vec!["check", "--fix"], &[&path]),
        (vec!["check", "-", "--allow"], &[text]),
        (vec!["check", "-"], &[text]),
        (vec!["rules", "--country"], &[text]),
        (vec!["rules"], &[text]),
        (vec!["sandbox", "--listen"], &[text]),
        (vec!["sandbox", "--fault"], &[text]),
        (vec!["sandbox", "--fault-rate"], &[text]),
        (vec!["sandbox", "--seed"], &[text]),
        (vec!["contract", "--target"], &[text, &ftp]),
        (vec!["contract", "--rate"], &[text]),
        (vec!["contract", "--numbers"], &[text]),
        (vec!["contract", "--report"], &[text, &report]),
        (vec!["contract", "--baseline"], &[&path]),
    ];
    for (words, texts) in after {
        for text in texts {
            prints_safely(&format!("{words:?}"), &|| {
                let mut command = program();
                command.args(&words).arg(text);
                command
            });
        }
    }
    // The name that the program is called by.
    prints_safely("the program's name", &|| {
        let mut command = program();
        command.arg0(text).args(["rules", "--canary"]);
        command
    });
}

#[test]
fn the_environment() {
    let text = &*hostile();
    let url = format!("http://127.0.0.1:1/{text}");
    for (target, variables) in [
        ("sandbox", vec![("COLT_CREDENTIALS_FOR", &*url), ("COLT_CLIENT_ID", "canary")]),
        (
            "http://127.0.0.1:1/canary",
            vec![("COLT_CLIENT_ID", "i"), ("COLT_CLIENT_SECRET", "s"), ("COLT_TOKEN_URL", &url)],
        ),
        (
            "http://127.0.0.1:1/canary",
            vec![("COLT_CLIENT_ID", text), ("COLT_CLIENT_SECRET", text), ("COLT_TOKEN_URL", "http://127.0.0.1:1/t")],
        ),
    ] {
        prints_safely(&format!("{variables:?}"), &|| {
            let mut command = program();
            command.args(ONE).args(["--timeout", "0.2", "-vv", "--tracking-id", "canary", "--target", target]);
            command.envs(variables.iter().copied());
            command
        });
    }
}

#[test]
fn files() {
    let scratch = Scratch::new();
    let text = hostile();
    let quoted = serde_json::to_string(&text).unwrap();
    // As raw as JSON may have it.
    let raw: String = text.chars().filter(|character| *character >= ' ').collect();
    let bodies = [
        text.clone(),
        format!("{{{quoted}: 1}}"),
        format!("{{\"{raw}\": 1, \"{raw}\": 2}}"),
        format!("{{\"relatedParty\": {quoted}}}"),
        GB.replace("My Customer", &raw).replace("\n", "\r\n\t"),
        GB.replace("GB", &raw),
        GB.replace("+442081324758", &format!(" {raw}")),
        GB.replace("ANH", &raw),
    ];
    for body in bodies {
        let file = scratch.file("canary.json", &body);
        for words in
            [&["check"][..], &["check", "--lines"], &["reserve", "--dry-run", "--tracking-id", "canary", "--request"]]
        {
            prints_safely(&format!("{words:?} {body}"), &|| {
                let mut command = program();
                command.args(words).arg(&file);
                command
            });
        }
    }
}

#[test]
fn responses() {
    let text = hostile();
    let quoted = serde_json::to_string(&text).unwrap();
    let object = format!(r#"{{"code": {quoted}, "reason": {quoted}, "message": {quoted}, {quoted}: {quoted}}}"#);
    let order = format!(r#"{{"order": {{"id": {quoted}, "orderStatus": {quoted}}}}}"#);
    for (status, body) in [
        ("200 OK", &order),
        ("200 OK", &object),
        ("200 OK", &text),
        ("400 Bad Request", &object),
        ("401 Unauthorized", &object),
        ("404 Not Found", &text),
        ("409 Conflict", &object),
        ("500 Internal Server Error", &object),
        ("500 Internal Server Error", &text),
    ] {
        for save in [false, true] {
            let scratch = Scratch::new();
            let bytes = answer(status, body);
            let server = Server::start(move |_| Some(bytes.clone()));
            let kept = scratch.path("kept-\u{1b}\u{202e}");
            prints_safely(&format!("{status} {body}"), &|| {
                let _ = std::fs::remove_file(&kept);
                let mut command = program_in(&scratch);
                command.args(ONE).args(["-vv", "--tracking-id", "canary", "--target", &server.base()]);
                command.args(save.then_some(["--save-answer", &kept]).into_iter().flatten());
                command
            });
        }
    }
    // The token endpoint.
    for (status, body) in [("400 Bad Request", object.clone()), ("200 OK", object), ("401 Unauthorized", text.clone())]
    {
        let bytes = answer(status, &body);
        let server = Server::start(move |_| Some(bytes.clone()));
        prints_safely(&format!("token: {status} {body}"), &|| {
            let mut command = program();
            command
                .env("COLT_CLIENT_ID", "me")
                .env("COLT_CLIENT_SECRET", "x")
                .env("COLT_TOKEN_URL", server.token_url());
            command.args(ONE).args(["-vv", "--tracking-id", "canary", "--target", &server.base()]);
            command
        });
    }
}
