//! The HTTP client of a run: sends each request once, even a malformed one, without retries and redirects.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use colt_numbers_judge::response::reported_order::reports_order;
use reqwest::{
    Client, Method, Url,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
    retry,
};
use tokio::time::{Instant, sleep_until, timeout};
use tower::util::MapResponseLayer;

use crate::{
    cases::request_draft::{ParameterValue, RequestDraft, TokenChoice, percent_encoded},
    error::Error,
    send::{proxy::Proxy, resolver::Resolver},
};

/// The most bytes of a response body that are read.
const MAX_BODY: usize = 1 << 20;

/// The time limit for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// The longest time limit for a response, so that the deadline does not overflow the clock.
const MAX_TIMEOUT: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The extra time to read a response that has arrived by the deadline: the task of the connection may not have run yet.
const GRACE: Duration = Duration::from_millis(100);

/// A request as it is sent, without the run's token.
#[derive(Debug, Clone)]
pub(crate) struct HttpRequest {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<Vec<u8>>,
    /// Whether the request is sent with the run's token.
    pub(crate) has_run_token: bool,
    /// The pointer of the order id in a response, if the request may place an order.
    pub(crate) order: Option<String>,
}

/// The outcome of sending a request.
#[derive(Debug, Clone)]
pub(crate) enum SendOutcome {
    Response(HttpResponse),
    /// No byte of the request was sent. Holds the reason.
    NotSent(String),
    /// The request had a connection and got no complete response. Holds the reason.
    Unknown(String),
}

/// A complete response.
#[derive(Debug, Clone)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body reports an order, whatever the status.
    pub(crate) reports_order: bool,
}

impl SendOutcome {
    /// Whether there is a response whose status satisfies the predicate.
    pub(crate) fn has_status(&self, predicate: impl Fn(u16) -> bool) -> bool {
        matches!(self, Self::Response(response) if predicate(response.status))
    }

    pub(crate) fn is_success(&self) -> bool {
        self.has_status(|status| (200..300).contains(&status))
    }
}

impl HttpResponse {
    /// The first encoding of the body, if it is encoded. Requests ask for no encoding, and this client decodes only chunks.
    pub(crate) fn encoding(&self) -> Option<&str> {
        let encodings =
            self.headers.iter().filter(|(name, _)| name == "content-encoding" || name == "transfer-encoding");
        let mut codings = encodings.flat_map(|(_, value)| value.split(',')).map(str::trim);
        codings.find(|coding| !["", "chunked", "identity"].iter().any(|plain| coding.eq_ignore_ascii_case(plain)))
    }

    /// The value of the first header with this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl HttpRequest {
    /// The request for a draft, at the target's base URL. `order` is the pointer of the order id in a response, if the operation orders.
    pub(crate) fn of(draft: &RequestDraft, base: &str, order: Option<&str>) -> Self {
        let mut path = draft.path.clone();
        let mut query = Vec::new();
        let mut headers = vec![("accept".to_owned(), draft.accept.clone().into_bytes())];
        for parameter in &draft.parameters {
            let ParameterValue { location, name, items } = parameter;
            // Commas between items are not encoded, those within an item are.
            let encoded = || items.iter().map(|item| percent_encoded(item)).collect::<Vec<_>>().join(",");
            match location.as_str() {
                "path" => path = path.replace(&format!("{{{name}}}"), &encoded()),
                "query" => query.push(format!("{}={}", percent_encoded(name), encoded())),
                _ => headers.push((name.to_ascii_lowercase(), parameter.text().into_bytes())),
            }
        }
        headers.extend(draft.content_type.iter().map(|value| ("content-type".to_owned(), value.as_bytes().to_vec())));
        if let TokenChoice::Unknown(token) = &draft.token {
            headers.push(("authorization".to_owned(), format!("Bearer {token}").into_bytes()));
        }
        let has_run_token = draft.token == TokenChoice::OfRun;
        let separator = if query.is_empty() { "" } else { "?" };
        let url = format!("{base}{path}{separator}{}", query.join("&"));
        let order = order.map(str::to_owned);
        Self { method: draft.method.clone(), url, headers, body: draft.bytes(), has_run_token, order }
    }
}

