//! What is sent again, how often, after which waits; and that the outcome is true of all tries together.

use std::time::{Duration, Instant};

use colt_numbers::{Client, Outcome, Retries, Target};
use tokio::net::TcpListener;

use crate::server::{Server, answer, number, order, patient, quick};

fn busy(retry_after: &str) -> Vec<u8> {
    answer("429 Too Many Requests", &format!("Retry-After: {retry_after}\r\n"), "")
}

fn tracking_ids(server: &Server) -> Vec<String> {
    let of = |request: String| {
        request.lines().find_map(|line| line.strip_prefix("x-tracking-id: ").map(str::to_owned)).unwrap()
    };
    server.requests().into_iter().map(of).collect()
}

#[tokio::test]
async fn what_was_refused_is_sent_again_under_the_same_tracking_id() {
    let unavailable = answer("503 Service Unavailable", "Retry-After: 0\r\n", "");
    let server = Server::answering([busy("0"), unavailable, answer("429 X", "", ""), order("1")]).await;
    let order = server.client().reserve(&number(1)).await.unwrap();
    assert_eq!(order.attempts(), 4);
    assert_eq!(server.connections(), 4, "each try has a connection of its own");
    let ids = tracking_ids(&server);
    assert!(ids.len() == 4 && ids.iter().all(|id| *id == order.tracking_id().to_string()), "{ids:?}");
}

#[tokio::test]
async fn it_is_sent_again_so_often_and_no_more() {
    for max in [0, 1, 3, 7] {
        let server = Server::answering([busy("0")]).await;
        let retries = Retries::default().first_wait(Duration::ZERO).at_most(max);
        let client = Client::builder(server.target()).retries(retries).build().unwrap();
        let error = client.reserve(&number(1)).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Refused);
        assert_eq!(error.retry_after(), Some(Duration::ZERO));
        assert_eq!(server.requests().len(), max + 1);
        assert_eq!(usize::try_from(error.attempts()).unwrap(), max + 1);
    }
}

#[tokio::test]
async fn with_retries_off_nothing_is_sent_again() {
    let server = Server::answering([busy("0")]).await;
    let client = Client::builder(server.target()).retries(Retries::off()).build().unwrap();
    assert_eq!(client.reserve(&number(1)).await.unwrap_err().outcome(), Outcome::Refused);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_server_s_time_is_waited_and_one_that_is_too_long_is_not() {
    let server = Server::answering([busy("1"), order("1")]).await;
    let started = Instant::now();
    assert_eq!(server.client().reserve(&number(1)).await.unwrap().attempts(), 2);
    assert!(started.elapsed() >= Duration::from_secs(1));

    for (asked, told) in [("61", 61), ("99999999999999999999999999", 86_400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400)]
    {
        let server = Server::answering([busy(asked), order("1")]).await;
        let error = server.client().reserve(&number(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 1), "{asked}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(told)), "{asked}");
        assert!(error.to_string().ends_with(&format!("try again in {told} s")), "{error}");
    }
}

#[tokio::test]
async fn a_time_that_says_nothing_is_no_time() {
    for asked in ["-1", "soon", "", "1.5", "0x10", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let server = Server::answering([busy(asked), order("1")]).await;
        assert_eq!(server.client().reserve(&number(1)).await.unwrap().attempts(), 2, "{asked}");
    }
}

#[tokio::test]
async fn nothing_is_sent_again_that_leaves_no_time_for_its_answer() {
    // What is kept for the answer: its own time, or half of the call.
    for (call, kept) in [(1, 30), (3, 30), (4, 3)] {
        let server = Server::answering([busy("2"), order("1")]).await;
        let mut timeouts = patient();
        (timeouts.call, timeouts.answer) = (Duration::from_secs(call), Duration::from_secs(kept));
        let client = quick(Client::builder(server.target())).timeouts(timeouts).build().unwrap();
        let started = Instant::now();
        let error = client.reserve(&number(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 1), "{call}");
        assert!(started.elapsed() < Duration::from_secs(1), "{call}");
    }
}

#[tokio::test]
async fn a_doubt_or_a_no_after_a_refusal_ends_the_call() {
    let ends = [("409 No", Outcome::Rejected), ("500 X", Outcome::Unknown), ("204 X", Outcome::Unreadable)];
    for (status, outcome) in ends {
        let server = Server::answering([busy("0"), answer(status, "", ""), order("1")]).await;
        let error = server.client().reserve(&number(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 2));
        assert_eq!(server.requests().len(), 2);
    }
}

/// A port that nobody listens on: it was bound, and is not reachable before somebody binds it again.
async fn closed_port() -> std::net::SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_and_nothing_was_sent() {
    let target = Target::url(&format!("http://{}", closed_port().await), None).unwrap();
    let client = quick(Client::builder(target)).build().unwrap();
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), error.status()), (Outcome::NotSent, 4, None));
    assert!(error.to_string().starts_with("not sent: no connection: 127.0.0.1:"), "{error}");
}

/// A host that no resolver is asked for: a label has at most 63 characters.
#[tokio::test]
async fn an_unknown_host_is_not_sent() {
    let host = "a".repeat(64);
    let target = Target::url(&format!("https://{host}/numberManagement"), None).unwrap();
    let client = quick(Client::builder(target)).retries(Retries::off()).build().unwrap();
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.reason().starts_with(&format!("the host was not found: `{host}`")), "{error}");
}

/// That nothing left is true of the last try alone; the server did see the order, and said no.
#[tokio::test]
async fn what_an_earlier_try_was_told_holds_where_a_later_one_sends_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        crate::server::read_request(&mut stream).await.unwrap();
        // Nobody listens by the time the client reads this.
        drop(listener);
        tokio::io::AsyncWriteExt::write_all(&mut stream, &busy("0")).await.unwrap();
    });
    let target = Target::url(&format!("http://{address}"), None).unwrap();
    let client = quick(Client::builder(target)).build().unwrap();
    let error = client.reserve(&number(1)).await.unwrap_err();
    server.await.unwrap();
    assert_eq!(error.outcome(), Outcome::Refused, "{error}");
    assert_eq!((error.status(), error.attempts()), (Some(429), 4));
    assert!(error.reason().starts_with("status 429; and the next try was not sent: no connection"), "{error}");
}
