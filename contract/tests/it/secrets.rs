//! Whatever a target sends back of what it was told in secret, no report shows it.

use colt_numbers_contract::{Credentials, Exit, Options, Progress, Suite, Target, run};

use crate::server::{Server, State};

#[tokio::test]
async fn a_token_that_is_sent_back_is_shown_by_no_report() {
    let typed = r#"text/CANARY%2FTOK%2bEN; a="secret""#;
    let echo = Some((r"Bearer CANARY\/TOK\u002BEN, CANARY/TOK+EN, secret", typed));
    let state = State { token: Some("CANARY/TOK+EN"), echo, ..State::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "secret").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let state = server.state.clone();
    // The old token is a secret after the new one was had.
    let mut progress = |progress: Progress<'_>| {
        if progress.sent == 50 {
            state.lock().unwrap().token = Some("CANARY/SECOND");
        }
        if progress.sent == 55 {
            state.lock().unwrap().echo = Some((r"CANARY/TOK+EN, \u0043ANARY\/SECOND", typed));
        }
    };
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut progress).await.unwrap();
    assert_eq!(server.seen().last().unwrap().authorization.as_deref(), Some("Bearer CANARY/SECOND"));
    assert_eq!(report.exit(), Exit::Drift);
    for text in [report.text(), report.json(), report.junit(), report.html(), format!("{report:?}")] {
        assert!(text.contains("[redacted]"), "the answer is quoted");
        for canary in ["CANARY", "TOK", "SECOND", "secret"] {
            let found =
                text.find(canary).map(|at| text[at.saturating_sub(100)..].chars().take(200).collect::<String>());
            assert_eq!(found, None, "{canary}");
        }
    }
}
