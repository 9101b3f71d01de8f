//! Runs against a target behind a gateway that rejects requests by itself. The gateway hides no drift, and its 403s do not count as rejected
//! credentials.

use colt_numbers_contract::{
    Credentials, ExitStatus, Options, Progress, Report, StopReason, Suite, Target, Verdict, run,
};

use crate::server::{Server, ServerState};

/// From the body of a request and whether the request is valid: the status of the gateway's own response, or `None` to forward the request.
type Gateway = fn(&str, bool) -> Option<u16>;

const COUNTRY: &str = "reserveNumbers/body/relatedParty/reseller/country#enum";

async fn report_behind(gateway: Gateway) -> Report {
    run_with_limit(gateway, None).await.0
}

/// The report of a run with a limit on orders, and whether a request got a 403.
async fn run_with_limit(gateway: Gateway, max_orders: Option<u32>) -> (Report, bool) {
    let state = ServerState {
        token: Some("issued"),
        several_profiles: vec!["ES"],
        gateway: Some(gateway),
        ..ServerState::default()
    };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    options.max_orders = max_orders;
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    let has_forbidden = server.received().iter().any(|request| request.status == 403);
    (report, has_forbidden)
}

fn country(report: &Report, code: &str) -> Verdict {
    let checks =
        report.results.iter().filter(|result| result.constraint.id == COUNTRY).flat_map(|result| &result.checks);
    let id = format!("{COUNTRY}/accept-{code}");
    checks.into_iter().find(|check| check.id == id).map(|check| check.verdict).unwrap()
}

