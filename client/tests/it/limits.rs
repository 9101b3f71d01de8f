//! What has no end, or takes too long: each limit holds, by itself.

use std::time::{Duration, Instant};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{Client, Outcome, Retries, Target, Timeouts};

use crate::server::{Connection, Server, all, hasty, number, patient, quick};

/// Sends the same bytes until they are no longer taken; gives how many were.
async fn flood(connection: &mut Connection, bytes: &[u8]) -> usize {
    let mut sent = 0;
    while connection.send(bytes).await.is_some() {
        sent += bytes.len();
    }
    sent
}

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 1024 * 1024;

/// What was taken is more than what is read: the kernel on both sides has room for this much at the most.
const BUFFERED: usize = 16 * 1024 * 1024;

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
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
    for (about, begin, more, outcome, why) in endless {
        let (sender, mut sent) = tokio::sync::mpsc::unbounded_channel();
        let server = Server::new(move |mut connection, _| {
            let (begin, more, sender) = (begin.clone(), more.clone(), sender.clone());
            async move {
                connection.request().await?;
                connection.send(begin.as_bytes()).await?;
                sender.send(flood(&mut connection, more.as_bytes()).await).ok()
            }
        })
        .await;
        let error = server.client().reserve(&number(1)).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{about}: {error}");
        assert!(error.reason().contains(why), "{about}: {error}");
        assert!(sent.recv().await.unwrap() < BUFFERED, "{about}");
        // Without a status, what is kept is the head as well.
        let most = if error.status().is_some_and(|_| !why.contains("head")) { MAX_BODY } else { MAX_HEAD + MAX_BODY };
        assert_eq!(error.raw_body().unwrap().len(), most, "{about}");
    }
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_read_whole_and_no_byte_more() {
    let limit = 1024 * 1024;
    let (open, close) = (r#"{"order":{"id":"1"},"x":""#, r#""}"#);
    for (length, is_read) in [(limit - 1, true), (limit, true), (limit + 1, false), (limit + 100_000, false)] {
        let body = format!("{open}{}{close}", "x".repeat(length - open.len() - close.len()));
        let server = Server::answering([crate::server::ok(&body)]).await;
        match server.client().reserve(&number(1)).await {
            Ok(_) => assert!(is_read, "{length}"),
            Err(error) => {
                assert!(!is_read, "{length}");
                assert_eq!(error.outcome(), Outcome::Unreadable);
                assert_eq!(error.raw_body().unwrap().len(), limit);
            }
        }
    }
    // One that ends at the limit is not called longer than that.
    for (length, why) in [(limit, "an object without an order id"), (limit + 1, "a body longer than 1 MiB")] {
        let body = format!("{{{}}}", " ".repeat(length - 2));
        let server = Server::answering([crate::server::ok(&body)]).await;
        let error = server.client().reserve(&number(1)).await.unwrap_err();
        assert_eq!(error.reason(), format!("status 200, {why}"));
    }
}

/// What frames a body is not counted as a part of it.
#[tokio::test]
async fn a_body_in_small_chunks_is_read_to_the_same_limit() {
    let body = format!(r#"{{"order":{{"id":"1"}},"x":"{}"}}"#, "x".repeat(1_000_000));
    let chunks: String = body
        .as_bytes()
        .chunks(16)
        .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)))
        .collect();
    let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    let server = Server::answering([answer]).await;
    assert_eq!(server.client().reserve(&number(1)).await.unwrap().id(), "1");
}

