//! Text from outside cannot control a terminal: unsafe characters from arguments, variables, files and responses are always escaped.

#![cfg(unix)]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use colt_numbers_journal::State;
use colt_numbers_terminal_text::is_unsafe;

use crate::example_request::max_length;
use crate::journal_fixture::{apply_plan, hours_ago, journal_path, rows, silent_server};
use crate::stub_server::{StubServer, response};
use crate::support::{GB_REQUEST, ProgramOutput, RESERVE_ONE, Scratch, UNUSABLE_FOLDER, program, program_in};

/// Every unsafe character except NUL, which an argument cannot contain, and a word to search for.
fn unsafe_text() -> String {
    format!("{}canary", ('\u{1}'..='\u{ffff}').filter(|character| is_unsafe(*character)).collect::<String>())
}

/// The characters of [`unsafe_text`] that are allowed in a URL.
fn unsafe_url_text() -> String {
    unsafe_text().chars().filter(|character| *character > '\u{7f}').collect()
}

/// Runs the program with and without colours and with `--json`, and checks that it prints something, without unsafe characters.
fn assert_safe_output(surface: &str, make: &dyn Fn() -> Command) {
    // `--color=always` is tested too: without it, the program removes colour sequences, and parts of unsafe text with them.
    for more in [&["--color=always"][..], &[], &["--json"]] {
        let mut command = make();
        let ProgramOutput { code, stdout, stderr } = ProgramOutput::of(command.args(more).output().unwrap());
        for (stream, text) in [("stdout", &stdout), ("stderr", &stderr)] {
            let text = without_colors(text);
            let found = text.chars().find(|&character| is_unsafe(character) && character != '\n');
            assert_eq!(found, None, "{surface}, {more:?}, {stream}, exit code {code:?}: {text:?}");
        }
        assert!(!(stdout.clone() + &stderr).is_empty(), "{surface}, {more:?}");
        if more == ["--json"] && !stdout.is_empty() {
            let parsed = stdout.lines().try_for_each(|line| serde_json::from_str(line).map(|_: serde_json::Value| ()));
            assert!(parsed.is_ok(), "{surface}: {stdout}");
        }
    }
}

/// Removes the escape sequences that only set colours.
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
fn unsafe_characters_in_arguments_are_escaped() {
    let text = &*unsafe_text();
    let url = format!("http://127.0.0.1:1/{text}");
    let printable_url = format!("http://127.0.0.1:1/{}", unsafe_url_text());
    let path = format!("{UNUSABLE_FOLDER}/{text}");
    let report = format!("json={path}");
    let (ftp, dash, flag) = (format!("ftp://{text}"), format!("-{text}"), format!("--{text}"));
    let order = |arguments: &[&'static str]| [&RESERVE_ONE[..], arguments].concat();
    let cases: [(Vec<&str>, &[&str]); 44] = [
        (vec![], &[text, &flag]),
        (vec!["reserve"], &[text, &flag, &dash]),
        (vec!["reserve", "--customer-reference", "C-1", "--country", "GB", "--range"], &[text]),
        (vec!["reserve", "--dry-run", "--customer-reference", "C-1", "--country", "GB", "--lock-id"], &[text]),
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
        (vec!["plan"], &[&path, &flag]),
        (vec!["plan", "--name", "x", "--target"], &[text, &ftp]),
        (vec!["plan", "-", "--name"], &[text]),
        (vec!["plan", "-", "--name", "x", "--target", "http://127.0.0.1:9/x", "--journal"], &[&path]),
        (vec!["apply"], &[text]),
        (vec!["apply", "x", "--journal"], &[&path]),
        (vec!["apply", "x", "--rate"], &[text]),
        (vec!["status"], &[text]),
        (vec!["status", "--journal"], &[&path]),
    ];
    for (arguments, texts) in cases {
        for text in texts {
            assert_safe_output(&format!("{arguments:?}"), &|| {
                let mut command = program();
                command.args(&arguments).arg(text);
                command
            });
        }
    }
    // The name by which the program is started.
    assert_safe_output("the program's name", &|| {
        let mut command = program();
        command.arg0(text).args(["rules", "--canary"]);
        command
    });
}

#[test]
fn unsafe_characters_in_the_environment_are_escaped() {
    let text = &*unsafe_text();
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
        assert_safe_output(&format!("{variables:?}"), &|| {
            let mut command = program();
            command.args(RESERVE_ONE).args(["--timeout", "0.2", "-vv", "--tracking-id", "canary", "--target", target]);
            command.envs(variables.iter().copied());
            command
        });
    }
}

