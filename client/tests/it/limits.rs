//! Limits of size and time: responses without an end, servers that are silent, and calls that run out of time.

use std::time::{Duration, Instant};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{Client, Outcome, Retries, Target, Timeouts};
use tokio::net::{TcpListener, TcpStream};

use crate::server::{Connection, Server, equal_timeouts, long_timeouts, reservation, short_timeouts, with_test_limits};

/// Sends the same bytes again and again until the client closes the connection. Returns how many were sent.
async fn flood(connection: &mut Connection, bytes: &[u8]) -> usize {
    let mut sent = 0;
    while connection.send(bytes).await.is_some() {
        sent += bytes.len();
    }
    sent
}

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 1024 * 1024;

/// The most bytes that the kernel buffers on both sides, which were sent but not read.
const MAX_BUFFERED: usize = 16 * 1024 * 1024;

#[tokio::test]
async fn a_response_without_an_end_is_aborted() {
    let head = "HTTP/1.1 200 OK\r\n";
    let chunk = format!("2000\r\n{}\r\n", "x".repeat(0x2000));
    let json = format!("{{\"order\":{{\"id\":\"1\"}},\"x\":\"{}", "x".repeat(1 << 16));
    let endless: [(&str, String, String, Outcome, &str); 7] = [
        ("headers", head.into(), "X-Filler: and another one\r\n".repeat(64), Outcome::Unknown, "head is too l"),
        ("one header", format!("{head}X-Huge: "), "x".repeat(4096), Outcome::Unknown, "head is too l"),
        ("100", String::new(), "HTTP/1.1 100 Continue\r\n\r\n".repeat(64), Outcome::Unknown, "head is too l"),
        ("103", String::new(), "HTTP/1.1 103 X\r\nLink: </a>\r\n\r\n".repeat(64), Outcome::Unknown, "head is too l"),
        (
            "chunks",
            format!("{head}Transfer-Encoding: chunked\r\n\r\n"),
            chunk,
            Outcome::Unreadable,
            "longer than 1 MiB",
        ),
        ("a body", format!("{head}\r\n{json}"), "x".repeat(4096), Outcome::Unreadable, "longer than 1 MiB"),
        ("a rejection", "HTTP/1.1 409 No\r\n\r\n".into(), "x".repeat(4096), Outcome::Unknown, "may be incomplete"),
    ];
    for (about, start, repeated, outcome, reason) in endless {
        let (sender, mut sent) = tokio::sync::mpsc::unbounded_channel();
        let server = Server::new(move |mut connection, _| {
            let (start, repeated, sender) = (start.clone(), repeated.clone(), sender.clone());
            async move {
                connection.request().await?;
                connection.send(start.as_bytes()).await?;
                sender.send(flood(&mut connection, repeated.as_bytes()).await).ok()
            }
        })
        .await;
        let error = server.client().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{about}: {error}");
        assert!(error.reason().contains(reason), "{about}: {error}");
        assert!(sent.recv().await.unwrap() < MAX_BUFFERED, "{about}");
        // An invalid head is kept as well.
        let kept =
            if error.status().is_some_and(|_| !reason.contains("head")) { MAX_BODY } else { MAX_HEAD + MAX_BODY };
        assert_eq!(error.raw_body().unwrap().len(), kept, "{about}");
    }
}

#[tokio::test]
async fn the_limit_of_a_body_is_exactly_a_mebibyte() {
    let limit = 1024 * 1024;
    let (open, close) = (r#"{"order":{"id":"1"},"x":""#, r#""}"#);
    for (length, is_read) in [(limit - 1, true), (limit, true), (limit + 1, false), (limit + 100_000, false)] {
        let body = format!("{open}{}{close}", "x".repeat(length - open.len() - close.len()));
        let server = Server::responding([crate::server::ok(&body)]).await;
        match server.client().reserve(&reservation(1)).await {
            Ok(_) => assert!(is_read, "{length}"),
            Err(error) => {
                assert!(!is_read, "{length}");
                assert_eq!(error.outcome(), Outcome::Unreadable);
                assert_eq!(error.raw_body().unwrap().len(), limit);
            }
        }
    }
    // A body that ends at the limit is not reported as longer.
    for (length, description) in [(limit, "an object without an order id"), (limit + 1, "a body longer than 1 MiB")] {
        let body = format!("{{{}}}", " ".repeat(length - 2));
        let server = Server::responding([crate::server::ok(&body)]).await;
        let error = server.client().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!(error.reason(), format!("status 200, {description}"));
    }
}

/// The framing does not count as a part of the body.
#[tokio::test]
async fn a_body_in_small_chunks_has_the_same_limit() {
    let body = format!(r#"{{"order":{{"id":"1"}},"x":"{}"}}"#, "x".repeat(1_000_000));
    let chunks: String = body
        .as_bytes()
        .chunks(16)
        .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)))
        .collect();
    let response = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    let server = Server::responding([response]).await;
    assert_eq!(server.client().reserve(&reservation(1)).await.unwrap().id(), "1");
}