#[tokio::test]
async fn a_long_head_is_read_up_to_its_limit() {
    for (padding, is_read) in [(60_000, true), (66_000, false)] {
        let field = format!("X-Padding: {}\r\n", "x".repeat(padding));
        let server = Server::answering([crate::server::answer("200 OK", &field, r#"{"order":{"id":"1"}}"#)]).await;
        let result = server.client().reserve(&number(1)).await;
        assert_eq!(result.is_ok(), is_read, "{padding}: {result:?}");
    }
}

/// A silence of each kind, the one time-out that ends it, and what is known then.
#[tokio::test]
async fn each_silence_is_ended_by_a_time_out_of_its_own() {
    let short = Duration::from_millis(150);
    let with = |set: fn(&mut Timeouts, Duration)| {
        let mut timeouts = patient();
        set(&mut timeouts, short);
        timeouts
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n";
    let silences: [(&str, String, Timeouts, Outcome, &str); 7] = [
        ("no answer", String::new(), with(|t, d| t.answer = d), Outcome::Unknown, "none in time"),
        ("half a head", head.into(), with(|t, d| t.answer = d), Outcome::Unknown, "none in time"),
        (
            "an interim answer",
            "HTTP/1.1 100 Continue\r\n\r\n".into(),
            with(|t, d| t.answer = d),
            Outcome::Unknown,
            "none in time",
        ),
        ("no answer, whole call", String::new(), with(|t, d| t.call = d), Outcome::Unknown, "none in time"),
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
    for (about, begin, timeouts, outcome, why) in silences {
        let server = Server::new(move |mut connection, _| {
            let begin = begin.clone();
            async move {
                connection.request().await?;
                connection.send(begin.as_bytes()).await?;
                connection.until_closed().await
            }
        })
        .await;
        let client = quick(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
        let started = Instant::now();
        let error = client.reserve(&number(1)).await.unwrap_err();
        assert_eq!(error.outcome(), outcome, "{about}: {error}");
        assert!(error.reason().contains(why), "{about}: {error}");
        assert!(started.elapsed() >= short, "{about}");
        assert!(started.elapsed() < patient().call, "{about}");
        assert_eq!(server.connections(), 1, "{about}");
    }
}

/// A port that listens and whose queue is full: the kernel lets who comes wait.
#[tokio::test]
async fn a_connect_that_hangs_is_ended_and_has_sent_nothing() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let short = Duration::from_millis(150);
    let mut waiting = Vec::new();
    while let Ok(connected) = tokio::time::timeout(short, tokio::net::TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
        assert!(waiting.len() < 100, "the queue has an end");
    }
    for (connect, call) in [(short, Duration::MAX), (Duration::MAX, short)] {
        let mut timeouts = all(Duration::MAX);
        (timeouts.connect, timeouts.call) = (connect, call);
        let target = Target::url(&format!("http://{address}"), None).unwrap();
        let client = quick(Client::builder(target)).timeouts(timeouts).retries(Retries::off()).build().unwrap();
        let started = Instant::now();
        let error = client.reserve(&number(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
        assert!(error.reason().ends_with(": no answer in time"), "{error}");
        // Half of a call is kept for its answer.
        assert!(started.elapsed() >= if call == short { short / 2 } else { short });
    }
}

/// Lets time pass as it does while the process is stopped: nothing runs meanwhile, and what was waited for is there afterwards.
async fn stopped_for(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// The connection is there by the time that the process goes on, and so is the end of the call.
#[tokio::test]
async fn nothing_leaves_after_the_end_of_the_call_although_the_process_was_stopped() {
    let server = Server::answering([crate::server::order("1")]).await;
    let mut timeouts = patient();
    timeouts.call = Duration::from_secs(3);
    for (stopped, is_sent) in
        [(Duration::from_secs(1), true), (Duration::from_secs(2), false), (Duration::from_secs(8), false)]
    {
        let before = server.requests().len();
        let client =
            quick(Client::builder(server.target())).timeouts(timeouts).retries(Retries::off()).build().unwrap();
        let reservation = number(1);
        let (result, ()) = tokio::join!(client.reserve(&reservation), stopped_for(stopped));
        assert_eq!(server.requests().len() - before, usize::from(is_sent), "{stopped:?}: {result:?}");
        let Err(error) = result else { continue };
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{stopped:?}: {error}");
        assert!(error.reason().contains("the request was not sent: the call's time was up"), "{stopped:?}: {error}");
    }
}

/// The first attempt was refused; the process is stopped while the second one connects.
#[tokio::test]
async fn a_refusal_holds_where_the_next_attempt_would_leave_too_late() {
    let server =
        Server::answering([crate::server::answer("429 X", "Retry-After: 0\r\n", ""), crate::server::order("1")]).await;
    let client = quick(Client::builder(server.target())).build().unwrap();
    let reservation = number(1);
    let until_connecting = async {
        while server.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        stopped_for(patient().call).await;
    };
    let (result, ()) = tokio::join!(client.reserve(&reservation), until_connecting);
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.requests().len()), (Outcome::Refused, 1), "{error}");
}

#[tokio::test]
async fn no_token_is_asked_for_after_the_end_of_the_call() {
    let server = crate::tokens::vendor(vec![crate::tokens::token("t-1")], vec![crate::server::order("1")]).await;
    let client = crate::tokens::builder(&server).retries(Retries::off()).build().unwrap();
    let reservation = number(1);
    let (result, ()) = tokio::join!(client.reserve(&reservation), stopped_for(patient().call));
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.requests().len()), (Outcome::NotSent, 0), "{error}");
    assert!(error.reason().contains("the request was not sent: the call's time was up"), "{error}");
}

#[tokio::test]
async fn a_call_without_time_sends_nothing() {
    let server = Server::answering([crate::server::order("1")]).await;
    let mut timeouts = patient();
    timeouts.call = Duration::ZERO;
    for _ in 0..20 {
        let client = quick(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
        let error = client.reserve(&number(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{error}");
    }
    assert!(server.requests().is_empty());

    let script = ScriptedServer::new([ServerStep::accepted("1")]);
    let client = script.builder().timeouts(timeouts).build().unwrap();
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!((error.outcome(), script.sent().len()), (Outcome::NotSent, 0), "{error}");
}

/// Bytes that trickle in reset the time for the next one, and not that of the whole call.
#[tokio::test]
async fn a_body_that_trickles_is_ended_by_the_call() {
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
    let mut timeouts = hasty();
    timeouts.call = Duration::from_millis(600);
    let client = quick(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
    let started = Instant::now();
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unreadable);
    assert!(started.elapsed() >= timeouts.call);
}

/// A request that is larger than what the kernel takes for a peer that does not read.
#[tokio::test]
async fn a_server_that_takes_nothing_is_given_up() {
    let server = Server::new(|connection, _| async move {
        let _connection = connection;
        std::future::pending().await
    })
    .await;
    let mut timeouts = patient();
    timeouts.send = Duration::from_millis(150);
    let client = quick(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
    let mut body = number(1).body().to_vec();
    body.resize(9_900_000, b' ');
    let large = colt_numbers::Reservation::from_json(&body).unwrap();
    let error = client.reserve(&large).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.reason().contains("took nothing for 150ms"), "{error}");
}

#[tokio::test]
async fn a_large_request_is_sent_whole() {
    let server = Server::answering([crate::server::order("1")]).await;
    let mut body = number(1).body().to_vec();
    body.resize(9_900_000, b' ');
    let large = colt_numbers::Reservation::from_json(&body).unwrap();
    assert_eq!(server.client().reserve(&large).await.unwrap().id(), "1");
    assert!(server.requests()[0].ends_with(std::str::from_utf8(&body).unwrap()));
}

/// No time-out at all is said as `Duration::MAX`. What is ready at once needs no time.
#[tokio::test]
async fn every_length_of_a_time_out_is_taken() {
    let server = Server::answering([crate::server::order("1")]).await;
    let client = |timeouts| quick(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
    assert!(client(all(Duration::MAX)).reserve(&number(1)).await.is_ok());

    let mut timeouts = all(Duration::MAX);
    timeouts.answer = Duration::ZERO;
    if let Err(error) = client(timeouts).reserve(&number(1)).await {
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    }
}
