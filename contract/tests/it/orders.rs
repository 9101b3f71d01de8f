//! An order that a response reports counts towards the bound, whatever its status and however its body is written.

use colt_numbers_contract::{Credentials, Exit, Options, Report, Suite, Target, Verdict, run};

use crate::server::{Fixed, Server, State};

/// A run that may place one order, at a server that responds so to everything; and how many requests that server saw.
async fn against(response: Fixed, tokens: bool) -> (Report, usize) {
    let state = State { always: Some(response), token: Some("issued"), ..State::default() };
    let server = Server::start(state).await;
    let suite = Suite::bundled().unwrap();
    let credentials = if tokens {
        Credentials::client(&format!("http://{}/token", server.address), "id", "secret").unwrap()
    } else {
        Credentials::none()
    };
    let target = Target::new(&server.base(), credentials).unwrap();
    let mut options = Options::unbounded();
    options.max_orders = Some(1);
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    (report, server.seen().len())
}

fn json(status: u16, body: &str) -> Fixed {
    (status, vec![("content-type", "application/json"), ("retry-after", "0")], body.as_bytes().to_vec())
}

#[tokio::test]
async fn an_order_beside_any_status_counts() {
    let order = r#"{"order": {"id": "1"}}"#;
    for status in [300, 302, 308, 400, 401, 403, 404, 405, 408, 409, 422, 429, 499, 500, 502, 503, 504, 599] {
        // With a token endpoint, a 401 would be sent again.
        for tokens in [false, true] {
            let (report, seen) = against(json(status, order), tokens).await;
            assert_eq!((seen, report.orders, report.doubts), (1, 0, 1), "{status}: {}", report.text());
            assert_eq!(report.exit(), Exit::Drift, "{status}");
            let why = format!("{status}: an order is reported beside this status");
            let findings: Vec<_> = report.drift().filter(|(_, finding)| finding.expect.is_some()).collect();
            assert!(!findings.is_empty() && findings.iter().all(|(_, finding)| finding.why == why), "{findings:#?}");
            let in_doubt = &report.exchanges[0];
            assert!(in_doubt.in_doubt);
            let named = format!("request #1, tracking id `{}`", in_doubt.tracking_id.as_deref().unwrap());
            assert!(report.text().contains(&named), "{}", report.text());
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
            let (report, seen) = against((status, headers, body.clone()), false).await;
            assert_eq!((seen, report.doubts), (1, 1), "{status}: {}", String::from_utf8_lossy(body));
        }
    }
}

/// Nothing that is encoded was asked for, and what cannot be read may report an order.
#[tokio::test]
async fn a_body_that_cannot_be_read_may_report_an_order() {
    let gzip = (409, vec![("content-type", "application/json"), ("content-encoding", "gzip")], vec![0x1f, 0x8b, 8]);
    let (report, seen) = against(gzip, false).await;
    assert_eq!((seen, report.doubts), (1, 1));
    let identity = (409, vec![("content-type", "application/json"), ("content-encoding", "identity")], b"{}".to_vec());
    assert_eq!(against(identity, false).await.0.doubts, 0);
}

#[tokio::test]
async fn a_rejection_without_an_order_costs_nothing() {
    let page = "<html><body>Your order was not placed, please order: again</body></html>";
    for (status, body) in [(409, "{}"), (409, r#"{"order":null}"#), (422, page), (409, "")] {
        let (report, seen) = against(json(status, body), false).await;
        assert!(report.doubts == 0 && seen > 100, "{status}: {seen} requests");
    }
}

/// The first success is an order, and the rejections after it report one each: drift, for whichever case, and never a pass.
#[tokio::test]
async fn a_rejection_that_reports_an_order_is_no_pass() {
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
    let doubtful: Vec<usize> = report.exchanges.iter().filter(|sent| sent.in_doubt).map(|sent| sent.number).collect();
    assert_eq!(doubtful, [2, 3, 4, 5]);
    let of_those = report.lines.iter().flat_map(|line| &line.findings).filter(|found| found.expect.is_some());
    let of_those = of_those.filter(|found| found.exchanges.iter().any(|number| doubtful.contains(number)));
    let verdicts: Vec<_> = of_those.map(|found| found.verdict).collect();
    assert!(verdicts.len() >= 4 && verdicts.iter().all(|verdict| *verdict == Verdict::Drift), "{verdicts:?}");
}
