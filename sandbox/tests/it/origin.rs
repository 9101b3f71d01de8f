//! Requests from web pages of another origin are rejected on every path, before they have an effect.

use colt_numbers_sandbox::{Fault, FaultScript, Sandbox};
use serde_json::json;

use crate::raw_client::{
    ORDER, ObservedEnd, RawRequest, RawResponse, TOKEN, call, open_sandbox, order_request, send_bytes,
};

const RESET: &str = "/__sandbox/reset";

/// Sends a request line and headers. `PORT` is replaced by the sandbox's port.
async fn send_head(sandbox: &Sandbox, head: &str) -> RawResponse {
    let head = head.replace("PORT", &sandbox.address().port().to_string()).replace('\n', "\r\n");
    RawResponse::parse(&send_bytes(sandbox.address(), format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).await)
}

#[tokio::test]
async fn the_host_must_be_a_loopback_name() {
    let sandbox = open_sandbox().await;
    for (host, expected) in [
        ("localhost:PORT", 200),
        ("localhost", 200),
        ("localhost:", 200),
        ("LocalHost.:PORT", 200),
        ("127.0.0.1:PORT", 200),
        ("127.8.9.1:1", 200),
        ("[::1]:PORT", 200),
        ("[0:0:0:0:0:0:0:1]", 200),
        ("[::ffff:127.0.0.1]:PORT", 200),
        // A name that an attacker may rebind to 127.0.0.1, and names that only look like loopback names.
        ("rebound.example:PORT", 421),
        ("localhost.example", 421),
        ("127.0.0.1.example", 421),
        ("example.localhost", 421),
        ("localhost..", 421),
        ("localhost@rebound.example", 421),
        ("rebound.example@localhost", 421),
        ("localhost, rebound.example", 421),
        ("localhost:PORT:PORT", 421),
        ("localhost:+80", 421),
        ("localhost:65536", 421),
        ("%6cocalhost", 421),
        ("ｌocalhost", 421),
        ("http://localhost", 421),
        ("", 421),
        // Addresses of this machine that are not loopback addresses, and short forms that parsers disagree about.
        ("0.0.0.0:PORT", 421),
        ("[::]:PORT", 421),
        ("192.0.2.1:PORT", 421),
        ("[::ffff:192.0.2.1]", 421),
        ("127.1", 421),
        ("127.0.0.1.", 421),
        ("2130706433", 421),
        ("0x7f.0.0.1", 421),
        ("0177.0.0.1", 421),
        ("::1", 421),
        ("[::1", 421),
        ("[::1%lo]", 421),
        ("[::1]x", 421),
        ("[localhost]", 421),
    ] {
        let response = send_head(&sandbox, &format!("POST {RESET} HTTP/1.1\nHost: {host}")).await;
        assert_eq!(response.status, expected, "{host}");
        assert!(expected == 200 || response.code() == "001" && response.json()["reason"] == "Foreign host", "{host}");
    }
}

#[tokio::test]
async fn the_origin_must_be_the_requested_one() {
    let sandbox = open_sandbox().await;
    for (host, origin, expected) in [
        ("localhost:PORT", "http://localhost:PORT", 200),
        ("LOCALHOST.:PORT", "http://localhost:PORT", 200),
        ("127.0.0.1:PORT", "http://127.0.0.1:PORT", 200),
        ("[::1]:PORT", "http://[::1]:PORT", 200),
        ("localhost", "http://localhost", 200),
        ("localhost:80", "http://localhost", 200),
        ("localhost:PORT", "http://rebound.example:PORT", 403),
        ("localhost:PORT", "http://localhost.example:PORT", 403),
        ("localhost:PORT", "https://localhost:PORT", 403),
        ("localhost:PORT", "file://localhost:PORT", 403),
        // Another program's page on this machine.
        ("localhost:PORT", "http://localhost:1", 403),
        ("localhost:PORT", "http://localhost", 403),
        ("localhost:PORT", "http://127.0.0.1:PORT", 403),
        ("127.0.0.1:PORT", "http://127.0.0.2:PORT", 403),
        ("[::1]:PORT", "http://127.0.0.1:PORT", 403),
        ("localhost:PORT", "null", 403),
        ("localhost:PORT", "", 403),
        ("localhost:PORT", "\u{e9}", 403),
        ("localhost:PORT", "localhost:PORT", 403),
        ("localhost:PORT", "http://localhost:PORT/", 403),
        ("localhost:PORT", "http://localhost:PORT http://rebound.example", 403),
        ("localhost:PORT", "chrome-extension://abcdefghijklmnop", 403),
    ] {
        let response = send_head(&sandbox, &format!("POST {RESET} HTTP/1.1\nHost: {host}\nOrigin: {origin}")).await;
        assert_eq!(response.status, expected, "{host} {origin}");
        assert!(
            expected == 200 || response.code() == "001" && response.json()["reason"] == "Foreign origin",
            "{origin}"
        );
    }
}

