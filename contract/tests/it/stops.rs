//! Runs that end before their last case: their exit status and reports, and that unchecked constraints never pass.

use std::{
    future::{Future, pending},
    sync::{Arc, Mutex},
};

use colt_numbers_contract::{
    Credentials, ExitStatus, Interrupts, Options, Report, StopReason, Suite, Target, Verdict, run,
};

use crate::server::{Server, ServerState, Unanswered};

/// Completes when the server has received this number of requests.
fn received(state: &Arc<Mutex<ServerState>>, count: usize) -> impl Future<Output = ()> + Send + 'static {
    let state = state.clone();
    async move {
        while state.lock().unwrap().received.len() < count {
            tokio::task::yield_now().await;
        }
    }
}

async fn report(server: &Server, options: &Options, interrupts: impl Into<Interrupts<'_>>) -> Report {
    let suite = Suite::bundled().unwrap();
    let tokens = format!("http://{}/token", server.address);
    let credentials = match server.state.lock().unwrap().token {
        Some(_) => Credentials::client(&tokens, "id", "secret").unwrap(),
        None => Credentials::none(),
    };
    let target = Target::new(&server.base(), credentials).unwrap();
    run(&suite, &target, options, interrupts, &mut |_| {}).await.unwrap()
}

/// A constraint passes only if each of its checks passed, and every format shows that the run is not a success.
fn assert_not_a_success(report: &Report) {
    for result in &report.results {
        let passes = !result.checks.is_empty() && result.checks.iter().all(|check| check.verdict == Verdict::Pass);
        assert_eq!(result.verdict == Verdict::Pass, passes, "{result:#?}");
    }
    assert!(report.not_run > 0 && report.text().contains("not run, so the run is not a success"), "{}", report.text());
    assert!(report.junit().contains(r#"type="incomplete""#), "{}", report.junit());
    assert!(report.html().contains("not run") && !report.html().contains("the target does what the document says"));
    let checks = report.results.iter().flat_map(|result| &result.checks);
    let skipped = checks.filter(|check| check.expect.is_some() && check.verdict == Verdict::Skipped).count();
    assert_eq!(skipped, report.not_run + report.left_out);
}

#[tokio::test]
async fn an_aborted_request_in_flight_is_in_doubt() {
    let server = Server::start(ServerState { unanswered: Some(Unanswered::Requests), ..ServerState::default() }).await;
    let abort = received(&server.state, 1);
    let aborted = report(&server, &Options::unbounded(), Interrupts::new(pending(), abort)).await;
    assert_eq!((aborted.requests, aborted.doubts, &aborted.stopped), (1, 1, &Some(StopReason::Interrupted)));
    assert_eq!((aborted.exit(), aborted.exit().code()), (ExitStatus::InDoubt, 6));
    assert!(aborted.exchanges[0].in_doubt && aborted.text().contains("request #1, tracking id `ct-"));
    assert!(
        aborted.exchanges[0].response.contains("interrupted"),
        "it was interrupted and did not time out: {:?}",
        aborted.exchanges[0]
    );
    assert_not_a_success(&aborted);
}

/// The TLS handshake never ends, so no byte of a request is sent.
#[tokio::test]
async fn a_request_without_a_connection_is_not_in_doubt() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}/numberManagement", listener.local_addr().unwrap());
    let target = Target::new(&base, Credentials::none()).unwrap();
    let suite = Suite::bundled().unwrap();
    let mut options = Options::unbounded();
    options.timeout = std::time::Duration::from_millis(100);
    let report = run(&suite, &target, &options, pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.requests, report.doubts, report.exit()), (3, 0, ExitStatus::Inconclusive), "{}", report.text());
    // Accept the connections of that run.
    let mut accepted = Vec::new();
    for _ in 0..report.requests {
        accepted.push(listener.accept().await.unwrap());
    }
    options.timeout = Options::default().timeout;
    // The connection is kept open until the run has ended: closing it would end the request.
    let abort = async { accepted.push(listener.accept().await.unwrap()) };
    let aborted = run(&suite, &target, &options, Interrupts::new(pending(), abort), &mut |_| {}).await.unwrap();
    assert_eq!(
        (aborted.requests, aborted.doubts, aborted.exit()),
        (1, 0, ExitStatus::Interrupted),
        "{}",
        aborted.text()
    );
    assert!(aborted.exchanges[0].response.contains("before there was a connection"), "{:?}", aborted.exchanges[0]);
}

#[tokio::test]
async fn a_stop_waits_for_the_request_in_flight() {
    let server = Server::start(ServerState { unanswered: Some(Unanswered::Requests), ..ServerState::default() }).await;
    let mut options = Options::unbounded();
    options.timeout = std::time::Duration::from_millis(300);
    // The request times out, so it is in doubt, and nothing is sent after it.
    let stopped = report(&server, &options, received(&server.state, 1)).await;
    assert_eq!((stopped.requests, stopped.doubts, stopped.exit()), (1, 1, ExitStatus::InDoubt), "{}", stopped.text());
    assert_eq!(server.received().len(), 1);
    // The request gets a response, so nothing is in doubt.
    let server = Server::with("").await;
    let stopped = report(&server, &options, received(&server.state, 5)).await;
    assert_eq!(
        (stopped.requests, stopped.doubts, stopped.exit()),
        (5, 0, ExitStatus::Interrupted),
        "{}",
        stopped.text()
    );
    assert_eq!(stopped.exit().code(), 130);
    assert_not_a_success(&stopped);
}

