//! The responses of the reservation and token endpoints, as the spec, the vendor's portal and HTTP define them.

use colt_numbers_sandbox::{Clock, Sandbox, StartError};
use serde_json::json;

use crate::example_request::{PATH, TOKEN_TRACKING_HEADER, TRACKING_HEADER, base_path, range, text};
use crate::raw_client::{ORDER, RawRequest, RawResponse, TOKEN, open_sandbox, send_bytes};

const NUMBER: &str = "+442081324758";

async fn token(sandbox: &Sandbox) -> String {
    RawRequest::token().send(sandbox).await.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_reserves_a_number() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(sandbox.base_url(), format!("http://{}{}", sandbox.address(), base_path()));
    assert_eq!(sandbox.token_url(), format!("http://{}{}", sandbox.address(), *TOKEN));

    let response = RawRequest::token().send(&sandbox).await;
    assert_eq!((response.status, response.header("cache-control")), (200, Some("no-store")));
    let issued = response.json();
    assert_eq!((&issued["token_type"], &issued["expires_in"]), (&json!("Bearer"), &json!(1800)));

    let bearer = format!("Bearer {}", issued["access_token"].as_str().unwrap());
    let response =
        RawRequest::order("t-1", range(NUMBER, NUMBER)).header("authorization", &bearer).send(&sandbox).await;
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    let orders = sandbox.orders();
    assert_eq!(response.json(), json!({ "order": { "id": orders[0].id } }));
    assert_eq!((orders.len(), orders[0].tracking_id.as_str()), (1, "t-1"));
    assert_eq!(orders[0].body, range(NUMBER, NUMBER));
}

#[tokio::test]
async fn a_reservation_needs_a_valid_token() {
    let clock = Clock::stopped_at("2026-01-01T00:00:00Z".parse().unwrap());
    let sandbox = Sandbox::builder().clock(clock).start().await.unwrap();
    let good = token(&sandbox).await;
    let order = RawRequest::order("t-1", range(NUMBER, NUMBER));
    let challenge = Some("Bearer error=\"invalid_token\"");

    let response = order.send(&sandbox).await;
    assert_eq!(
        (response.status, response.code(), response.header("www-authenticate")),
        (401, "001".to_owned(), Some("Bearer"))
    );
    for bad in ["Bearer", "Bearer ", "Bearer x", "Basic aWQ6c2VjcmV0", "", &good] {
        let response = order.clone().header("authorization", bad).send(&sandbox).await;
        assert_eq!(
            (response.status, response.code(), response.header("www-authenticate")),
            (401, "002".to_owned(), challenge),
            "{bad}"
        );
    }
    let with_token = order.header("authorization", &format!("bearer {good}"));
    sandbox.advance(std::time::Duration::from_secs(1799));
    assert_eq!(with_token.send(&sandbox).await.status, 200);
    sandbox.advance(std::time::Duration::from_secs(1));
    assert_eq!(with_token.send(&sandbox).await.status, 401);
    assert_eq!((sandbox.orders().len(), sandbox.requests().total), (1, 9));
}

#[tokio::test]
async fn the_token_endpoint_has_the_errors_of_the_portal() {
    let sandbox = open_sandbox().await;
    let call = RawRequest::token();
    let cases = [
        (call.clone().without("content-type"), 400, "003"),
        (call.clone().header("content-type", "application/json"), 415, "001"),
        (call.clone().without("authorization"), 401, "001"),
        (call.clone().header("authorization", "Bearer x"), 401, "002"),
        (call.clone().header("authorization", "Basic %"), 401, "002"),
        // `id:`, `:secret` and `id`.
        (call.clone().header("authorization", "Basic aWQ6"), 401, "002"),
        (call.clone().header("authorization", "Basic OnNlY3JldA=="), 401, "002"),
        (call.clone().header("authorization", "Basic aWQ="), 401, "002"),
        (call.clone().without(&TOKEN_TRACKING_HEADER), 400, "004"),
        (call.clone().header(&TOKEN_TRACKING_HEADER, "a b"), 400, "005"),
        (call.clone().body(""), 400, "002"),
        (call.clone().body("grant_type=password"), 400, "006"),
        (call.clone().body("grant_type=client_credentials&grant_type=client_credentials"), 400, "005"),
    ];
    for (i, (request, status, code)) in cases.into_iter().enumerate() {
        let response = request.send(&sandbox).await;
        assert_eq!((response.status, response.code().as_str()), (status, code), "case {i}");
        assert_eq!(response.header("www-authenticate").is_some(), status == 401);
    }
    assert_eq!(call.body("scope=&grant%5Ftype=client%5fcredentials").send(&sandbox).await.status, 200);
    assert_eq!(sandbox.requests().total, 0);
}

