//! One attempt of a claimed order: sends it, and returns the result to be recorded.

use std::time::Duration;

use colt_numbers::{Client, Outcome, Reservation, parse_tracking_id};

use crate::apply::stop::Stopper;
use crate::clock::{Millis, millis, millis_of};
use crate::error::JournalError;
use crate::store::AttemptResult;

/// The result of an attempt.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) result: AttemptResult,
    pub(crate) response: Option<Vec<u8>>,
    pub(crate) reason: Option<String>,
    pub(crate) failure: Option<Failure>,
}

/// Why an attempt ordered nothing, though the order itself may be valid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Failure {
    /// The credentials or the token were rejected.
    Credentials,
    /// The server refused it for now, or it could not be sent.
    Temporary,
    /// It was given up before a byte of it left.
    GivenUp,
}

impl Attempt {
    /// Nothing was sent, and the order is planned again.
    pub(crate) fn nothing_ordered(reason: String, wait: Millis, failure: Option<Failure>) -> Self {
        let account_wait = (wait > 0).then_some(wait);
        Self { result: AttemptResult::Retry { wait, account_wait }, response: None, reason: Some(reason), failure }
    }

    /// The result on one line.
    pub(crate) fn summary(&self) -> String {
        let state = match &self.result {
            AttemptResult::Accepted { order_id, .. } => format!("accepted, order `{order_id}`"),
            AttemptResult::Retry { .. } => "nothing was ordered".to_owned(),
            other => other.state().to_string(),
        };
        self.reason.as_ref().map_or(state.clone(), |reason| format!("{state}: {reason}"))
    }
}

/// Sends a reservation under its tracking id. `pause` is the wait after a failure whose response does not state a wait.
pub(crate) async fn send(
    client: &Client,
    reservation: &Reservation,
    tracking_id: &str,
    (stopper, pause): (&Stopper, Duration),
) -> Result<Attempt, JournalError> {
    let id = parse_tracking_id(tracking_id)
        .map_err(|error| JournalError::Invalid { tracking_id: tracking_id.to_owned(), reason: error.to_string() })?;
    let call = client.call(reservation).with_tracking_id(id);
    let Some(result) = stopper.send(call, |call| call.send()).await else {
        let reason = "it was given up before it was sent".to_owned();
        return Ok(Attempt::nothing_ordered(reason, 0, Some(Failure::GivenUp)));
    };
    let error = match result {
        Ok(order) => {
            let result = AttemptResult::Accepted {
                order_id: order.id().to_owned(),
                order_status: order.status().map(str::to_owned),
                reserved_at: millis(order.reserved_at()),
                lapses_on: order.earliest_lapse().map(|day| day.to_string()),
            };
            return Ok(Attempt { result, response: None, reason: None, failure: None });
        }
        Err(error) => error,
    };
    let reason = error.reason().to_owned();
    Ok(match error.outcome() {
        // A rejected token is no evidence about the order.
        Outcome::Rejected | Outcome::NotSent if error.is_auth_error() => {
            Attempt::nothing_ordered(reason, 0, Some(Failure::Credentials))
        }
        Outcome::NotSent | Outcome::Refused => {
            let wait = millis_of(error.retry_after().unwrap_or(pause));
            Attempt::nothing_ordered(reason, wait, Some(Failure::Temporary))
        }
        Outcome::Rejected => {
            Attempt { result: AttemptResult::Rejected, response: None, reason: Some(reason), failure: None }
        }
        outcome => {
            let result = match outcome {
                Outcome::Unreadable => AttemptResult::Unreadable,
                _ => AttemptResult::Unknown,
            };
            let response = error.raw_body().map(|body| body.to_vec());
            Attempt { result, response, reason: Some(reason), failure: None }
        }
    })
}
