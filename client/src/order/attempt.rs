//! One attempt of a call: a token, the request out, and what is known then, from the evidence of [`crate::wire`] and from what
//! [`crate::order::response_class`] reads from a response.
//!
//! Whether there is another attempt is decided in [`crate::order::call`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::client::{CallError, Client as Api};
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
use crate::order::outcome::{ErrorDetails, Outcome, ReserveError};
use crate::order::response_class::{self, ResponseClass};
use crate::response::error_object;
use crate::response::retry_after::retry_after;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::raw_response::{self, RawResponse};
use crate::wire::send_deadline::SendDeadline;

/// One attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) shared: &'a ClientState,
    pub(crate) reservation: &'a Reservation,
    pub(crate) tracking_id: &'a TrackingId,
    pub(crate) status: &'a CallStatus,
    /// Which one it is, from 1.
    pub(crate) number: u32,
    /// The status that an earlier attempt was refused by, if one was.
    pub(crate) earlier: Option<u16>,
    /// Until when the request may begin to leave: what is left of the call then is time for an answer.
    pub(crate) latest: SendDeadline,
    /// When the whole call has to be over.
    pub(crate) deadline: Instant,
}

/// How one attempt ended.
pub(crate) enum AttemptEnd {
    Order(Order),
    /// Not to be sent again.
    Final(ReserveError),
    /// The token was refused.
    Unauthorized(ReserveError),
    /// Clearly not taken; after the wait that the server asked for, if any.
    Again(ReserveError, Option<Duration>),
}

impl AttemptEnd {
    fn outcome(&self) -> &'static str {
        match self {
            Self::Order(_) => "accepted",
            Self::Final(error) | Self::Unauthorized(error) | Self::Again(error, _) => error.outcome().as_str(),
        }
    }
}

impl Attempt<'_> {
    pub(crate) async fn run(&self) -> AttemptEnd {
        let span = tracing::debug_span!("attempt", attempt = self.number, outcome = Empty, milliseconds = Empty);
        let started = Instant::now();
        let end = self.end().instrument(span.clone()).await;
        // Whatever the doubt was, it is in the result from here on.
        self.status.clear();
        span.record("outcome", end.outcome()).record("milliseconds", milliseconds(started));
        end
    }

    async fn end(&self) -> AttemptEnd {
        let token = match &self.shared.tokens {
            None => None,
            Some(tokens) => match tokens.get(self.latest).await {
                Ok(token) => Some(token),
                Err(failure) => return self.no_token(failure),
            },
        };
        let transport = AuthorizedTransport {
            wire: &self.shared.wire,
            endpoint: self.shared.target.base(),
            status: self.status,
            token: token.as_deref(),
            latest: self.latest,
            deadline: self.deadline,
        };
        let reserved_at = Timestamp::now();
        let api = Api::new(&self.shared.target.base_url(), transport);
        match api.reserve_numbers_raw(self.tracking_id, self.reservation.body().clone()).await {
            Ok(answer) => self.judged(&answer.into_inner(), token.as_ref(), reserved_at),
            Err(CallError::Transport(failure)) => self.failed(failure, token.as_ref()),
            Err(error) => AttemptEnd::Final(ReserveError::new(self.inner(Outcome::NotSent, error.to_string()))),
        }
    }

    fn judged(&self, answer: &Response<Bytes>, token: Option<&Arc<Secret>>, reserved_at: Timestamp) -> AttemptEnd {
        let now = Timestamp::now();
        let status = answer.status();
        let object = error_object::read(answer.body(), |text| self.redact(text, token));
        let retry_after = retry_after(answer.headers(), now);
        let line = error_object::line(status, object.as_ref());
        let error = |outcome, why| {
            ReserveError::new(ErrorDetails {
                status: Some(status.as_u16()),
                retry_after,
                object,
                body: Some(self.without_secrets(&kept(answer), token)),
                credentials: outcome == Outcome::Rejected && matches!(status.as_u16(), 401 | 403),
                ..self.inner(outcome, why)
            })
        };
        match response_class::classify(answer, now, self.earlier) {
            ResponseClass::Accepted { id, mut status } => {
                // The id stays as it is, whatever it says: without it there is no asking for the order.
                status.iter_mut().for_each(|status| self.redact(status, token));
                let tracking_id = self.tracking_id.clone();
                AttemptEnd::Order(Order { id, tracking_id, status, reserved_at, attempts: self.number })
            }
            ResponseClass::Unreadable { why } => AttemptEnd::Final(error(Outcome::Unreadable, why)),
            ResponseClass::Rejected => AttemptEnd::Final(error(Outcome::Rejected, line)),
            ResponseClass::Unauthorized => {
                if let (Some(tokens), Some(token)) = (&self.shared.tokens, token) {
                    tokens.forget(token);
                }
                AttemptEnd::Unauthorized(error(Outcome::Rejected, line))
            }
            ResponseClass::Refused => AttemptEnd::Again(error(Outcome::Refused, line), retry_after),
            ResponseClass::Unknown(doubt) => AttemptEnd::Final(error(Outcome::Unknown, format!("{line}{doubt}"))),
        }
    }

    /// Redacts what was sent to prove who we are, should the server say it.
    fn redact(&self, text: &mut String, token: Option<&Arc<Secret>>) {
        if let Some(token) = token {
            token.redact(text);
        }
        if let Some(tokens) = &self.shared.tokens {
            tokens.redact(text);
        }
    }

    /// The body as it came; where it says a secret back, without that, and as text.
    fn without_secrets(&self, body: &Bytes, token: Option<&Arc<Secret>>) -> Bytes {
        let came = String::from_utf8_lossy(body);
        let mut kept = came.clone().into_owned();
        self.redact(&mut kept, token);
        if kept == came { body.clone() } else { kept.into() }
    }

    fn failed(&self, failure: ExchangeError, token: Option<&Arc<Secret>>) -> AttemptEnd {
        let why = failure.to_string();
        if failure.may_have_left {
            let received = raw_response::without_cookies(&failure.received);
            let status = raw_response::status_of(&received);
            let body = (!received.is_empty()).then(|| self.without_secrets(&received.into(), token));
            return AttemptEnd::Final(ReserveError::new(ErrorDetails {
                status,
                body,
                ..self.inner(Outcome::Unknown, why)
            }));
        }
        let error = ReserveError::new(self.inner(Outcome::NotSent, why));
        match failure.phase {
            // A handshake that failed once fails again: a certificate does not get better by waiting.
            Phase::Tls => AttemptEnd::Final(error),
            _ => AttemptEnd::Again(error, None),
        }
    }

    fn no_token(&self, failure: TokenError) -> AttemptEnd {
        let TokenError { why, credentials, passing, retry_after } = failure;
        let error = ReserveError::new(ErrorDetails { credentials, retry_after, ..self.inner(Outcome::NotSent, why) });
        if passing { AttemptEnd::Again(error, retry_after) } else { AttemptEnd::Final(error) }
    }

    /// What is known without an answer.
    fn inner(&self, outcome: Outcome, why: String) -> ErrorDetails {
        ErrorDetails {
            outcome,
            tracking_id: self.tracking_id.clone(),
            attempts: self.number,
            status: None,
            retry_after: None,
            object: None,
            body: None,
            credentials: false,
            why,
        }
    }
}

/// What is kept of an answer: its body, or everything that arrived where the body is not all of it.
fn kept(answer: &Response<Bytes>) -> Bytes {
    let received = answer.extensions().get::<RawResponse>();
    received.map_or_else(|| answer.body().clone(), |received| raw_response::without_cookies(&received.0).into())
}

pub(crate) fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
