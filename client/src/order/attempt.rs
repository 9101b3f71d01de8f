//! One try of a call: a token, the request out, and what is known then, from what [`crate::wire`] has as evidence and
//! [`crate::order::verdict`] reads from an answer.
//!
//! Whether there is another try is decided in [`crate::order::client`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::client::{CallError, Client as Api, Transport};
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, USER_AGENT};
use http::{Request, Response};
use jiff::Timestamp;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::Empty;
use zeroize::Zeroizing;

use crate::auth::credentials::Secret;
use crate::auth::token_store::NoToken;
use crate::check::reservation::Reservation;
use crate::order::accepted::Order;
use crate::order::client::{Flight, Shared, milliseconds};
use crate::order::outcome::{Inner, Outcome, ReserveError};
use crate::order::verdict::{self, Verdict};
use crate::types::{ApiError, TrackingId};
use crate::wire::{Failure, Latest, Phase, Received, until};

/// One try.
pub(crate) struct Attempt<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) reservation: &'a Reservation,
    pub(crate) tracking_id: &'a TrackingId,
    pub(crate) flight: &'a Flight,
    /// Which one it is, from 1.
    pub(crate) number: u32,
    /// The status that an earlier attempt was refused by, if one was.
    pub(crate) earlier: Option<u16>,
    /// Until when the request may begin to leave: what is left of the call then is time for an answer.
    pub(crate) latest: Latest,
    /// When the whole call has to be over.
    pub(crate) deadline: Instant,
}

/// How one try ended.
pub(crate) enum End {
    Order(Order),
    /// Not to be sent again.
    Final(ReserveError),
    /// The token was refused.
    Unauthorized(ReserveError),
    /// Clearly not taken; after the wait that the server asked for, if any.
    Again(ReserveError, Option<Duration>),
}

impl End {
    fn outcome(&self) -> &'static str {
        match self {
            Self::Order(_) => "accepted",
            Self::Final(error) | Self::Unauthorized(error) | Self::Again(error, _) => error.outcome().as_str(),
        }
    }
}

