//! The transport of an attempt: sends one request with the token to the target, and keeps evidence of what left.

use bytes::Bytes;
use colt_numbers_api::client::Transport;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, USER_AGENT};
use http::{Request, Response};
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::auth::secret::Secret;
use crate::order::call_status::CallStatus;
use crate::target::HttpEndpoint;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::final_poll::until;
use crate::wire::http_client::HttpClient;
use crate::wire::send_deadline::SendDeadline;

/// Sends one request over the wire.
pub(crate) struct AuthorizedTransport<'c> {
    pub(crate) wire: &'c HttpClient,
    pub(crate) endpoint: &'c HttpEndpoint,
    pub(crate) status: &'c CallStatus,
    pub(crate) token: Option<&'c Secret>,
    /// Until when the request may begin to leave.
    pub(crate) latest: SendDeadline,
    /// When the whole call has to be over.
    pub(crate) deadline: Instant,
}

/// The name and version that servers see.
const AGENT: &str = concat!("colt-numbers/", env!("CARGO_PKG_VERSION"));

/// Sets the headers that every order has: who sends it, and that its response shall not be compressed.
pub(crate) fn set_headers(request: &mut Request<Bytes>) {
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    // An answer that is compressed could not be read here, and an order would be in doubt for it.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
}

impl Transport for AuthorizedTransport<'_> {
    type Error = ExchangeError;

    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, ExchangeError> {
        set_headers(&mut request);
        if let Some(token) = self.token {
            let bearer = Zeroizing::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::try_from(bearer.as_str()).map_err(|_| {
                ExchangeError::before_sending(Phase::Send, "the token cannot be sent in a header".to_owned())
            })?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let evidence = self.status.begin();
        let exchange = self.wire.exchange(self.endpoint, request, &evidence, self.latest, self.deadline);
        until(self.status.given_up(), exchange).await.unwrap_or_else(|| {
            Err(ExchangeError {
                phase: Phase::Answer,
                may_have_left: evidence.may_have_left(),
                why: "the wait for it was interrupted".to_owned(),
                received: evidence.received(),
            })
        })
    }
}
