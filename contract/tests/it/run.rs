//! A run's manners: what it orders, how it stops, what it keeps to itself.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use colt_numbers_contract::{
    Baseline, Credentials, Error, Exit, Expect, Options, Report, Stop, Suite, Target, Verdict, run,
};

use crate::server::{Server, State};

async fn report(server: &Server, options: &Options) -> Report {
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    run(&suite, &target, options, std::future::pending(), &mut |_| {}).await.unwrap()
}

fn bounded(max_orders: u32) -> Options {
    let mut options = Options::unbounded();
    options.max_orders = Some(max_orders);
    options
}

fn count(report: &Report, verdict: Verdict, expect: Expect) -> usize {
    let findings = report.lines.iter().flat_map(|line| &line.findings);
    findings.filter(|finding| finding.verdict == verdict && finding.expect == Some(expect)).count()
}

#[tokio::test]
async fn the_plan_says_what_a_run_orders() {
    let suite = Suite::bundled().unwrap();
    let options = Options::unbounded();
    let plan = suite.plan(&options);
    let server = Server::start(State { token: Some("issued"), ..State::default() }).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.requests, report.orders as usize), (plan.requests, plan.orders));
    assert_eq!(suite.plan(&bounded(3)).at_most(), 3);
    assert_eq!(plan.at_most(), plan.orders + plan.refusals);
    assert!(plan.to_string().contains("not bounded"), "{plan}");
}

