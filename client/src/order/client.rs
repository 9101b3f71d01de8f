//! The client: a target, credentials, and the one call that orders.
//!
//! [`Call::send`] decides whether there is another try. Its one loop is bounded in count and time, and no path from a doubtful try leads
//! back to its start. What one try comes to is in [`crate::order::attempt`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::auth::token_store::Tokens;
use crate::check::reservation::Reservation;
use crate::order::accepted::Order;
use crate::order::attempt::{Attempt, End};
use crate::order::builder::Builder;
use crate::order::outcome::{Outcome, ReserveError};
use crate::order::retries::Retries;
use crate::target::Target;
use crate::types::TrackingId;
use crate::wire::{Evidence, Latest, Wire, after};

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
    /// What became of it is not to be ignored; the compiler warns, and under `deny` refuses:
    ///
    /// ```compile_fail
    /// #![deny(unused_must_use)]
    /// # use colt_numbers::{Client, Reservation};
    /// # async fn order(client: &Client, reservation: &Reservation) {
    /// client.reserve(reservation).await;
    /// # }
    /// ```
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
    #[expect(
        clippy::expect_used,
        reason = "a UUID is 36 hex digits and hyphens, which the pattern allows; a test holds it"
    )]
    TrackingId::try_from(text).expect("a UUID is a tracking id")
}

/// One order about to be sent.
///
/// The future that [`Call::send`] gives may be dropped at any time; the connection is then closed. Where a byte may have left by then,
/// the outcome is unknown: an error event of `tracing` says so with the tracking id, and [`Flight::is_in_doubt`] tells it to whoever
/// kept the flight. [`Flight::give_up`] ends it without losing what has arrived. A caller who may be cut off keeps the tracking id before
/// sending.
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
        let span = tracing::info_span!(
            "reserve",
            tracking_id = %self.tracking_id,
            target = %self.client.0.target,
            attempts = Empty,
            outcome = Empty,
            milliseconds = Empty
        );
        let started = Instant::now();
        async {
            let watch = Watch { flight: &self.flight, tracking_id: &self.tracking_id };
            let result = self.attempts().await;
            watch.flight.clear();
            let (outcome, attempts) = match &result {
                Ok(order) => ("accepted", order.attempts()),
                Err(error) => (error.outcome().as_str(), error.attempts()),
            };
            let span = Span::current();
            span.record("attempts", attempts).record("outcome", outcome).record("milliseconds", milliseconds(started));
            match &result {
                Err(error) if error.outcome().is_in_doubt() => tracing::error!(outcome, "the reservation is in doubt"),
                _ => tracing::info!(outcome, "the reservation has ended"),
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn attempts(&self) -> Result<Order, ReserveError> {
        let shared = &*self.client.0;
        let (call, answer) = (shared.call, shared.wire.timeouts.answer);
        let (latest, deadline) = (Latest::after(call - answer.min(call / 2)), after(call));
        let mut waits = shared.retries.waits();
        let mut may_renew = shared.tokens.is_some() && !shared.retries.are_off();
        // The last clear answer: where a later try sends nothing, it is still true that an earlier one did.
        let mut answered: Option<ReserveError> = None;
        let mut number = 0;
        loop {
            number += 1;
            let attempt = Attempt {
                shared,
                reservation: self.reservation,
                tracking_id: &self.tracking_id,
                flight: &self.flight,
                number,
                earlier: answered.as_ref().and_then(ReserveError::status),
                latest,
                deadline,
            };
            let (error, wait) = match attempt.run().await {
                End::Order(order) => return Ok(order),
                End::Final(error) => (error, None),
                // A 401 is from before any processing, so a new token and one more try cannot order twice.
                End::Unauthorized(error) if may_renew => {
                    may_renew = false;
                    (error, Some(Duration::ZERO))
                }
                End::Unauthorized(error) => (error, None),
                End::Again(error, asked) => (error, waits.next(asked)),
            };
            let error = match answered.take() {
                Some(earlier) if error.outcome() == Outcome::NotSent => earlier.then_not_sent(&error),
                _ => error,
            };
            match wait {
                Some(wait) if after(wait) < latest.instant() && !self.flight.is_given_up() => {
                    tracing::debug!(
                        milliseconds = wait.as_millis(),
                        outcome = error.outcome().as_str(),
                        "waiting before another try"
                    );
                    sleep(wait).await;
                    answered = error.status().is_some().then_some(error);
                }
                _ => return Err(error),
            }
        }
    }
}

pub(crate) fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Whether a call is in doubt right now: a byte may have left, and there is no clear answer yet.
#[derive(Clone, Debug, Default)]
pub struct Flight {
    evidence: Arc<Mutex<Option<Arc<Evidence>>>>,
    given_up: Arc<watch::Sender<bool>>,
}

impl Flight {
    /// Whether the order is in doubt at this moment. Once the call has ended, its result tells instead, and this is false.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.current().as_ref().is_some_and(|evidence| evidence.may_have_left())
    }

    /// Gives up waiting where the order is in doubt: the call ends with what has arrived of the response, which is lost where the call is
    /// dropped instead. That is [`Outcome::Unknown`] unless all of it is there. Nothing is sent again. Gives whether the order was in doubt;
    /// otherwise nothing changes.
    #[must_use = "a call that was not in doubt goes on"]
    pub fn give_up(&self) -> bool {
        let is_in_doubt = self.is_in_doubt();
        if is_in_doubt {
            self.given_up.send_replace(true);
        }
        is_in_doubt
    }

    fn is_given_up(&self) -> bool {
        *self.given_up.borrow()
    }

    /// Ends when the call was given up.
    pub(crate) async fn given_up(&self) {
        // It fails where the sender is gone, and this has one.
        let _ = self.given_up.subscribe().wait_for(|given_up| *given_up).await;
    }

    pub(crate) fn begin(&self) -> Arc<Evidence> {
        let evidence = Evidence::new();
        *self.current() = Some(Arc::clone(&evidence));
        evidence
    }

    pub(crate) fn clear(&self) {
        *self.current() = None;
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<Evidence>>> {
        self.evidence.lock().unwrap_or_else(PoisonError::into_inner)
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