#[tokio::test]
async fn an_invalid_request_is_rejected_and_records_nothing() {
    let sandbox = Sandbox::builder()
        .no_auth(true)
        .several_service_profiles([text("/relatedParty/reseller/country")])
        .start()
        .await
        .unwrap();
    let body = range(NUMBER, NUMBER);
    let order = RawRequest::order("t", &body);
    let mut without_profile = body;
    without_profile["relatedParty"]["reseller"].as_object_mut().unwrap().remove("serviceProfile");
    let profile_missing = RawRequest::order("t", without_profile);
    let cases = [
        (profile_missing, 422, "002"),
        (order.clone().without("content-type"), 415, "001"),
        (order.clone().header("content-type", "text/plain"), 415, "001"),
        (order.clone().header("content-encoding", "gzip"), 415, "001"),
        (order.clone().without(&TRACKING_HEADER), 400, "002"),
        (order.clone().header(&TRACKING_HEADER, ""), 400, "002"),
        (order.clone().header(&TRACKING_HEADER, "é"), 400, "002"),
        (order.clone().body("{"), 400, "001"),
        (order.clone().body(""), 400, "001"),
        (order.clone().body("[]"), 400, "002"),
        (order.clone().body(vec![b' '; 10_000_001]), 413, "001"),
    ];
    for (i, (request, status, code)) in cases.into_iter().enumerate() {
        let response = request.send(&sandbox).await;
        assert_eq!((response.status, response.code().as_str()), (status, code), "case {i}");
    }
    assert_eq!(sandbox.orders(), []);
    let requests = sandbox.requests();
    assert_eq!((requests.total, requests.by_tracking_id["t"], requests.without_tracking_id), (11, 8, 3));
    assert_eq!(order.header("content-type", "Application/JSON; charset=utf-8").send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn an_error_response_lists_the_violations_up_to_a_limit() {
    let sandbox = open_sandbox().await;
    let several = json!({ "numberRangeList": [{ "numberRangeStart": "0" }], "productOffering": { "name": "SIP" } });
    let message = RawRequest::order("t", several).send(&sandbox).await.json()["message"].to_string();
    for part in [
        "`required` at ``",
        "`required` at `/numberRangeList/0`",
        "`pattern` at `/numberRangeList/0/numberRangeStart`",
        "`enum` at `/productOffering/name`",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    let many = json!({ "numberRangeList": vec!["x".repeat(900); 1000] });
    let message = RawRequest::order("t", many).send(&sandbox).await.json()["message"].to_string();
    assert!(message.contains("and 982 more") && message.len() < 4000, "{message}");
}

#[tokio::test]
async fn a_warning_does_not_reject_a_request() {
    let sandbox = open_sandbox().await;
    let descending = range("+442081324759", "+442081324750");
    assert_eq!(RawRequest::order("t", descending).send(&sandbox).await.status, 200);
    assert!(sandbox.is_reserved("+442081324755"));
}

#[tokio::test]
async fn a_response_to_another_method_lists_the_allowed_ones() {
    let sandbox = open_sandbox().await;
    for path in [*ORDER, *TOKEN] {
        for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", "HEAD"] {
            let response = RawRequest::new(method, path).send(&sandbox).await;
            assert_eq!((response.status, response.header("allow")), (405, Some("POST")), "{method} {path}");
            assert!(method == "HEAD" && response.body.is_empty() || response.code() == "001");
        }
    }
    let response = RawRequest::new("POST", "/__sandbox/orders").send(&sandbox).await;
    assert_eq!((response.status, response.header("allow"), response.code().as_str()), (405, Some("GET,HEAD"), "001"));
}

#[tokio::test]
async fn other_paths_are_not_found() {
    let sandbox = open_sandbox().await;
    for path in ["/", *PATH, base_path(), &format!("{}/", *ORDER), "/__sandbox/unknown", "/%00?x=%ff"] {
        let response = RawRequest::new("POST", path).send(&sandbox).await;
        assert_eq!((response.status, response.code().as_str()), (404, "001"), "{path}");
    }
    assert_eq!(sandbox.requests().total, 0);
}

#[tokio::test]
async fn invalid_http_gets_a_4xx_and_affects_no_other_connection() {
    let sandbox = open_sandbox().await;
    let head = |rest: &str| format!("POST {} HTTP/1.1\r\nHost: localhost\r\n{rest}\r\n\r\n", *ORDER).into_bytes();
    let chunked = |rest: &str| [head("Transfer-Encoding: chunked"), rest.into()].concat();
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01".to_vec(),
        b"POST\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        vec![b'a'; 600_000],
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100_000)).into_bytes(),
        head(&format!("X: {}", "a".repeat(1_000_000))),
        head(&"X: a\r\n".repeat(100)),
        head(&"X: a\r\n".repeat(100_000)),
        head("Content-Length: 1\r\nContent-Length: 2"),
        head("Content-Length: -1"),
        head("Content-Length: 99999999999999999999"),
        chunked("z\r\n"),
        chunked("ffffffffffffffffff\r\n"),
        chunked(&format!("1;{}\r\n", "a".repeat(100_000))),
        chunked(&format!("0\r\n{}\r\n", "X: a\r\n".repeat(10_000))),
    ] {
        let address = sandbox.address();
        let sent = async {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            // The server may respond before everything is sent.
            let _ = stream.write_all(&bytes).await;
            let mut response = Vec::new();
            let _ = stream.read_to_end(&mut response).await;
            response
        };
        let response = tokio::time::timeout(crate::raw_client::TIMEOUT, sent).await.unwrap();
        assert!(response.is_empty() || (400..500).contains(&RawResponse::parse(&response).status));
    }
    assert_eq!(RawRequest::order("t", range(NUMBER, NUMBER)).send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn a_body_that_never_ends_blocks_no_other_connection() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let sandbox = open_sandbox().await;
    let mut waiting = Vec::new();
    for request in [
        RawRequest::order("slow", ""),
        RawRequest::token(),
        RawRequest::new("POST", "/__sandbox/clock"),
        RawRequest::order("slow", "").header("origin", "null"),
    ] {
        let mut stream = tokio::net::TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(&request.body("{").header("content-length", "1000").bytes()).await.unwrap();
        waiting.push(stream);
    }
    assert_eq!(RawRequest::order("t", range(NUMBER, NUMBER)).send(&sandbox).await.status, 200);
    assert_eq!(sandbox.orders().len(), 1);
    tokio::time::timeout(crate::raw_client::TIMEOUT, sandbox.stop()).await.unwrap();
    for mut stream in waiting {
        assert!(matches!(stream.read(&mut [0]).await, Ok(0) | Err(_)));
    }
}

