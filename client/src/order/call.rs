//! One call that orders: attempts until one is final, within bounds of count and time.
//!
//! [`Call::send`] decides whether there is another attempt. Its one loop has an end, and no path from a doubtful attempt leads back to its
//! start. What one attempt comes to is decided in [`crate::order::attempt`].

use std::time::Duration;

use colt_numbers_api::types::TrackingId;
use tokio::time::{Instant, sleep};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::check::reservation::Reservation;
use crate::order::accepted_order::Order;
use crate::order::attempt::{Attempt, AttemptEnd, milliseconds};
use crate::order::call_status::CallStatus;
use crate::order::client_state::ClientState;
use crate::order::outcome::{Outcome, ReserveError};
use crate::wire::send_deadline::{SendDeadline, after};

/// One order about to be sent.
///
/// The future that [`Call::send`] gives may be dropped at any time; the connection is then closed. Where a byte may have left by then,
/// the outcome is unknown: an error event of `tracing` says so with the tracking id, and [`CallStatus::is_in_doubt`] tells it to whoever
/// kept the status. [`CallStatus::give_up`] ends it without losing what has arrived. A caller who may be cut off keeps the tracking id before
/// sending.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c> {
    pub(crate) shared: &'c ClientState,
    pub(crate) reservation: &'c Reservation,
    pub(crate) tracking_id: TrackingId,
    pub(crate) status: CallStatus,
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

    /// A handle that states, at any time, whether the order is in doubt.
    #[must_use]
    pub fn status(&self) -> CallStatus {
        self.status.clone()
    }

    /// Sends the order. Sends it again only if a response proves that it was not accepted.
    ///
    /// # Errors
    /// See [`Outcome`].
    pub async fn send(self) -> Result<Order, ReserveError> {
        let span = tracing::info_span!(
            "reserve",
            tracking_id = %self.tracking_id,
            target = %self.shared.target,
            attempts = Empty,
            outcome = Empty,
            milliseconds = Empty
        );
        let started = Instant::now();
        async {
            let watch = DropGuard { status: &self.status, tracking_id: &self.tracking_id };
            let result = self.attempts().await;
            watch.status.clear();
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
        let shared = self.shared;
        let (call, answer) = (shared.call, shared.wire.timeouts.answer);
        let (latest, deadline) = (SendDeadline::after(call - answer.min(call / 2)), after(call));
        let mut waits = shared.retries.waits();
        let mut may_renew = shared.tokens.is_some() && !shared.retries.are_off();
        // The last clear answer: where a later attempt sends nothing, it is still true that an earlier one did.
        let mut answered: Option<ReserveError> = None;
        let mut number = 0;
        loop {
            number += 1;
            let attempt = Attempt {
                shared,
                reservation: self.reservation,
                tracking_id: &self.tracking_id,
                status: &self.status,
                number,
                earlier: answered.as_ref().and_then(ReserveError::status),
                latest,
                deadline,
            };
            let (error, wait) = match attempt.run().await {
                AttemptEnd::Order(order) => return Ok(order),
                AttemptEnd::Final(error) => (error, None),
                // A 401 is from before any processing, so a new token and one more attempt cannot order twice.
                AttemptEnd::Unauthorized(error) if may_renew => {
                    may_renew = false;
                    (error, Some(Duration::ZERO))
                }
                AttemptEnd::Unauthorized(error) => (error, None),
                AttemptEnd::Again(error, asked) => (error, waits.next(asked)),
            };
            let error = match answered.take() {
                Some(earlier) if error.outcome() == Outcome::NotSent => earlier.then_not_sent(&error),
                _ => error,
            };
            match wait {
                Some(wait) if after(wait) < latest.instant() && !self.status.is_given_up() => {
                    tracing::debug!(
                        milliseconds = wait.as_millis(),
                        outcome = error.outcome().as_str(),
                        "waiting before another attempt"
                    );
                    sleep(wait).await;
                    answered = error.status().is_some().then_some(error);
                }
                _ => return Err(error),
            }
        }
    }
}

/// Leaves a record where a call is dropped in doubt.
struct DropGuard<'w> {
    status: &'w CallStatus,
    tracking_id: &'w TrackingId,
}

impl Drop for DropGuard<'_> {
    fn drop(&mut self) {
        if self.status.is_in_doubt() {
            tracing::error!(tracking_id = %self.tracking_id, "dropped in flight: the outcome is unknown; ask the vendor by the tracking id");
        }
    }
}