#[tokio::test]
async fn no_more_is_ordered_than_allowed_and_most_is_covered() {
    for max in [1, 2, 3, 10] {
        let server = Server::with("").await;
        let report = report(&server, &bounded(max)).await;
        let taken = server.seen().iter().filter(|seen| seen.status < 300).count();
        assert_eq!(taken, max as usize);
        assert_eq!(report.orders, max);
        assert_eq!(report.stopped, Some(Stop::Bound));
        assert_eq!(report.exit(), Exit::Refused, "a run that ended before all its cases is no success");
        assert!(report.not_run > 0 && report.text().contains(&format!("\n{} cases were not run", report.not_run)));
        if max == 3 {
            // Everything that should be refused costs nothing, and three requests bear a score of what should be taken.
            assert_eq!(count(&report, Verdict::Skipped, Expect::Reject), 4, "the account's and the token's");
            let covered = count(&report, Verdict::Pass, Expect::Accept);
            assert!(covered >= 18, "{covered}");
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_may_be_ordered() {
    let server = Server::with("").await;
    let report = report(&server, &bounded(0)).await;
    assert_eq!((report.requests, server.seen().len(), report.exit()), (0, 0, Exit::Refused));
}

#[tokio::test]
async fn what_should_have_been_refused_counts_as_an_order() {
    let server = Server::with("any-content-type").await;
    let state = server.state.clone();
    state.lock().unwrap().defect = "country-any";
    let report = report(&server, &bounded(4)).await;
    assert_eq!(server.seen().iter().filter(|seen| seen.status < 300).count(), 4);
    assert_eq!(report.stopped, Some(Stop::Bound));
    assert_eq!(report.exit(), Exit::Drift);
    assert_eq!(report.drift().count(), 3, "{}", report.text());
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_counts_as_an_order() {
    let server = Server::with("success-fails").await;
    let report = report(&server, &bounded(2)).await;
    assert_eq!((report.orders, report.doubts), (0, 2));
    assert_eq!(server.seen().iter().filter(|seen| seen.status == 500).count(), 2);
}

#[tokio::test]
async fn every_request_has_a_fresh_tracking_id_that_can_be_told() {
    let server = Server::with("").await;
    let mut options = Options::unbounded();
    options.run = 7;
    report(&server, &options).await;
    let ids: Vec<String> = server.seen().into_iter().filter_map(|seen| seen.tracking_id).collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    let others: Vec<_> = ids.iter().filter(|id| !id.starts_with("ct-")).collect();
    // Those whose length or beginning is what they are about.
    assert!(others.len() <= 4, "{others:?}");
}

#[tokio::test]
async fn two_runs_order_other_numbers_and_one_seed_the_same() {
    let bodies = async |run: u64| {
        let server = Server::start(State { forgetful: true, ..State::default() }).await;
        let mut options = bounded(30);
        options.run = run;
        report(&server, &options).await;
        server.seen().into_iter().map(|seen| seen.body).collect::<Vec<_>>()
    };
    let (one, same, other) = (bodies(1).await, bodies(1).await, bodies(2).await);
    assert_eq!(one, same);
    assert_ne!(one, other);
}

#[tokio::test]
async fn the_numbers_of_a_second_run_are_free() {
    let server = Server::with("").await;
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    report(&server, &options).await;
    options.run = 1;
    let second = report(&server, &options).await;
    assert_eq!(second.exit(), Exit::Refused, "what is unclear is no success");
    let open: Vec<_> =
        second.lines.iter().flat_map(|line| &line.findings).filter(|f| f.verdict == Verdict::Inconclusive).collect();
    // The document's own examples can be ordered once.
    assert_eq!(open.len(), 2, "{open:#?}");
    assert!(open.iter().all(|finding| finding.id.contains("example#") && finding.why.starts_with("409")), "{open:#?}");
}

#[tokio::test]
async fn a_pool_of_numbers_is_ordered_from() {
    let server = Server::with("").await;
    let mut options = Options::unbounded();
    options.numbers = vec!["+442071230000..+442071239999".parse().unwrap()];
    // What a case is about is stronger than the pool: what should be refused still is.
    assert_eq!(report(&server, &options).await.drift().count(), 0);
    let taken: Vec<_> = server.seen().into_iter().filter(|seen| seen.status < 300).map(|seen| seen.body).collect();
    assert!(taken[0].contains("+442071230000"), "{taken:#?}");
}

#[tokio::test]
async fn a_target_that_asks_to_wait_is_obeyed() {
    for (status, retry_after) in [(429, Some("0")), (503, Some("0"))] {
        let server = Server::start(State { refuse: Some((status, retry_after, 2)), ..State::default() }).await;
        let report = report(&server, &Options::unbounded()).await;
        assert_eq!(server.seen()[..3].iter().map(|seen| seen.status).collect::<Vec<_>>(), [status, status, 201]);
        assert_eq!(report.exit(), Exit::Clean, "{}", report.text());
        assert_eq!((report.sent_again, report.doubts), (2, 0));
    }
}

/// The statuses of a run that is put off three times, and whose token is refused once, with so many requests; and how long it took.
async fn put_off(max_requests: usize) -> (Vec<u16>, std::time::Duration) {
    let state = State { token: Some("first"), refuse: Some((429, Some("0"), 3)), ..State::default() };
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
    let mut options = bounded(2);
    options.rate = Some("20/s".parse().unwrap());
    options.max_requests = max_requests;
    let start = std::time::Instant::now();
    let report = run(&suite, &target, &options, std::future::pending(), &mut progress).await.unwrap();
    assert_eq!(report.stopped, Some(Stop::Requests));
    (server.seen().iter().map(|seen| seen.status).collect(), start.elapsed())
}

/// The clock runs here: one that stands still runs out of every time-out while a socket is waited for.
#[tokio::test]
async fn what_is_sent_again_keeps_the_rate() {
    let (statuses, took) = put_off(6).await;
    assert_eq!((&statuses[..5], statuses.len()), (&[429, 429, 429, 201, 401][..], 6), "{statuses:?}");
    let least = std::time::Duration::from_millis(50) * 5;
    assert!(took >= least, "{took:?} for six requests");
}

#[tokio::test]
async fn what_is_sent_again_keeps_the_bound_on_requests() {
    for max in 1..=5 {
        assert_eq!(put_off(max).await.0, [429, 429, 429, 201, 401][..max]);
    }
}

#[tokio::test]
async fn a_target_that_takes_no_requests_is_let_alone() {
    for (status, retry_after, exit) in
        [(429, Some("99999"), Exit::Refused), (503, None, Exit::Refused), (403, None, Exit::Credentials)]
    {
        let server = Server::start(State { refuse: Some((status, retry_after, usize::MAX)), ..State::default() }).await;
        let report = report(&server, &bounded(100)).await;
        assert_eq!(server.seen().len(), 3, "{status}");
        assert_eq!(report.exit(), exit);
        assert!(report.text().contains("the run ended early"), "{}", report.text());
    }
}

#[tokio::test]
async fn a_target_that_is_not_there_is_no_drift() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&format!("http://{address}/numberManagement"), Credentials::none()).unwrap();
    let report = run(&suite, &target, &bounded(100), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.exit(), report.requests, report.doubts), (Exit::Refused, 3, 0));
}

#[tokio::test]
async fn an_address_where_nothing_is_gives_no_success() {
    let server = Server::with("").await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&format!("http://{}/elsewhere", server.address), Credentials::none()).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.exit(), report.drift().count()), (Exit::Refused, 0), "{}", report.text());
    assert_eq!(count(&report, Verdict::Pass, Expect::Reject), 0);
}