#[tokio::test]
async fn a_connection_serves_several_requests() {
    let sandbox = open_sandbox().await;
    let first = RawRequest::order("t-1", range(NUMBER, NUMBER)).header("connection", "keep-alive").bytes();
    let second = RawRequest::order("t-2", range(NUMBER, NUMBER)).bytes();
    let responses = send_bytes(sandbox.address(), &[first, second].concat()).await;
    let text = String::from_utf8(responses).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 ") && text.contains("HTTP/1.1 409 "), "{text}");
}

#[tokio::test]
async fn the_sandbox_listens_on_loopback_addresses_only() {
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let error = Sandbox::builder().listen(address.parse().unwrap()).start().await.unwrap_err();
        assert!(matches!(error, StartError::NotLoopback(_)), "{error}");
        assert!(error.to_string().contains(address));
    }
    let sandbox = open_sandbox().await;
    let error = Sandbox::builder().listen(sandbox.address()).start().await.unwrap_err();
    assert!(matches!(error, StartError::Listen(..)), "{error}");
}

/// Other operations are not affected.
#[tokio::test]
async fn an_operation_with_a_rule_that_is_not_implemented_accepts_nothing() {
    let spec =
        colt_numbers_api::OPENAPI_JSON.replace("\"range-order\"", "\"x-unknown\"").replace("\"warning\"", "\"error\"");
    let sandbox = Sandbox::builder().no_auth(true).spec(spec).start().await.unwrap();
    let response = RawRequest::order("t", range(NUMBER, NUMBER)).send(&sandbox).await;
    assert_eq!((response.status, response.code().as_str()), (501, "001"));
    let message = response.json()["message"].to_string();
    assert!(message.contains("does not implement the rule `x-unknown`"), "{message}");
    assert_eq!((sandbox.orders().len(), sandbox.requests().total), (0, 1));
    let warnings = sandbox.warnings();
    assert!(warnings.len() == 1 && warnings[0].starts_with("`reserveNumbers` responds 501: "), "{warnings:?}");
}