#[tokio::test]
async fn one_foreign_header_causes_a_rejection() {
    let sandbox = open_sandbox().await;
    for (head, expected) in [
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nSec-Fetch-Site: same-origin", 200),
        ("GET /__sandbox/clock HTTP/1.1\nHost: localhost\nSec-Fetch-Site: none", 200),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nSec-Fetch-Site: same-site", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nSec-Fetch-Site: cross-site", 403),
        ("GET /__sandbox/orders HTTP/1.1\nHost: localhost\nSec-Fetch-Site: cross-site", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nSec-Fetch-Site: ", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nSec-Fetch-Site: none, cross-site", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nSec-Fetch-Site: none\nSec-Fetch-Site: cross-site", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nOrigin: http://localhost\nOrigin: null", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nOrigin: null\nSec-Fetch-Site: same-origin", 403),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nOrigin: http://localhost\nSec-Fetch-Site: cross-site", 403),
        // Exactly one `Host`, except in HTTP/1.0, which browsers do not use.
        ("POST /__sandbox/reset HTTP/1.1", 400),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nHost: localhost", 400),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nHost: rebound.example", 400),
        ("POST /__sandbox/reset HTTP/1.0", 200),
        ("POST /__sandbox/reset HTTP/1.0\nHost: localhost", 200),
        ("POST /__sandbox/reset HTTP/1.0\nHost: rebound.example", 421),
        ("POST /__sandbox/reset HTTP/1.0\nOrigin: http://localhost:PORT", 403),
        ("POST /__sandbox/reset HTTP/1.0\nOrigin: null", 403),
        ("POST /__sandbox/reset HTTP/1.0\nSec-Fetch-Site: cross-site", 403),
        // The authority of an absolute target is the host; `Host` is checked as well.
        ("POST http://localhost:PORT/__sandbox/reset HTTP/1.1\nHost: localhost:PORT", 200),
        ("POST http://127.0.0.1/__sandbox/reset HTTP/1.1\nHost: localhost\nOrigin: http://127.0.0.1", 200),
        ("POST http://127.0.0.1/__sandbox/reset HTTP/1.1\nHost: localhost\nOrigin: http://localhost", 403),
        ("POST http://rebound.example/__sandbox/reset HTTP/1.1\nHost: localhost", 421),
        ("POST http://user@localhost/__sandbox/reset HTTP/1.1\nHost: localhost", 421),
        ("POST http://localhost/__sandbox/reset HTTP/1.1\nHost: rebound.example", 421),
        ("POST http://localhost/__sandbox/reset HTTP/1.1", 400),
        ("POST http://rebound.example/__sandbox/reset HTTP/1.0", 421),
        ("CONNECT rebound.example:80 HTTP/1.1\nHost: localhost", 421),
    ] {
        assert_eq!(send_head(&sandbox, head).await.status, expected, "{head}");
    }
}

/// Variants of a request as a page of another origin can send it without a preflight, and with a rebound host name.
fn foreign(request: &RawRequest) -> [RawRequest; 4] {
    [
        request.clone().header("origin", "https://page.example"),
        request.clone().header("sec-fetch-site", "cross-site"),
        request.clone().header("origin", "null").header("content-type", "text/plain"),
        request.clone().header("host", "rebound.example"),
    ]
}

