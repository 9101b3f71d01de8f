//! One request out, one answer in: malformed where a case wants it so, never repeated, never redirected.

use std::{
    collections::BTreeSet,
    future::Future,
    pin::pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use colt_numbers_judge::response::reported_order::reports_order;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Client, Method, Url,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
    retry,
};
use tokio::time::{Instant, sleep_until, timeout};
use tower::util::MapResponseLayer;

use crate::{
    cases::request_draft::{Draft, Token},
    error::Error,
    send::resolver::Resolver,
};

/// The most that is read of an answer's body.
const MAX_BODY: usize = 1 << 20;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(15);

/// The longest that a response is waited for, whatever was asked: an instant that every clock can hold.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// How long the runtime gets, once the time for a whole response is up, to read what has arrived: the connection is a task of its own.
const GRACE: Duration = Duration::from_millis(100);

/// What is percent-encoded in a path or a query: all but what never needs it (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request as it goes over the wire, without the run's token.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<Vec<u8>>,
    /// Whether it comes with the run's token.
    pub(crate) own_token: bool,
}

/// What came of a request.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Answer(Answer),
    /// No byte of it left.
    NotSent(String),
    /// Whatever may have come of it.
    Unknown(String),
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body reports an order, whatever the status.
    pub(crate) reports_order: bool,
}

impl Outcome {
    /// Whether there is a response with such a status.
    pub(crate) fn has_status(&self, is_such: impl Fn(u16) -> bool) -> bool {
        matches!(self, Self::Answer(answer) if is_such(answer.status))
    }

    pub(crate) fn is_success(&self) -> bool {
        self.has_status(|status| (200..300).contains(&status))
    }
}

impl Answer {
    /// The first encoding of the body, where it has one: nothing that is encoded was asked for, and nothing but chunks is decoded.
    pub(crate) fn encoding(&self) -> Option<&str> {
        let encodings =
            self.headers.iter().filter(|(name, _)| name == "content-encoding" || name == "transfer-encoding");
        let mut codings = encodings.flat_map(|(_, value)| value.split(',')).map(str::trim);
        codings.find(|coding| !["", "chunked", "identity"].iter().any(|plain| coding.eq_ignore_ascii_case(plain)))
    }

    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Rendered {
    /// Writes a draft for a target.
    pub(crate) fn of(draft: &Draft, base: &str) -> Self {
        let mut path = draft.path.clone();
        let mut query = Vec::new();
        let mut headers = vec![("accept".to_owned(), b"application/json".to_vec())];
        for (location, name, value) in &draft.parameters {
            match location.as_str() {
                "path" => path = path.replace(&format!("{{{name}}}"), &escaped(value)),
                "query" => query.push(format!("{}={}", escaped(name), escaped(value))),
                _ => headers.push((name.to_ascii_lowercase(), value.as_bytes().to_vec())),
            }
        }
        headers.extend(draft.content_type.iter().map(|value| ("content-type".to_owned(), value.as_bytes().to_vec())));
        if let Token::Unknown(token) = &draft.token {
            headers.push(("authorization".to_owned(), format!("Bearer {token}").into_bytes()));
        }
        let own_token = draft.token == Token::Own;
        let question = if query.is_empty() { "" } else { "?" };
        let url = format!("{base}{path}{question}{}", query.join("&"));
        Self { method: draft.method.clone(), url, headers, body: draft.bytes(), own_token }
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The client of a run.
pub(crate) struct Http {
    client: Client,
    resolver: Resolver,
    /// Whether the request that was sent last has had a connection. Each has one of its own, so before that no byte of it has left.
    is_connected: Arc<AtomicBool>,
    /// How long to wait for a response.
    timeout: Duration,
}

impl Http {
    /// A client that sends what it is given, once.
    ///
    /// Where nothing is encrypted no root certificate is needed, and a machine without any will do.
    pub(crate) fn new(timeout: Duration, plain_names: BTreeSet<String>, is_encrypted: bool) -> Result<Self, Error> {
        Self::with(timeout, Resolver::new(plain_names), is_encrypted)
    }

    fn with(timeout: Duration, resolver: Resolver, is_encrypted: bool) -> Result<Self, Error> {
        // Where a provider is installed already, it serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let is_connected = Arc::new(AtomicBool::new(false));
        let connected = is_connected.clone();
        let note_connection = MapResponseLayer::new(move |connection| {
            connected.store(true, Ordering::SeqCst);
            connection
        });
        let builder = if is_encrypted { Client::builder() } else { Client::builder().tls_certs_only([]) };
        let client = builder
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]))
            .redirect(Policy::none())
            .retry(retry::never())
            .dns_resolver(Arc::new(resolver.clone()))
            .connector_layer(note_connection)
            .no_proxy()
            .referer(false)
            .http1_only()
            // An idle connection that the server closes while we write is the commonest cause of doubt.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .build();
        let hint = "is there a store of root certificates on this machine?";
        let client = client.map_err(|error| Error::config(format!("no HTTP client: {}", causes(&error)), hint))?;
        Ok(Self { client, resolver, is_connected, timeout: timeout.min(LONGEST) })
    }

