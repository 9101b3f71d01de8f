//! What a run sends and orders, and how it ends.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use colt_numbers_contract::{
    Baseline, CheckReport, Credentials, Error, ExitStatus, Expectation, Options, Report, StopReason, Suite, Target,
    Verdict, run,
};

use crate::server::{Server, ServerState};

async fn report(server: &Server, options: &Options) -> Report {
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    run(&suite, &target, options, std::future::pending(), &mut |_| {}).await.unwrap()
}

fn with_max_orders(max_orders: u32) -> Options {
    let mut options = Options::unbounded();
    options.max_orders = Some(max_orders);
    options
}

fn count(report: &Report, verdict: Verdict, expect: Expectation) -> usize {
    let checks = report.results.iter().flat_map(|result| &result.checks);
    checks.filter(|check| check.verdict == verdict && check.expect == Some(expect)).count()
}

#[tokio::test]
async fn a_run_sends_and_orders_what_the_plan_says() {
    let suite = Suite::bundled().unwrap();
    let options = Options::unbounded();
    let plan = suite.plan(&options);
    let server = Server::start(ServerState { token: Some("issued"), ..ServerState::default() }).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.requests, report.orders as usize), (plan.requests, plan.orders));
    assert_eq!(suite.plan(&with_max_orders(3)).at_most(), 3);
    assert_eq!(plan.at_most(), plan.orders + plan.rejections);
    assert!(plan.to_string().contains("not limited"), "{plan}");
}

