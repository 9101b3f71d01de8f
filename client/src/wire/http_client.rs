//! One request out, one answer in.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
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
use crate::wire::evidence::{AbortReason, Evidence, MAX_BODY};
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::final_poll::by;
use crate::wire::metered_stream::{MeteredStream, WriteLimits};
use crate::wire::raw_response::{BodyEnd, RawResponse};
#[cfg(feature = "testing")]
use crate::wire::scripted_server::ScriptedServer;
use crate::wire::send_deadline::{SendDeadline, after};
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;

/// The most header fields that a response may have.
const MAX_FIELDS: usize = 100;

/// Sends requests to one endpoint, each over a connection of its own.
#[derive(Clone, Debug)]
pub(crate) struct HttpClient {
    pub(crate) tls: Tls,
    pub(crate) timeouts: Timeouts,
    /// Takes the place of the network.
    #[cfg(feature = "testing")]
    pub(crate) script: Option<ScriptedServer>,
}

impl HttpClient {
    /// Sends a request whose URI is absolute, to the host that the endpoint names, if its first byte can leave by `latest`; keeps evidence
    /// of what left and what arrived, and ends by the deadline with what there is by then. No byte leaves after that.
    pub(crate) async fn exchange(
        &self,
        endpoint: &HttpEndpoint,
        request: Request<Bytes>,
        evidence: &Arc<Evidence>,
        latest: SendDeadline,
        deadline: Instant,
    ) -> Result<Response<Bytes>, ExchangeError> {
        #[cfg(feature = "testing")]
        if let Some(script) = &self.script {
            return script.exchange(request, evidence, latest, soonest(self.timeouts.answer, deadline)).await;
        }
        let request = in_origin_form(endpoint, request)?;
        let stream = connect(endpoint, &self.tls, &self.timeouts, latest.instant()).await?;
        let limits = WriteLimits { first: latest, last: deadline, stall: self.timeouts.send };
        let io = MeteredStream::new(stream, Arc::clone(evidence), limits);
        let failed = |phase, why: String| ExchangeError {
            phase,
            may_have_left: evidence.may_have_left(),
            why,
            received: evidence.received(),
        };
        let (mut sender, connection) = http1::Builder::new()
            .max_headers(MAX_FIELDS)
            .handshake::<_, Full<Bytes>>(io)
            .await
            .map_err(|error| failed(Phase::Send, describe(&error)))?;
        // The connection is driven here and nowhere else: whoever drops this future ends it.
        let mut connection = PolledConnection { connection, done: false };
        let answered =
            by(soonest(self.timeouts.answer, deadline), connection.during(sender.send_request(request))).await;
        let response = match answered {
            Some(Ok(response)) => response,
            Some(Err(_)) if evidence.halt() == Some(AbortReason::Late) => {
                return Err(failed(Phase::Late, "the call's time was up".to_owned()));
            }
            Some(Err(_)) if evidence.halt() == Some(AbortReason::Stalled) => {
                return Err(failed(Phase::Send, format!("the server took nothing for {:?}", self.timeouts.send)));
            }
            Some(Err(error)) => {
                // What is not HTTP may show an order all the same.
                connection.connection.into_parts().io.read_rest(soonest(self.timeouts.body, deadline)).await;
                let why = describe(&error);
                let is_too_long = evidence.halt() == Some(AbortReason::TooLong);
                let why = if is_too_long { format!("its head is too long ({why})") } else { why };
                return Err(failed(Phase::Answer, why));
            }
            None => return Err(failed(Phase::Answer, "none in time".to_owned())),
        };
        evidence.allow(MAX_BODY * 2);
        let (mut head, body) = response.into_parts();
        let announced = body.is_end_stream() || announces_end(&head.headers);
        let (bytes, mut end) = read(&mut connection, body, self.timeouts.body, deadline).await;
        let http1::Parts { io, read_buf, .. } = connection.connection.into_parts();
        let mut more = !read_buf.trim_ascii().is_empty();
        match end {
            BodyEnd::Whole if more => end = BodyEnd::Excess,
            BodyEnd::Whole if !announced => end = BodyEnd::Closed,
            BodyEnd::Broken => more |= io.read_rest(soonest(self.timeouts.body, deadline)).await,
            _ => {}
        }
        head.extensions.insert(end);
        if more {
            head.extensions.insert(RawResponse(evidence.received()));
        }
        Ok(Response::from_parts(head, bytes))
    }
}

/// Whether a head says where its body ends: by a length, or by chunks of which one is the last.
fn announces_end(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(TRANSFER_ENCODING).iter().next_back();
    let is_chunked = |codings: &HeaderValue| codings.as_bytes().trim_ascii().to_ascii_lowercase().ends_with(b"chunked");
    codings.map_or(headers.contains_key(CONTENT_LENGTH), is_chunked)
}

/// The form in which a request goes to the server itself: path in the request line, `Host` beside it; the connection ends with it.
pub(crate) fn in_origin_form(
    endpoint: &HttpEndpoint,
    request: Request<Bytes>,
) -> Result<Request<Full<Bytes>>, ExchangeError> {
    let refused = |why: String| ExchangeError::before_sending(Phase::Send, why);
    let (mut head, body) = request.into_parts();
    let same = head.uri.host().is_some_and(|host| host.trim_matches(['[', ']']).eq_ignore_ascii_case(&endpoint.host));
    if !same {
        return Err(refused("the request is for another host".to_owned()));
    }
    let authority = head.uri.authority().map(|authority| authority.as_str().to_owned()).unwrap_or_default();
    let host = HeaderValue::try_from(authority).map_err(|error| refused(error.to_string()))?;
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse::<Uri>().map_err(|error| refused(error.to_string()))?;
    head.headers.insert(HOST, host);
    head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(Request::from_parts(head, Full::new(body)))
}

/// A connection that makes progress only while something is waited for.
struct PolledConnection<C> {
    connection: C,
    done: bool,
}

impl<C: Future + Unpin> PolledConnection<C> {
    /// Waits for `other`, and drives the connection meanwhile.
    async fn during<F: Future>(&mut self, other: F) -> F::Output {
        let mut other = pin!(other);
        poll_fn(|cx| {
            if !self.done {
                // How the connection ends is told to whoever waits on it, by `other`.
                self.done = Pin::new(&mut self.connection).poll(cx).is_ready();
            }
            other.as_mut().poll(cx)
        })
        .await
    }
}

/// Reads a body to its end, to the limit, or as far as it comes.
async fn read<C: Future + Unpin>(
    connection: &mut PolledConnection<C>,
    body: Incoming,
    patience: Duration,
    deadline: Instant,
) -> (Bytes, BodyEnd) {
    let mut body = pin!(body);
    let mut bytes = BytesMut::new();
    loop {
        let frame = match by(soonest(patience, deadline), connection.during(body.frame())).await {
            Some(None) => return (bytes.freeze(), BodyEnd::Whole),
            Some(Some(Ok(frame))) => frame,
            Some(Some(Err(_))) => return (bytes.freeze(), BodyEnd::Broken),
            None => return (bytes.freeze(), BodyEnd::Stalled),
        };
        if let Ok(data) = frame.into_data() {
            let room = MAX_BODY - bytes.len();
            bytes.extend_from_slice(&data[..data.len().min(room)]);
            if data.len() > room {
                return (bytes.freeze(), BodyEnd::TooLong);
            }
        }
    }
}

fn soonest(patience: Duration, deadline: Instant) -> Instant {
    after(patience).min(deadline)
}

/// An error of hyper with its cause, which alone tells what happened.
fn describe(error: &hyper::Error) -> String {
    use std::error::Error as _;
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
