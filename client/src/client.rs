//! The client: a target, credentials, and the one call that orders.
//!
//! [`Call::send`] is where the outcomes of a call are decided, from what [`crate::wire`] has as evidence and [`crate::answer`] reads
//! from an answer. Every loop here is bounded, and no path from a doubtful try leads back to its start.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::client::{CallError, Client as Api, Transport};
use http::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use http::{Request, Response};
use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use crate::answer::{self, Verdict};
use crate::builder::Builder;
use crate::credentials::Secret;
use crate::error::{Inner as ErrorInner, Outcome, ReserveError};
use crate::order::Order;
use crate::reservation::Reservation;
use crate::retry::Retries;
use crate::target::Target;
use crate::token::{NoToken, Tokens};
use crate::types::TrackingId;
use crate::wire::{Evidence, Failure, Phase, Wire};

/// Orders numbers from one target. Cloning is cheap, and clones share their token.
///
/// It needs a tokio runtime with time and network enabled.
///
/// ```no_run
/// use colt_numbers::{Client, Credentials, Reservation, Target};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let target = Target::sandbox()?;
/// let credentials = Credentials::new(&target, "id", "secret")?;
/// let client = Client::builder(target).credentials(credentials).build()?;
/// let reservation = Reservation::of_number("GB", "+442081324758").service_profile("ANH").build()?;
/// match client.reserve(&reservation).await {
///     Ok(order) => println!("{} is held until {:?} at the least", order.id(), order.earliest_lapse()),
///     Err(error) if error.outcome().is_in_doubt() => eprintln!("reconcile {}: {error}", error.tracking_id()),
///     Err(error) => eprintln!("{error}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client(pub(crate) Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) target: Target,
    pub(crate) wire: Wire,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) retries: Retries,
    pub(crate) call: Duration,
}

impl Client {
    /// Begins a client of a target.
    pub fn builder(target: Target) -> Builder {
        Builder::new(target)
    }

    /// Where this client orders.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// Orders what was reserved, under a fresh tracking id. As [`Client::call`] and [`Call::send`].
    ///
    /// # Errors
    /// See [`Outcome`]: each says what is known, and whether the request may be sent again.
    pub async fn reserve(&self, reservation: &Reservation) -> Result<Order, ReserveError> {
        self.call(reservation).send().await
    }

    /// Prepares a call under a fresh tracking id (a `UUIDv7`), which can be written down before the first byte leaves.
    pub fn call<'c>(&'c self, reservation: &'c Reservation) -> Call<'c> {
        Call { client: self, reservation, tracking_id: fresh_tracking_id(), flight: Flight::default() }
    }
}

/// A fresh tracking id: a `UUIDv7`, so that ids sort by the time they were made.
#[must_use]
pub fn fresh_tracking_id() -> TrackingId {
    let text = uuid::Uuid::now_v7().to_string();
    #[expect(clippy::expect_used, reason = "a UUID is 36 hex digits and hyphens, which the pattern allows; a test holds it")]
    TrackingId::try_from(text).expect("a UUID is a tracking id")
}

/// One order about to be sent.
///
/// The future that [`Call::send`] gives may be dropped at any time; the connection is then closed. Where a byte may have left by then,
/// the outcome is unknown: an error event of `tracing` says so with the tracking id, and [`Flight::is_in_doubt`] tells it to whoever
/// kept the flight. A caller who may be cut off keeps the tracking id before sending.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c> {
    client: &'c Client,
    reservation: &'c Reservation,
    tracking_id: TrackingId,
    flight: Flight,
}