impl Attempt<'_> {
    pub(crate) async fn run(&self) -> End {
        let span = tracing::debug_span!("attempt", attempt = self.number, outcome = Empty, milliseconds = Empty);
        let started = Instant::now();
        let end = self.end().instrument(span.clone()).await;
        // Whatever the doubt was, it is in the result from here on.
        self.flight.clear();
        span.record("outcome", end.outcome()).record("milliseconds", milliseconds(started));
        end
    }

    async fn end(&self) -> End {
        let token = match &self.shared.tokens {
            None => None,
            Some(tokens) => match tokens.get(self.latest).await {
                Ok(token) => Some(token),
                Err(failure) => return self.no_token(failure),
            },
        };
        let courier = Courier { attempt: self, token: token.as_deref() };
        let reserved_at = Timestamp::now();
        let api = Api::new(&self.shared.target.base_url(), courier);
        match api.reserve_numbers_raw(self.tracking_id, self.reservation.body().clone()).await {
            Ok(answer) => self.judged(&answer.into_inner(), token.as_ref(), reserved_at),
            Err(CallError::Transport(failure)) => self.failed(failure, token.as_ref()),
            Err(error) => End::Final(ReserveError::new(self.inner(Outcome::NotSent, error.to_string()))),
        }
    }

    fn judged(&self, answer: &Response<Bytes>, token: Option<&Arc<Secret>>, reserved_at: Timestamp) -> End {
        let now = Timestamp::now();
        let status = answer.status();
        let mut object = verdict::error_object(answer.body());
        if let Some(object) = &mut object {
            self.hide_secrets(object, token);
        }
        let retry_after = verdict::retry_after(answer.headers(), now);
        let line = verdict::line(status, object.as_ref());
        let error = |outcome, why| {
            ReserveError::new(Inner {
                status: Some(status.as_u16()),
                retry_after,
                object,
                body: Some(self.without_secrets(&kept(answer), token)),
                credentials: outcome == Outcome::Rejected && matches!(status.as_u16(), 401 | 403),
                ..self.inner(outcome, why)
            })
        };
        match verdict::judge(answer, now, self.earlier) {
            Verdict::Accepted { id, mut status } => {
                // The id stays as it is, whatever it says: without it there is no asking for the order.
                status.iter_mut().for_each(|status| self.hide_in(status, token));
                let tracking_id = self.tracking_id.clone();
                End::Order(Order { id, tracking_id, status, reserved_at, attempts: self.number })
            }
            Verdict::Unreadable { why } => End::Final(error(Outcome::Unreadable, why)),
            Verdict::Rejected => End::Final(error(Outcome::Rejected, line)),
            Verdict::Unauthorized => {
                if let (Some(tokens), Some(token)) = (&self.shared.tokens, token) {
                    tokens.forget(token);
                }
                End::Unauthorized(error(Outcome::Rejected, line))
            }
            Verdict::Refused => End::Again(error(Outcome::Refused, line), retry_after),
            Verdict::Unknown(doubt) => End::Final(error(Outcome::Unknown, format!("{line}{doubt}"))),
        }
    }

    /// Takes what was sent to prove who we are out of what the server says, should it say it.
    fn hide_secrets(&self, object: &mut ApiError, token: Option<&Arc<Secret>>) {
        verdict::hide_in(object, |text| self.hide_in(text, token));
    }

    fn hide_in(&self, text: &mut String, token: Option<&Arc<Secret>>) {
        if let Some(token) = token {
            token.hide_in(text);
        }
        if let Some(tokens) = &self.shared.tokens {
            tokens.hide_in(text);
        }
    }

    /// The body as it came; where it says a secret back, without that, and as text.
    fn without_secrets(&self, body: &Bytes, token: Option<&Arc<Secret>>) -> Bytes {
        let came = String::from_utf8_lossy(body);
        let mut kept = came.clone().into_owned();
        self.hide_in(&mut kept, token);
        if kept == came { body.clone() } else { kept.into() }
    }

    fn failed(&self, failure: Failure, token: Option<&Arc<Secret>>) -> End {
        let why = failure.to_string();
        if failure.may_have_left {
            let received = verdict::without_cookies(&failure.received);
            let status = verdict::status_of(&received);
            let body = (!received.is_empty()).then(|| self.without_secrets(&received.into(), token));
            return End::Final(ReserveError::new(Inner { status, body, ..self.inner(Outcome::Unknown, why) }));
        }
        let error = ReserveError::new(self.inner(Outcome::NotSent, why));
        match failure.phase {
            // A handshake that failed once fails again: a certificate does not get better by waiting.
            Phase::Tls => End::Final(error),
            _ => End::Again(error, None),
        }
    }

    fn no_token(&self, failure: NoToken) -> End {
        let NoToken { why, credentials, passing, retry_after } = failure;
        let error = ReserveError::new(Inner { credentials, retry_after, ..self.inner(Outcome::NotSent, why) });
        if passing { End::Again(error, retry_after) } else { End::Final(error) }
    }

    /// What is known without an answer.
    fn inner(&self, outcome: Outcome, why: String) -> Inner {
        Inner {
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
    let received = answer.extensions().get::<Received>();
    received.map_or_else(|| answer.body().clone(), |received| verdict::without_cookies(&received.0).into())
}

/// Brings one request to the target, with the token, and keeps evidence.
struct Courier<'c> {
    attempt: &'c Attempt<'c>,
    token: Option<&'c Secret>,
}

/// The name and version that servers see.
const AGENT: &str = concat!("colt-numbers/", env!("CARGO_PKG_VERSION"));

/// Says in a request who asks, and in what form the answer is wanted.
pub(crate) fn signed(request: &mut Request<Bytes>) {
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    // An answer that is compressed could not be read here, and an order would be in doubt for it.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
}

impl Transport for Courier<'_> {
    type Error = Failure;

    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        signed(&mut request);
        if let Some(token) = self.token {
            let bearer = Zeroizing::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::try_from(bearer.as_str())
                .map_err(|_| Failure::before_sending(Phase::Send, "the token cannot be sent in a header".to_owned()))?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let Attempt { shared, flight, latest, deadline, .. } = self.attempt;
        let evidence = flight.begin();
        let exchange = shared.wire.exchange(shared.target.base(), request, &evidence, *latest, *deadline);
        until(flight.given_up(), exchange).await.unwrap_or_else(|| {
            Err(Failure {
                phase: Phase::Answer,
                may_have_left: evidence.may_have_left(),
                why: "the wait for it was interrupted".to_owned(),
                received: evidence.received(),
            })
        })
    }
}
