//! Calls that are dropped: a record is left exactly where a byte may have left.

use std::io;
use std::sync::{Arc, Mutex};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{Client, Credentials, Outcome, Target, Timeouts};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::server::{Server, answer, number, order, quick};
use crate::tokens;

/// Everything that is logged while it is watched, by this thread.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Logs everything of this thread, down to traces and by either way of logging, until the guard is dropped.
    pub fn watch() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(log.clone())
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .finish();
        (log, subscriber.set_default())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

const RECORD: &str = "ERROR reserve";

/// A server that says when it has read an order, and then nothing more.
async fn silent() -> (Server, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let (arrived, arrivals) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::new(move |mut connection, _| {
        let arrived = arrived.clone();
        async move {
            connection.request().await?;
            arrived.send(()).ok()?;
            connection.until_closed().await
        }
    })
    .await;
    (server, arrivals)
}

#[tokio::test]
async fn a_call_that_is_dropped_in_flight_leaves_a_record_of_doubt() {
    let (log, _guard) = Log::watch();
    let (server, mut arrivals) = silent().await;
    let (client, reservation) = (server.client(), number(1));
    let call = client.call(&reservation);
    let (tracking_id, status) = (call.tracking_id().clone(), call.status());
    assert!(!status.is_in_doubt(), "before it is sent");
    let mut sending = Box::pin(call.send());
    tokio::select! {
        result = &mut sending => panic!("{result:?}"),
        arrived = arrivals.recv() => arrived.unwrap(),
    }
    assert!(status.is_in_doubt(), "while there is no answer");
    assert!(!log.text().contains(RECORD));
    drop(sending);
    assert!(status.is_in_doubt(), "after it was dropped");
    let text = log.text();
    let record = text.lines().find(|line| line.contains(RECORD)).unwrap_or_else(|| panic!("{text}"));
    assert!(record.contains("dropped in flight: the outcome is unknown"), "{record}");
    assert!(record.matches(tracking_id.as_str()).count() >= 1, "{record}");
}