impl Call<'_> {
    /// Sends under this tracking id instead of the fresh one. Nothing says that the vendor de-duplicates by it.
    pub fn with_tracking_id(mut self, tracking_id: TrackingId) -> Self {
        self.tracking_id = tracking_id;
        self
    }

    /// The tracking id that the order will be sent with.
    #[must_use]
    pub fn tracking_id(&self) -> &TrackingId {
        &self.tracking_id
    }

    /// A handle that tells, at any time, whether the order is in doubt.
    #[must_use]
    pub fn flight(&self) -> Flight {
        self.flight.clone()
    }

    /// Sends the order, and again only where it was clearly not taken.
    ///
    /// # Errors
    /// See [`Outcome`].
    pub async fn send(self) -> Result<Order, ReserveError> {
        let span = tracing::info_span!("reserve", tracking_id = %self.tracking_id, target = %self.client.0.target);
        let started = Instant::now();
        async {
            let watch = Watch { flight: &self.flight, tracking_id: &self.tracking_id };
            let result = self.attempts().await;
            watch.flight.clear();
            let outcome = result.as_ref().map_or_else(|error| error.outcome().as_str(), |_| "accepted");
            tracing::info!(outcome, milliseconds = started.elapsed().as_millis(), "reservation ended");
            result
        }
        .instrument(span)
        .await
    }

    async fn attempts(&self) -> Result<Order, ReserveError> {
        let shared = &self.client.0;
        let deadline = Instant::now() + shared.call;
        let mut waits = shared.retries.waits();
        let mut renewed = false;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let span = tracing::debug_span!("attempt", attempt);
            let end = self.attempt(attempt, deadline).instrument(span).await;
            let (error, asked) = match end {
                End::Order(order) => return Ok(order),
                End::Final(error) => return Err(error),
                // A 401 is from before any processing, so a new token and one more try cannot order twice.
                End::Unauthorized(error) => {
                    if renewed || shared.tokens.is_none() {
                        return Err(error);
                    }
                    renewed = true;
                    continue;
                }
                End::Again(error, asked) => (error, asked),
            };
            match waits.next(asked) {
                Some(wait) if Instant::now() + wait < deadline => {
                    tracing::debug!(milliseconds = wait.as_millis(), outcome = error.outcome().as_str(), "waiting before another try");
                    sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn attempt(&self, attempt: u32, deadline: Instant) -> End {
        let shared = &self.client.0;
        let token = match &shared.tokens {
            None => None,
            Some(tokens) => match tokens.get(deadline).await {
                Ok(token) => Some(token),
                Err(failure) => return self.no_token(failure, attempt),
            },
        };
        let courier = Courier { shared, token: token.clone(), flight: &self.flight, deadline };
        let reserved_at = Timestamp::now();
        let api = Api::new(&shared.target.base_url(), courier);
        let answer = api.reserve_numbers_raw(&self.tracking_id, self.reservation.body().clone()).await;
        let end = match answer {
            Ok(answer) => {
                let end = self.judged(answer.into_inner(), token.as_deref(), reserved_at, attempt);
                if let (End::Unauthorized(_), Some(tokens), Some(token)) = (&end, &shared.tokens, &token) {
                    tokens.forget(token).await;
                }
                end
            }
            Err(CallError::Transport(failure)) => self.failed(&failure, attempt),
            Err(error) => End::Final(self.error(Outcome::NotSent, attempt, error.to_string())),
        };
        // Whatever the doubt was, it is in the result from here on.
        self.flight.clear();
        end
    }

    fn judged(&self, answer: Response<Bytes>, token: Option<&Secret>, reserved_at: Timestamp, attempt: u32) -> End {
        let verdict = answer::judge(&answer);
        let object = answer::error_object(answer.body()).map(|object| scrubbed(object, token));
        let retry_after = answer::retry_after(answer.headers(), Timestamp::now());
        let status = answer.status();
        let line = answer::line(status, object.as_ref());
        let error = |outcome, why| {
            ReserveError::new(ErrorInner {
                outcome,
                tracking_id: self.tracking_id.clone(),
                attempts: attempt,
                status: Some(status.as_u16()),
                retry_after,
                object: object.clone(),
                body: Some(answer.body().clone()),
                credentials: matches!(status.as_u16(), 401 | 403),
                why,
            })
        };
        match verdict {
            Verdict::Accepted { id, status } => {
                End::Order(Order { id, tracking_id: self.tracking_id.clone(), status, reserved_at, attempts: attempt })
            }
            Verdict::Unreadable { why } => End::Final(error(Outcome::Unreadable, why)),
            Verdict::Rejected => End::Final(error(Outcome::Rejected, line)),
            Verdict::Unauthorized => End::Unauthorized(error(Outcome::Rejected, line)),
            Verdict::Refused => End::Again(error(Outcome::Refused, line), retry_after),
            Verdict::Unknown => End::Final(error(Outcome::Unknown, line)),
        }
    }

    fn failed(&self, failure: &Failure, attempt: u32) -> End {
        let why = answer::one_line(&failure.to_string());
        if failure.may_have_left {
            return End::Final(self.error(Outcome::Unknown, attempt, why));
        }
        let error = self.error(Outcome::NotSent, attempt, why);
        match failure.phase {
            // A handshake that failed once fails again: a certificate does not get better by waiting.
            Phase::Tls => End::Final(error),
            _ => End::Again(error, None),
        }
    }

    fn no_token(&self, failure: NoToken, attempt: u32) -> End {
        let mut inner = self.inner(Outcome::NotSent, attempt, failure.why);
        inner.credentials = failure.credentials;
        let error = ReserveError::new(inner);
        if failure.passing { End::Again(error, None) } else { End::Final(error) }
    }

    fn error(&self, outcome: Outcome, attempt: u32, why: String) -> ReserveError {
        ReserveError::new(self.inner(outcome, attempt, why))
    }

    fn inner(&self, outcome: Outcome, attempts: u32, why: String) -> ErrorInner {
        ErrorInner {
            outcome,
            tracking_id: self.tracking_id.clone(),
            attempts,
            status: None,
            retry_after: None,
            object: None,
            body: None,
            credentials: false,
            why,
        }
    }
}

/// How one try ended.
enum End {
    Order(Order),
    /// Not to be sent again.
    Final(ReserveError),
    /// The token was refused.
    Unauthorized(ReserveError),
    /// Clearly not taken; after the wait that the server asked for, if any.
    Again(ReserveError, Option<Duration>),
}

/// Takes a token out of what a server says, should it say it.
fn scrubbed(mut object: crate::types::ApiError, token: Option<&Secret>) -> crate::types::ApiError {
    let Some(token) = token.map(Secret::expose) else { return object };
    let fields = [&mut object.code, &mut object.reason, &mut object.message, &mut object.status, &mut object.reference_error];
    for field in fields.into_iter().flatten() {
        if field.contains(token) {
            *field = field.replace(token, "***");
        }
    }
    object
}

/// Whether a call is in doubt right now: a byte may have left, and there is no clear answer yet.
#[derive(Clone, Debug, Default)]
pub struct Flight(Arc<Mutex<Option<Arc<Evidence>>>>);

impl Flight {
    /// Whether the order is in doubt at this moment. Once the call has ended, its result tells instead, and this is false.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.current().as_ref().is_some_and(|evidence| evidence.may_have_left())
    }

    fn begin(&self) -> Arc<Evidence> {
        let evidence = Evidence::new();
        *self.current() = Some(Arc::clone(&evidence));
        evidence
    }

    fn clear(&self) {
        *self.current() = None;
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<Arc<Evidence>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leaves a record where a call is dropped in doubt.
struct Watch<'w> {
    flight: &'w Flight,
    tracking_id: &'w TrackingId,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if self.flight.is_in_doubt() {
            tracing::error!(tracking_id = %self.tracking_id, "dropped in flight: the outcome is unknown; ask the vendor by the tracking id");
        }
    }
}

/// Brings one request to the target, with the token, and keeps evidence.
struct Courier<'c> {
    shared: &'c Shared,
    token: Option<Arc<Secret>>,
    flight: &'c Flight,
    deadline: Instant,
}

impl fmt::Debug for Courier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Courier")
    }
}

/// The name and version that servers see.
const AGENT: &str = concat!("colt-numbers/", env!("CARGO_PKG_VERSION"));

/// Says in a request whose it is.
pub(crate) fn signed(request: &mut Request<Bytes>) {
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(AGENT));
}

impl Transport for Courier<'_> {
    type Error = Failure;

    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Failure> {
        signed(&mut request);
        if let Some(token) = &self.token {
            let bearer = zeroize::Zeroizing::new(format!("Bearer {}", token.expose()));
            let mut value = HeaderValue::try_from(bearer.as_str()).map_err(|_| Failure {
                phase: Phase::Send,
                may_have_left: false,
                why: "the token cannot be sent in a header".to_owned(),
            })?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let evidence = self.flight.begin();
        self.shared.wire.exchange(self.shared.target.base(), request, &evidence, self.deadline).await
    }
}
