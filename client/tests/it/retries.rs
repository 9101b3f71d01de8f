//! Retries: which requests are sent again, how often and after which waits, and the outcome of several attempts together.

use std::time::{Duration, Instant};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{Client, Outcome, Retries, Target};
use tokio::net::TcpListener;

use crate::example_request::TRACKING_HEADER;
use crate::server::{Server, long_timeouts, order, reservation, response, with_test_limits};

fn too_many_requests(retry_after: &str) -> Vec<u8> {
    response("429 Too Many Requests", &format!("Retry-After: {retry_after}\r\n"), "")
}

fn tracking_ids(server: &Server) -> Vec<String> {
    let of = |request: String| {
        request
            .lines()
            .find_map(|line| Some(line.strip_prefix(*TRACKING_HEADER)?.strip_prefix(": ")?.to_owned()))
            .unwrap()
    };
    server.requests().into_iter().map(of).collect()
}

#[tokio::test]
async fn a_refused_request_is_sent_again_with_the_same_tracking_id() {
    let unavailable = response("503 Service Unavailable", "Retry-After: 0\r\n", "");
    let server = Server::responding([too_many_requests("0"), unavailable, response("429 X", "", ""), order("1")]).await;
    let order = server.client().reserve(&reservation(1)).await.unwrap();
    assert_eq!(order.attempts(), 4);
    assert_eq!(server.connections(), 4, "each attempt has its own connection");
    let ids = tracking_ids(&server);
    assert!(ids.len() == 4 && ids.iter().all(|id| *id == order.tracking_id().to_string()), "{ids:?}");
}

#[tokio::test]
async fn the_number_of_retries_is_limited() {
    for max in [0, 1, 3, 7] {
        let server = Server::responding([too_many_requests("0")]).await;
        let retries = Retries::default().first_wait(Duration::ZERO).at_most(max);
        let client = Client::builder(server.target()).retries(retries).build().unwrap();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Refused);
        assert_eq!(error.retry_after(), Some(Duration::ZERO));
        assert_eq!(server.requests().len(), max + 1);
        assert_eq!(usize::try_from(error.attempts()).unwrap(), max + 1);
    }
}

#[tokio::test]
async fn with_retries_off_nothing_is_sent_again() {
    let server = Server::responding([too_many_requests("0")]).await;
    let client = Client::builder(server.target()).retries(Retries::off()).build().unwrap();
    assert_eq!(client.reserve(&reservation(1)).await.unwrap_err().outcome(), Outcome::Refused);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_respected_unless_it_is_too_long() {
    let server = Server::responding([too_many_requests("1"), order("1")]).await;
    let started = Instant::now();
    assert_eq!(server.client().reserve(&reservation(1)).await.unwrap().attempts(), 2);
    assert!(started.elapsed() >= Duration::from_secs(1));

    for (asked, expected) in
        [("61", 61), ("99999999999999999999999999", 86_400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400)]
    {
        let server = Server::responding([too_many_requests(asked), order("1")]).await;
        let error = server.client().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 1), "{asked}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(expected)), "{asked}");
        assert!(error.to_string().ends_with(&format!("try again in {expected} s")), "{error}");
    }
}

#[tokio::test]
async fn an_invalid_retry_after_is_ignored() {
    for asked in ["-1", "soon", "", "1.5", "0x10", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let server = Server::responding([too_many_requests(asked), order("1")]).await;
        assert_eq!(server.client().reserve(&reservation(1)).await.unwrap().attempts(), 2, "{asked}");
    }
}

#[tokio::test]
async fn nothing_is_sent_again_without_time_for_its_response() {
    // The time reserved for the response: its own time-out, or half of the call's.
    for (call, response_timeout) in [(1, 30), (3, 30), (4, 3)] {
        let server = Server::responding([too_many_requests("2"), order("1")]).await;
        let mut timeouts = long_timeouts();
        (timeouts.call, timeouts.response) = (Duration::from_secs(call), Duration::from_secs(response_timeout));
        let client = with_test_limits(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
        let started = Instant::now();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 1), "{call}");
        assert!(started.elapsed() < Duration::from_secs(1), "{call}");
    }
}

/// Whether a 4xx does not depend on earlier attempts.
fn is_independent_of_earlier_attempts(status: u16) -> bool {
    [401, 403, 405, 406, 411, 413, 414, 415, 431].contains(&status)
}

/// The refused attempt may have placed the order, which may be why the next one is rejected.
#[tokio::test]
async fn a_rejection_after_a_refusal_is_unknown_unless_it_is_independent_of_earlier_attempts() {
    let unavailable = response("503 X", "Retry-After: 0\r\n", "");
    for status in (400..=499).filter(|status| *status != 429) {
        for earlier in [too_many_requests("0"), unavailable.clone()] {
            let server = Server::responding([earlier, response(&format!("{status} X"), "", ""), order("1")]).await;
            let error = server.client().reserve(&reservation(1)).await.unwrap_err();
            let outcome = if is_independent_of_earlier_attempts(status) { Outcome::Rejected } else { Outcome::Unknown };
            assert_eq!((error.outcome(), error.attempts(), error.status()), (outcome, 2, Some(status)), "{error}");
            assert_eq!(server.requests().len(), 2, "{status}");
        }
    }
}

#[tokio::test]
async fn an_unknown_rejection_names_the_status_of_the_earlier_attempt() {
    let server = Server::responding([too_many_requests("0"), response("409 X", "", ""), order("1")]).await;
    let error = server.client().reserve(&reservation(1)).await.unwrap_err();
    let reason = "status 409; an earlier attempt, which had status 429, may have placed the order that causes it";
    assert_eq!(error.reason(), reason);
}