    /// Makes sure that nothing goes to another machine without TLS.
    pub(crate) async fn check_hosts(&self) -> Result<(), Error> {
        self.resolver.check().await
    }

    /// What came of a request that was given up while it was sent.
    pub(crate) fn given_up(&self) -> Outcome {
        let what = if self.is_connected() { "response" } else { "connection" };
        self.without_response(format!("interrupted before there was a {what}"))
    }

    fn is_connected(&self) -> bool {
        self.is_connected.load(Ordering::SeqCst)
    }

    fn without_response(&self, why: String) -> Outcome {
        if self.is_connected() { Outcome::Unknown(why) } else { Outcome::NotSent(why) }
    }

    /// Sends a request once.
    pub(crate) async fn send(&self, rendered: &Rendered, token: Option<&str>) -> Outcome {
        match self.request(rendered, token) {
            Ok(request) => self.exchange(request).await,
            Err(why) => Outcome::NotSent(why),
        }
    }

    async fn exchange(&self, request: reqwest::Request) -> Outcome {
        self.is_connected.store(false, Ordering::SeqCst);
        let (deadline, status) = (Instant::now() + self.timeout, OnceLock::new());
        let exchanged = async {
            match self.client.execute(request).await {
                Ok(response) => read(response, &status).await,
                Err(error) => self.without_response(causes(&error)),
            }
        };
        by(deadline, || self.is_connected(), exchanged).await.unwrap_or_else(|| match status.get() {
            Some(status) => Outcome::Unknown(format!("answered {status}{}", broken_off(TIMED_OUT))),
            None => self.without_response(TIMED_OUT.to_owned()),
        })
    }

    fn request(&self, rendered: &Rendered, token: Option<&str>) -> Result<reqwest::Request, String> {
        let method = Method::from_bytes(rendered.method.as_bytes()).map_err(|error| error.to_string())?;
        let url = Url::parse(&rendered.url).map_err(|error| error.to_string())?;
        let mut request = reqwest::Request::new(method, url);
        for (name, value) in &rendered.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
            request.headers_mut().append(name, HeaderValue::from_bytes(value).map_err(|error| error.to_string())?);
        }
        if let Some(token) = token.filter(|_| rendered.own_token) {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| "the token cannot be sent in a header".to_owned())?;
            value.set_sensitive(true);
            request.headers_mut().insert("authorization", value);
        }
        if let Some(body) = &rendered.body {
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    /// Asks for a token.
    pub(crate) async fn token(
        &self,
        url: &Url,
        id: &str,
        secret: &str,
        tracking_id: &str,
    ) -> Result<(u16, Vec<u8>), Error> {
        let request = self.client.post(url.clone()).basic_auth(id, Some(secret)).header("x-tracking-id", tracking_id);
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").header("accept", "application/json");
        let failed = |why: String| {
            Error::credentials(format!("no token from `{url}`: {why}"), "check the token endpoint and the network")
        };
        let request = request.body("grant_type=client_credentials").build().map_err(|error| failed(causes(&error)))?;
        match self.exchange(request).await {
            Outcome::Answer(answer) => Ok((answer.status, answer.body)),
            Outcome::NotSent(why) | Outcome::Unknown(why) => Err(failed(why)),
        }
    }
}

