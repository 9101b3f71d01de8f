//! Runs that end before their last case: how they end, what they say, and that nothing which was not checked is called a pass.

use std::{
    future::{Future, pending},
    sync::{Arc, Mutex},
};

use colt_numbers_contract::{Credentials, Exit, Interrupts, Options, Report, Stop, Suite, Target, Verdict, run};

use crate::server::{Server, Silent, State};

/// Ends once the server has seen so many requests.
fn seen(state: &Arc<Mutex<State>>, count: usize) -> impl Future<Output = ()> + Send + 'static {
    let state = state.clone();
    async move {
        while state.lock().unwrap().seen.len() < count {
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

/// Every line that passes has cases that passed, and no other; and a run that is no success looks like none in any format.
fn shows_that_it_is_no_success(report: &Report) {
    for line in &report.lines {
        let passes = !line.findings.is_empty() && line.findings.iter().all(|found| found.verdict == Verdict::Pass);
        assert_eq!(line.verdict == Verdict::Pass, passes, "{line:#?}");
    }
    assert!(report.not_run > 0 && report.text().contains("not run, so the run is not a success"), "{}", report.text());
    assert!(report.junit().contains(r#"type="incomplete""#), "{}", report.junit());
    assert!(report.html().contains("not run") && !report.html().contains("the target does as the document says"));
    let findings = report.lines.iter().flat_map(|line| &line.findings);
    let skipped = findings.filter(|found| found.expect.is_some() && found.verdict == Verdict::Skipped).count();
    assert_eq!(skipped, report.not_run + report.left_out);
}

#[tokio::test]
async fn a_request_in_flight_is_given_up_by_abort_alone_and_in_doubt_then() {
    let server = Server::start(State { silent: Some(Silent::Requests), ..State::default() }).await;
    let abort = seen(&server.state, 1);
    let aborted = report(&server, &Options::unbounded(), Interrupts::new(pending(), abort)).await;
    assert_eq!((aborted.requests, aborted.doubts, &aborted.stopped), (1, 1, &Some(Stop::Interrupted)));
    assert_eq!((aborted.exit(), aborted.exit().code()), (Exit::Doubt, 6));
    assert!(aborted.exchanges[0].in_doubt && aborted.text().contains("request #1, tracking id `ct-"));
    assert!(aborted.exchanges[0].answer.contains("interrupted"), "it did not time out: {:?}", aborted.exchanges[0]);
    shows_that_it_is_no_success(&aborted);
}

/// A handshake that never ends: no byte of a request has left.
#[tokio::test]
async fn a_request_without_a_connection_is_not_in_doubt() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}/numberManagement", listener.local_addr().unwrap());
    let target = Target::new(&base, Credentials::none()).unwrap();
    let suite = Suite::bundled().unwrap();
    let mut options = Options::unbounded();
    options.timeout = std::time::Duration::from_millis(100);
    let report = run(&suite, &target, &options, pending(), &mut |_| {}).await.unwrap();
    assert_eq!((report.requests, report.doubts, report.exit()), (3, 0, Exit::Refused), "{}", report.text());
    // The connections of that run come first.
    let mut accepted = Vec::new();
    for _ in 0..report.requests {
        accepted.push(listener.accept().await.unwrap());
    }
    options.timeout = Options::default().timeout;
    // Held until the run has ended: a closed connection would end the request.
    let abort = async { accepted.push(listener.accept().await.unwrap()) };
    let aborted = run(&suite, &target, &options, Interrupts::new(pending(), abort), &mut |_| {}).await.unwrap();
    assert_eq!((aborted.requests, aborted.doubts, aborted.exit()), (1, 0, Exit::Interrupted), "{}", aborted.text());
    assert!(aborted.exchanges[0].answer.contains("before there was a connection"), "{:?}", aborted.exchanges[0]);
}

#[tokio::test]
async fn a_stop_waits_for_the_request_in_flight() {
    let server = Server::start(State { silent: Some(Silent::Requests), ..State::default() }).await;
    let mut options = Options::unbounded();
    options.timeout = std::time::Duration::from_millis(300);
    // It times out, so it is in doubt; nothing follows it.
    let stopped = report(&server, &options, seen(&server.state, 1)).await;
    assert_eq!((stopped.requests, stopped.doubts, stopped.exit()), (1, 1, Exit::Doubt), "{}", stopped.text());
    assert_eq!(server.seen().len(), 1);
    // It gets a response, so nothing is in doubt.
    let server = Server::with("").await;
    let stopped = report(&server, &options, seen(&server.state, 5)).await;
    assert_eq!((stopped.requests, stopped.doubts, stopped.exit()), (5, 0, Exit::Interrupted), "{}", stopped.text());
    assert_eq!(stopped.exit().code(), 130);
    shows_that_it_is_no_success(&stopped);
}

#[tokio::test]
async fn an_earlier_doubt_makes_a_doubt_of_an_interruption() {
    let server = Server::with("success-fails").await;
    let stopped = report(&server, &Options::unbounded(), seen(&server.state, 20)).await;
    assert!(stopped.doubts > 0 && stopped.drift().count() > 0);
    assert_eq!(stopped.exit(), Exit::Doubt);
}

#[tokio::test]
async fn a_run_that_waits_for_a_token_is_stopped() {
    let state = State { silent: Some(Silent::Tokens), token: Some("issued"), ..State::default() };
    for is_abort in [false, true] {
        let server = Server::start(State { silent: state.silent, token: state.token, ..State::default() }).await;
        let came = seen(&server.state, 1);
        let interrupts = if is_abort { Interrupts::new(pending(), came) } else { came.into() };
        let stopped = report(&server, &Options::unbounded(), interrupts).await;
        assert_eq!((stopped.requests, stopped.doubts, stopped.exit()), (0, 0, Exit::Interrupted));
        assert!(!stopped.has_results());
        shows_that_it_is_no_success(&stopped);
    }
}

#[tokio::test]
async fn tokens_that_are_good_once_end_the_run_and_the_report_says_so() {
    let server = Server::start(State { token: Some("issued"), single_use: true, ..State::default() }).await;
    let ended = report(&server, &Options::unbounded(), pending()).await;
    assert_eq!((&ended.stopped, ended.exit(), ended.requests), (&Some(Stop::Requests), Exit::Refused, 199));
    assert_eq!(ended.drift().count(), 0, "{}", ended.text());
    let why = format!("the bound of 199 requests was reached; {} of them repeated a request", ended.sent_again);
    assert!(ended.sent_again > 90 && ended.text().contains(&why), "{}", ended.text());
    assert!(ended.text().contains(&format!("\n{} cases were not run", ended.not_run)), "{}", ended.text());
    shows_that_it_is_no_success(&ended);
}

/// Each bound, at each place where it may be met.
#[tokio::test]
async fn no_bound_makes_a_success() {
    let whole = report(&Server::with("").await, &Options::unbounded(), pending()).await;
    assert_eq!((whole.exit(), whole.not_run), (Exit::Clean, 0), "{}", whole.text());
    assert!(whole.left_out > 0 && whole.text().contains("left out by the options of this run"), "{}", whole.text());
    assert!(!whole.junit().contains("<error"));
    assert_eq!(whole.orders_needed, whole.orders);
    let planned = Suite::bundled().unwrap().plan(&Options::unbounded());
    for bound in [0, 1, 2, 20, whole.requests - 1] {
        let mut options = Options::unbounded();
        options.max_requests = bound;
        let ended = report(&Server::with("").await, &options, pending()).await;
        assert_eq!((ended.requests, ended.exit()), (bound, Exit::Refused), "{bound} requests");
        assert!(ended.text().contains("hint: `--max-requests` raises it"), "{}", ended.text());
        shows_that_it_is_no_success(&ended);
    }
    for bound in [0, 1, 5, whole.orders - 1] {
        let mut options = Options::unbounded();
        options.max_orders = Some(bound);
        let ended = report(&Server::with("").await, &options, pending()).await;
        assert_eq!((ended.orders, ended.exit()), (bound, Exit::Refused), "{bound} orders");
        shows_that_it_is_no_success(&ended);
        assert_eq!(ended.orders_needed as usize, planned.orders);
        let hint = format!("hint: `--max-orders {}` is enough for every case", planned.orders);
        assert!(ended.text().contains(&hint), "{}", ended.text());
        options.max_orders = Some(ended.orders_needed);
        let finished = report(&Server::with("").await, &options, pending()).await;
        assert_eq!((finished.exit(), finished.orders), (Exit::Clean, whole.orders), "{}", finished.text());
    }
    let mut enough = Options::unbounded();
    enough.max_requests = whole.requests;
    enough.max_orders = Some(whole.orders);
    assert_eq!(report(&Server::with("").await, &enough, pending()).await.exit(), Exit::Clean);
}

/// All of its drift is known, and whether there are orders is not.
#[tokio::test]
async fn known_drift_hides_no_doubt() {
    let gateway: fn(&str, bool) -> Option<u16> =
        |body, right| (right && body.contains(r#""country":"SK""#)).then_some(500);
    let state = State { gateway: Some(gateway), ..State::default() };
    let server = Server::start(state).await;
    let drifting = report(&server, &Options::unbounded(), pending()).await;
    let doubtful = drifting.clone().with_baseline(&drifting.baseline());
    assert!(doubtful.doubts > 0 && doubtful.counts.known == doubtful.counts.drift);
    assert_eq!((doubtful.counts.inconclusive, doubtful.not_run), (0, 0), "{}", doubtful.text());
    assert_eq!(doubtful.exit(), Exit::Refused, "{}", doubtful.text());
}
