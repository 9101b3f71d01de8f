//! A call that places an order: makes attempts, within limits of count and time, until the result of an attempt is final.
//!
//! [`Call::run_attempts`] decides whether there is another attempt. Its only loop terminates: the number of attempts is limited. An attempt that
//! leaves the order in doubt always ends the loop. The result of one attempt is decided in [`crate::order::attempt`].

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
use crate::order::outcome::Outcome;
use crate::order::reserve_error::ReserveError;
use crate::wire::send_deadline::{SendDeadline, after};

/// A request for one order that is ready to be sent, from [`Client::call`](crate::Client::call).
///
/// If the process may be killed during the call, store [`Call::tracking_id`] before you send the request.
///
/// The future of [`Call::send`] may be dropped at any time, which closes the connection. If a byte may have been sent by then, the outcome is
/// unknown: an error event of `tracing` with the tracking id is logged, and [`CallStatus::is_in_doubt`] returns true.
/// [`CallStatus::give_up`] ends the call without losing the part of the response that has arrived.
///
/// ```no_run
/// # async fn example(client: colt_numbers::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let reservation = colt_numbers::Reservation::of_number("GB", "+442081324758").build()?;
/// let call = client.call(&reservation);
/// std::fs::write("tracking-id.txt", call.tracking_id().as_str())?;
/// let order = call.send().await?;
/// println!("order {}", order.id());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c> {
    pub(crate) client: &'c ClientState,
    pub(crate) reservation: &'c Reservation,
    pub(crate) tracking_id: TrackingId,
    pub(crate) status: CallStatus,
}

impl Call<'_> {
    /// Sends the request with `tracking_id`, not with the new tracking id that [`Client::call`](crate::Client::call) created. It is not known
    /// whether the vendor recognizes a repeated request by its tracking id.
    pub fn with_tracking_id(mut self, tracking_id: TrackingId) -> Self {
        self.tracking_id = tracking_id;
        self
    }

    /// The tracking id that the request will be sent with.
    #[must_use]
    pub fn tracking_id(&self) -> &TrackingId {
        &self.tracking_id
    }

    /// A handle that states, until the call returns, whether the order is in doubt. If the call is dropped, the handle still states it.
    #[must_use]
    pub fn status(&self) -> CallStatus {
        self.status.clone()
    }

    /// Sends the request. It is sent again only after a proof that nothing was ordered, and only as often as [`Retries`](crate::Retries) allows.
    ///
    /// # Errors
    /// [`ReserveError`], whose [`Outcome`] states what is known.
    pub async fn send(self) -> Result<Order, ReserveError> {
        let span = tracing::info_span!(
            "reserve",
            tracking_id = %self.tracking_id,
            target = %self.client.target,
            attempts = Empty,
            outcome = Empty,
            milliseconds = Empty
        );
        let started = Instant::now();
        async {
            let guard = DropGuard { status: &self.status, tracking_id: &self.tracking_id };
            let result = self.run_attempts().await;
            guard.status.clear();
            let (outcome, attempts) = match &result {
                Ok(order) => ("accepted", order.attempts()),
                Err(error) => (error.outcome().as_str(), error.attempts()),
            };
            let span = Span::current();
            span.record("attempts", attempts).record("outcome", outcome).record("milliseconds", milliseconds(started));
            match &result {
                Err(error) if error.outcome().is_in_doubt() => tracing::error!(outcome, "the order is in doubt"),
                _ => tracing::info!(outcome, "the call has ended"),
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn run_attempts(&self) -> Result<Order, ReserveError> {
        let client = self.client;
        let (call, response) = (client.call_timeout, client.http.timeouts.response);
        let (send_deadline, deadline) = (SendDeadline::after(call - response.min(call / 2)), after(call));
        let mut backoff = client.retries.backoff();
        let mut may_renew_token = client.tokens.is_some() && !client.retries.are_off();
        // The error of the last attempt that had a response. If no later attempt is sent, this error states what is known of the order.
        let mut earlier: Option<ReserveError> = None;
        let mut number = 0;
        loop {
            number += 1;
            let attempt = Attempt {
                client,
                reservation: self.reservation,
                tracking_id: &self.tracking_id,
                status: &self.status,
                number,
                earlier_status: earlier.as_ref().and_then(ReserveError::status),
                send_deadline,
                deadline,
            };
            let (error, wait) = match attempt.run().await {
                AttemptEnd::Order(order) => return Ok(order),
                AttemptEnd::Final(error) => (error, None),
                // A server rejects a token with 401 before it processes the request, so one more attempt with a new token cannot order twice.
                AttemptEnd::Unauthorized(error) if may_renew_token => {
                    may_renew_token = false;
                    (error, Some(Duration::ZERO))
                }
                AttemptEnd::Unauthorized(error) => (error, None),
                AttemptEnd::Retry(error, retry_after) => (error, backoff.next(retry_after)),
            };
            let error = match earlier.take() {
                Some(earlier) if error.outcome() == Outcome::NotSent => earlier.then_not_sent(&error),
                _ => error,
            };
            match wait {
                Some(wait) if after(wait) < send_deadline.instant() && !self.status.is_given_up() => {
                    tracing::debug!(
                        milliseconds = wait.as_millis(),
                        outcome = error.outcome().as_str(),
                        "waiting before another attempt"
                    );
                    sleep(wait).await;
                    earlier = error.status().is_some().then_some(error);
                }
                _ => return Err(error),
            }
        }
    }
}

/// Logs an error if a call is dropped while its order is in doubt.
struct DropGuard<'w> {
    status: &'w CallStatus,
    tracking_id: &'w TrackingId,
}

impl Drop for DropGuard<'_> {
    fn drop(&mut self) {
        if self.status.is_in_doubt() {
            tracing::error!(tracking_id = %self.tracking_id, "dropped in flight: the outcome is unknown; ask the vendor with the tracking id");
        }
    }
}
