//! What an error states about its cause: kind, time limits, connections and the source.

use std::error::Error;
use std::io;
use std::time::Duration;

use colt_numbers::{Client, Outcome, Retries, SendError, SendErrorKind, Target};
use tokio::net::TcpListener;

use crate::server::{Server, equal_timeouts, long_timeouts, order, reservation, response};
use crate::tokens;

async fn error_of(target: Target, limit: Duration) -> SendError {
    let timeouts = equal_timeouts(limit).connect(Duration::from_secs(30)).call(Duration::from_secs(30));
    let client = Client::builder(target).timeouts(timeouts).retries(Retries::off()).build().unwrap();
    client.reserve(&reservation(1)).await.unwrap_err()
}

/// The kind of an error, whether a time limit was reached, and whether there was no connection.
fn facts(error: &SendError) -> (SendErrorKind, bool, bool) {
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    (error.kind(), error.is_timeout(), error.is_connect())
}

fn is_caused_by<E: Error + 'static>(error: &SendError) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<E>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// A URL of a port on which nothing listens.
async fn closed() -> Target {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    Target::url(&format!("http://{address}/numberManagement"), None).unwrap()
}

#[tokio::test]
async fn an_error_without_a_connection_is_caused_by_that_of_the_socket() {
    let error = error_of(closed().await, Duration::from_secs(30)).await;
    assert_eq!((facts(&error), error.outcome()), ((SendErrorKind::Connect, false, true), Outcome::NotSent));
    let source = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::ConnectionRefused);
    // A clone keeps the cause.
    assert!(is_caused_by::<io::Error>(&error.clone()));
}

#[tokio::test]
async fn a_tls_handshake_that_fails_is_a_failure_to_connect() {
    let plain = Server::new(|connection, _| async move {
        drop(connection);
        None
    })
    .await;
    let target = Target::url(&format!("https://localhost:{}", plain.address.port()), None).unwrap();
    let root = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.der().to_vec();
    let client = Client::builder(target).timeouts(long_timeouts()).root_certificate(root).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(facts(&error), (SendErrorKind::Connect, false, true));
    assert!(is_caused_by::<io::Error>(&error));
}

#[tokio::test]
async fn a_time_limit_is_stated_whatever_was_received_before() {
    let silent = Server::new(|mut connection, _| async move {
        connection.request().await?;
        connection.until_closed().await
    })
    .await;
    let error = error_of(silent.target(), Duration::from_millis(100)).await;
    assert_eq!((facts(&error), error.outcome()), ((SendErrorKind::Exchange, true, false), Outcome::Unknown));

    let stalling = Server::new(|mut connection, _| async move {
        connection.request().await?;
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{").await?;
        connection.until_closed().await
    })
    .await;
    let error = error_of(stalling.target(), Duration::from_millis(100)).await;
    assert_eq!((facts(&error), error.outcome()), ((SendErrorKind::Response, true, false), Outcome::Unreadable));
}

#[tokio::test]
async fn a_response_and_a_broken_one_are_different_kinds() {
    for (bytes, kind, has_source) in [
        (response("409 X", "", "{}"), SendErrorKind::Response, false),
        (response("500 X", "", "{}"), SendErrorKind::Response, false),
        (response("200 X", "", "{}"), SendErrorKind::Response, false),
        (b"SSH-2.0-x\r\n\r\n".to_vec(), SendErrorKind::Exchange, true),
        (Vec::new(), SendErrorKind::Exchange, true),
    ] {
        let server = Server::responding([bytes]).await;
        let error = error_of(server.target(), Duration::from_secs(30)).await;
        assert_eq!((facts(&error), error.source().is_some()), ((kind, false, false), has_source), "{error}");
    }
}

#[tokio::test]
async fn an_error_of_the_token_endpoint_has_the_same_facts() {
    let limit = Duration::from_secs(30);
    let rejecting = tokens::vendor(vec![response("401 X", "", "")], vec![order("1")]).await;
    let error = tokens::builder(&rejecting).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((facts(&error), error.is_auth_error()), ((SendErrorKind::Token, false, false), true));
    assert!(is_caused_by::<colt_numbers::TokenError>(&error));

    let closed = closed().await.base_url();
    let target = Target::url(&closed, Some(&closed)).unwrap();
    let credentials = colt_numbers::Credentials::new(&target, "me", "hunter2").unwrap();
    let builder = Client::builder(target).timeouts(equal_timeouts(limit)).retries(Retries::off());
    let error = builder.credentials(credentials).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((facts(&error), error.is_auth_error()), ((SendErrorKind::Token, false, true), false));
    assert!(is_caused_by::<io::Error>(&error));

    let silent = Server::new(|connection, _| connection.until_closed()).await;
    let builder = tokens::builder(&silent).timeouts(equal_timeouts(limit).response(Duration::from_millis(100)));
    let error = builder.retries(Retries::off()).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(facts(&error), (SendErrorKind::Token, true, false), "{error}");
}

#[tokio::test]
async fn a_call_that_is_given_up_is_a_kind_of_its_own() {
    let silent = Server::new(|mut connection, _| async move {
        connection.request().await?;
        connection.until_closed().await
    })
    .await;
    let call = silent.client().call(&reservation(1));
    let status = call.status();
    let task = tokio::spawn(call.send());
    while silent.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(status.give_up());
    let error = task.await.unwrap().unwrap_err();
    assert_eq!((facts(&error), error.outcome()), ((SendErrorKind::Interrupted, false, false), Outcome::Unknown));
}