/// An attempt that was not sent cannot have placed an order, so the rejection of the next one proves that there is none.
#[tokio::test]
async fn a_rejection_after_an_attempt_that_was_not_sent_is_rejected() {
    let script = ScriptedServer::new([ServerStep::not_sent(), ServerStep::rejected(409, "taken")]);
    let error = script.client().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Rejected, 2));

    let script =
        ScriptedServer::new([ServerStep::refused(), ServerStep::not_sent(), ServerStep::rejected(409, "taken")]);
    let error = script.client().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 3));
}

#[tokio::test]
async fn doubt_after_a_refusal_ends_the_call() {
    for (status, outcome) in [("500 X", Outcome::Unknown), ("204 X", Outcome::Unreadable)] {
        let server = Server::responding([too_many_requests("0"), response(status, "", ""), order("1")]).await;
        let error = server.client().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 2));
        assert_eq!(server.requests().len(), 2);
    }
}

/// The part of the body that did not arrive may have shown an order.
#[tokio::test]
async fn a_refusal_whose_body_is_incomplete_is_not_sent_again() {
    let page = "<html>try again later</html>";
    let head = "Retry-After: 0\r\n\r\n";
    for status in ["429 X", "503 X"] {
        for (about, framing, body, doubt) in [
            ("cut off", "Content-Length: 99\r\n", page.to_owned(), "; its body may be incomplete"),
            ("no announced end", "", page.to_owned(), "; its body may be incomplete"),
            (
                "no last chunk",
                "Transfer-Encoding: chunked\r\n",
                "5\r\n<html\r\n".to_owned(),
                "; its body may be incomplete",
            ),
            (
                "an invalid chunk size",
                "Transfer-Encoding: chunked\r\n",
                "zz\r\n".to_owned(),
                "; its body may be incomplete",
            ),
            ("bytes after the body", "Content-Length: 6\r\n", page.to_owned(), "; its body may be incomplete"),
            ("too long", "Content-Length: 1048577\r\n", "x".repeat(1_048_577), "; its body may be incomplete"),
            (
                "an order after the body",
                "Content-Length: 2\r\n",
                r#"{}{"order":1}"#.to_owned(),
                "; its body shows an order",
            ),
            (
                "an order after an invalid chunk size",
                "Transfer-Encoding: chunked\r\n",
                "2\r\n{}\r\nzz\r\n{\"order\":1}".to_owned(),
                "; its body shows an order",
            ),
        ] {
            let refusal = format!("HTTP/1.1 {status}\r\n{framing}{head}{body}");
            let server = Server::responding([refusal.into_bytes(), order("1")]).await;
            let error = server.client().reserve(&reservation(1)).await.unwrap_err();
            assert_eq!((error.outcome(), server.requests().len()), (Outcome::Unknown, 1), "{status} {about}: {error}");
            assert!(error.reason().contains(doubt), "{status} {about}: {error}");
        }
    }
}

#[tokio::test]
async fn a_refusal_that_shows_no_order_is_sent_again() {
    for (framing, body) in [
        ("Content-Length: 0\r\n", ""),
        ("Content-Length: 61\r\n", "<html>Your order: please try again later, or re-order.</html>"),
        ("Content-Length: 38\r\n", r#"{"message":"slow down","order" : null}"#),
        ("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        ("Content-Length: 2\r\n", "{}\r\n\r\n"),
        ("Content-Encoding: identity\r\nContent-Length: 2\r\n", "{}"),
        ("Content-Encoding: gzip\r\nContent-Length: 0\r\n", ""),
    ] {
        let refusal = format!("HTTP/1.1 429 X\r\nRetry-After: 0\r\n{framing}\r\n{body}");
        let server = Server::responding([refusal.into_bytes(), order("1")]).await;
        assert_eq!(server.client().reserve(&reservation(1)).await.unwrap().attempts(), 2, "{framing}{body}");
    }
}

/// A port on which nothing listens: it was bound and released.
async fn closed_port() -> std::net::SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn a_refused_connection_is_retried_and_nothing_is_sent() {
    let target = Target::url(&format!("http://{}", closed_port().await), None).unwrap();
    let client = with_test_limits(Client::builder(target)).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), error.status()), (Outcome::NotSent, 4, None));
    assert!(error.to_string().starts_with("not sent: no connection: 127.0.0.1:"), "{error}");
}

/// The host name is invalid, since a label has at most 63 characters, so no resolver is asked.
#[tokio::test]
async fn an_unknown_host_is_not_sent() {
    let host = "a".repeat(64);
    let target = Target::url(&format!("https://{host}/numberManagement"), None).unwrap();
    let client = with_test_limits(Client::builder(target)).retries(Retries::off()).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.reason().starts_with(&format!("the host was not found: `{host}`")), "{error}");
}

/// The first attempt was refused by the server. The later attempts sent nothing.
#[tokio::test]
async fn the_outcome_of_an_earlier_attempt_stays_if_later_ones_send_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        crate::server::read_request(&mut stream).await.unwrap();
        // The port is closed when the client reads this response.
        drop(listener);
        tokio::io::AsyncWriteExt::write_all(&mut stream, &too_many_requests("0")).await.unwrap();
    });
    let target = Target::url(&format!("http://{address}"), None).unwrap();
    let client = with_test_limits(Client::builder(target)).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    server.await.unwrap();
    assert_eq!(error.outcome(), Outcome::Refused, "{error}");
    assert_eq!((error.status(), error.attempts()), (Some(429), 4));
    assert!(error.reason().starts_with("status 429; and the next attempt was not sent: no connection"), "{error}");
}