#[test]
fn unsafe_characters_in_files_are_escaped() {
    let scratch = Scratch::new();
    let text = unsafe_text();
    let quoted = serde_json::to_string(&text).unwrap();
    // In JSON, only control characters below the space must be escaped.
    let raw: String = text.chars().filter(|character| *character >= ' ').collect();
    let limit = max_length("CustomerReference");
    let bodies = [
        text.clone(),
        format!("{{{quoted}: 1}}"),
        format!("{{\"{raw}\": 1, \"{raw}\": 2}}"),
        format!("{{\"relatedParty\": {quoted}}}"),
        GB_REQUEST.replace("My Customer", &raw.chars().take(limit).collect::<String>()).replace('\n', "\r\n\t"),
        GB_REQUEST.replace("My Customer", &raw.chars().skip(limit - 10).collect::<String>()).replace('\n', "\r\n\t"),
        GB_REQUEST.replace("GB", &raw),
        GB_REQUEST.replace("+442081324758", &format!(" {raw}")),
        GB_REQUEST.replace("ANH", &raw),
    ];
    for body in bodies {
        let file = scratch.file("canary.json", &body);
        for arguments in
            [&["check"][..], &["check", "--lines"], &["reserve", "--dry-run", "--tracking-id", "canary", "--request"]]
        {
            assert_safe_output(&format!("{arguments:?} {body}"), &|| {
                let mut command = program();
                command.args(arguments).arg(&file);
                command
            });
        }
    }
}

