//! One attempt of a call: gets a token, sends the request, and turns its response or its failure into a result.
//!
//! The result depends on the evidence of [`crate::wire`] and on the classification in [`crate::order::response_class`]. Whether there is
//! another attempt is decided in [`crate::order::call`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::client::{Body, CallError, Client as Api};
use colt_numbers_api::requests::ReserveNumbers;
use colt_numbers_api::types::TrackingId;
use http::Response;
use jiff::Timestamp;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::auth::secret::Secret;
use crate::auth::token::TokenError;
use crate::check::reservation::Reservation;
use crate::order::accepted_order::Order;
use crate::order::authorized_transport::AuthorizedTransport;
use crate::order::call_status::CallStatus;
use crate::order::client_state::ClientState;
use crate::order::outcome::Outcome;
use crate::order::reserve_error::{ErrorDetails, ReserveError};
use crate::order::response_class::{self, ResponseClass};
use crate::response::error_object;
use crate::response::retry_after::retry_after;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::received_bytes::{self, ReceivedBytes};
use crate::wire::send_deadline::SendDeadline;

/// One attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) client: &'a ClientState,
    pub(crate) reservation: &'a Reservation,
    pub(crate) tracking_id: &'a TrackingId,
    pub(crate) status: &'a CallStatus,
    /// The number of this attempt, from 1.
    pub(crate) number: u32,
    /// The HTTP status of the last earlier attempt that had a response.
    pub(crate) earlier_status: Option<u16>,
    /// The deadline for the first byte. The rest of the call's time is reserved for the response.
    pub(crate) send_deadline: SendDeadline,
    /// The deadline of the whole call.
    pub(crate) deadline: Instant,
}

/// The result of one attempt.
pub(crate) enum AttemptEnd {
    Order(Order),
    /// An error after which the request must not be sent again.
    Final(ReserveError),
    /// The server rejected the token.
    Unauthorized(ReserveError),
    /// Nothing was ordered, and the request may be sent again, after the wait that the server asked for if it asked for one.
    Retry(ReserveError, Option<Duration>),
}

impl AttemptEnd {
    fn outcome(&self) -> &'static str {
        match self {
            Self::Order(_) => "accepted",
            Self::Final(error) | Self::Unauthorized(error) | Self::Retry(error, _) => error.outcome().as_str(),
        }
    }
}

