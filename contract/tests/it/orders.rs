//! An order that a response reports counts towards the limit on orders, for any status and any form of the body.

use colt_numbers_contract::{Credentials, ExitStatus, Options, Report, Suite, Target, Verdict, run};

use crate::server::{CannedResponse, Server, ServerState};

/// A run that may place one order, against a server with this response to everything. Returns the report and the number of requests.
async fn run_against(response: CannedResponse, has_token_endpoint: bool) -> (Report, usize) {
    let state = ServerState { always: Some(response), token: Some("issued"), ..ServerState::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = if has_token_endpoint {
        Credentials::client(&format!("http://{}/token", server.address), "id", "secret").unwrap()
    } else {
        Credentials::none()
    };
    let target = Target::new(&server.base(), credentials).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = Some(1);
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    (report, server.received().len())
}

fn json(status: u16, body: &str) -> CannedResponse {
    (status, vec![("content-type", "application/json"), ("retry-after", "0")], body.as_bytes().to_vec())
}

#[tokio::test]
async fn an_order_with_any_status_counts() {
    let order = r#"{"order": {"id": "1"}}"#;
    for status in [300, 302, 308, 400, 401, 403, 404, 405, 408, 409, 422, 429, 499, 500, 502, 503, 504, 599] {
        // With a token endpoint, the run would repeat a request after a 401.
        for has_token_endpoint in [false, true] {
            let (report, seen) = run_against(json(status, order), has_token_endpoint).await;
            assert_eq!((seen, report.orders, report.doubts), (1, 0, 1), "{status}: {}", report.text());
            assert_eq!(report.exit(), ExitStatus::Drift, "{status}");
            let why = format!("{status}: the response reports an order despite this status");
            let checks: Vec<_> = report.drift().filter(|(_, check)| check.expect.is_some()).collect();
            assert!(!checks.is_empty() && checks.iter().all(|(_, check)| check.why == why), "{checks:#?}");
            let in_doubt = &report.exchanges[0];
            assert!(in_doubt.in_doubt);
            let listed = format!("request #1, tracking id `{}`", in_doubt.tracking_id.as_deref().unwrap());
            assert!(report.text().contains(&listed), "{}", report.text());
            assert!(
                report.junit().contains(r#"type="incomplete""#) && report.html().contains("may have placed an order")
            );
        }
    }
}

#[tokio::test]
async fn an_order_in_any_body_counts() {
    let utf_16 =
        |bytes: fn(u16) -> [u8; 2]| r#"{"order":{"id":"1"}}"#.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut bodies: Vec<Vec<u8>> = [
        r#"{"order":{"id":1.5}}"#,
        r#"{"order":{"id":99999999999999999999}}"#,
        r#"{"order":[]}"#,
        r#"{"order":{}}"#,
        r#"{"order":null,"order":{"id":"1"}}"#,
        r#"{"order":{"id":"1"}} x"#,
        r#"{"order":{"id":"1"},}"#,
        r#"{"price":NaN,"order":{"id":"1"}}"#,
        r#"{"order":{"id":"1"#,
        r#"{"\u006frder":{"id":"1"}}"#,
    ]
    .map(|body| body.as_bytes().to_vec())
    .to_vec();
    bodies.extend([utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)]);
    for status in [409, 429, 503] {
        for body in &bodies {
            let headers = vec![("content-type", "application/json"), ("retry-after", "0")];
            let (report, seen) = run_against((status, headers, body.clone()), false).await;
            assert_eq!((seen, report.doubts), (1, 1), "{status}: {}", String::from_utf8_lossy(body));
        }
    }
}

/// Requests accept no encoding. An encoded body is not read, so it may report an order.
#[tokio::test]
async fn an_encoded_body_may_report_an_order() {
    let gzip = (409, vec![("content-type", "application/json"), ("content-encoding", "gzip")], vec![0x1f, 0x8b, 8]);
    let (report, seen) = run_against(gzip, false).await;
    assert_eq!((seen, report.doubts), (1, 1));
    let identity = (409, vec![("content-type", "application/json"), ("content-encoding", "identity")], b"{}".to_vec());
    assert_eq!(run_against(identity, false).await.0.doubts, 0);
}

#[tokio::test]
async fn a_rejection_without_an_order_costs_nothing() {
    let page = "<html><body>Your order was not placed, please order: again</body></html>";
    for (status, body) in [(409, "{}"), (409, r#"{"order":null}"#), (422, page), (409, "")] {
        let (report, seen) = run_against(json(status, body), false).await;
        assert!(report.doubts == 0 && seen > 100, "{status}: {seen} requests");
    }
}

/// The first response is a success, and each rejection after it reports an order. Their cases drift.
#[tokio::test]
async fn a_rejection_that_reports_an_order_is_drift() {
    let server = Server::with("").await;
    let suite = Suite::bundled().unwrap();
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let state = server.state.clone();
    let mut progress = |progress: colt_numbers_contract::Progress<'_>| {
        if progress.sent == 1 {
            state.lock().unwrap().always = Some(json(400, r#"{"order": {"id": "2"}}"#));
        }
    };
    let mut options = Options::unbounded();
    options.max_orders = Some(5);
    let report = run(&suite, &target, &options, std::future::pending(), &mut progress).await.unwrap();
    assert_eq!((report.requests, report.orders, report.doubts), (5, 1, 4), "{}", report.text());
    let doubtful: Vec<usize> =
        report.exchanges.iter().filter(|exchange| exchange.in_doubt).map(|exchange| exchange.number).collect();
    assert_eq!(doubtful, [2, 3, 4, 5]);
    let cases = report.results.iter().flat_map(|result| &result.checks).filter(|check| check.expect.is_some());
    let doubtful_cases = cases.filter(|check| check.exchanges.iter().any(|number| doubtful.contains(number)));
    let verdicts: Vec<_> = doubtful_cases.map(|check| check.verdict).collect();
    assert!(verdicts.len() >= 4 && verdicts.iter().all(|verdict| *verdict == Verdict::Drift), "{verdicts:?}");
}
