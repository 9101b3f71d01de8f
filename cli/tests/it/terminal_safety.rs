//! Text from outside does nothing to a terminal but print, wherever it comes from and wherever it is printed.

#![cfg(unix)]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use colt_numbers_terminal_text::is_unsafe;

use crate::stub_server::{Server, answer};
use crate::support::{GB, NOWHERE, ONE, Ran, Scratch, program};

/// Every character that a terminal may do something with, but NUL, which no argument can hold; and a word to find it by.
fn hostile() -> String {
    format!("{}canary", ('\u{1}'..='\u{ffff}').filter(|character| is_unsafe(*character)).collect::<String>())
}

/// The same without what a URL cannot hold.
fn hostile_in_a_url() -> String {
    hostile().chars().filter(|character| *character > '\u{7f}').collect()
}

/// Runs the program in every way, and looks at everything it printed, which is not nothing.
fn prints_safely(surface: &str, make: &dyn Fn() -> Command) {
    // Without colours the program's own are taken out, and something of foreign ones with them.
    for more in [&["--color=always"][..], &[], &["--json"]] {
        let mut command = make();
        let Ran { code, out, err } = Ran::of(command.args(more).output().unwrap());
        for (stream, text) in [("stdout", &out), ("stderr", &err)] {
            let text = without_colors(text);
            let found = text.chars().find(|&character| is_unsafe(character) && character != '\n');
            assert_eq!(found, None, "{surface}, {more:?}, {stream}, exit code {code:?}: {text:?}");
        }
        assert!(!(out.clone() + &err).is_empty(), "{surface}, {more:?}");
        if more == ["--json"] && !out.is_empty() {
            let parsed = out.lines().try_for_each(|line| serde_json::from_str(line).map(|_: serde_json::Value| ()));
            assert!(parsed.is_ok(), "{surface}: {out}");
        }
    }
}

/// A text without sequences that set a colour and nothing else.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut left = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('m').filter(|(codes, _)| codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'))
        {
            Some((_, rest)) => left += rest,
            None => left.extend(["\u{1b}[", part]),
        }
    }
    left
}

#[test]
fn arguments() {
    let text = &*hostile();
    let url = format!("http://127.0.0.1:1/{text}");
    let printable_url = format!("http://127.0.0.1:1/{}", hostile_in_a_url());
    let path = format!("{NOWHERE}/{text}");
    let report = format!("json={path}");
    let (ftp, dash, flag) = (format!("ftp://{text}"), format!("-{text}"), format!("--{text}"));
    let order = |words: &[&'static str]| [&ONE[..], words].concat();
    let after: [(Vec<&str>, &[&str]); 35] = [
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
        (order(&["--dry-run", "--target"]), &[&url, &printable_url]),
        (order(&["--timeout", "0.2", "--target"]), &[&printable_url]),
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
        GB.replace("My Customer", &raw.chars().take(50).collect::<String>()).replace('\n', "\r\n\t"),
        GB.replace("My Customer", &raw.chars().skip(40).collect::<String>()).replace('\n', "\r\n\t"),
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
        // It is kept in a file of such a name; in a folder; in neither.
        for place in ["file", "folder", "nowhere"] {
            let scratch = Scratch::new();
            let bytes = answer(status, body);
            let server = Server::start(move |_| Some(bytes.clone()));
            let (base, kept) = (format!("{}/{}", server.base(), hostile_in_a_url()), scratch.path(&text));
            prints_safely(&format!("{status} {body}, kept in a {place}"), &|| {
                let _ = std::fs::remove_file(&kept).or_else(|_| std::fs::remove_dir_all(&kept));
                let mut command = program();
                command.args(ONE).args(["-vv", "--tracking-id", "canary", "--target", &base]);
                match place {
                    "file" => command.args(["--save-answer", &kept]),
                    "folder" => command.env("XDG_STATE_HOME", &kept),
                    _ => command.env("XDG_STATE_HOME", format!("{NOWHERE}/{text}")),
                };
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