/// Texts of a file of orders are printed by `plan`, and later by `apply` and `status`, as are a server's responses.
#[test]
fn unsafe_characters_in_files_of_orders_are_escaped() {
    let raw: String = unsafe_text().chars().filter(|character| *character >= ' ').collect();
    let quoted = serde_json::to_string(&raw).unwrap();
    let bytes =
        response("400 Bad Request", &format!(r#"{{"code": {quoted}, "reason": {quoted}, "message": {quoted}}}"#));
    let server = StubServer::start(move |_| Some(bytes.clone()));
    let row = format!("country,start,key\nGB,+442081324758,{raw}\n");
    for text in [
        raw.clone(),
        format!("country,{raw}\n"),
        format!("country,start,key\n{raw},{raw},{raw}\n"),
        format!("country,start,key\nGB,4.2{raw}E+11,1.0E+{raw}\n"),
        format!("{row}GB,+442081324759,{raw}\n"),
        row.clone(),
    ] {
        let scratch = Scratch::new();
        let file = scratch.file("canary.csv", &text);
        // Each of the three runs of a command has a plan of its own.
        for (arguments, is_plan) in [
            (&["plan", &*file, "--name", &*raw, "--target", &*server.base(), "--dry-run"][..], true),
            (&["plan", &file, "--name", &raw, "--target", &server.base()], true),
            (&["apply", &raw, "--rate", "1000/s"], false),
            (&["status", &raw, "--state", "rejected"], false),
            (&["status", "--csv"], false),
        ] {
            if !is_plan && text != row {
                continue;
            }
            if arguments == ["status", "--csv"] {
                let output = crate::plan::run_in(&scratch, arguments);
                assert!(!output.stdout.contains(|c| is_unsafe(c) && c != '\n'), "{output:?}");
                continue;
            }
            assert_safe_output(&format!("{arguments:?} {text}"), &|| {
                let mut command = crate::support::program_in(&scratch);
                command.args(arguments);
                command
            });
        }
    }
}

#[test]
fn unsafe_characters_in_responses_are_escaped() {
    let text = unsafe_text();
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
        // The response is saved in a file with an unsafe name, in a folder with an unsafe name, or not at all.
        for saved_in in ["file", "folder", "nowhere"] {
            let scratch = Scratch::new();
            let bytes = response(status, body);
            let server = StubServer::start(move |_| Some(bytes.clone()));
            let (base, path) = (format!("{}/{}", server.base(), unsafe_url_text()), scratch.path(&text));
            assert_safe_output(&format!("{status} {body}, saved in: {saved_in}"), &|| {
                let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path));
                let mut command = program();
                command.args(RESERVE_ONE).args(["-vv", "--tracking-id", "canary", "--target", &base]);
                match saved_in {
                    "file" => command.args(["--save-answer", &path]),
                    "folder" => command.env("XDG_STATE_HOME", &path),
                    _ => command.env("XDG_STATE_HOME", format!("{UNUSABLE_FOLDER}/{text}")),
                };
                command
            });
        }
    }
    // The responses of the token endpoint.
    for (status, body) in [("400 Bad Request", object.clone()), ("200 OK", object), ("401 Unauthorized", text.clone())]
    {
        let bytes = response(status, &body);
        let server = StubServer::start(move |_| Some(bytes.clone()));
        assert_safe_output(&format!("token: {status} {body}"), &|| {
            let mut command = program();
            command
                .env("COLT_CLIENT_ID", "me")
                .env("COLT_CLIENT_SECRET", "x")
                .env("COLT_TOKEN_URL", server.token_url());
            command.args(RESERVE_ONE).args(["-vv", "--tracking-id", "canary", "--target", &server.base()]);
            command
        });
    }
}

#[test]
fn unsafe_characters_in_journals_and_exports_are_escaped() {
    let (scratch, text) = (Scratch::new(), unsafe_text());
    let orders = [(10, State::Accepted), (20, State::Unknown), (30, State::Planned)];
    let ids = apply_plan(&scratch, &text, &silent_server().base(), 91, &orders);
    let (journal, as_of) = (journal_path(&scratch), hours_ago(1));
    let exports = [
        format!("cliNumber,{text}\n"),
        format!("cliNumber,cliStatus\n\"{text}\",Free\n"),
        format!("cliNumber,cliStatus\n+442081000200,\"{text}\"\n"),
        format!("cliNumber,cliStatus\n{}{}", rows(10, "Free"), rows(20, "Reserved")),
    ];
    let exports = exports.map(|export| {
        let name = format!("{text}-{}.csv", export.len());
        scratch.file(&name, export.replace(['\n', '\r'], "\n"))
    });
    let settle = ["reconcile", "--tracking-id", &ids[2], "--withdraw", "--evidence", &text];
    let mut commands = vec![
        vec!["reconcile"],
        vec!["lapses"],
        vec!["lapses", "--csv"],
        vec!["journal", "check"],
        vec!["journal", "export"],
        vec!["status"],
        vec!["reconcile", "--tracking-id", &text, "--withdraw"],
        vec!["reconcile", "--tracking-id", &ids[1], "--ordered", "x", "--evidence", &text, "--as-of", &text],
    ];
    commands.extend(exports.iter().map(|export| vec!["reconcile", "--inventory", export, "--as-of", &as_of]));
    commands.push(settle.to_vec());
    for arguments in commands {
        assert_safe_output(&format!("{arguments:?}"), &|| {
            let mut command = program_in(&scratch);
            command.args(&arguments).args(["--journal", &journal]);
            command
        });
    }
}