/// If this fails, write the state of the named operation below `sandbox/src/state/`, or its rule below `judge/src/judge/rules/`.
#[tokio::test]
async fn every_operation_of_the_spec_is_imitated_with_its_effects() {
    assert_eq!(open_sandbox().await.warnings(), Vec::<String>::new());
}

#[tokio::test]
async fn stopping_ends_connections_and_frees_the_port() {
    use tokio::io::AsyncReadExt;
    let sandbox = open_sandbox().await;
    let address = sandbox.address();
    let mut idle = tokio::net::TcpStream::connect(address).await.unwrap();
    // A response to this request shows that the earlier connection was accepted.
    RawRequest::new("GET", "/").send(&sandbox).await;
    sandbox.stop().await;
    let end = tokio::time::timeout(crate::raw_client::TIMEOUT, idle.read(&mut [0])).await.unwrap();
    assert!(matches!(end, Ok(0) | Err(_)));
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    Sandbox::builder().listen(address).start().await.unwrap();
}

#[tokio::test]
async fn a_client_that_disconnects_has_placed_the_order() {
    use tokio::io::AsyncWriteExt;
    let sandbox = open_sandbox().await;
    for i in 0..20 {
        let number = format!("+4420813247{i:02}");
        let mut stream = tokio::net::TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(&RawRequest::order("t", range(&number, &number)).bytes()).await.unwrap();
    }
    let recorded = async {
        while sandbox.orders().len() < 20 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::raw_client::TIMEOUT, recorded).await.unwrap();
}

#[tokio::test]
async fn a_body_can_be_chunked_and_follow_a_100_continue() {
    let sandbox = open_sandbox().await;
    let body = range(NUMBER, NUMBER).to_string();
    let (first, second) = body.split_at(7);
    let chunks = format!("7\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", second.len());
    let request = RawRequest::order("t", "").header("transfer-encoding", "chunked").header("expect", "100-continue");
    let response = send_bytes(sandbox.address(), &request.body(chunks).bytes()).await;
    let text = String::from_utf8(response).unwrap();
    let (interim, rest) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!((interim, RawResponse::parse(rest.as_bytes()).status), ("HTTP/1.1 100 Continue", 200));
}