#[tokio::test]
async fn the_production_server_of_any_spec_is_refused() {
    let server = Server::with("").await;
    let mut spec: serde_json::Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    spec["servers"][0]["url"] = format!("http://{}/numberManagement", server.address).into();
    let suite = Suite::from_spec(&spec.to_string(), "{}").unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let error = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Production { .. }) && server.seen().is_empty(), "{error}");
}

#[tokio::test]
async fn a_run_that_is_stopped_reports_what_it_found() {
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
    assert_eq!((report.requests, &report.stopped, report.exit()), (20, &Some(Stop::Interrupted), Exit::Interrupted));
    assert!(report.html().contains("it was interrupted") && report.junit().contains("the run was interrupted"));
}

#[tokio::test]
async fn a_run_is_stopped_while_it_waits_for_the_target() {
    let server = Server::start(State { refuse: Some((429, Some("60"), usize::MAX)), ..State::default() }).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let state = server.state.clone();
    let stop = async move {
        while state.lock().unwrap().seen.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let report = run(&suite, &target, &bounded(3), stop, &mut |_| {}).await.unwrap();
    assert_eq!((report.requests, report.exit()), (1, Exit::Interrupted));
}

#[tokio::test]
async fn refusals_prove_nothing_where_everything_is_refused() {
    let server = Server::with("success-redirects").await;
    let report = report(&server, &Options::unbounded()).await;
    assert_eq!(count(&report, Verdict::Pass, Expect::Reject), 0, "{}", report.text());
    assert!(count(&report, Verdict::Inconclusive, Expect::Reject) > 100);
}

#[tokio::test]
async fn a_token_is_had_renewed_and_never_shown() {
    let server = Server::start(State { token: Some("canary-token"), ..State::default() }).await;
    let suite = Suite::bundled().unwrap();
    let tokens = format!("http://{}/token", server.address);
    let credentials = Credentials::client(&tokens, "id", "canary-secret").unwrap();
    let target = Target::new(&server.base(), credentials.clone()).unwrap();
    let renewed = Cell::new(false);
    let state = server.state.clone();
    // Half-way the token is another one.
    let mut progress = |progress: colt_numbers_contract::Progress<'_>| {
        if progress.sent == 50 {
            state.lock().unwrap().token = Some("canary-second");
        }
    };
    renewed.set(true);
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut progress).await.unwrap();
    assert_eq!(report.exit(), Exit::Clean, "{}", report.text());
    assert_eq!(
        server.seen().iter().filter(|seen| seen.status == 401).count(),
        3,
        "one for the new token, two for cases"
    );
    assert_eq!(server.seen().last().unwrap().authorization.as_deref(), Some("Bearer canary-second"));
    let shown =
        [report.text(), report.json(), report.junit(), report.html(), format!("{report:?} {target:?} {credentials:?}")];
    for text in shown {
        for canary in ["canary", "LXNlY3JldA"] {
            assert!(
                !text.contains(canary),
                "{canary} is shown: {}",
                &text[text.find(canary).unwrap().saturating_sub(200)..]
            );
        }
    }
}

/// A finding of a case about the token.
fn token_finding(report: &Report, what: &str) -> (Verdict, String) {
    let findings = report.lines.iter().flat_map(|line| &line.findings);
    let found =
        findings.into_iter().find(|finding| finding.id == format!("reserveNumbers/header/authorization#{what}"));
    found.map(|finding| (finding.verdict, finding.why.clone())).unwrap()
}