/// The HTTP client of a run.
pub(crate) struct OneShotClient {
    client: Client,
    resolver: Resolver,
    /// Whether the last request got a connection, through the tunnel if there is a proxy. Each request has its own connection, so no byte of the request
    /// was sent while this is false.
    is_connected: Arc<AtomicBool>,
    /// The time limit for a response.
    timeout: Duration,
    has_proxy: bool,
}

impl OneShotClient {
    /// A client that sends each request once. Without encryption, no root certificates are loaded, so that the client works on a machine without them.
    pub(crate) fn new(
        timeout: Duration,
        resolver: Resolver,
        is_encrypted: bool,
        proxy: Option<&Proxy>,
    ) -> Result<Self, Error> {
        // This fails if a provider is already installed; then the client uses that provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let is_connected = Arc::new(AtomicBool::new(false));
        let connected = is_connected.clone();
        let note_connection = MapResponseLayer::new(move |connection| {
            connected.store(true, Ordering::SeqCst);
            connection
        });
        let builder = if is_encrypted { Client::builder() } else { Client::builder().tls_certs_only([]) };
        // The environment's proxy is not used.
        let builder = builder.no_proxy();
        let builder = match proxy {
            Some(proxy) => builder.proxy(proxy.for_client()),
            None => builder,
        };
        let client = builder
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]))
            .redirect(Policy::none())
            .retry(retry::never())
            .dns_resolver(Arc::new(resolver.clone()))
            .connector_layer(note_connection)
            .referer(false)
            .http1_only()
            // A request on an idle connection that the server is closing would often end in doubt.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT_TIMEOUT)
            .build();
        let hint = "check that this machine has root certificates";
        let client = client
            .map_err(|error| Error::config(format!("the HTTP client cannot be built: {}", causes(&error)), hint))?;
        Ok(Self { client, resolver, is_connected, timeout: timeout.min(MAX_TIMEOUT), has_proxy: proxy.is_some() })
    }

    /// Fails if anything would be sent to another machine without TLS.
    pub(crate) async fn check_hosts(&self) -> Result<(), Error> {
        self.resolver.check().await
    }

    /// The outcome of a request that was aborted.
    pub(crate) fn aborted(&self) -> SendOutcome {
        let missing = if self.is_connected() { "response" } else { "connection" };
        self.without_response(format!("interrupted before there was a {missing}"))
    }

    fn is_connected(&self) -> bool {
        self.is_connected.load(Ordering::SeqCst)
    }

    fn without_response(&self, why: String) -> SendOutcome {
        if self.is_connected() { SendOutcome::Unknown(why) } else { SendOutcome::NotSent(why) }
    }

    /// Sends a request once, with this token if the request has the run's token.
    pub(crate) async fn send(&self, http_request: &HttpRequest, token: Option<&str>) -> SendOutcome {
        match self.build_request(http_request, token) {
            Ok(request) => self.exchange(request, http_request.order.as_deref()).await,
            Err(why) => SendOutcome::NotSent(why),
        }
    }

    async fn exchange(&self, request: reqwest::Request, order: Option<&str>) -> SendOutcome {
        self.is_connected.store(false, Ordering::SeqCst);
        let (deadline, status) = (Instant::now() + self.timeout, OnceLock::new());
        let exchanged = async {
            match self.client.execute(request).await {
                Ok(response) => read_response(response, &status, order).await,
                Err(error) => self.without_response(causes(&error)),
            }
        };
        by_deadline(deadline, || self.is_connected(), exchanged).await.unwrap_or_else(|| match status.get() {
            Some(status) => SendOutcome::Unknown(format!("status {status}{}", incomplete_body(TIMED_OUT))),
            None => self.without_response(TIMED_OUT.to_owned()),
        })
    }

    fn build_request(&self, http_request: &HttpRequest, token: Option<&str>) -> Result<reqwest::Request, String> {
        let method = Method::from_bytes(http_request.method.as_bytes()).map_err(|error| error.to_string())?;
        let url = Url::parse(&http_request.url).map_err(|error| error.to_string())?;
        let mut request = reqwest::Request::new(method, url);
        for (name, value) in &http_request.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
            request.headers_mut().append(name, HeaderValue::from_bytes(value).map_err(|error| error.to_string())?);
        }
        if let Some(token) = token.filter(|_| http_request.has_run_token) {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| "the token cannot be sent in a header".to_owned())?;
            value.set_sensitive(true);
            request.headers_mut().insert("authorization", value);
        }
        if let Some(body) = &http_request.body {
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    /// Requests a token. `tracking_id` is the header with the tracking id, and its value. Returns the status and the body of the response.
    pub(crate) async fn request_token(
        &self,
        url: &Url,
        id: &str,
        secret: &str,
        tracking_id: Option<(&str, &str)>,
    ) -> Result<(u16, Vec<u8>), Error> {
        let request = self.client.post(url.clone()).basic_auth(id, Some(secret));
        let request = tracking_id.into_iter().fold(request, |request, (header, value)| request.header(header, value));
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").header("accept", "application/json");
        let hint = match self.has_proxy {
            true => "check the token endpoint, the proxy with its user and password, and the network",
            false => "check the token endpoint and the network",
        };
        let failed = |why: String| Error::credentials(format!("no token from `{url}`: {why}"), hint);
        let request = request.body("grant_type=client_credentials").build().map_err(|error| failed(causes(&error)))?;
        match self.exchange(request, None).await {
            SendOutcome::Response(response) => Ok((response.status, response.body)),
            SendOutcome::NotSent(why) | SendOutcome::Unknown(why) => Err(failed(why)),
        }
    }
}

