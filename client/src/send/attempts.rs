//! Makes attempts to send a request, within limits of count and time, until the result of an attempt is final.
//!
//! [`Attempts::run`] decides whether there is another attempt. Its only loop terminates: the number of attempts is limited. Unless the spec declares
//! the operation as repeatable, an attempt that leaves the outcome in doubt always ends the loop. The result of one attempt is decided in
//! [`crate::send::attempt`].

use std::time::Duration;

use colt_numbers_api::types::TrackingId;
use tokio::time::{Instant, sleep};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::check::checked_request::CheckedContent;
use crate::send::accepted::AcceptedContent;
use crate::send::attempt::{Attempt, AttemptEnd, milliseconds};
use crate::send::authorization::Authorization;
use crate::send::call_status::CallStatus;
use crate::send::client_state::ClientState;
use crate::send::outcome::Outcome;
use crate::send::send_error::SendError;
use crate::wire::final_poll::until_event;
use crate::wire::send_deadline::{SendDeadline, after};

/// The attempts of one call. Requests of every operation are sent by this type alone.
#[derive(Clone, Copy)]
pub(crate) struct Attempts<'a> {
    pub(crate) client: &'a ClientState,
    pub(crate) request: &'a CheckedContent,
    pub(crate) status: &'a CallStatus,
}

impl Attempts<'_> {
    /// Sends the request, and logs how the call ended.
    pub(crate) async fn run(self) -> Result<Box<AcceptedContent>, SendError> {
        let CheckedContent { operation, tracking_id, .. } = self.request;
        let span = tracing::info_span!(
            "call",
            operation = operation.id,
            tracking_id = tracking_id.as_ref().map(display),
            target = %self.client.target,
            attempts = Empty,
            outcome = Empty,
            milliseconds = Empty
        );
        let started = Instant::now();
        async {
            let guard = DropGuard { status: self.status, tracking_id: tracking_id.as_ref() };
            let result = self.attempt_until_final().await;
            guard.status.clear();
            let (outcome, attempts) = match &result {
                Ok(accepted) => ("accepted", accepted.attempts),
                Err(error) => (error.outcome().as_str(), error.attempts()),
            };
            let span = Span::current();
            span.record("attempts", attempts).record("outcome", outcome).record("milliseconds", milliseconds(started));
            match &result {
                Err(error) if error.outcome().is_in_doubt() => tracing::error!(outcome, "the outcome is in doubt"),
                _ => tracing::info!(outcome, "the call has ended"),
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn attempt_until_final(self) -> Result<Box<AcceptedContent>, SendError> {
        let Self { client, request, status } = self;
        let (call, response) = (client.call_timeout, client.http.timeouts.response);
        let (send_deadline, deadline) = (SendDeadline::after(call - response.min(call / 2)), after(call));
        let mut backoff = client.retries.backoff();
        let needs_token = matches!(Authorization::of(request.operation), Authorization::Bearer(_));
        let mut may_renew_token = client.tokens.is_some() && needs_token && !client.retries.are_off();
        // The error of the last attempt of which a byte may have been sent. If no later attempt is sent, this error states what is known.
        let mut earlier: Option<SendError> = None;
        let mut number = 0;
        loop {
            number += 1;
            let earlier_status = earlier.as_ref().and_then(SendError::status);
            let attempt = Attempt { client, request, status, number, earlier_status, send_deadline, deadline };
            let (error, wait) = match attempt.run().await {
                AttemptEnd::Accepted(accepted) => return Ok(accepted),
                AttemptEnd::Final(error) => (error, None),
                // A server rejects a token with 401 before it processes the request, so one more attempt with a new token has no second effect.
                AttemptEnd::Unauthorized(error) if may_renew_token => {
                    may_renew_token = false;
                    (error, Some(Duration::ZERO))
                }
                AttemptEnd::Unauthorized(error) => (error, None),
                AttemptEnd::Retry(error, retry_after) => (error, backoff.next(retry_after)),
            };
            let error = match earlier.take() {
                Some(earlier) if error.outcome() == Outcome::NotSent => earlier.then_not_sent(&error),
                Some(earlier) if earlier.outcome().is_in_doubt() && !error.outcome().is_in_doubt() => {
                    error.after_unknown(&earlier)
                }
                _ => error,
            };
            match wait {
                Some(wait) if after(wait) < send_deadline.instant() && !status.is_given_up() => {
                    tracing::debug!(
                        milliseconds = wait.as_millis(),
                        outcome = error.outcome().as_str(),
                        "waiting before another attempt"
                    );
                    if until_event(status.given_up(), sleep(wait)).await.is_none() {
                        return Err(error);
                    }
                    earlier = (error.outcome() != Outcome::NotSent).then_some(error);
                }
                _ => return Err(error),
            }
        }
    }
}

/// Logs an error if a call is dropped while its outcome is in doubt.
struct DropGuard<'w> {
    status: &'w CallStatus,
    tracking_id: Option<&'w TrackingId>,
}

impl Drop for DropGuard<'_> {
    fn drop(&mut self) {
        if !self.status.is_in_doubt() {
            return;
        }
        match self.tracking_id {
            Some(id) => {
                tracing::error!(tracking_id = %id, "dropped in flight: the outcome is unknown; ask the vendor with the tracking id");
            }
            None => tracing::error!("dropped in flight: the outcome is unknown"),
        }
    }
}
