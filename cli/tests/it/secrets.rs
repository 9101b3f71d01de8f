//! Secrets are not printed, logged or saved, even if a server repeats them in its responses.

use crate::stub_server::{ReceivedRequest, StubServer, response};
use crate::support::{ProgramOutput, RESERVE_ONE, Scratch, program_in};

const SECRET: &str = "canary-secret-7f3a";
const TOKEN: &str = "canary-token-91bc";
/// `me:canary-secret-7f3a`, as HTTP Basic sends it.
const BASIC: &str = "bWU6Y2FuYXJ5LXNlY3JldC03ZjNh";

/// Runs `reserve` at a server that issues the canary token, and repeats the request and the secrets in its responses.
fn run(scratch: &Scratch, token_status: &'static str, order_status: &'static str, arguments: &[&str]) -> ProgramOutput {
    let server = StubServer::start(move |request: &ReceivedRequest| {
        let echo = format!("{} {SECRET} {TOKEN}", request.head.replace("\r\n", " "));
        let body = format!(r#"{{"code": "1", "reason": "{echo}", "message": "{echo}"}}"#);
        Some(match request.head.starts_with("POST /token ") {
            true if token_status == "200 OK" => response(
                token_status,
                &format!(r#"{{"access_token": "{TOKEN}", "token_type": "Bearer", "expires_in": 60}}"#),
            ),
            true => response(token_status, &body),
            false => response(order_status, &body),
        })
    });
    let mut command = program_in(scratch);
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", SECRET).env("COLT_TOKEN_URL", server.token_url());
    let output = ProgramOutput::of(
        command.args(RESERVE_ONE).args(["--target", &server.base()]).args(arguments).output().unwrap(),
    );
    let sent = server.request();
    assert_eq!(sent.header("authorization"), Some(&*format!("Basic {BASIC}")));
    output
}

#[test]
fn no_secret_is_printed_logged_or_saved() {
    let scratch = Scratch::new();
    let file = scratch.path("answer");
    let cases: [(&str, &str, i32); 6] = [
        ("401 Unauthorized", "", 4),
        ("200 OK", "200 OK", 6),
        ("200 OK", "400 Bad Request", 5),
        ("200 OK", "401 Unauthorized", 5),
        ("200 OK", "500 Internal Server Error", 6),
        ("200 OK", "302 Found", 6),
    ];
    for (token_status, order_status, code) in cases {
        for arguments in [&["-vv"][..], &["-vv", "--json"], &["-vv", "--save-answer", &file]] {
            let output = run(&scratch, token_status, order_status, arguments).assert_exit(code);
            let mut saved = String::new();
            for name in scratch.files() {
                saved += &std::fs::read_to_string(&name).unwrap();
                std::fs::remove_file(&name).unwrap();
            }
            assert!(code != 6 || !saved.is_empty(), "{output:?}");
            for secret in [SECRET, TOKEN, BASIC] {
                assert!(!output.stdout.contains(secret), "{token_status}, {order_status}: {output:?}");
                assert!(!output.stderr.contains(secret), "{token_status}, {order_status}: {output:?}");
                assert!(!saved.contains(secret), "{token_status}, {order_status}: {saved}");
            }
            // The log is not empty, so the assertions above mean something.
            assert!(output.stderr.contains("reserve"), "{output:?}");
        }
    }
}
