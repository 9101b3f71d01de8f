//! Faults of connections: refused, closed unread, half closed, stale, stalled.

use std::io::ErrorKind;

use colt_numbers_sandbox::{Fault, FaultScript};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw_client::{ObservedEnd, RawRequest, RawResponse, TIMEOUT, call, open_sandbox, order_request};

#[tokio::test]
async fn connections_are_refused_by_the_kernel_for_a_time() {
    let sandbox = open_sandbox().await;
    let mut existing = TcpStream::connect(sandbox.address()).await.unwrap();
    existing.write_all(&order_request().header("connection", "keep-alive").bytes()).await.unwrap();
    existing.read_exact(&mut [0; 12]).await.unwrap();

    sandbox.script(FaultScript::new(Fault::ConnectionRefused).lasts_millis(30_000)).await.unwrap();
    for _ in 0..3 {
        let error = TcpStream::connect(sandbox.address()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    // Existing connections stay open.
    existing.write_all(&RawRequest::new("GET", "/__sandbox/clock").bytes()).await.unwrap();
    let mut rest = String::new();
    existing.read_to_string(&mut rest).await.unwrap();
    assert!(rest.contains("advancedSeconds"), "{rest}");

    sandbox.clear_faults().await;
    assert_eq!(order_request().send(&sandbox).await.status, 409);

    sandbox.script(FaultScript::new(Fault::ConnectionRefused).lasts_millis(50)).await.unwrap();
    let connected = async {
        while TcpStream::connect(sandbox.address()).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TIMEOUT, connected).await.unwrap();
    assert!(sandbox.script(FaultScript::new(Fault::ConnectionRefused).after()).await.is_err());
}

#[tokio::test]
async fn connections_are_refused_after_earlier_scripts_have_struck() {
    let sandbox = open_sandbox().await;
    sandbox.script(Fault::Status429).await.unwrap();
    sandbox.script(FaultScript::new(Fault::ConnectionRefused).lasts_millis(30_000)).await.unwrap();
    sandbox.script(Fault::Status500).await.unwrap();
    assert_eq!(order_request().send(&sandbox).await.status, 429);
    assert_eq!(TcpStream::connect(sandbox.address()).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    sandbox.stop().await;
}

#[tokio::test]
async fn close_after_accept_strikes_only_its_target() {
    let sandbox = open_sandbox().await;
    sandbox.script(Fault::CloseAfterAccept).await.unwrap();
    assert_eq!(RawRequest::token().send(&sandbox).await.status, 200);
    assert_eq!(RawRequest::new("GET", "/__sandbox/orders").send(&sandbox).await.status, 200);
    let exchange = call(&sandbox, &order_request()).await;
    assert_eq!((exchange.bytes.len(), exchange.end), (0, ObservedEnd::Reset));
    sandbox.script(FaultScript::new(Fault::CloseAfterAccept).on_token()).await.unwrap();
    assert_eq!(order_request().send(&sandbox).await.status, 200);
    assert_eq!(call(&sandbox, &RawRequest::token()).await.end, ObservedEnd::Reset);
    assert_eq!(RawRequest::token().send(&sandbox).await.status, 200);
    assert_eq!(sandbox.requests().by_tracking_id["t"], 2);
}

#[tokio::test]
async fn a_stale_connection_is_closed_when_the_next_request_arrives() {
    let sandbox = open_sandbox().await;
    sandbox.script(FaultScript::new(Fault::StaleKeepAlive).on_token()).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&RawRequest::token().header("connection", "keep-alive").bytes()).await.unwrap();
    let mut response = vec![0; 4096];
    let read = stream.read(&mut response).await.unwrap();
    let response = RawResponse::parse(&response[..read]);
    assert_eq!((response.status, response.header("connection")), (200, Some("keep-alive")));
    assert!(response.json()["access_token"].is_string());
    stream.write_all(&order_request().bytes()).await.unwrap();
    let end = tokio::time::timeout(TIMEOUT, stream.read(&mut [0])).await.unwrap();
    assert!(matches!(&end, Err(e) if e.kind() == ErrorKind::ConnectionReset), "{end:?}");
    assert_eq!((sandbox.requests().total, sandbox.orders().len()), (0, 0));
}

#[tokio::test]
async fn after_a_half_close_the_client_can_still_send() {
    let sandbox = open_sandbox().await;
    sandbox.script(Fault::HalfClose).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&order_request().bytes()).await.unwrap();
    assert_eq!(tokio::time::timeout(TIMEOUT, stream.read(&mut [0])).await.unwrap().unwrap(), 0);
    for _ in 0..3 {
        stream.write_all(&[b'x'; 1000]).await.unwrap();
    }
}

#[tokio::test]
async fn a_stalled_response_ends_when_the_sandbox_stops() {
    let sandbox = open_sandbox().await;
    for fault in [Fault::NeverAnswers, Fault::ContinueFlood, Fault::HalfClose] {
        sandbox.script(FaultScript::new(fault).before()).await.unwrap();
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(&order_request().bytes()).await.unwrap();
    }
    sandbox.script(FaultScript::new(Fault::NeverAnswers).before()).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&order_request().bytes()).await.unwrap();
    while sandbox.requests().total < 4 {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(TIMEOUT, sandbox.stop()).await.unwrap();
    let end = tokio::time::timeout(TIMEOUT, stream.read(&mut [0])).await.unwrap();
    assert!(matches!(end, Ok(0) | Err(_)));
}
