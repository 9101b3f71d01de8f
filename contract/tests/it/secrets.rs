//! Whatever a target sends back of what it was told in secret, no report shows it.

use colt_numbers_contract::{Credentials, Exit, Options, Progress, Suite, Target, run};

use crate::server::{Server, State};

#[tokio::test]
async fn a_token_that_is_sent_back_is_shown_by_no_report() {
    let typed =
        r#"text/CANARY%2FTOK%2bEN; a="canary-secret"; b=CANARY&#x2F;TOK&#43;EN; c="Basic aWQ6Y2FuYXJ5LXNlY3JldA==""#;
    let echo = Some((
        r"Bearer CANARY\/TOK\u002BEN, CANARY/TOK+EN, canary-secret, aWQ6Y2FuYXJ5LXNlY3JldA==, Y2FuYXJ5LXNlY3JldA==",
        typed,
    ));
    let state = State { token: Some("CANARY/TOK+EN"), echo, ..State::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "canary-secret").unwrap();
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
        for canary in ["CANARY", "TOK", "SECOND", "canary-secret", "LXNlY3JldA"] {
            let found =
                text.find(canary).map(|at| text[at.saturating_sub(100)..].chars().take(200).collect::<String>());
            assert_eq!(found, None, "{canary}");
        }
    }
}

/// A secret that is a word of the API as well: what is told has none of it, and what is judged has all of it.
#[tokio::test]
async fn a_secret_that_stands_in_right_answers_makes_no_drift() {
    let state = State { token: Some("id"), several_profiles: vec!["ES"], ..State::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "orderStatus").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.drift().count(), report.exit()), (0, Exit::Clean), "{}", report.text());
    let taken = report.exchanges.iter().find(|exchange| exchange.status == Some(201)).unwrap();
    assert!(taken.answer.contains(r#""[redacted]":"In progress""#), "{}", taken.answer);
    // What stands in a report besides is the spec's: it says `orderStatus` where no target was asked.
    let mut told: Vec<String> = report.exchanges.iter().map(|exchange| format!("{exchange:?}")).collect();
    told.extend(report.lines.iter().flat_map(|line| &line.findings).map(|finding| finding.why.clone()));
    for text in &told {
        assert!(!text.contains("orderStatus") && !text.contains("b3JkZXJTdGF0dX"), "{text}");
    }
    for text in [report.text(), report.json(), report.junit(), report.html()] {
        assert!(!text.contains("b3JkZXJTdGF0dX"));
    }
}

#[tokio::test]
async fn a_short_secret_is_redacted_in_no_word() {
    let state = State { token: Some("b"), several_profiles: vec!["ES"], ..State::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("b")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    for text in [report.text(), report.json(), report.junit(), report.html()] {
        assert!(!text.contains("[redacted]") && text.contains("Number"));
    }
}
