//! The transport of an attempt: adds the token to a request, sends it to the target, and records evidence of what was sent.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, USER_AGENT};
use http::{HeaderMap, Request, Response};
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::send::call_status::CallStatus;
use crate::target::HttpEndpoint;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::final_poll::until_event;
use crate::wire::http_client::HttpClient;
use crate::wire::send_deadline::SendDeadline;

/// Sends one request with its token.
pub(crate) struct AuthorizedTransport<'c> {
    pub(crate) http: &'c HttpClient,
    pub(crate) endpoint: &'c HttpEndpoint,
    pub(crate) status: &'c CallStatus,
    pub(crate) token: Option<&'c Secret>,
    pub(crate) user_agent: &'c HeaderValue,
    /// The deadline for the first byte.
    pub(crate) send_deadline: SendDeadline,
    /// The deadline of the whole call.
    pub(crate) deadline: Instant,
}

/// Sets the headers that are the same for every request: `User-Agent`, unless it is a parameter of the operation, and `Accept-Encoding` so that the
/// response is not compressed.
pub(crate) fn set_headers(headers: &mut HeaderMap, user_agent: HeaderValue) {
    headers.entry(USER_AGENT).or_insert(user_agent);
    // This client cannot read a compressed response, so the order would be in doubt.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
}

impl AuthorizedTransport<'_> {
    pub(crate) async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, ExchangeError> {
        set_headers(request.headers_mut(), self.user_agent.clone());
        if let Some(token) = self.token {
            let bearer = Zeroizing::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::try_from(bearer.as_str()).map_err(|_| {
                ExchangeError::before_sending(Phase::Send, "the token is not a valid header value".to_owned())
            })?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let evidence = self.status.start_attempt();
        let exchange = self.http.exchange(self.endpoint, request, &evidence, self.send_deadline, self.deadline);
        until_event(self.status.given_up(), exchange).await.unwrap_or_else(|| {
            Err(ExchangeError {
                may_have_sent: evidence.may_have_sent(),
                received: evidence.received(),
                ..ExchangeError::before_sending(Phase::Interrupted, "the call was interrupted".to_owned())
            })
        })
    }
}