#[tokio::test]
async fn a_token_is_asked_for_by_requests_that_can_order_nothing() {
    let server = Server::start(State { token: Some("issued"), defect: "token-none", ..State::default() }).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    let found = token_finding(&report, "required/reject-missing");
    assert_eq!(found, (Verdict::Drift, "400: refused, and not by 401: its token was not looked at first".to_owned()));
    let others: Vec<_> =
        server.seen().into_iter().filter(|seen| seen.authorization.as_deref() != Some("Bearer issued")).collect();
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|seen| seen.status == 400 && seen.body == "{}"), "{others:?}");
}

#[tokio::test]
async fn a_token_is_tested_where_the_base_is_refused_as_well() {
    let server = Server::start(State { token: Some("issued"), defect: "profile-refused", ..State::default() }).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!(token_finding(&report, "token/reject-unknown"), (Verdict::Pass, "401: refused".to_owned()));
}

#[tokio::test]
async fn without_credentials_nothing_is_said_of_the_token() {
    let server = Server::with("").await;
    let report = report(&server, &Options::unbounded()).await;
    for what in ["required/reject-missing", "token/reject-unknown"] {
        let (verdict, why) = token_finding(&report, what);
        assert_eq!((verdict, &*why), (Verdict::Skipped, "it needs credentials, and the run has none"));
    }
}

/// A target that does not look at the token and takes whatever comes: each of these requests is an order as well.
#[tokio::test]
async fn a_token_that_was_not_asked_for_counts_as_an_order() {
    let suite = Suite::bundled().unwrap();
    let state = State { token: Some("issued"), defect: "token-none-and-no-body", ..State::default() };
    let server = Server::start(state).await;
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    let (verdict, why) = token_finding(&report, "token/reject-unknown");
    assert_eq!((verdict, &*why), (Verdict::Drift, "201: taken, though it breaks this"));
    let taken = server.seen().iter().filter(|seen| seen.status < 300).count();
    assert_eq!(report.orders as usize, taken);
}

#[tokio::test]
async fn credentials_that_give_no_token_stop_the_run_before_it_begins() {
    let server = Server::start(State { token: Some("t"), ..State::default() }).await;
    let suite = Suite::bundled().unwrap();
    let credentials = Credentials::client(&format!("http://{}/token", server.address), "id", "wrong").unwrap();
    let target = Target::new(&server.base(), credentials).unwrap();
    let error = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Credentials { .. }) && error.exit_code() == 4, "{error}");
    assert!(server.seen().is_empty());
    for token in ["", "a b", "a\r\nb"] {
        let target = Target::new(&server.base(), Credentials::token(token)).unwrap();
        let error = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap_err();
        assert!(error.exit_code() == 4 && error.to_string().starts_with("the token cannot be sent"), "{error}");
        assert!(server.seen().is_empty());
    }
    let target = Target::new(&server.base(), Credentials::token("wrong")).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.exit(), server.seen().len()), (Exit::Credentials, 3));
}

#[tokio::test]
async fn known_drift_does_not_fail_and_what_is_no_more_is_named() {
    let server = Server::with("country-uk").await;
    let drifting = report(&server, &Options::unbounded()).await;
    assert_eq!(drifting.exit(), Exit::Drift);
    let baseline = Baseline::read(&drifting.baseline().to_json()).unwrap();
    assert_eq!(baseline, drifting.baseline());
    let known = drifting.with_baseline(&baseline);
    assert_eq!((known.exit(), known.counts.known), (Exit::Clean, 1));
    assert!(known.text().contains("(known)") && known.gone.is_empty());
    server.state.lock().unwrap().defect = "";
    let mut options = Options::unbounded();
    options.run = 1;
    let right = report(&server, &options).await.with_baseline(&baseline);
    assert_eq!(right.gone, ["reserveNumbers/body/relatedParty/reseller/country#enum/reject-UK"]);
    assert!(Baseline::read("[]").unwrap_err().to_string().contains("hint:"));
}