#[tokio::test]
async fn a_long_head_is_read_up_to_its_limit() {
    for (padding, is_read) in [(60_000, true), (66_000, false)] {
        let field = format!("X-Padding: {}\r\n", "x".repeat(padding));
        let server = Server::responding([crate::server::response("200 OK", &field, r#"{"order":{"id":"1"}}"#)]).await;
        let result = server.client().reserve(&reservation(1)).await;
        assert_eq!(result.is_ok(), is_read, "{padding}: {result:?}");
    }
}

/// Each case is a kind of silence, with the time-out that ends it and the outcome.
#[tokio::test]
async fn each_silence_is_ended_by_its_own_time_out() {
    let short = Duration::from_millis(150);
    let with = |set: fn(&mut Timeouts, Duration)| {
        let mut timeouts = long_timeouts();
        set(&mut timeouts, short);
        timeouts
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n";
    let silences: [(&str, String, Timeouts, Outcome, &str); 7] = [
        ("no response", String::new(), with(|t, d| t.response = d), Outcome::Unknown, "timed out"),
        ("half a head", head.into(), with(|t, d| t.response = d), Outcome::Unknown, "timed out"),
        (
            "an interim response",
            "HTTP/1.1 100 Continue\r\n\r\n".into(),
            with(|t, d| t.response = d),
            Outcome::Unknown,
            "timed out",
        ),
        ("no response, whole call", String::new(), with(|t, d| t.call = d), Outcome::Unknown, "timed out"),
        ("no body", format!("{head}\r\n"), with(|t, d| t.body = d), Outcome::Unreadable, "an empty body"),
        ("half a body", format!("{head}\r\n{{\"order\""), with(|t, d| t.body = d), Outcome::Unreadable, "cut off"),
        (
            "half a body, whole call",
            format!("{head}\r\n{{\"order\""),
            with(|t, d| t.call = d),
            Outcome::Unreadable,
            "cut off",
        ),
    ];
    for (about, start, timeouts, outcome, reason) in silences {
        let server = Server::new(move |mut connection, _| {
            let start = start.clone();
            async move {
                connection.request().await?;
                connection.send(start.as_bytes()).await?;
                connection.until_closed().await
            }
        })
        .await;
        let client = with_test_limits(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
        let started = Instant::now();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{about}: {error}");
        assert!(error.reason().contains(reason), "{about}: {error}");
        assert!(started.elapsed() >= short, "{about}");
        assert!(started.elapsed() < long_timeouts().call, "{about}");
        assert_eq!(server.connections(), 1, "{about}");
    }
}

/// A listener whose queue is full, so that a connect to it hangs, and the connections that fill the queue.
pub async fn listener_with_full_queue() -> (TcpListener, Vec<TcpStream>) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(connected) = tokio::time::timeout(Duration::from_millis(150), TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
        assert!(waiting.len() < 100, "the queue is finite");
    }
    (listener, waiting)
}

/// The port listens, but its queue is full, so that the kernel lets a connect wait.
#[tokio::test]
async fn a_connect_that_hangs_times_out_and_sends_nothing() {
    let (listener, _waiting) = listener_with_full_queue().await;
    let (address, short) = (listener.local_addr().unwrap(), Duration::from_millis(150));
    for (connect, call) in [(short, Duration::MAX), (Duration::MAX, short)] {
        let mut timeouts = equal_timeouts(Duration::MAX);
        (timeouts.connect, timeouts.call) = (connect, call);
        let target = Target::url(&format!("http://{address}"), None).unwrap();
        let client =
            with_test_limits(Client::builder(target)).timeouts(timeouts).retries(Retries::off()).build().unwrap();
        let started = Instant::now();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
        assert!(error.reason().ends_with(": timed out"), "{error}");
        // Half of a call's time is reserved for the response.
        assert!(started.elapsed() >= if call == short { short / 2 } else { short });
    }
}

/// Lets time pass as if the process were stopped: nothing runs meanwhile, and the data that the client waits for has arrived afterwards.
async fn stopped_for(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// When the process continues, the connection is established, but the call's time limit has passed.
#[tokio::test]
async fn nothing_is_sent_after_the_time_limit_even_if_the_process_was_stopped() {
    let server = Server::responding([crate::server::order("1")]).await;
    let mut timeouts = long_timeouts();
    timeouts.call = Duration::from_secs(3);
    for (stopped, is_sent) in
        [(Duration::from_secs(1), true), (Duration::from_secs(2), false), (Duration::from_secs(8), false)]
    {
        let before = server.requests().len();
        let client = with_test_limits(Client::builder(server.target()))
            .timeouts(timeouts)
            .retries(Retries::off())
            .build()
            .unwrap();
        let reservation = reservation(1);
        let (result, ()) = tokio::join!(client.reserve(&reservation), stopped_for(stopped));
        assert_eq!(server.requests().len() - before, usize::from(is_sent), "{stopped:?}: {result:?}");
        let Err(error) = result else { continue };
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{stopped:?}: {error}");
        assert!(
            error.reason().contains("the request was not sent: the call's time limit was reached"),
            "{stopped:?}: {error}"
        );
    }
}

/// The process is stopped while the second attempt connects.
#[tokio::test]
async fn the_outcome_is_still_refused_if_the_next_attempt_would_be_too_late() {
    let server =
        Server::responding([crate::server::response("429 X", "Retry-After: 0\r\n", ""), crate::server::order("1")])
            .await;
    let client = with_test_limits(Client::builder(server.target())).build().unwrap();
    let reservation = reservation(1);
    let until_connecting = async {
        while server.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        stopped_for(long_timeouts().call).await;
    };
    let (result, ()) = tokio::join!(client.reserve(&reservation), until_connecting);
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.requests().len()), (Outcome::Refused, 1), "{error}");
}

#[tokio::test]
async fn no_token_is_requested_after_the_time_limit() {
    let server = crate::tokens::vendor(vec![crate::tokens::token("t-1")], vec![crate::server::order("1")]).await;
    let client = crate::tokens::builder(&server).retries(Retries::off()).build().unwrap();
    let reservation = reservation(1);
    let (result, ()) = tokio::join!(client.reserve(&reservation), stopped_for(long_timeouts().call));
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.requests().len()), (Outcome::NotSent, 0), "{error}");
    assert!(error.reason().contains("the request was not sent: the call's time limit was reached"), "{error}");
}

#[tokio::test]
async fn a_call_without_time_sends_nothing() {
    let server = Server::responding([crate::server::order("1")]).await;
    let mut timeouts = long_timeouts();
    timeouts.call = Duration::ZERO;
    for _ in 0..20 {
        let client = with_test_limits(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{error}");
    }
    assert!(server.requests().is_empty());

    let script = ScriptedServer::new([ServerStep::accepted("1")]);
    let client = script.builder().timeouts(timeouts).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), script.received().len()), (Outcome::NotSent, 0), "{error}");
}

