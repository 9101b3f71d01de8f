//! Requests that a web page of another origin makes a browser send are rejected on every path, before they have an effect.

use colt_numbers_sandbox::{Fault, Sandbox, Script};
use serde_json::json;

use crate::raw_client::{Answer, End, ORDER, Request, TOKEN, call, exchange, open, order};

const RESET: &str = "/__sandbox/reset";

/// A request line and headers, with `PORT` for the sandbox's port; the rest is always the same.
async fn status(sandbox: &Sandbox, head: &str) -> Answer {
    let head = head.replace("PORT", &sandbox.address().port().to_string()).replace('\n', "\r\n");
    Answer::parse(&exchange(sandbox.address(), format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).await)
}

#[tokio::test]
async fn a_host_is_a_loopback_name() {
    let sandbox = open().await;
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
        // A name that an attacker may have rebound to 127.0.0.1, and what looks like a loopback name.
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
        // Addresses that reach this machine and are not loopback, and short forms that other readers read otherwise.
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
        let answer = status(&sandbox, &format!("POST {RESET} HTTP/1.1\nHost: {host}")).await;
        assert_eq!(answer.status, expected, "{host}");
        assert!(expected == 200 || answer.code() == "001" && answer.json()["reason"] == "Foreign host", "{host}");
    }
}

#[tokio::test]
async fn an_origin_is_the_one_that_is_called() {
    let sandbox = open().await;
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
        let answer = status(&sandbox, &format!("POST {RESET} HTTP/1.1\nHost: {host}\nOrigin: {origin}")).await;
        assert_eq!(answer.status, expected, "{host} {origin}");
        assert!(expected == 200 || answer.code() == "001" && answer.json()["reason"] == "Foreign origin", "{origin}");
    }
}

#[tokio::test]
async fn one_foreign_sign_is_enough_wherever_it_stands() {
    let sandbox = open().await;
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
        // Exactly one host, except in HTTP/1.0, which browsers do not send.
        ("POST /__sandbox/reset HTTP/1.1", 400),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nHost: localhost", 400),
        ("POST /__sandbox/reset HTTP/1.1\nHost: localhost\nHost: rebound.example", 400),
        ("POST /__sandbox/reset HTTP/1.0", 200),
        ("POST /__sandbox/reset HTTP/1.0\nHost: localhost", 200),
        ("POST /__sandbox/reset HTTP/1.0\nHost: rebound.example", 421),
        ("POST /__sandbox/reset HTTP/1.0\nOrigin: http://localhost:PORT", 403),
        ("POST /__sandbox/reset HTTP/1.0\nOrigin: null", 403),
        ("POST /__sandbox/reset HTTP/1.0\nSec-Fetch-Site: cross-site", 403),
        // The authority of an absolute target is the host, and `Host` has to be one all the same.
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
        assert_eq!(status(&sandbox, head).await.status, expected, "{head}");
    }
}

/// What a page of another origin can send without asking the server first: a form, `text/plain`, a beacon; and what it asks for the rest.
fn foreign(request: &Request) -> [Request; 4] {
    [
        request.clone().header("origin", "https://page.example"),
        request.clone().header("sec-fetch-site", "cross-site"),
        request.clone().header("origin", "null").header("content-type", "text/plain"),
        request.clone().header("host", "rebound.example"),
    ]
}

#[tokio::test]
async fn no_path_lets_a_foreign_page_have_an_effect() {
    let sandbox = open().await;
    assert_eq!(order().send(&sandbox).await.status, 200);
    sandbox.script(Fault::Status500).await.unwrap();
    let state = async || {
        let faults = Request::new("GET", "/__sandbox/faults").send(&sandbox).await.json();
        let clock = Request::new("GET", "/__sandbox/clock").send(&sandbox).await.json()["advancedSeconds"].clone();
        (sandbox.orders(), sandbox.requests(), faults, clock)
    };
    let before = state().await;
    let admin = |path: &str, body: serde_json::Value| {
        Request::new("POST", &format!("/__sandbox/{path}")).header("content-type", "text/plain").body(body.to_string())
    };
    let requests = [
        order(),
        Request::token(),
        admin("reset", json!({})),
        admin("clock", json!({ "advanceDays": 90 })),
        admin("faults", json!({ "fault": "reset" })),
        Request::new("DELETE", "/__sandbox/faults"),
        Request::new("GET", "/__sandbox/orders"),
        Request::new("GET", "/"),
        Request::new("GET", ORDER),
        Request::new("OPTIONS", ORDER).header("access-control-request-method", "POST"),
        Request::new("OPTIONS", RESET).header("access-control-request-private-network", "true"),
        Request::new("GET", TOKEN).header("upgrade", "websocket").header("connection", "upgrade, close"),
        order().body(vec![b' '; 10_000_001]),
    ];
    for request in requests.iter().flat_map(foreign) {
        let seen = call(&sandbox, &request).await;
        assert!(matches!(seen.answer().status, 403 | 421) && seen.end == End::Fin, "{}", seen.text());
        assert!(!seen.text().to_ascii_lowercase().contains("access-control-allow"), "{}", seen.text());
    }
    assert_eq!(state().await, before);
}

#[tokio::test]
async fn a_page_of_the_sandbox_itself_may_call_it() {
    let sandbox = open().await;
    let own = |request: Request| {
        let host = sandbox.address().to_string();
        request
            .header("origin", &format!("http://{host}"))
            .header("host", &host)
            .header("sec-fetch-site", "same-origin")
    };
    assert_eq!(own(order()).send(&sandbox).await.status, 200);
    let preflight = own(Request::new("OPTIONS", ORDER)).send(&sandbox).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (405, None));
}

#[tokio::test]
async fn a_fault_before_the_request_is_read_does_not_strike_a_foreign_page() {
    let sandbox = open().await;
    sandbox.script(Fault::CloseAfterAccept).await.unwrap();
    sandbox.script(Script::new(Fault::CloseAfterAccept).on_token()).await.unwrap();
    for request in [order(), Request::token()].iter().flat_map(foreign) {
        assert!(matches!(request.send(&sandbox).await.status, 403 | 421));
    }
    assert_eq!(sandbox.requests().total, 0);
    assert_eq!(call(&sandbox, &order()).await.end, End::Reset);
    assert_eq!(call(&sandbox, &Request::token()).await.end, End::Reset);
    assert_eq!(sandbox.requests().total, 1);
}

#[tokio::test]
async fn a_rejection_repeats_little_and_nothing_that_moves_a_cursor() {
    let sandbox = open().await;
    for name in ["host", "origin"] {
        let value = format!("\u{202e}\u{9b}2J{}", "x".repeat(5000));
        let answer = order().header(name, &value).send(&sandbox).await;
        let message = answer.json()["message"].to_string();
        assert!(message.len() < 400 && !message.contains(['\u{202e}', '\u{9b}']), "{message}");
    }
}