#[tokio::test]
async fn the_limit_on_orders_holds_and_most_cases_are_covered() {
    for max in [1, 2, 3, 10] {
        let server = Server::with("").await;
        let report = report(&server, &with_max_orders(max)).await;
        let accepted = server.received().iter().filter(|request| request.status < 300).count();
        assert_eq!(accepted, max as usize);
        assert_eq!(report.orders, max);
        assert_eq!(report.stopped, Some(StopReason::MaxOrders));
        assert_eq!(report.exit(), ExitStatus::Inconclusive, "a run that ended before all its cases is not a success");
        assert!(report.not_run > 0 && report.text().contains(&format!("\n{} cases were not run", report.not_run)));
        if max == 3 {
            // Requests that should be rejected order nothing, and three requests cover about twenty cases that should be accepted.
            assert_eq!(
                count(&report, Verdict::Skipped, Expectation::Reject),
                4,
                "the cases about the account and the token"
            );
            let covered = count(&report, Verdict::Pass, Expectation::Accept);
            assert!(covered >= 18, "{covered}");
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_if_nothing_may_be_ordered() {
    let server = Server::with("").await;
    let report = report(&server, &with_max_orders(0)).await;
    assert_eq!((report.requests, server.received().len(), report.exit()), (0, 0, ExitStatus::Inconclusive));
}

#[tokio::test]
async fn an_accepted_invalid_request_counts_as_an_order() {
    let server = Server::with("any-content-type").await;
    let state = server.state.clone();
    state.lock().unwrap().defect = "country-any";
    let report = report(&server, &with_max_orders(4)).await;
    assert_eq!(server.received().iter().filter(|request| request.status < 300).count(), 4);
    assert_eq!(report.stopped, Some(StopReason::MaxOrders));
    assert_eq!(report.exit(), ExitStatus::Drift);
    assert_eq!(report.drift().count(), 3, "{}", report.text());
}

#[tokio::test]
async fn an_unknown_outcome_counts_as_an_order() {
    let server = Server::with("success-fails").await;
    let report = report(&server, &with_max_orders(2)).await;
    assert_eq!((report.orders, report.doubts), (0, 2));
    assert_eq!(server.received().iter().filter(|request| request.status == 500).count(), 2);
}

#[tokio::test]
async fn every_request_has_a_fresh_tracking_id() {
    let server = Server::with("").await;
    let mut options = Options::unbounded();
    options.seed = 7;
    report(&server, &options).await;
    let ids: Vec<String> = server.received().into_iter().filter_map(|request| request.tracking_id).collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    let others: Vec<_> = ids.iter().filter(|id| !id.starts_with("ct-")).collect();
    // Cases about the length or the first characters.
    assert!(others.len() <= 4, "{others:?}");
}

#[tokio::test]
async fn the_seed_determines_the_requests() {
    let bodies = async |seed: u64| {
        let server = Server::start(ServerState { allows_reuse: true, ..ServerState::default() }).await;
        let mut options = with_max_orders(30);
        options.seed = seed;
        report(&server, &options).await;
        server.received().into_iter().map(|request| request.body).collect::<Vec<_>>()
    };
    let (one, same, other) = (bodies(1).await, bodies(1).await, bodies(2).await);
    assert_eq!(one, same);
    assert_ne!(one, other);
}

#[tokio::test]
async fn a_second_run_with_another_seed_orders_other_numbers() {
    let server = Server::with("").await;
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    report(&server, &options).await;
    options.seed = 1;
    let second = report(&server, &options).await;
    assert_eq!(second.exit(), ExitStatus::Inconclusive, "an inconclusive run is not a success");
    let inconclusive: Vec<_> = second
        .results
        .iter()
        .flat_map(|result| &result.checks)
        .filter(|check| check.verdict == Verdict::Inconclusive)
        .collect();
    // The document's own examples can be ordered only once.
    assert_eq!(inconclusive.len(), 2, "{inconclusive:#?}");
    let is_conflict = |check: &&CheckReport| check.id.contains("example#") && check.why.starts_with("409");
    assert!(inconclusive.iter().all(is_conflict), "{inconclusive:#?}");
}

#[tokio::test]
async fn numbers_come_from_the_pool() {
    let server = Server::with("").await;
    let mut options = Options::unbounded();
    options.numbers = vec!["+442071230000..+442071239999".parse().unwrap()];
    // The pool does not make invalid numbers valid: no case drifts.
    assert_eq!(report(&server, &options).await.drift().count(), 0);
    let accepted: Vec<_> =
        server.received().into_iter().filter(|request| request.status < 300).map(|request| request.body).collect();
    assert!(accepted[0].contains("+442071230000"), "{accepted:#?}");
}

#[tokio::test]
async fn a_run_waits_as_long_as_retry_after_asks_for() {
    for (status, retry_after) in [(429, Some("0")), (503, Some("0"))] {
        let server =
            Server::start(ServerState { reject_first: Some((status, retry_after, 2)), ..ServerState::default() }).await;
        let report = report(&server, &Options::unbounded()).await;
        assert_eq!(
            server.received()[..3].iter().map(|request| request.status).collect::<Vec<_>>(),
            [status, status, 201]
        );
        assert_eq!(report.exit(), ExitStatus::Clean, "{}", report.text());
        assert_eq!((report.sent_again, report.doubts), (2, 0));
    }
}

/// Runs with a limit on requests against a server that responds with three 429s and later rejects the token once. Returns the statuses and the
/// duration.
async fn run_with_repeats(max_requests: usize) -> (Vec<u16>, std::time::Duration) {
    let state = ServerState { token: Some("first"), reject_first: Some((429, Some("0"), 3)), ..ServerState::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "secret").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let state = server.state.clone();
    let mut progress = |progress: colt_numbers_contract::Progress<'_>| {
        if progress.sent == 4 {
            state.lock().unwrap().token = Some("second");
        }
    };
    let mut options = with_max_orders(2);
    options.rate = Some("20/s".parse().unwrap());
    options.max_requests = Some(max_requests);
    let start = std::time::Instant::now();
    let report = run(&suite, &target, &options, std::future::pending(), &mut progress).await.unwrap();
    assert_eq!(report.stopped, Some(StopReason::MaxRequests));
    (server.received().iter().map(|request| request.status).collect(), start.elapsed())
}

/// With the real clock: a paused one would advance to the next timeout while the test waits for a socket.
#[tokio::test]
async fn the_rate_applies_to_repeated_requests() {
    let (statuses, took) = run_with_repeats(6).await;
    assert_eq!((&statuses[..5], statuses.len()), (&[429, 429, 429, 201, 401][..], 6), "{statuses:?}");
    let least = std::time::Duration::from_millis(50) * 5;
    assert!(took >= least, "{took:?} for six requests");
}

#[tokio::test]
async fn the_limit_on_requests_applies_to_repeated_requests() {
    for max in 1..=5 {
        assert_eq!(run_with_repeats(max).await.0, [429, 429, 429, 201, 401][..max]);
    }
}

#[tokio::test]
async fn three_failures_end_the_run() {
    for (status, retry_after, exit) in [
        (429, Some("99999"), ExitStatus::Inconclusive),
        (503, None, ExitStatus::Inconclusive),
        (403, None, ExitStatus::Credentials),
    ] {
        let server = Server::start(ServerState {
            reject_first: Some((status, retry_after, usize::MAX)),
            ..ServerState::default()
        })
        .await;
        let report = report(&server, &with_max_orders(100)).await;
        assert_eq!(server.received().len(), 3, "{status}");
        assert_eq!(report.exit(), exit);
        assert!(report.text().contains("the run ended early"), "{}", report.text());
    }
}

#[tokio::test]
async fn an_unreachable_target_is_not_drift() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&format!("http://{address}/numberManagement"), Credentials::none()).unwrap();
    let report = run(&suite, &target, &with_max_orders(100), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.exit(), report.requests, report.doubts), (ExitStatus::Inconclusive, 3, 0));
}