#[tokio::test]
async fn a_foreign_page_has_no_effect_on_any_path() {
    let sandbox = open_sandbox().await;
    assert_eq!(order_request().send(&sandbox).await.status, 200);
    sandbox.script(Fault::Status500).await.unwrap();
    let state = async || {
        let faults = RawRequest::new("GET", "/__sandbox/faults").send(&sandbox).await.json();
        let clock = RawRequest::new("GET", "/__sandbox/clock").send(&sandbox).await.json()["advancedSeconds"].clone();
        (sandbox.orders(), sandbox.requests(), sandbox.recent_requests(), faults, clock)
    };
    let before = state().await;
    let admin = |path: &str, body: serde_json::Value| {
        RawRequest::new("POST", &format!("/__sandbox/{path}"))
            .header("content-type", "text/plain")
            .body(body.to_string())
    };
    let requests = [
        order_request(),
        RawRequest::token(),
        admin("reset", json!({})),
        admin("clock", json!({ "advanceDays": 90 })),
        admin("faults", json!({ "fault": "reset" })),
        RawRequest::new("DELETE", "/__sandbox/faults"),
        RawRequest::new("GET", "/__sandbox/orders"),
        admin("page/reset", json!({})),
        RawRequest::new("POST", "/__sandbox/page/clear-faults")
            .header("content-type", "application/x-www-form-urlencoded"),
        RawRequest::new("GET", "/__sandbox/"),
        RawRequest::new("GET", "/__sandbox/requests/recent"),
        RawRequest::new("GET", "/openapi.json"),
        RawRequest::new("GET", "/"),
        RawRequest::new("GET", &ORDER),
        RawRequest::new("OPTIONS", &ORDER).header("access-control-request-method", "POST"),
        RawRequest::new("OPTIONS", RESET).header("access-control-request-private-network", "true"),
        RawRequest::new("GET", &TOKEN).header("upgrade", "websocket").header("connection", "upgrade, close"),
        order_request().body(vec![b' '; 10_000_001]),
    ];
    for request in requests.iter().flat_map(foreign) {
        let exchange = call(&sandbox, &request).await;
        assert!(
            matches!(exchange.response().status, 403 | 421) && exchange.end == ObservedEnd::Fin,
            "{}",
            exchange.text()
        );
        assert!(!exchange.text().to_ascii_lowercase().contains("access-control-allow"), "{}", exchange.text());
    }
    assert_eq!(state().await, before);
}

#[tokio::test]
async fn a_page_of_the_sandbox_itself_is_allowed() {
    let sandbox = open_sandbox().await;
    let own = |request: RawRequest| {
        let host = sandbox.address().to_string();
        request
            .header("origin", &format!("http://{host}"))
            .header("host", &host)
            .header("sec-fetch-site", "same-origin")
    };
    assert_eq!(own(order_request()).send(&sandbox).await.status, 200);
    let preflight = own(RawRequest::new("OPTIONS", &ORDER)).send(&sandbox).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (405, None));
}

#[tokio::test]
async fn a_fault_that_precedes_the_request_does_not_strike_a_foreign_page() {
    let sandbox = open_sandbox().await;
    sandbox.script(Fault::CloseAfterAccept).await.unwrap();
    sandbox.script(FaultScript::new(Fault::CloseAfterAccept).on_token()).await.unwrap();
    for request in [order_request(), RawRequest::token()].iter().flat_map(foreign) {
        assert!(matches!(request.send(&sandbox).await.status, 403 | 421));
    }
    assert_eq!(sandbox.requests().total, 0);
    assert_eq!(call(&sandbox, &order_request()).await.end, ObservedEnd::Reset);
    assert_eq!(call(&sandbox, &RawRequest::token()).await.end, ObservedEnd::Reset);
    assert_eq!(sandbox.requests().total, 1);
}

#[tokio::test]
async fn a_rejection_quotes_a_short_text_without_control_characters() {
    let sandbox = open_sandbox().await;
    for name in ["host", "origin"] {
        let value = format!("\u{202e}\u{9b}2J{}", "x".repeat(5000));
        let response = order_request().header(name, &value).send(&sandbox).await;
        let message = response.json()["message"].to_string();
        assert!(message.len() < 400 && !message.contains(['\u{202e}', '\u{9b}']), "{message}");
    }
}