/// What has arrived of the response comes with the doubt; cookies and the token that the server says back do not.
#[tokio::test]
async fn a_call_that_is_given_up_ends_with_what_has_arrived() {
    let (sent, mut sends) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::new(move |mut connection, _| {
        let sent = sent.clone();
        async move {
            let request = connection.request().await?;
            if request.starts_with(b"POST /token ") {
                return connection.send(&tokens::token("t-oken-1")).await;
            }
            let head = "HTTP/1.1 200 OK\r\nSet-Cookie: c=1\r\nContent-Length: 999\r\n\r\n";
            connection.send(format!("{head}{{\"order\":{{\"id\":\"4f0c\"}},\"x\":\"t-oken-1\"").as_bytes()).await?;
            sent.send(()).ok()?;
            connection.until_closed().await
        }
    })
    .await;
    let client = tokens::builder(&server).build().unwrap();
    let reservation = number(1);
    let call = client.call(&reservation);
    let status = call.status();
    assert!(!status.give_up(), "before it is sent");
    let mut sending = Box::pin(call.send());
    let arrived = async {
        sends.recv().await.unwrap();
        // It is read before the call is given up.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        result = &mut sending => panic!("{result:?}"),
        () = arrived => {}
    }
    assert!(status.give_up());
    let error = sending.await.unwrap_err();
    assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Unknown, Some(200), 1), "{error}");
    assert_eq!(error.reason(), "no answer: the wait for it was interrupted");
    let kept = String::from_utf8_lossy(error.raw_body().unwrap());
    assert!(kept.ends_with("{\"order\":{\"id\":\"4f0c\"},\"x\":\"***\"") && kept.contains("set-cookie: ***"), "{kept}");
    assert!(!status.is_in_doubt() && !status.give_up(), "once it has ended");
    assert_eq!(server.requests().iter().filter(|request| !request.starts_with("POST /token ")).count(), 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_before_a_byte_left_leaves_none() {
    let (log, _guard) = Log::watch();
    // Waiting for a token, the order itself has not begun.
    let (server, mut arrivals) = silent().await;
    let target = tokens::target(&server);
    let credentials = Credentials::new(&target, "me", "hunter2").unwrap();
    let client = quick(Client::builder(target)).credentials(credentials).build().unwrap();
    let reservation = number(1);
    let call = client.call(&reservation);
    let status = call.status();
    let mut sending = Box::pin(call.send());
    tokio::select! {
        result = &mut sending => panic!("{result:?}"),
        arrived = arrivals.recv() => arrived.unwrap(),
    }
    drop(sending);
    assert!(!status.is_in_doubt());

    // Waiting between two tries, the server has said no to the first.
    let server = Server::answering([answer("429 X", "Retry-After: 9\r\n", "")]).await;
    let client = server.client();
    let call = client.call(&reservation);
    let status = call.status();
    let mut sending = Box::pin(call.send());
    while !log.text().contains("waiting before another attempt") {
        tokio::select! {
            result = &mut sending => panic!("{result:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(sending);
    assert!(!status.is_in_doubt());

    // Never sent.
    drop(client.call(&reservation));
    drop(client.call(&reservation).send());
    assert!(!log.text().contains("dropped in flight"), "{}", log.text());
}

#[tokio::test]
async fn once_a_call_has_ended_its_result_tells() {
    for (status, outcome) in [("200 X", "unreadable"), ("500 X", "unknown"), ("409 X", "rejected")] {
        let (log, _guard) = Log::watch();
        let server = Server::answering([answer(status, "", "")]).await;
        let (client, reservation) = (server.client(), number(1));
        let call = client.call(&reservation);
        let status = call.status();
        let error = call.send().await.unwrap_err();
        assert_eq!(error.outcome().as_str(), outcome);
        assert!(!status.is_in_doubt());
        assert_eq!(log.text().contains(RECORD), error.outcome().is_in_doubt(), "{}", log.text());
        assert!(!log.text().contains("dropped in flight"));
    }
}

#[tokio::test]
async fn spans_tell_what_became_of_a_call_and_of_each_try() {
    let (log, _guard) = Log::watch();
    let server = Server::answering([answer("429 X", "Retry-After: 0\r\n", ""), order("1")]).await;
    let order = server.client().reserve(&number(1)).await.unwrap();
    let text = log.text();
    let closed: Vec<_> = text.lines().filter(|line| line.contains("close time.busy")).collect();
    let (id, address) = (order.tracking_id(), server.address);
    let call = format!("reserve{{tracking_id={id} target=http://{address}/numberManagement");
    let ends = [
        ("attempt{attempt=1 ", "outcome=\"refused\" milliseconds="),
        ("attempt{attempt=2 ", "outcome=\"accepted\" milliseconds="),
        (call.as_str(), "attempts=2 outcome=\"accepted\" milliseconds="),
    ];
    assert_eq!(closed.len(), ends.len(), "{text}");
    for (line, (name, end)) in closed.iter().zip(ends) {
        assert!(line.contains(&call) && line.contains(name) && line.contains(end), "{line}");
    }
}

/// The clock is that of tokio, and stands still but for what is waited for.
#[tokio::test(start_paused = true)]
async fn spans_tell_how_long_a_call_and_each_try_took() {
    let (log, _guard) = Log::watch();
    let client = ScriptedServer::new([ServerStep::silent()]).client();
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!(error.outcome().as_str(), "unknown");
    let text = log.text();
    let closed: Vec<_> = text.lines().filter(|line| line.contains("close time.busy")).collect();
    assert_eq!(closed.len(), 2, "{text}");
    let took = format!("milliseconds={}", Timeouts::default().answer.as_millis());
    assert_eq!(closed[0].matches(&took).count(), 1, "{text}");
    assert_eq!(closed[1].matches(&took).count(), 1, "{text}");
}

/// A call is a future like any other: it may be moved to another thread, and be boxed.
#[test]
fn calls_are_send() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let client = Client::builder(Target::url("http://127.0.0.1:1", None).unwrap()).build().unwrap();
    let reservation = number(1);
    drop(is_send(client.reserve(&reservation)));
    drop(is_send(client.call(&reservation).send()));
}