#[tokio::test]
async fn a_wrong_base_url_is_neither_drift_nor_success() {
    let server = Server::with("").await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&format!("http://{}/elsewhere", server.address), Credentials::none()).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.exit(), report.drift().count()), (ExitStatus::Inconclusive, 0), "{}", report.text());
    assert_eq!(count(&report, Verdict::Pass, Expectation::Reject), 0);
}

#[tokio::test]
async fn the_production_server_of_any_spec_is_rejected() {
    let server = Server::with("").await;
    let mut spec: serde_json::Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    spec["servers"][0]["url"] = format!("http://{}/numberManagement", server.address).into();
    let suite = Suite::from_spec(&spec.to_string(), "{}").unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let error = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Production { .. }) && server.received().is_empty(), "{error}");
}

#[tokio::test]
async fn a_stopped_run_reports_its_results() {
    let server = Server::with("country-any").await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let sent = Arc::new(AtomicUsize::new(0));
    let seen = sent.clone();
    let stop = async move {
        while seen.load(Ordering::SeqCst) < 20 {
            tokio::task::yield_now().await;
        }
    };
    let mut progress = |progress: colt_numbers_contract::Progress<'_>| sent.store(progress.sent, Ordering::SeqCst);
    let report = run(&suite, &target, &Options::unbounded(), stop, &mut progress).await.unwrap();
    assert_eq!(
        (report.requests, &report.stopped, report.exit()),
        (20, &Some(StopReason::Interrupted), ExitStatus::Interrupted)
    );
    assert!(report.html().contains("it was interrupted") && report.junit().contains("the run was interrupted"));
}

#[tokio::test]
async fn a_run_can_be_stopped_during_retry_after() {
    let server =
        Server::start(ServerState { reject_first: Some((429, Some("60"), usize::MAX)), ..ServerState::default() })
            .await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let state = server.state.clone();
    let stop = async move {
        while state.lock().unwrap().received.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let report = run(&suite, &target, &with_max_orders(3), stop, &mut |_| {}).await.unwrap();
    assert_eq!((report.requests, report.exit()), (1, ExitStatus::Interrupted));
}

#[tokio::test]
async fn rejections_are_inconclusive_if_everything_is_rejected() {
    let server = Server::with("success-redirects").await;
    let report = report(&server, &Options::unbounded()).await;
    assert_eq!(count(&report, Verdict::Pass, Expectation::Reject), 0, "{}", report.text());
    assert!(count(&report, Verdict::Inconclusive, Expectation::Reject) > 100);
}

#[tokio::test]
async fn a_token_is_fetched_renewed_and_redacted() {
    let server = Server::start(ServerState { token: Some("canary-token"), ..ServerState::default() }).await;
    let suite = Suite::bundled().unwrap();
    let tokens = format!("http://{}/token", server.address);
    let credentials = Credentials::client(&tokens, "id", "canary-secret").unwrap();
    let target = Target::new(&server.base(), credentials.clone()).unwrap();
    let renewed = Cell::new(false);
    let state = server.state.clone();
    // The token changes during the run.
    let mut progress = |progress: colt_numbers_contract::Progress<'_>| {
        if progress.sent == 50 {
            state.lock().unwrap().token = Some("canary-second");
        }
    };
    renewed.set(true);
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut progress).await.unwrap();
    assert_eq!(report.exit(), ExitStatus::Clean, "{}", report.text());
    assert_eq!(
        server.received().iter().filter(|request| request.status == 401).count(),
        3,
        "one before the token is renewed, two for cases"
    );
    assert_eq!(server.received().last().unwrap().authorization.as_deref(), Some("Bearer canary-second"));
    let texts =
        [report.text(), report.json(), report.junit(), report.html(), format!("{report:?} {target:?} {credentials:?}")];
    for text in texts {
        for canary in ["canary", "LXNlY3JldA"] {
            assert!(
                !text.contains(canary),
                "{canary} is not redacted: {}",
                &text[text.find(canary).unwrap().saturating_sub(200)..]
            );
        }
    }
}