/// Each byte that arrives restarts the time-out of the body, but not that of the call.
#[tokio::test]
async fn a_slow_body_is_ended_by_the_time_limit_of_the_call() {
    let server = Server::new(|mut connection, _| async move {
        connection.request().await?;
        connection.send(b"HTTP/1.1 200 OK\r\n\r\n{").await?;
        let mut every = tokio::time::interval(Duration::from_millis(10));
        loop {
            every.tick().await;
            connection.send(b" ").await?;
        }
    })
    .await;
    let mut timeouts = short_timeouts();
    timeouts.call = Duration::from_millis(600);
    let client = with_test_limits(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
    let started = Instant::now();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unreadable);
    assert!(started.elapsed() >= timeouts.call);
}

/// The request is larger than the kernel's buffers for a peer that does not read.
#[tokio::test]
async fn a_server_that_does_not_read_is_given_up() {
    let server = Server::new(|connection, _| async move {
        let _connection = connection;
        std::future::pending().await
    })
    .await;
    let mut timeouts = long_timeouts();
    timeouts.send = Duration::from_millis(150);
    let client = with_test_limits(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
    let mut body = reservation(1).body().to_vec();
    body.resize(9_900_000, b' ');
    let large = colt_numbers::Reservation::from_json(&body).unwrap();
    let error = client.reserve(&large).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.reason().contains("read nothing for 150ms"), "{error}");
}

#[tokio::test]
async fn a_large_request_is_sent_completely() {
    let server = Server::responding([crate::server::order("1")]).await;
    let mut body = reservation(1).body().to_vec();
    body.resize(9_900_000, b' ');
    let large = colt_numbers::Reservation::from_json(&body).unwrap();
    assert_eq!(server.client().reserve(&large).await.unwrap().id(), "1");
    assert!(server.requests()[0].ends_with(std::str::from_utf8(&body).unwrap()));
}

/// `Duration::MAX` means no time-out, and `Duration::ZERO` still allows what is ready at once.
#[tokio::test]
async fn time_outs_of_any_length_are_supported() {
    let server = Server::responding([crate::server::order("1")]).await;
    let client = |timeouts| with_test_limits(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
    assert!(client(equal_timeouts(Duration::MAX)).reserve(&reservation(1)).await.is_ok());

    let mut timeouts = equal_timeouts(Duration::MAX);
    timeouts.response = Duration::ZERO;
    if let Err(error) = client(timeouts).reserve(&reservation(1)).await {
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    }
}