const TIMED_OUT: &str = "timed out";

/// The output of a future, if the future completes by the deadline, or by the end of `GRACE` after the deadline: if the process was suspended,
/// a response may have arrived that the runtime has not seen yet. A request without a connection at the deadline is dropped unsent.
async fn by_deadline<F: Future>(
    deadline: Instant,
    is_connected: impl FnOnce() -> bool,
    future: F,
) -> Option<F::Output> {
    let mut future = pin!(future);
    tokio::select! {
        biased;
        () = sleep_until(deadline) => {}
        output = &mut future => return Some(output),
    }
    if is_connected() { timeout(GRACE, future).await.ok() } else { None }
}

/// Reads a response to its end. The status is stored first, so that it is known if the body does not arrive in time.
async fn read_response(response: reqwest::Response, stored_status: &OnceLock<u16>, order: Option<&str>) -> SendOutcome {
    let status = *stored_status.get_or_init(|| response.status().as_u16());
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    match read_body(response).await {
        Ok(body) => SendOutcome::Response(HttpResponse {
            status,
            headers,
            reports_order: order.is_some_and(|order| reports_order(&body, order)),
            body,
        }),
        Err(why) => SendOutcome::Unknown(format!("status {status}{why}")),
    }
}

async fn read_body(mut response: reqwest::Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| incomplete_body(&causes(&error)))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(format!(", and the body has more than {MAX_BODY} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn incomplete_body(why: &str) -> String {
    format!(", and the body is incomplete: {why}")
}

/// An error and its causes, in one line. URLs are left out, because reports have them anyway.
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
    if text.is_empty() { "the request could not be built".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        io::{Read as _, Write as _},
        net::TcpListener,
        sync::mpsc::channel,
    };

    use tokio::sync::{Notify, oneshot};

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(60);

    fn request_to(host: &str, server: &TcpListener) -> HttpRequest {
        let url = format!("http://{host}:{}/", server.local_addr().unwrap().port());
        HttpRequest {
            method: "POST".to_owned(),
            url,
            headers: Vec::new(),
            body: None,
            has_run_token: false,
            order: Some("/order/id".to_owned()),
        }
    }

    /// The deadline passes while the runtime does not run, as if the process were suspended.
    #[tokio::test]
    async fn a_response_that_arrived_while_the_process_was_suspended_is_not_lost() {
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
            let http = OneShotClient::new(TIMEOUT, Resolver::new(BTreeSet::new()), false, None).unwrap();
            let mut sending = pin!(http.send(&request, None));
            tokio::select! {
                outcome = &mut sending => panic!("{outcome:?}"),
                seen = has_seen => seen.unwrap(),
            }
            // The runtime has only this thread, so it does nothing until the response has arrived.
            stop.send(()).unwrap();
            has_sent.recv().unwrap();
            tokio::time::pause();
            tokio::time::advance(2 * TIMEOUT).await;
            tokio::time::resume();
            let SendOutcome::Response(response) = sending.await else {
                panic!("lost, with {arrived_before} bytes before the deadline")
            };
            assert_eq!((response.status, response.body.len(), response.reports_order), (409, 11, true));
            server.join().unwrap();
        }
    }

    /// The head arrives after the deadline, and the body never arrives.
    #[tokio::test]
    async fn after_the_deadline_the_client_waits_only_for_the_grace_period() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let request = request_to("127.0.0.1", &server);
        let ((seen, has_seen), (respond, may_respond), (sent, has_sent)) = (oneshot::channel(), channel(), channel());
        let (end, has_ended) = channel::<()>();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            seen.send(()).unwrap();
            may_respond.recv().unwrap();
            stream.write_all(b"HTTP/1.1 409 Conflict\r\ncontent-length: 11\r\n\r\n").unwrap();
            sent.send(()).unwrap();
            has_ended.recv().unwrap_err();
        });
        let http = OneShotClient::new(TIMEOUT, Resolver::new(BTreeSet::new()), false, None).unwrap();
        let mut sending = pin!(http.send(&request, None));
        tokio::select! {
            outcome = &mut sending => panic!("{outcome:?}"),
            seen = has_seen => seen.unwrap(),
        }
        tokio::time::pause();
        tokio::time::advance(2 * TIMEOUT).await;
        let begin = Instant::now();
        let responding = async {
            sleep_until(begin + GRACE / 2).await;
            respond.send(()).unwrap();
            has_sent.recv().unwrap();
        };
        let (outcome, ()) = tokio::join!(sending, responding);
        assert!(matches!(&outcome, SendOutcome::Unknown(why) if why.starts_with("status 409")), "{outcome:?}");
        assert!(begin.elapsed() < GRACE * 5 / 4, "{:?}", begin.elapsed());
        drop(end);
        server.join().unwrap();
    }

    /// The host name is resolved only after the deadline.
    #[tokio::test]
    async fn nothing_is_sent_after_the_deadline() {
        static REQUESTED: Notify = Notify::const_new();
        static RESOLVED: Notify = Notify::const_new();
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        server.set_nonblocking(true).unwrap();
        let resolver = Resolver::with(BTreeSet::new(), |_| {
            Box::pin(async {
                REQUESTED.notify_one();
                RESOLVED.notified().await;
                Ok(vec!["127.0.0.1:0".parse().unwrap()])
            })
        });
        let http = OneShotClient::new(TIMEOUT, resolver, false, None).unwrap();
        let request = request_to("localhost", &server);
        let mut sending = pin!(http.send(&request, None));
        tokio::select! {
            outcome = &mut sending => panic!("{outcome:?}"),
            () = REQUESTED.notified() => {}
        }
        tokio::time::pause();
        tokio::time::advance(2 * TIMEOUT).await;
        tokio::time::resume();
        RESOLVED.notify_one();
        assert!(matches!(sending.await, SendOutcome::NotSent(why) if why == TIMED_OUT));
        assert_eq!(server.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    }

    #[test]
    fn an_encoding_in_any_header_is_found() {
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
            let response = HttpResponse { status: 409, headers, body: Vec::new(), reports_order: false };
            assert_eq!(response.encoding(), expected, "{:?}", response.headers);
        }
    }
}