/// The verdict and reason of a case about the token.
fn token_verdict(report: &Report, case: &str) -> (Verdict, String) {
    let checks = report.results.iter().flat_map(|result| &result.checks);
    let found = checks.into_iter().find(|check| check.id == format!("reserveNumbers/header/authorization#{case}"));
    found.map(|check| (check.verdict, check.why.clone())).unwrap()
}

#[tokio::test]
async fn cases_about_the_token_cannot_order_anything() {
    let server =
        Server::start(ServerState { token: Some("issued"), defect: "token-none", ..ServerState::default() }).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    let found = token_verdict(&report, "required/reject-missing");
    assert_eq!(found, (Verdict::Drift, "400: rejected, but not with 401: the token was not checked first".to_owned()));
    let others: Vec<_> = server
        .received()
        .into_iter()
        .filter(|request| request.authorization.as_deref() != Some("Bearer issued"))
        .collect();
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|request| request.status == 400 && request.body == "{}"), "{others:?}");
}

#[tokio::test]
async fn the_token_is_tested_even_if_the_base_request_is_rejected() {
    let server =
        Server::start(ServerState { token: Some("issued"), defect: "profile-rejected", ..ServerState::default() })
            .await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!(token_verdict(&report, "token/reject-unknown"), (Verdict::Pass, "401: rejected".to_owned()));
}

#[tokio::test]
async fn without_credentials_the_token_is_not_tested() {
    let server = Server::with("").await;
    let report = report(&server, &Options::unbounded()).await;
    for case in ["required/reject-missing", "token/reject-unknown"] {
        let (verdict, why) = token_verdict(&report, case);
        assert_eq!((verdict, &*why), (Verdict::Skipped, "it needs credentials, and the run has none"));
    }
}

/// The target does not check the token and accepts everything, so each case about the token is an order.
#[tokio::test]
async fn an_accepted_case_about_the_token_counts_as_an_order() {
    let suite = Suite::bundled().unwrap();
    let state = ServerState { token: Some("issued"), defect: "token-none-and-no-body", ..ServerState::default() };
    let server = Server::start(state).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    let (verdict, why) = token_verdict(&report, "token/reject-unknown");
    assert_eq!((verdict, &*why), (Verdict::Drift, "201: accepted, though it violates the constraint"));
    let accepted = server.received().iter().filter(|request| request.status < 300).count();
    assert_eq!(report.orders as usize, accepted);
}

#[tokio::test]
async fn without_a_token_the_run_does_not_start() {
    let server = Server::start(ServerState { token: Some("t"), ..ServerState::default() }).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "wrong").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let error = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Credentials { .. }) && error.exit_code() == 4, "{error}");
    assert!(server.received().is_empty());
    for token in ["", "a b", "a\r\nb"] {
        let target = Target::new(&server.base(), Credentials::token(token)).unwrap();
        let error = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap_err();
        assert!(error.exit_code() == 4 && error.to_string().starts_with("the token cannot be sent"), "{error}");
        assert!(server.received().is_empty());
    }
    let target = Target::new(&server.base(), Credentials::token("wrong")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.exit(), server.received().len()), (ExitStatus::Credentials, 3));
}

#[tokio::test]
async fn known_drift_does_not_fail_and_fixed_drift_is_listed() {
    let server = Server::with("country-uk").await;
    let drifting = report(&server, &Options::unbounded()).await;
    assert_eq!(drifting.exit(), ExitStatus::Drift);
    let baseline = Baseline::read(&drifting.baseline().to_json()).unwrap();
    assert_eq!(baseline, drifting.baseline());
    let known = drifting.with_baseline(&baseline);
    assert_eq!((known.exit(), known.counts.known), (ExitStatus::Clean, 1));
    assert!(known.text().contains("(known)") && known.without_drift.is_empty());
    server.state.lock().unwrap().defect = "";
    let mut options = Options::unbounded();
    options.seed = 1;
    let fixed = report(&server, &options).await.with_baseline(&baseline);
    assert_eq!(fixed.without_drift, ["reserveNumbers/body/relatedParty/reseller/country#enum/reject-UK"]);
    assert!(Baseline::read("[]").unwrap_err().to_string().contains("hint:"));
}