#[tokio::test]
async fn an_interrupted_run_with_an_earlier_doubt_exits_in_doubt() {
    let server = Server::with("success-fails").await;
    let stopped = report(&server, &Options::unbounded(), received(&server.state, 20)).await;
    assert!(stopped.doubts > 0 && stopped.drift().count() > 0);
    assert_eq!(stopped.exit(), ExitStatus::InDoubt);
}

#[tokio::test]
async fn a_run_can_be_stopped_while_it_waits_for_a_token() {
    let state = ServerState { unanswered: Some(Unanswered::Tokens), token: Some("issued"), ..ServerState::default() };
    for is_abort in [false, true] {
        let server =
            Server::start(ServerState { unanswered: state.unanswered, token: state.token, ..ServerState::default() })
                .await;
        let received_one = received(&server.state, 1);
        let interrupts = if is_abort { Interrupts::new(pending(), received_one) } else { received_one.into() };
        let stopped = report(&server, &Options::unbounded(), interrupts).await;
        assert_eq!((stopped.requests, stopped.doubts, stopped.exit()), (0, 0, ExitStatus::Interrupted));
        assert!(!stopped.has_results());
        assert_not_a_success(&stopped);
    }
}

#[tokio::test]
async fn single_use_tokens_end_the_run_at_the_limit_on_requests() {
    let server = Server::start(ServerState { token: Some("issued"), single_use: true, ..ServerState::default() }).await;
    let ended = report(&server, &Options::unbounded(), pending()).await;
    let limit = Suite::bundled().unwrap().plan(&Options::unbounded()).max_requests;
    assert_eq!(
        (&ended.stopped, ended.exit(), ended.requests),
        (&Some(StopReason::MaxRequests), ExitStatus::Inconclusive, limit)
    );
    assert_eq!(ended.drift().count(), 0, "{}", ended.text());
    let why = format!("the limit of {limit} requests was reached; {} of them repeated a request", ended.sent_again);
    assert!(ended.sent_again > 90 && ended.text().contains(&why), "{}", ended.text());
    assert!(ended.text().contains(&format!("\n{} cases were not run", ended.not_run)), "{}", ended.text());
    assert_not_a_success(&ended);
}

/// Runs reach each limit in each phase.
#[tokio::test]
async fn a_run_that_reached_a_limit_is_not_a_success() {
    let whole = report(&Server::with("").await, &Options::unbounded(), pending()).await;
    assert_eq!((whole.exit(), whole.not_run), (ExitStatus::Clean, 0), "{}", whole.text());
    assert!(whole.left_out > 0 && whole.text().contains("left out by the options of this run"), "{}", whole.text());
    assert!(!whole.junit().contains("<error"));
    assert_eq!(whole.orders_needed, whole.orders);
    let planned = Suite::bundled().unwrap().plan(&Options::unbounded());
    for limit in [0, 1, 2, 20, whole.requests - 1] {
        let mut options = Options::unbounded();
        options.max_requests = Some(limit);
        let ended = report(&Server::with("").await, &options, pending()).await;
        assert_eq!((ended.requests, ended.exit()), (limit, ExitStatus::Inconclusive), "{limit} requests");
        assert!(ended.text().contains("hint: raise it with `--max-requests`"), "{}", ended.text());
        assert_not_a_success(&ended);
    }
    for limit in [0, 1, 5, whole.orders - 1] {
        let mut options = Options::unbounded();
        options.max_orders = Some(limit);
        let ended = report(&Server::with("").await, &options, pending()).await;
        assert_eq!((ended.orders, ended.exit()), (limit, ExitStatus::Inconclusive), "{limit} orders");
        assert_not_a_success(&ended);
        assert_eq!(ended.orders_needed as usize, planned.orders);
        let hint = format!("hint: `--max-orders {}` is enough for every case", planned.orders);
        assert!(ended.text().contains(&hint), "{}", ended.text());
        options.max_orders = Some(ended.orders_needed);
        let finished = report(&Server::with("").await, &options, pending()).await;
        assert_eq!((finished.exit(), finished.orders), (ExitStatus::Clean, whole.orders), "{}", finished.text());
    }
    let mut enough = Options::unbounded();
    enough.max_requests = Some(whole.requests);
    enough.max_orders = Some(whole.orders);
    assert_eq!(report(&Server::with("").await, &enough, pending()).await.exit(), ExitStatus::Clean);
}

/// All drift is known, but an order is in doubt.
#[tokio::test]
async fn known_drift_does_not_hide_a_doubt() {
    let gateway: fn(&str, bool) -> Option<u16> =
        |body, is_valid| (is_valid && body.contains(r#""country":"SK""#)).then_some(500);
    let state = ServerState { gateway: Some(gateway), ..ServerState::default() };
    let server = Server::start(state).await;
    let drifting = report(&server, &Options::unbounded(), pending()).await;
    let doubtful = drifting.clone().with_baseline(&drifting.baseline());
    assert!(doubtful.doubts > 0 && doubtful.counts.known == doubtful.counts.drift);
    assert_eq!((doubtful.counts.inconclusive, doubtful.not_run), (0, 0), "{}", doubtful.text());
    assert_eq!(doubtful.exit(), ExitStatus::Inconclusive, "{}", doubtful.text());
}
