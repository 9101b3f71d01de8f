//! Secrets turn up nowhere, not even where a server says them back.

use crate::stub_server::{Request, Server, answer};
use crate::support::{ONE, Ran, Scratch, program_in};

const SECRET: &str = "canary-secret-7f3a";
const TOKEN: &str = "canary-token-91bc";
/// `me:canary-secret-7f3a`, as HTTP Basic sends it.
const BASIC: &str = "bWU6Y2FuYXJ5LXNlY3JldC03ZjNh";

/// Runs against a server that gives out the canary token, and says back everything it is told under some status.
fn run(scratch: &Scratch, token_status: &'static str, order_status: &'static str, words: &[&str]) -> Ran {
    let server = Server::start(move |request: &Request| {
        let told = format!("{} {SECRET} {TOKEN}", request.head.replace("\r\n", " "));
        let body = format!(r#"{{"code": "1", "reason": "{told}", "message": "{told}"}}"#);
        Some(match request.head.starts_with("POST /token ") {
            true if token_status == "200 OK" => answer(
                token_status,
                &format!(r#"{{"access_token": "{TOKEN}", "token_type": "Bearer", "expires_in": 60}}"#),
            ),
            true => answer(token_status, &body),
            false => answer(order_status, &body),
        })
    });
    let mut command = program_in(scratch);
    command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", SECRET).env("COLT_TOKEN_URL", server.token_url());
    let ran = Ran::of(command.args(ONE).args(["--target", &server.base()]).args(words).output().unwrap());
    let sent = server.request();
    assert_eq!(sent.header("authorization"), Some(&*format!("Basic {BASIC}")));
    ran
}

#[test]
fn no_secret_is_shown_logged_or_kept() {
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
        for words in [&["-vv"][..], &["-vv", "--json"], &["-vv", "--save-answer", &file]] {
            let ran = run(&scratch, token_status, order_status, words).ended(code);
            let mut kept = String::new();
            for name in scratch.files() {
                kept += &std::fs::read_to_string(&name).unwrap();
                std::fs::remove_file(&name).unwrap();
            }
            assert!(code != 6 || !kept.is_empty(), "{ran:?}");
            for secret in [SECRET, TOKEN, BASIC] {
                assert!(!ran.out.contains(secret), "{token_status}, {order_status}: {ran:?}");
                assert!(!ran.err.contains(secret), "{token_status}, {order_status}: {ran:?}");
                assert!(!kept.contains(secret), "{token_status}, {order_status}: {kept}");
            }
            // There was something to hide.
            assert!(ran.err.contains("reserve"), "{ran:?}");
        }
    }
}