const TIMED_OUT: &str = "timed out";

/// What a future gives by the deadline, what has arrived by then included: after a stop of the process, the time may be up before the
/// runtime sees what arrived meanwhile. Where the request has not begun to leave by then, it does not leave any more.
async fn by<F: Future>(deadline: Instant, has_begun: impl FnOnce() -> bool, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    tokio::select! {
        biased;
        () = sleep_until(deadline) => {}
        output = &mut future => return Some(output),
    }
    if has_begun() { timeout(GRACE, future).await.ok() } else { None }
}

/// Reads a response to its end. Its status is noted first, for where its body does not come to an end in time.
async fn read(response: reqwest::Response, noted: &OnceLock<u16>) -> Outcome {
    let status = *noted.get_or_init(|| response.status().as_u16());
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    match body(response).await {
        Ok(body) => Outcome::Answer(Answer { status, headers, reports_order: reports_order(&body), body }),
        Err(why) => Outcome::Unknown(format!("answered {status}{why}")),
    }
}

async fn body(mut response: reqwest::Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken_off(&causes(&error)))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(format!(" with a body of more than {MAX_BODY} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn broken_off(why: &str) -> String {
    format!(", and its body broke off: {why}")
}

/// An error and what caused it, in one line. URLs are left out: they say nothing that a report does not.
fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { TIMED_OUT.to_owned() } else { String::new() };
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    if text.is_empty() { "it could not be built".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        sync::mpsc::channel,
    };

    use tokio::sync::{Notify, oneshot};

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(60);

    fn request_to(host: &str, server: &TcpListener) -> Rendered {
        let url = format!("http://{host}:{}/", server.local_addr().unwrap().port());
        Rendered { method: "POST".to_owned(), url, headers: Vec::new(), body: None, own_token: false }
    }

    /// As after a stop of the process: its time is up, and nothing has looked for what arrived meanwhile.
    #[tokio::test]
    async fn a_response_that_arrived_while_the_process_was_stopped_is_not_lost() {
        const RESPONSE: &[u8] = b"HTTP/1.1 409 Conflict\r\ncontent-length: 11\r\n\r\n{\"order\":1}";
        for arrived_before in [0, 20, RESPONSE.len() - 11, RESPONSE.len() - 5] {
            let server = TcpListener::bind("127.0.0.1:0").unwrap();
            let request = request_to("127.0.0.1", &server);
            let ((seen, has_seen), (stop, is_stopped), (sent, has_sent)) = (oneshot::channel(), channel(), channel());
            let server = std::thread::spawn(move || {
                let (mut stream, _) = server.accept().unwrap();
                assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
                let (before, meanwhile) = RESPONSE.split_at(arrived_before);
                stream.write_all(before).unwrap();
                seen.send(()).unwrap();
                is_stopped.recv().unwrap();
                stream.write_all(meanwhile).unwrap();
                sent.send(()).unwrap();
            });
            let http = Http::new(TIMEOUT, BTreeSet::new(), false).unwrap();
            let mut sending = pin!(http.send(&request, None));
            tokio::select! {
                outcome = &mut sending => panic!("{outcome:?}"),
                seen = has_seen => seen.unwrap(),
            }
            // This thread is the runtime's only one, so nothing of it runs until the response is there.
            stop.send(()).unwrap();
            has_sent.recv().unwrap();
            tokio::time::pause();
            tokio::time::advance(2 * TIMEOUT).await;
            tokio::time::resume();
            let Outcome::Answer(answer) = sending.await else {
                panic!("lost, of which {arrived_before} bytes came first")
            };
            assert_eq!((answer.status, answer.body.len(), answer.reports_order), (409, 11, true));
            server.join().unwrap();
        }
    }

    /// The head arrives after the time is up, and the body never does.
    #[tokio::test]
    async fn no_more_than_the_grace_is_waited_once_the_time_is_up() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let request = request_to("127.0.0.1", &server);
        let ((seen, has_seen), (answer, is_to_answer), (sent, has_sent)) = (oneshot::channel(), channel(), channel());
        let (end, has_ended) = channel::<()>();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            seen.send(()).unwrap();
            is_to_answer.recv().unwrap();
            stream.write_all(b"HTTP/1.1 409 Conflict\r\ncontent-length: 11\r\n\r\n").unwrap();
            sent.send(()).unwrap();
            has_ended.recv().unwrap_err();
        });
        let http = Http::new(TIMEOUT, BTreeSet::new(), false).unwrap();
        let mut sending = pin!(http.send(&request, None));
        tokio::select! {
            outcome = &mut sending => panic!("{outcome:?}"),
            seen = has_seen => seen.unwrap(),
        }
        tokio::time::pause();
        tokio::time::advance(2 * TIMEOUT).await;
        let begin = Instant::now();
        let answering = async {
            sleep_until(begin + GRACE / 2).await;
            answer.send(()).unwrap();
            has_sent.recv().unwrap();
        };
        let (outcome, ()) = tokio::join!(sending, answering);
        assert!(matches!(&outcome, Outcome::Unknown(why) if why.starts_with("answered 409")), "{outcome:?}");
        assert!(begin.elapsed() < GRACE * 5 / 4, "{:?}", begin.elapsed());
        drop(end);
        server.join().unwrap();
    }

    /// The name is known only when the time for the response is up.
    #[tokio::test]
    async fn nothing_begins_to_leave_when_its_time_is_up() {
        static ASKED: Notify = Notify::const_new();
        static FOUND: Notify = Notify::const_new();
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        server.set_nonblocking(true).unwrap();
        let resolver = Resolver::with(BTreeSet::new(), |_| {
            Box::pin(async {
                ASKED.notify_one();
                FOUND.notified().await;
                Ok(vec!["127.0.0.1:0".parse().unwrap()])
            })
        });
        let http = Http::with(TIMEOUT, resolver, false).unwrap();
        let request = request_to("localhost", &server);
        let mut sending = pin!(http.send(&request, None));
        tokio::select! {
            outcome = &mut sending => panic!("{outcome:?}"),
            () = ASKED.notified() => {}
        }
        tokio::time::pause();
        tokio::time::advance(2 * TIMEOUT).await;
        tokio::time::resume();
        FOUND.notify_one();
        assert!(matches!(sending.await, Outcome::NotSent(why) if why == TIMED_OUT));
        assert_eq!(server.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    }

    #[test]
    fn a_body_is_encoded_where_any_header_says_so() {
        for (headers, expected) in [
            (&[][..], None),
            (&[("content-encoding", "Identity"), ("transfer-encoding", "chunked")], None),
            (&[("content-encoding", "")], None),
            (&[("content-encoding", "gzip")], Some("gzip")),
            (&[("content-encoding", "identity, br")], Some("br")),
            (&[("content-encoding", "identity"), ("content-encoding", "gzip")], Some("gzip")),
            (&[("transfer-encoding", "gzip, chunked")], Some("gzip")),
        ] {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let answer = Answer { status: 409, headers, body: Vec::new(), reports_order: false };
            assert_eq!(answer.encoding(), expected, "{:?}", answer.headers);
        }
    }
}
