//! One request out, one answer in.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use tokio::time::{Instant, timeout_at};

use super::connect::connect;
use super::counted::{Counted, Evidence};
use super::{Failure, MAX_BODY, MAX_FIELDS, Phase, Timeouts, Tls, after};
use crate::target::Endpoint;

/// How the body of an answer ended; it is among the extensions of every response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BodyEnd {
    /// As the answer announced it.
    Whole,
    /// Before its end: cut off, stalled or malformed.
    Broken,
    /// At the limit; the rest was not read.
    TooLong,
}

/// Sends requests to one endpoint, each over a connection of its own.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) tls: Tls,
    pub(crate) timeouts: Timeouts,
    /// Takes the place of the network.
    #[cfg(feature = "testing")]
    pub(crate) script: Option<crate::testing::Script>,
}

impl Wire {
    /// Sends a request whose URI is absolute, to the host that the endpoint names, if there is a connection by `latest`; keeps evidence
    /// of what left, and ends by the deadline with what there is by then.
    pub(crate) async fn exchange(
        &self,
        endpoint: &Endpoint,
        request: Request<Bytes>,
        evidence: &Arc<Evidence>,
        latest: Instant,
        deadline: Instant,
    ) -> Result<Response<Bytes>, Failure> {
        #[cfg(feature = "testing")]
        if let Some(script) = &self.script {
            return script.exchange(request, evidence, soonest(self.timeouts.answer, deadline)).await;
        }
        let request = in_origin_form(endpoint, request)?;
        let stream = connect(endpoint, &self.tls, &self.timeouts, latest).await?;
        let io = Counted::new(stream, Arc::clone(evidence), self.timeouts.send);
        let failed = |phase, why: String| Failure { phase, may_have_left: evidence.may_have_left(), why };
        let (mut sender, connection) = http1::Builder::new()
            .max_headers(MAX_FIELDS)
            .handshake::<_, Full<Bytes>>(io)
            .await
            .map_err(|error| failed(Phase::Send, describe(&error)))?;
        // The connection is driven here and nowhere else: whoever drops this future ends it.
        let mut connection = Driven { connection: pin!(connection), done: false };
        let answered =
            timeout_at(soonest(self.timeouts.answer, deadline), connection.during(sender.send_request(request))).await;
        let response = match answered {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if evidence.overrun() => {
                return Err(failed(Phase::Answer, format!("its head is too long ({})", describe(&error))));
            }
            Ok(Err(_)) if evidence.stalled() => {
                return Err(failed(Phase::Send, format!("the server took nothing for {:?}", self.timeouts.send)));
            }
            Ok(Err(error)) => return Err(failed(Phase::Answer, describe(&error))),
            Err(_) => return Err(failed(Phase::Answer, "none in time".to_owned())),
        };
        evidence.allow(MAX_BODY * 2);
        let (mut head, body) = response.into_parts();
        let (bytes, end) = read(&mut connection, body, self.timeouts.body, deadline).await;
        head.extensions.insert(end);
        Ok(Response::from_parts(head, bytes))
    }
}

/// The form in which a request goes to the server itself: path in the request line, `Host` beside it; the connection ends with it.
pub(crate) fn in_origin_form(endpoint: &Endpoint, request: Request<Bytes>) -> Result<Request<Full<Bytes>>, Failure> {
    let refused = |why: String| Failure { phase: Phase::Send, may_have_left: false, why };
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
struct Driven<'c, C> {
    connection: Pin<&'c mut C>,
    done: bool,
}

impl<C: Future> Driven<'_, C> {
    /// Waits for `other`, and drives the connection meanwhile.
    async fn during<F: Future>(&mut self, other: F) -> F::Output {
        let mut other = pin!(other);
        poll_fn(|cx| {
            if !self.done {
                // How the connection ends is told to whoever waits on it, by `other`.
                self.done = self.connection.as_mut().poll(cx).is_ready();
            }
            match other.as_mut().poll(cx) {
                Poll::Ready(output) => Poll::Ready(output),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }
}

/// Reads a body to its end, to the limit, or as far as it comes.
async fn read<C: Future>(
    connection: &mut Driven<'_, C>,
    body: Incoming,
    patience: Duration,
    deadline: Instant,
) -> (Bytes, BodyEnd) {
    let mut body = pin!(body);
    let mut bytes = BytesMut::new();
    loop {
        let frame = match timeout_at(soonest(patience, deadline), connection.during(body.frame())).await {
            Ok(None) => return (bytes.freeze(), BodyEnd::Whole),
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) | Err(_) => return (bytes.freeze(), BodyEnd::Broken),
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
