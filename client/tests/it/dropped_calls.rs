//! Calls that are dropped or given up, and what is logged: an error event exactly if a byte may have been sent.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{Client, Credentials, Outcome, Target, Timeouts};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::server::{Server, order, reservation, response, with_test_limits};
use crate::tokens;

/// A subscriber that is never dropped. Without it, an event or span would stay disabled if another thread reached it for the first time just
/// before the subscriber of a test is set.
static KEEPS_ENABLED: LazyLock<tracing::Dispatch> = LazyLock::new(|| {
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(io::sink);
    tracing::Dispatch::new(subscriber.finish())
});

/// Collects the log of a thread.
#[derive(Clone, Default)]
pub struct CollectedLog(Arc<Mutex<Vec<u8>>>);

impl CollectedLog {
    /// Collects all events and spans of this thread, of `tracing` and `log`, until the guard is dropped.
    pub fn collect() -> (Self, tracing::subscriber::DefaultGuard) {
        LazyLock::force(&KEEPS_ENABLED);
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(log.clone())
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .finish();
        let guard = subscriber.set_default();
        tracing::callsite::rebuild_interest_cache();
        (log, guard)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for CollectedLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for CollectedLog {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// The start of an error event in the span of a call.
const ERROR_EVENT: &str = "ERROR call";

/// A server that reports each request to the test and never responds.
async fn silent() -> (Server, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::new(move |mut connection, _| {
        let sender = sender.clone();
        async move {
            connection.request().await?;
            sender.send(()).ok()?;
            connection.until_closed().await
        }
    })
    .await;
    (server, receiver)
}

#[tokio::test]
async fn a_call_that_is_dropped_in_flight_logs_an_error_with_its_tracking_id() {
    let (log, _guard) = CollectedLog::collect();
    let (server, mut requests) = silent().await;
    let (client, reservation) = (server.client(), reservation(1));
    let call = client.call(&reservation);
    let (tracking_id, status) = (call.tracking_id().clone(), call.status());
    assert!(!status.is_in_doubt(), "before it is sent");
    let mut sending = Box::pin(call.send());
    tokio::select! {
        result = &mut sending => panic!("{result:?}"),
        request = requests.recv() => request.unwrap(),
    }
    assert!(status.is_in_doubt(), "while there is no response");
    assert!(!log.text().contains(ERROR_EVENT));
    drop(sending);
    assert!(status.is_in_doubt(), "after it was dropped");
    let text = log.text();
    let event = text.lines().find(|line| line.contains(ERROR_EVENT)).unwrap_or_else(|| panic!("{text}"));
    assert!(event.contains("dropped in flight: the outcome is unknown"), "{event}");
    assert!(event.matches(tracking_id.as_str()).count() >= 1, "{event}");
}

/// The error contains the part of the response that has arrived, with cookies and an echoed token redacted.
#[tokio::test]
async fn a_call_that_is_given_up_keeps_what_has_arrived() {
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
    let reservation = reservation(1);
    let call = client.call(&reservation);
    let status = call.status();
    assert!(!status.give_up(), "before it is sent");
    let mut sending = Box::pin(call.send());
    let arrived = async {
        sends.recv().await.unwrap();
        // The client reads this part before the call is given up.
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
    assert_eq!(error.reason(), "no response: the call was interrupted");
    let kept = String::from_utf8_lossy(error.raw_body().unwrap());
    assert!(kept.ends_with("{\"order\":{\"id\":\"4f0c\"},\"x\":\"***\"") && kept.contains("set-cookie: ***"), "{kept}");
    assert!(!status.is_in_doubt() && !status.give_up(), "once it has ended");
    assert_eq!(server.requests().iter().filter(|request| !request.starts_with("POST /token ")).count(), 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_before_a_byte_was_sent_logs_no_error() {
    let (log, _guard) = CollectedLog::collect();
    // The call is dropped while it waits for a token.
    let (server, mut requests) = silent().await;
    let target = tokens::target(&server);
    let credentials = Credentials::new(&target, "me", "hunter2").unwrap();
    let client = with_test_limits(Client::builder(target)).credentials(credentials).build().unwrap();
    let reservation = reservation(1);
    let call = client.call(&reservation);
    let status = call.status();
    let mut sending = Box::pin(call.send());
    tokio::select! {
        result = &mut sending => panic!("{result:?}"),
        request = requests.recv() => request.unwrap(),
    }
    drop(sending);
    assert!(!status.is_in_doubt());

    // The call is dropped while it waits between two attempts, the first of which was refused.
    let server = Server::responding([response("429 X", "Retry-After: 9\r\n", "")]).await;
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

    // The call is dropped before it is sent.
    drop(client.call(&reservation));
    drop(client.call(&reservation).send());
    assert!(!log.text().contains("dropped in flight"), "{}", log.text());
}

#[tokio::test]
async fn a_call_that_has_ended_is_not_in_doubt_and_its_result_states_the_outcome() {
    for (status, outcome) in [("200 X", "unreadable"), ("500 X", "unknown"), ("409 X", "rejected")] {
        let (log, _guard) = CollectedLog::collect();
        let server = Server::responding([response(status, "", "")]).await;
        let (client, reservation) = (server.client(), reservation(1));
        let call = client.call(&reservation);
        let status = call.status();
        let error = call.send().await.unwrap_err();
        assert_eq!(error.outcome().as_str(), outcome);
        assert!(!status.is_in_doubt());
        assert_eq!(log.text().contains(ERROR_EVENT), error.outcome().is_in_doubt(), "{}", log.text());
        assert!(!log.text().contains("dropped in flight"));
    }
}

#[tokio::test]
async fn spans_have_the_outcome_of_a_call_and_of_each_attempt() {
    let (log, _guard) = CollectedLog::collect();
    let server = Server::responding([response("429 X", "Retry-After: 0\r\n", ""), order("1")]).await;
    let order = server.client().reserve(&reservation(1)).await.unwrap();
    let text = log.text();
    let closed: Vec<_> = text.lines().filter(|line| line.contains("close time.busy")).collect();
    let (id, address) = (order.tracking_id(), server.address);
    let call = format!("call{{operation=\"reserveNumbers\" tracking_id={id} target=http://{address}/numberManagement");
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

/// With tokio's clock paused, only waits take time.
#[tokio::test(start_paused = true)]
async fn spans_have_the_duration_of_a_call_and_of_each_attempt() {
    let (log, _guard) = CollectedLog::collect();
    let client = ScriptedServer::new([ServerStep::silent()]).client();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(error.outcome().as_str(), "unknown");
    let text = log.text();
    let closed: Vec<_> = text.lines().filter(|line| line.contains("close time.busy")).collect();
    assert_eq!(closed.len(), 2, "{text}");
    let took = format!("milliseconds={}", Timeouts::default().response.as_millis());
    assert_eq!(closed[0].matches(&took).count(), 1, "{text}");
    assert_eq!(closed[1].matches(&took).count(), 1, "{text}");
}

/// The future of a call can be moved to another thread.
#[test]
fn calls_are_send() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let client = Client::builder(Target::url("http://127.0.0.1:1", None).unwrap()).build().unwrap();
    let reservation = reservation(1);
    drop(is_send(client.reserve(&reservation)));
    drop(is_send(client.call(&reservation).send()));
}
