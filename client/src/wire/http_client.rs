//! A minimal HTTP/1.1 client: sends one request over a new connection, receives one response, and records evidence of both.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderValue, TRANSFER_ENCODING};
use http::{HeaderMap, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use tokio::time::Instant;

use crate::target::HttpEndpoint;
use crate::wire::connect::connect;
use crate::wire::evidence::{AbortReason, Evidence, MAX_BODY_BYTES};
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::final_poll::until_deadline;
use crate::wire::http1_connection::{Http1Connection, describe, handshake};
use crate::wire::metered_stream::{MeteredStream, WriteLimits};
use crate::wire::received_bytes::{BodyEnd, ReceivedBytes};
use crate::wire::route::Route;
#[cfg(feature = "testing")]
use crate::wire::scripted_server::ScriptedServer;
use crate::wire::send_deadline::{SendDeadline, after};
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;

/// Sends requests, each over a new connection.
#[derive(Clone, Debug)]
pub(crate) struct HttpClient {
    pub(crate) route: Route,
    pub(crate) tls: Tls,
    pub(crate) timeouts: Timeouts,
    /// Replaces the network in tests.
    #[cfg(feature = "testing")]
    pub(crate) script: Option<ScriptedServer>,
}

impl HttpClient {
    /// Sends a request with an absolute URI to the host of the endpoint, if its first byte can be sent by `send_deadline`. Records in
    /// `evidence` what was sent and received. Ends by `deadline` with what was received by then; no byte is sent after the deadline.
    pub(crate) async fn exchange(
        &self,
        endpoint: &HttpEndpoint,
        request: Request<Bytes>,
        evidence: &Arc<Evidence>,
        send_deadline: SendDeadline,
        deadline: Instant,
    ) -> Result<Response<Bytes>, ExchangeError> {
        #[cfg(feature = "testing")]
        if let Some(script) = &self.script {
            let response_deadline = earlier(self.timeouts.response, deadline);
            return script.exchange(request, evidence, send_deadline, response_deadline).await;
        }
        let request = in_origin_form(endpoint, request)?;
        let stream = connect(endpoint, &self.route, &self.tls, &self.timeouts, send_deadline.instant()).await?;
        let limits = WriteLimits { first: send_deadline, last: deadline, stall: self.timeouts.send };
        let io = MeteredStream::new(stream, Arc::clone(evidence), limits);
        let failed = |phase, reason: String| ExchangeError {
            may_have_sent: evidence.may_have_sent(),
            received: evidence.received(),
            ..ExchangeError::before_sending(phase, reason)
        };
        let (mut sender, mut connection) = handshake::<Full<Bytes>>(io)
            .await
            .map_err(|error| failed(Phase::Send, describe(&error)).caused_by(error))?;
        let response_deadline = earlier(self.timeouts.response, deadline);
        let received =
            until_deadline(response_deadline, connection.while_waiting_for(sender.send_request(request))).await;
        let response = match received {
            Some(Ok(response)) => response,
            Some(Err(_)) if evidence.abort_reason() == Some(AbortReason::Late) => {
                return Err(failed(Phase::Late, "the call's time limit was reached".to_owned()).by_timeout());
            }
            Some(Err(_)) if evidence.abort_reason() == Some(AbortReason::Stalled) => {
                let reason = format!("the server read nothing for {:?}", self.timeouts.send);
                return Err(failed(Phase::Send, reason).by_timeout());
            }
            Some(Err(error)) => {
                // Bytes that are not HTTP may still show an order.
                connection.into_parts().io.read_rest(earlier(self.timeouts.body, deadline)).await;
                let reason = describe(&error);
                let is_too_long = evidence.abort_reason() == Some(AbortReason::TooLong);
                let reason = if is_too_long { format!("its head is too long ({reason})") } else { reason };
                return Err(failed(Phase::Response, reason).caused_by(error));
            }
            None => return Err(failed(Phase::Response, "timed out".to_owned()).by_timeout()),
        };
        // Twice the limit of the body, because the framing of the body takes bytes as well.
        evidence.allow(MAX_BODY_BYTES * 2);
        let (mut head, body) = response.into_parts();
        let has_announced_end = body.is_end_stream() || announces_end(&head.headers);
        let (bytes, mut end) = read_body(&mut connection, body, self.timeouts.body, deadline).await;
        let http1::Parts { io, read_buf, .. } = connection.into_parts();
        let mut has_more = !read_buf.trim_ascii().is_empty();
        match end {
            BodyEnd::Complete if has_more => end = BodyEnd::Excess,
            BodyEnd::Complete if !has_announced_end => end = BodyEnd::Closed,
            BodyEnd::Broken => has_more |= io.read_rest(earlier(self.timeouts.body, deadline)).await,
            _ => {}
        }
        head.extensions.insert(end);
        if has_more {
            head.extensions.insert(ReceivedBytes(evidence.received()));
        }
        Ok(Response::from_parts(head, bytes))
    }
}

/// Whether a head announces where the body ends: by a length, or by chunks, the last of which is marked.
fn announces_end(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(TRANSFER_ENCODING).iter().next_back();
    let is_chunked = |codings: &HeaderValue| codings.as_bytes().trim_ascii().to_ascii_lowercase().ends_with(b"chunked");
    codings.map_or(headers.contains_key(CONTENT_LENGTH), is_chunked)
}

/// The request in origin form (RFC 9112, 3.2.1): the path in the request line, the host in `Host`. `Connection: close` is added.
pub(crate) fn in_origin_form(
    endpoint: &HttpEndpoint,
    request: Request<Bytes>,
) -> Result<Request<Full<Bytes>>, ExchangeError> {
    let invalid = |reason: String| ExchangeError::before_sending(Phase::Send, reason);
    let (mut head, body) = request.into_parts();
    let is_same_host =
        head.uri.host().is_some_and(|host| host.trim_matches(['[', ']']).eq_ignore_ascii_case(&endpoint.host));
    if !is_same_host {
        return Err(invalid("the request is for another host".to_owned()));
    }
    let authority = head.uri.authority().map(|authority| authority.as_str().to_owned()).unwrap_or_default();
    let host = HeaderValue::try_from(authority).map_err(|error| invalid(error.to_string()))?;
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse::<Uri>().map_err(|error| invalid(error.to_string()))?;
    head.headers.insert(HOST, host);
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(Request::from_parts(head, Full::new(body)))
}

/// Reads a body until it ends, the limit is reached, or no further byte arrives in time.
async fn read_body(
    connection: &mut Http1Connection<Full<Bytes>>,
    body: Incoming,
    timeout: Duration,
    deadline: Instant,
) -> (Bytes, BodyEnd) {
    let mut body = pin!(body);
    let mut bytes = BytesMut::new();
    loop {
        let frame = connection.while_waiting_for(body.frame());
        let frame = match until_deadline(earlier(timeout, deadline), frame).await {
            Some(None) => return (bytes.freeze(), BodyEnd::Complete),
            Some(Some(Ok(frame))) => frame,
            Some(Some(Err(_))) => return (bytes.freeze(), BodyEnd::Broken),
            None => return (bytes.freeze(), BodyEnd::Stalled),
        };
        if let Ok(data) = frame.into_data() {
            let room = MAX_BODY_BYTES - bytes.len();
            bytes.extend_from_slice(&data[..data.len().min(room)]);
            if data.len() > room {
                return (bytes.freeze(), BodyEnd::TooLong);
            }
        }
    }
}

/// The earlier of the end of a time-out that starts now, and a deadline.
fn earlier(timeout: Duration, deadline: Instant) -> Instant {
    after(timeout).min(deadline)
}
