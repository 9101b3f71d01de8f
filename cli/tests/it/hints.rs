//! Hints on the mistakes that everybody makes with a server of their own: no token, a base URL without its path.

use crate::sandbox_process::Twin;
use crate::stub_server::{Server, answer};
use crate::support::{ONE, Ran, program, run_all};

/// The hint of a run, however it was printed.
fn hint(ran: &Ran) -> String {
    if ran.out.is_empty() {
        let line = ran.err.lines().find_map(|line| line.trim().strip_prefix("hint: "));
        return line.unwrap_or_default().to_owned();
    }
    ran.json()["hint"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_401_without_credentials_names_what_gives_them_and_what_does_without() {
    let twin = Twin::start(&[]);
    for words in [&[][..], &["--json"]] {
        let words = [words, &["--target", &twin.base]].concat();
        let ran = run_all(&[&ONE, &words]).ended(5);
        for needed in
            ["--no-auth", "COLT_TOKEN_URL", "COLT_CLIENT_ID", "COLT_CLIENT_SECRET", "no credentials were sent"]
        {
            assert!(hint(&ran).contains(needed), "`{needed}` is missing: {ran:?}");
        }
        // With credentials, these are what is wrong.
        let server = Server::start(|request| {
            let token = r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#;
            let is_token = request.head.starts_with("POST /token ");
            Some(if is_token { answer("200 OK", token) } else { answer("401 Unauthorized", "{}") })
        });
        let mut command = program();
        command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "x").env("COLT_TOKEN_URL", server.token_url());
        command.args(ONE).args(&words[..words.len() - 1]).arg(server.base());
        let hint = hint(&Ran::of(command.output().unwrap()));
        assert!(hint.contains("client id") && !hint.contains("--no-auth"), "{hint}");
    }
}

#[test]
fn a_404_below_another_path_names_the_usual_one() {
    let twin = Twin::start(&["--no-auth"]);
    let origin = twin.base.strip_suffix("/numberManagement").unwrap();
    for (path, is_hinted) in
        [("", true), ("/", true), ("/numbermanagement", true), ("/numberManagement/v1/reservation/order", true)]
    {
        for words in [&[][..], &["--json"]] {
            let ran = run_all(&[&ONE, words, &["--target", &format!("{origin}{path}")]]).ended(5);
            assert_eq!(hint(&ran).contains(&format!("`{}`", twin.base)), is_hinted, "{path}: {ran:?}");
        }
    }
    assert_eq!(twin.orders(), 0);
    // At the usual path it is about something else.
    let server = Server::start(|_| Some(answer("404 Not Found", "{}")));
    let ran = run_all(&[&ONE, &["--target", &server.base(), "--json"]]).ended(5);
    assert!(ran.json()["hint"].is_null(), "{ran:?}");
}