fn is_for(body: &str, country: &str) -> bool {
    body.contains(&format!(r#""country":"{country}""#))
}

#[tokio::test]
async fn a_country_that_is_rejected_with_any_status_is_drift_if_others_are_accepted() {
    let gateways: [(Gateway, &str); 4] = [
        (|body, is_valid| (is_valid && is_for(body, "SK")).then_some(404), "SK"),
        (|body, is_valid| (is_valid && is_for(body, "SK")).then_some(403), "SK"),
        (|body, _| is_for(body, "SK").then_some(403), "SK"),
        // The country of the requests that are sent first.
        (|body, is_valid| (is_valid && is_for(body, "FR")).then_some(403), "FR"),
    ];
    for (gateway, rejected) in gateways {
        let report = report_behind(gateway).await;
        assert_eq!((report.exit(), &report.stopped), (ExitStatus::Drift, &None), "{}", report.text());
        assert_eq!(country(&report, rejected), Verdict::Drift, "{}", report.text());
        assert_eq!(country(&report, "NO"), Verdict::Pass, "{}", report.text());
    }
}

#[tokio::test]
async fn an_inconclusive_run_is_not_a_success() {
    let report = report_behind(|body, is_valid| (is_valid && is_for(body, "SK")).then_some(503)).await;
    assert_eq!(country(&report, "SK"), Verdict::Inconclusive);
    assert_eq!((report.counts.drift, report.exit()), (0, ExitStatus::Inconclusive), "{}", report.text());
    let line = "\n1 constraint is inconclusive, so the run is not a success";
    assert!(report.text().contains(line), "{}", report.text());
    assert!(report.html().contains(line.trim_start()) && !report.html().contains("what the document says<"));
}

/// One country is rejected, and the response for another is inconclusive: both are cases of one constraint.
#[tokio::test]
async fn known_drift_does_not_hide_inconclusive_cases() {
    let gateway: Gateway = |body, is_valid| {
        let status = if is_for(body, "SK") { Some(422) } else { is_for(body, "NO").then_some(503) };
        status.filter(|_| is_valid)
    };
    let report = report_behind(gateway).await;
    assert_eq!(report.exit(), ExitStatus::Drift, "{}", report.text());
    assert_eq!((country(&report, "SK"), country(&report, "NO")), (Verdict::Drift, Verdict::Inconclusive));
    let baseline = report.baseline();
    let again = report_behind(gateway).await.with_baseline(&baseline);
    assert_eq!(again.exit(), ExitStatus::Inconclusive, "{}", again.text());
    assert!(again.counts.drift > 0 && again.counts.known == again.counts.drift, "{}", again.text());
    assert!(again.summary().contains("inconclusive, so the run is not a success"), "{}", again.summary());
    assert!(again.html().contains("No new drift, but the run is not a success"));
    let junit = again.junit();
    let inconclusive =
        again.results.iter().filter(|result| result.checks.iter().any(|check| check.verdict == Verdict::Inconclusive));
    let inconclusive = inconclusive.count();
    // One more error for the run: after a 503 without `Retry-After` there may be an order.
    assert!(
        again.doubts > 0 && junit.contains(&format!(r#"failures="0" errors="{}""#, inconclusive + 1)),
        "{}",
        &junit[..400]
    );
    assert_eq!(junit.matches("<error message=\"inconclusive: the value `NO`: 503").count(), 1, "{junit}");
}

#[tokio::test]
async fn a_403_for_every_invalid_request_is_not_about_the_credentials() {
    let report = report_behind(|_, is_valid| (!is_valid).then_some(403)).await;
    assert_eq!((report.exit(), &report.stopped), (ExitStatus::Inconclusive, &None), "{}", report.text());
    assert_eq!(report.counts.drift, 0, "{}", report.text());
    let suite = Suite::bundled().unwrap();
    assert!(report.requests >= suite.plan(&Options::unbounded()).requests, "{} requests", report.requests);
}

#[tokio::test]
async fn a_limit_on_orders_does_not_hide_rejections() {
    let gateways: [Gateway; 2] = [
        |body, is_valid| (is_valid && is_for(body, "SK")).then_some(403),
        |body, is_valid| (is_valid && is_for(body, "FR")).then_some(403),
    ];
    let mut runs_with_rejection = 0;
    let has_rejection = |report: &Report| {
        let mut checks = report.results.iter().flat_map(|result| &result.checks);
        checks.any(|check| matches!(check.verdict, Verdict::Inconclusive | Verdict::Drift))
    };
    for gateway in gateways {
        for max in [1, 4, 5] {
            let (report, has_forbidden) = run_with_limit(gateway, Some(max)).await;
            assert_eq!(has_rejection(&report), has_forbidden, "{max} orders: {}", report.text());
            assert_ne!(report.exit(), ExitStatus::Clean, "the run ended before all its cases");
            runs_with_rejection += usize::from(has_forbidden);
        }
    }
    assert!(runs_with_rejection > 0, "nothing was rejected");
}

/// Runs against a target that responds with 403 to everything after this number of requests. Returns the report and the number of requests.
async fn locked_out_after(sent: usize, max_orders: Option<u32>) -> (Report, usize) {
    let server = Server::start(ServerState { token: Some("issued"), ..ServerState::default() }).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = max_orders;
    let state = server.state.clone();
    let mut progress = |progress: Progress<'_>| {
        if progress.sent == sent {
            state.lock().unwrap().reject_first = Some((403, None, usize::MAX));
        }
    };
    let report = run(&suite, &target, &options, std::future::pending(), &mut progress).await.unwrap();
    (report, server.received().len())
}

#[tokio::test]
async fn a_target_that_blocks_the_run_ends_it_without_drift() {
    let suite = Suite::bundled().unwrap();
    let rejections = suite.plan(&Options::unbounded()).rejections;
    // Before, during and after the requests that should be rejected, with several limits on orders.
    for (sent, max) in [(1, None), (1, Some(2)), (1, Some(3)), (100, None), (rejections, None), (rejections + 3, None)]
    {
        let (report, seen) = locked_out_after(sent, max).await;
        // Three rejections, and the accepted request again.
        assert!((sent + 4..=sent + 6).contains(&seen), "{seen} requests after {sent}");
        assert_eq!(report.stopped, Some(StopReason::Credentials("403".to_owned())), "{sent}");
        assert_eq!((report.counts.drift, report.exit()), (0, ExitStatus::Credentials), "{sent}: {}", report.text());
        let checks = report.results.iter().flat_map(|result| &result.checks);
        let blocked = checks.filter(|check| check.why.starts_with("403: the target blocks the run"));
        let blocked: Vec<_> = blocked.map(|check| check.verdict).collect();
        assert!(blocked.len() >= 3 && blocked.iter().all(|verdict| *verdict == Verdict::Inconclusive), "{blocked:?}");
    }
}

#[tokio::test]
async fn several_rejected_countries_in_a_row_are_drift() {
    let report =
        report_behind(|body, is_valid| (is_valid && (is_for(body, "AT") || is_for(body, "BE"))).then_some(403)).await;
    assert_eq!(report.exit(), ExitStatus::Drift, "{}", report.text());
    assert!(!matches!(report.stopped, Some(StopReason::Credentials(_))), "{}", report.text());
    for (code, verdict) in [("AT", Verdict::Drift), ("BE", Verdict::Drift), ("NO", Verdict::Pass)] {
        assert_eq!(country(&report, code), verdict, "{code}: {}", report.text());
    }
}
