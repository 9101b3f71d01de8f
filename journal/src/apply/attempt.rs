//! One attempt to place an order: the request to claim it, sending it, and the report of its result.

use std::time::{Duration, Instant};

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers::{Client, Order, Outcome, Reservation, SendError, parse_tracking_id};
use uuid::Uuid;

use crate::apply::stop::Stopper;
use crate::clock::{Millis, day, millis, millis_of};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::plan::{Plan, reservation_of};
use crate::store::{AttemptResult, ClaimReport, ClaimRequest, ClaimedEntry};

/// How long sending an order should take at most. It makes [`Entry::sending_until`](crate::Entry::sending_until) an estimate while the order is being
/// sent. An order whose sending has not begun by then is not sent.
const MAX_SENDING_TIME: Millis = 900_000;

/// The result of an attempt.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) result: AttemptResult,
    pub(crate) response: Option<Vec<u8>>,
    pub(crate) reason: Option<String>,
    pub(crate) failure: Option<Failure>,
}

/// An attempt, and what it sent the request for: `None` if it was given up before a byte was sent.
#[derive(Debug)]
pub(crate) struct SentAttempt {
    pub(crate) attempt: Attempt,
    pub(crate) sent: Option<Result<Order, SendError>>,
}

impl From<Attempt> for SentAttempt {
    fn from(attempt: Attempt) -> Self {
        Self { attempt, sent: None }
    }
}

/// Why an attempt ordered nothing, although the order itself may be valid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Failure {
    /// The credentials or the token were rejected.
    Credentials,
    /// The server refused it for now (429 or 503), or it could not be sent.
    Temporary,
    /// It was given up before a byte of it was sent.
    GivenUp,
    /// Its sending did not begin until its claim was too old, so it was not sent.
    Late,
}

impl Attempt {
    /// Nothing was ordered, so the order is planned again: the request was refused or not sent, or its token was rejected.
    pub(crate) fn nothing_ordered(reason: String, wait: Millis, failure: Option<Failure>) -> Self {
        let account_wait = (wait > 0).then_some(wait);
        Self { result: AttemptResult::Retry { wait, account_wait }, response: None, reason: Some(reason), failure }
    }
}

/// Sends a reservation under its tracking id. `pause` is the wait after a failure whose response does not state a wait.
pub(crate) async fn send(
    client: &Client,
    reservation: &Reservation,
    tracking_id: &str,
    (stopper, pause): (&Stopper, Duration),
) -> Result<SentAttempt, JournalError> {
    let id = parse_tracking_id(tracking_id)
        .map_err(|error| JournalError::Invalid { tracking_id: tracking_id.to_owned(), reason: error.to_string() })?;
    let call = client.call(reservation).with_tracking_id(id);
    let sent = stopper.send(call, |call| call.send()).await;
    let attempt = match &sent {
        None => {
            let reason = "it was given up before it was sent".to_owned();
            Attempt::nothing_ordered(reason, 0, Some(Failure::GivenUp))
        }
        Some(Ok(order)) => accepted(order),
        Some(Err(error)) => failed(error, pause),
    };
    Ok(SentAttempt { attempt, sent })
}

fn accepted(order: &Order) -> Attempt {
    let result = AttemptResult::Accepted {
        order_id: order.id().to_owned(),
        order_status: order.status().map(str::to_owned),
        reserved_at: millis(order.reserved_at()),
        lapses_on: order.earliest_lapse().map(|day| day.to_string()),
    };
    Attempt { result, response: None, reason: None, failure: None }
}

fn failed(error: &SendError, pause: Duration) -> Attempt {
    let reason = error.reason().to_owned();
    match error.outcome() {
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
    }
}

/// The result of an attempt whose claim failed, but may be recorded. Nothing was ordered, unless another copy of the journal sent the order: then the
/// result is unknown.
pub(crate) fn failed_claim(error: &JournalError, tracking_id: &str) -> Attempt {
    match error {
        JournalError::AnotherCopy { tracking_id: sent } if sent == tracking_id => {
            Attempt { result: AttemptResult::Unknown, response: None, reason: Some(error.to_string()), failure: None }
        }
        _ => Attempt::nothing_ordered(error.to_string(), 0, None),
    }
}

/// When a claim was requested: the process's clock that never goes back, and the journal's clock, which also counts while the machine sleeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClaimTime {
    instant: Instant,
    now: Millis,
}

impl ClaimTime {
    pub(crate) fn of(request: &ClaimRequest) -> Self {
        Self { instant: Instant::now(), now: request.now }
    }

    /// Whether sending should have ended by now. The claim was requested before it was recorded, so this is never later than by the store's clock.
    fn is_over(&self, journal: &Journal) -> bool {
        millis_of(self.instant.elapsed()).max(journal.now().saturating_sub(self.now)) >= MAX_SENDING_TIME
    }
}

/// Sends an order that this process has claimed, unless so much time has passed since then that others may count on it not being sent any more.
pub(crate) async fn send_claimed(
    (journal, client): (&Journal, &Client),
    (entry, claimed): (&ClaimedEntry, ClaimTime),
    how: (&Stopper, Duration),
) -> Result<SentAttempt, JournalError> {
    let reservation = reservation_of(&entry.tracking_id, &entry.body, &entry.allowed_rules)?;
    if claimed.is_over(journal) {
        let reason = "it was not sent, because the process was held up after its claim".to_owned();
        return Ok(Attempt::nothing_ordered(reason, 0, Some(Failure::Late)).into());
    }
    let mut sent = send(client, &reservation, &entry.tracking_id, how).await?;
    if let AttemptResult::Accepted { reserved_at, lapses_on, .. } = &mut sent.attempt.result {
        let claimed_in_store = entry.sending_until.saturating_sub(MAX_SENDING_TIME);
        // This machine's clock is ahead of the store's, so the reservation may lapse earlier than by this clock.
        if claimed.now > claimed_in_store && *reserved_at > claimed_in_store {
            *reserved_at = claimed_in_store;
            *lapses_on = RESERVE_NUMBERS.holds_days.map(|days| day(claimed_in_store, days)).or(lapses_on.take());
        }
    }
    Ok(sent)
}

/// A request to claim the next order of a plan, or `only` the order with this tracking id.
pub(crate) fn claim_request(journal: &Journal, plan: &Plan, interval: Millis, only: Option<String>) -> ClaimRequest {
    ClaimRequest {
        plan: plan.name().to_owned(),
        stock: plan.stock().to_owned(),
        account: plan.account().to_owned(),
        only,
        last_position: i64::MAX,
        claim: Uuid::new_v4().simple().to_string(),
        session: journal.session().to_owned(),
        now: journal.now(),
        max_sending_time: MAX_SENDING_TIME,
        interval,
    }
}

/// The report of the result of a claim's attempt.
pub(crate) fn claim_report(journal: &Journal, tracking_id: &str, (claim, attempt): (String, Attempt)) -> ClaimReport {
    let Attempt { result, response, reason, .. } = attempt;
    ClaimReport { tracking_id: tracking_id.to_owned(), claim, result, response, reason, now: journal.now() }
}

/// The result of a report on one line.
pub(crate) fn describe(report: &ClaimReport) -> String {
    let result = match &report.result {
        AttemptResult::Accepted { order_id, .. } => format!("accepted, order `{order_id}`"),
        AttemptResult::Retry { .. } => "nothing was ordered".to_owned(),
        other => other.state().to_string(),
    };
    match &report.reason {
        Some(reason) => format!("{result}: {reason}"),
        None => result,
    }
}
