//! Reports redact every secret that the target sends back.

use colt_numbers_contract::{Credentials, ExitStatus, Options, Progress, Suite, Target, run};

use crate::server::{Server, ServerState};

#[tokio::test]
async fn a_token_in_a_response_is_redacted_in_every_report() {
    let content_type =
        r#"text/CANARY%2FTOK%2bEN; a="canary-secret"; b=CANARY&#x2F;TOK&#43;EN; c="Basic aWQ6Y2FuYXJ5LXNlY3JldA==""#;
    let echo = Some((
        r"Bearer CANARY\/TOK\u002BEN, CANARY/TOK+EN, canary-secret, aWQ6Y2FuYXJ5LXNlY3JldA==, Y2FuYXJ5LXNlY3JldA==",
        content_type,
    ));
    let state = ServerState { token: Some("CANARY/TOK+EN"), echo, ..ServerState::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "canary-secret").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let state = server.state.clone();
    // The old token is still a secret after it was renewed.
    let mut progress = |progress: Progress<'_>| {
        if progress.sent == 50 {
            state.lock().unwrap().token = Some("CANARY/SECOND");
        }
        if progress.sent == 55 {
            state.lock().unwrap().echo = Some((r"CANARY/TOK+EN, \u0043ANARY\/SECOND", content_type));
        }
    };
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut progress).await.unwrap();
    assert_eq!(server.received().last().unwrap().authorization.as_deref(), Some("Bearer CANARY/SECOND"));
    assert_eq!(report.exit(), ExitStatus::Drift);
    for text in [report.text(), report.json(), report.junit(), report.html(), format!("{report:?}")] {
        assert!(text.contains("[redacted]"), "the response is quoted");
        for canary in ["CANARY", "TOK", "SECOND", "canary-secret", "LXNlY3JldA"] {
            let found =
                text.find(canary).map(|at| text[at.saturating_sub(100)..].chars().take(200).collect::<String>());
            assert_eq!(found, None, "{canary}");
        }
    }
}

/// The secret equals a member name of the API. Responses are judged before redaction, so the redaction causes no drift; the report shows them
/// redacted.
#[tokio::test]
async fn a_secret_in_a_correct_response_causes_no_drift() {
    let state = ServerState { token: Some("id"), several_profiles: vec!["ES"], ..ServerState::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "orderStatus").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.drift().count(), report.exit()), (0, ExitStatus::Clean), "{}", report.text());
    let accepted = report.exchanges.iter().find(|exchange| exchange.status == Some(201)).unwrap();
    assert!(accepted.response.contains(r#""[redacted]":"In progress""#), "{}", accepted.response);
    // Only texts that come from the target are searched: the rest of a report quotes the spec, which has `orderStatus` as a name.
    let mut texts: Vec<String> = report.exchanges.iter().map(|exchange| format!("{exchange:?}")).collect();
    texts.extend(report.results.iter().flat_map(|result| &result.checks).map(|check| check.why.clone()));
    for text in &texts {
        assert!(!text.contains("orderStatus") && !text.contains("b3JkZXJTdGF0dX"), "{text}");
    }
    for text in [report.text(), report.json(), report.junit(), report.html()] {
        assert!(!text.contains("b3JkZXJTdGF0dX"));
    }
}

#[tokio::test]
async fn a_short_secret_is_not_redacted() {
    let state = ServerState { token: Some("b"), several_profiles: vec!["ES"], ..ServerState::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("b")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    for text in [report.text(), report.json(), report.junit(), report.html()] {
        assert!(!text.contains("[redacted]") && text.contains("Number"));
    }
}