impl Attempt<'_> {
    pub(crate) async fn run(&self) -> AttemptEnd {
        let span = tracing::debug_span!("attempt", attempt = self.number, outcome = Empty, milliseconds = Empty);
        let started = Instant::now();
        let end = self.send().instrument(span.clone()).await;
        // From now on, the result states whether the order is in doubt.
        self.status.clear();
        span.record("outcome", end.outcome()).record("milliseconds", milliseconds(started));
        end
    }

    async fn send(&self) -> AttemptEnd {
        let token = match &self.client.tokens {
            None => None,
            Some(tokens) => match tokens.get(self.send_deadline).await {
                Ok(token) => Some(token),
                Err(error) => return self.end_without_token(error),
            },
        };
        let transport = AuthorizedTransport {
            http: &self.client.http,
            endpoint: self.client.target.base(),
            status: self.status,
            token: token.as_deref(),
            send_deadline: self.send_deadline,
            deadline: self.deadline,
        };
        let reserved_at = Timestamp::now();
        let api = Api::new(&self.client.target.base_url(), transport);
        let body = Body::Json(self.reservation.body().clone());
        match api.send(&ReserveNumbers::new(self.tracking_id.clone(), body)).await {
            Ok(answer) => self.end_with_response(&answer.into_inner(), token.as_ref(), reserved_at),
            Err(CallError::Transport(error)) => self.end_without_response(error, token.as_ref()),
            Err(error) => AttemptEnd::Final(ReserveError::new(self.details(Outcome::NotSent, error.to_string()))),
        }
    }

    fn end_with_response(
        &self,
        response: &Response<Bytes>,
        token: Option<&Arc<Secret>>,
        reserved_at: Timestamp,
    ) -> AttemptEnd {
        let now = Timestamp::now();
        let status = response.status();
        let error_object = error_object::read(response.body(), |text| self.redact(text, token));
        let retry_after = retry_after(response.headers(), now);
        let summary = error_object::summary(status, error_object.as_ref());
        let error = |outcome, reason| {
            ReserveError::new(ErrorDetails {
                status: Some(status.as_u16()),
                retry_after,
                error_object,
                body: Some(self.redacted_body(&body_to_keep(response), token)),
                is_auth_error: outcome == Outcome::Rejected && matches!(status.as_u16(), 401 | 403),
                ..self.details(outcome, reason)
            })
        };
        match response_class::classify(response, now, self.earlier_status) {
            ResponseClass::Accepted { id, mut status } => {
                // The id is not redacted, whatever it contains: it is needed to ask the vendor about the order.
                status.iter_mut().for_each(|status| self.redact(status, token));
                let tracking_id = self.tracking_id.clone();
                AttemptEnd::Order(Order { id, tracking_id, status, reserved_at, attempts: self.number })
            }
            ResponseClass::Unreadable { reason } => AttemptEnd::Final(error(Outcome::Unreadable, reason)),
            ResponseClass::Rejected => AttemptEnd::Final(error(Outcome::Rejected, summary)),
            ResponseClass::Unauthorized => {
                if let (Some(tokens), Some(token)) = (&self.client.tokens, token) {
                    tokens.remove(token);
                }
                AttemptEnd::Unauthorized(error(Outcome::Rejected, summary))
            }
            ResponseClass::Refused => AttemptEnd::Retry(error(Outcome::Refused, summary), retry_after),
            ResponseClass::Unknown(doubt) => AttemptEnd::Final(error(Outcome::Unknown, format!("{summary}{doubt}"))),
        }
    }

    /// Redacts the token and the client secret in a text of the server.
    fn redact(&self, text: &mut String, token: Option<&Arc<Secret>>) {
        if let Some(token) = token {
            token.redact(text);
        }
        if let Some(tokens) = &self.client.tokens {
            tokens.redact(text);
        }
    }

    /// The body as it was received; if it contains a secret, as text with the secret redacted.
    fn redacted_body(&self, body: &Bytes, token: Option<&Arc<Secret>>) -> Bytes {
        let original = String::from_utf8_lossy(body);
        let mut redacted = original.clone().into_owned();
        self.redact(&mut redacted, token);
        if redacted == original { body.clone() } else { redacted.into() }
    }

    fn end_without_response(&self, error: ExchangeError, token: Option<&Arc<Secret>>) -> AttemptEnd {
        let reason = error.to_string();
        if error.may_have_sent {
            let received = received_bytes::without_cookies(&error.received);
            let status = received_bytes::status_of(&received);
            let body = (!received.is_empty()).then(|| self.redacted_body(&received.into(), token));
            let details = ErrorDetails { status, body, ..self.details(Outcome::Unknown, reason) };
            return AttemptEnd::Final(ReserveError::new(details));
        }
        let not_sent = ReserveError::new(self.details(Outcome::NotSent, reason));
        match error.phase {
            // A TLS handshake that failed once fails again: an invalid certificate stays invalid.
            Phase::Tls => AttemptEnd::Final(not_sent),
            _ => AttemptEnd::Retry(not_sent, None),
        }
    }

    fn end_without_token(&self, error: TokenError) -> AttemptEnd {
        let TokenError { reason, is_auth_error, is_temporary, retry_after } = error;
        let details = self.details(Outcome::NotSent, reason);
        let error = ReserveError::new(ErrorDetails { is_auth_error, retry_after, ..details });
        if is_temporary { AttemptEnd::Retry(error, retry_after) } else { AttemptEnd::Final(error) }
    }

    /// The details of an error without a response.
    fn details(&self, outcome: Outcome, reason: String) -> ErrorDetails {
        ErrorDetails {
            outcome,
            tracking_id: self.tracking_id.clone(),
            attempts: self.number,
            status: None,
            retry_after: None,
            error_object: None,
            body: None,
            is_auth_error: false,
            reason,
        }
    }
}

/// The bytes of a response that its error keeps: the body, or every received byte if some belong to neither head nor body.
fn body_to_keep(response: &Response<Bytes>) -> Bytes {
    let raw = response.extensions().get::<ReceivedBytes>();
    raw.map_or_else(|| response.body().clone(), |raw| received_bytes::without_cookies(&raw.0).into())
}

pub(crate) fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
