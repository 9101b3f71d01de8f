//! The faults of connections: refused, closed unread, half closed, stale, stalled.

use std::io::ErrorKind;

use colt_numbers_sandbox::{Fault, Script};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw_client::{Answer, End, PATIENCE, Request, call, open, order};

#[tokio::test]
async fn a_refused_connect_is_refused_by_the_kernel_and_ends() {
    let sandbox = open().await;
    let mut kept = TcpStream::connect(sandbox.address()).await.unwrap();
    kept.write_all(&order().header("connection", "keep-alive").bytes()).await.unwrap();
    kept.read_exact(&mut [0; 12]).await.unwrap();

    sandbox.script(Script::new(Fault::ConnectionRefused).lasts_millis(30_000)).await.unwrap();
    for _ in 0..3 {
        let error = TcpStream::connect(sandbox.address()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    // Connections that exist stay.
    kept.write_all(&Request::new("GET", "/__sandbox/clock").bytes()).await.unwrap();
    let mut rest = String::new();
    kept.read_to_string(&mut rest).await.unwrap();
    assert!(rest.contains("advancedSeconds"), "{rest}");

    sandbox.clear_faults().await;
    assert_eq!(order().send(&sandbox).await.status, 409);

    sandbox.script(Script::new(Fault::ConnectionRefused).lasts_millis(50)).await.unwrap();
    let connected = async {
        while TcpStream::connect(sandbox.address()).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, connected).await.unwrap();
    assert!(sandbox.script(Script::new(Fault::ConnectionRefused).after()).await.is_err());
}

#[tokio::test]
async fn connections_are_refused_when_their_turn_comes() {
    let sandbox = open().await;
    sandbox.script(Fault::Status429).await.unwrap();
    sandbox.script(Script::new(Fault::ConnectionRefused).lasts_millis(30_000)).await.unwrap();
    sandbox.script(Fault::Status500).await.unwrap();
    assert_eq!(order().send(&sandbox).await.status, 429);
    assert_eq!(TcpStream::connect(sandbox.address()).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    sandbox.stop().await;
}

#[tokio::test]
async fn what_closes_unread_strikes_the_request_it_was_meant_for() {
    let sandbox = open().await;
    sandbox.script(Fault::CloseAfterAccept).await.unwrap();
    assert_eq!(Request::token().send(&sandbox).await.status, 200);
    assert_eq!(Request::new("GET", "/__sandbox/orders").send(&sandbox).await.status, 200);
    let seen = call(&sandbox, &order()).await;
    assert_eq!((seen.bytes.len(), seen.end), (0, End::Reset));
    sandbox.script(Script::new(Fault::CloseAfterAccept).on_token()).await.unwrap();
    assert_eq!(order().send(&sandbox).await.status, 200);
    assert_eq!(call(&sandbox, &Request::token()).await.end, End::Reset);
    assert_eq!(Request::token().send(&sandbox).await.status, 200);
    assert_eq!(sandbox.requests().by_tracking_id["t"], 2);
}

#[tokio::test]
async fn a_stale_connection_is_closed_when_the_next_request_comes() {
    let sandbox = open().await;
    sandbox.script(Script::new(Fault::StaleKeepAlive).on_token()).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&Request::token().header("connection", "keep-alive").bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let read = stream.read(&mut answer).await.unwrap();
    let answer = Answer::parse(&answer[..read]);
    assert_eq!((answer.status, answer.header("connection")), (200, Some("keep-alive")));
    assert!(answer.json()["access_token"].is_string());
    stream.write_all(&order().bytes()).await.unwrap();
    let end = tokio::time::timeout(PATIENCE, stream.read(&mut [0])).await.unwrap();
    assert!(matches!(&end, Err(e) if e.kind() == ErrorKind::ConnectionReset), "{end:?}");
    assert_eq!((sandbox.requests().total, sandbox.orders().len()), (0, 0));
}

#[tokio::test]
async fn half_closed_means_that_the_client_may_still_send() {
    let sandbox = open().await;
    sandbox.script(Fault::HalfClose).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&order().bytes()).await.unwrap();
    assert_eq!(tokio::time::timeout(PATIENCE, stream.read(&mut [0])).await.unwrap().unwrap(), 0);
    for _ in 0..3 {
        stream.write_all(&[b'x'; 1000]).await.unwrap();
    }
}

#[tokio::test]
async fn a_stalled_answer_ends_with_the_sandbox_or_its_client() {
    let sandbox = open().await;
    for fault in [Fault::NeverAnswers, Fault::ContinueFlood, Fault::HalfClose] {
        sandbox.script(Script::new(fault).before()).await.unwrap();
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(&order().bytes()).await.unwrap();
    }
    sandbox.script(Script::new(Fault::NeverAnswers).before()).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&order().bytes()).await.unwrap();
    while sandbox.requests().total < 4 {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(PATIENCE, sandbox.stop()).await.unwrap();
    let end = tokio::time::timeout(PATIENCE, stream.read(&mut [0])).await.unwrap();
    assert!(matches!(end, Ok(0) | Err(_)));
}
