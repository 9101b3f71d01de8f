//! What refuses in front of a target, on its own account: it hides no drift, and it is not taken for trouble with the credentials.

use colt_numbers_contract::{Credentials, Exit, Options, Progress, Report, Stop, Suite, Target, Verdict, run};

use crate::server::{Server, State};

/// What it answers, by the body and whether the request is as it should be.
type Gateway = fn(&str, bool) -> Option<u16>;

const COUNTRY: &str = "reserveNumbers/body/relatedParty/reseller/country#enum";

async fn behind(gateway: Gateway) -> Report {
    bounded(gateway, None).await.0
}

/// The report, and whether the gateway refused something by 403.
async fn bounded(gateway: Gateway, max_orders: Option<u32>) -> (Report, bool) {
    let state =
        State { token: Some("issued"), several_profiles: vec!["ES"], gateway: Some(gateway), ..State::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    options.max_orders = max_orders;
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    let refused = server.seen().iter().any(|seen| seen.status == 403);
    (report, refused)
}

fn country(report: &Report, code: &str) -> Verdict {
    let findings = report.lines.iter().filter(|line| line.constraint.id == COUNTRY).flat_map(|line| &line.findings);
    let id = format!("{COUNTRY}/accept-{code}");
    findings.into_iter().find(|finding| finding.id == id).map(|finding| finding.verdict).unwrap()
}

fn is_for(body: &str, country: &str) -> bool {
    body.contains(&format!(r#""country":"{country}""#))
}

#[tokio::test]
async fn a_country_that_is_refused_by_any_status_is_drift_where_others_are_taken() {
    let gateways: [(Gateway, &str); 4] = [
        (|body, right| (right && is_for(body, "SK")).then_some(404), "SK"),
        (|body, right| (right && is_for(body, "SK")).then_some(403), "SK"),
        (|body, _| is_for(body, "SK").then_some(403), "SK"),
        // The country of the requests that are sent first.
        (|body, right| (right && is_for(body, "FR")).then_some(403), "FR"),
    ];
    for (gateway, refused) in gateways {
        let report = behind(gateway).await;
        assert_eq!((report.exit(), &report.stopped), (Exit::Drift, &None), "{}", report.text());
        assert_eq!(country(&report, refused), Verdict::Drift, "{}", report.text());
        assert_eq!(country(&report, "NO"), Verdict::Pass, "{}", report.text());
    }
}

#[tokio::test]
async fn what_is_unclear_is_no_success() {
    let report = behind(|body, right| (right && is_for(body, "SK")).then_some(503)).await;
    assert_eq!(country(&report, "SK"), Verdict::Inconclusive);
    assert_eq!((report.counts.drift, report.exit()), (0, Exit::Refused), "{}", report.text());
    let line = "\n1 constraint is unclear, so the run is not a success";
    assert!(report.text().contains(line), "{}", report.text());
    assert!(report.html().contains(line.trim_start()) && !report.html().contains("as the document says<"));
}

/// One country is refused, and of another nothing is known: both are cases of one constraint.
#[tokio::test]
async fn known_drift_hides_nothing_that_is_unclear() {
    let gateway: Gateway = |body, right| {
        let status = if is_for(body, "SK") { Some(422) } else { is_for(body, "NO").then_some(503) };
        status.filter(|_| right)
    };
    let report = behind(gateway).await;
    assert_eq!(report.exit(), Exit::Drift, "{}", report.text());
    assert_eq!((country(&report, "SK"), country(&report, "NO")), (Verdict::Drift, Verdict::Inconclusive));
    let baseline = report.baseline();
    let again = behind(gateway).await.with_baseline(&baseline);
    assert_eq!(again.exit(), Exit::Refused, "{}", again.text());
    assert!(again.counts.drift > 0 && again.counts.known == again.counts.drift, "{}", again.text());
    assert!(again.summary().contains("unclear, so the run is not a success"), "{}", again.summary());
    assert!(again.html().contains("No new drift, and no success"));
    let junit = again.junit();
    let unclear = again.lines.iter().filter(|line| line.findings.iter().any(|f| f.verdict == Verdict::Inconclusive));
    let unclear = unclear.count();
    // One more for the run: 503 that asks for no wait is no clear answer, so there may be an order.
    assert!(
        again.doubts > 0 && junit.contains(&format!(r#"failures="0" errors="{}""#, unclear + 1)),
        "{}",
        &junit[..400]
    );
    assert_eq!(junit.matches("<error message=\"inconclusive: the value `NO`: 503").count(), 1, "{junit}");
}

#[tokio::test]
async fn a_gateway_that_refuses_what_is_wrong_is_no_trouble_with_the_credentials() {
    let report = behind(|_, right| (!right).then_some(403)).await;
    assert_eq!((report.exit(), &report.stopped), (Exit::Refused, &None), "{}", report.text());
    assert_eq!(report.counts.drift, 0, "{}", report.text());
    let suite = Suite::bundled().unwrap();
    assert!(report.requests >= suite.plan(&Options::unbounded()).requests, "{} requests", report.requests);
}

#[tokio::test]
async fn a_bound_makes_no_success_of_what_was_refused() {
    let gateways: [Gateway; 2] = [
        |body, right| (right && is_for(body, "SK")).then_some(403),
        |body, right| (right && is_for(body, "FR")).then_some(403),
    ];
    let mut seen = 0;
    let open = |report: &Report| {
        let mut findings = report.lines.iter().flat_map(|line| &line.findings);
        findings.any(|finding| matches!(finding.verdict, Verdict::Inconclusive | Verdict::Drift))
    };
    for gateway in gateways {
        for max in [1, 4, 5] {
            let (report, refused) = bounded(gateway, Some(max)).await;
            assert_eq!(open(&report), refused, "{max} orders: {}", report.text());
            assert_ne!(report.exit(), Exit::Clean, "the run ended before all its cases");
            seen += usize::from(refused);
        }
    }
    assert!(seen > 0, "nothing was refused");
}

/// Everything after so many requests is refused by 403.
async fn shut_out_after(sent: usize, max_orders: Option<u32>) -> (Report, usize) {
    let server = Server::start(State { token: Some("issued"), ..State::default() }).await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::token("issued")).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = max_orders;
    let state = server.state.clone();
    let mut progress = |progress: Progress<'_>| {
        if progress.sent == sent {
            state.lock().unwrap().refuse = Some((403, None, usize::MAX));
        }
    };
    let report = run(&suite, &target, &options, std::future::pending(), &mut progress).await.unwrap();
    (report, server.seen().len())
}

#[tokio::test]
async fn a_target_that_shuts_the_run_out_is_let_alone_and_is_no_drift() {
    let suite = Suite::bundled().unwrap();
    let refusals = suite.plan(&Options::unbounded()).refusals;
    // Before what should be refused, in its midst, and before what should be taken, each with what is left of a bound.
    for (sent, max) in [(1, None), (1, Some(2)), (1, Some(3)), (100, None), (refusals, None), (refusals + 3, None)] {
        let (report, seen) = shut_out_after(sent, max).await;
        // Three refusals, and the request that was taken before.
        assert!((sent + 4..=sent + 6).contains(&seen), "{seen} requests after {sent}");
        assert_eq!(report.stopped, Some(Stop::Credentials("403".to_owned())), "{sent}");
        assert_eq!((report.counts.drift, report.exit()), (0, Exit::Credentials), "{sent}: {}", report.text());
        let findings = report.lines.iter().flat_map(|line| &line.findings);
        let shut = findings.filter(|finding| finding.why.starts_with("403: the target shut the run out"));
        let shut: Vec<_> = shut.map(|finding| finding.verdict).collect();
        assert!(shut.len() >= 3 && shut.iter().all(|verdict| *verdict == Verdict::Inconclusive), "{shut:?}");
    }
}

#[tokio::test]
async fn what_refuses_several_countries_in_a_row_is_drift() {
    let report = behind(|body, right| (right && (is_for(body, "AT") || is_for(body, "BE"))).then_some(403)).await;
    assert_eq!(report.exit(), Exit::Drift, "{}", report.text());
    assert!(!matches!(report.stopped, Some(Stop::Credentials(_))), "{}", report.text());
    for (code, verdict) in [("AT", Verdict::Drift), ("BE", Verdict::Drift), ("NO", Verdict::Pass)] {
        assert_eq!(country(&report, code), verdict, "{code}: {}", report.text());
    }
}
