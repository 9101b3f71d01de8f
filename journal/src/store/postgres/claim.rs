//! Claims an order, and records the result of a claim.

use tokio_postgres::types::Type;

use crate::entry::Entry;
use crate::error::JournalError;
use crate::span::Span;
use crate::store::postgres::connection::{Connection, get, get_unsigned};
use crate::store::postgres::read::{entry, parse_state, plan};
use crate::store::{AttemptResult, ClaimReport, ClaimRequest, ClaimResult, ClaimedEntry};

/// Claims the next order that is due. The caller commits before anything is sent.
pub(super) fn claim(connection: &Connection, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
    let row = connection.query_one(
        "SELECT * FROM colt_journal.claim($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            (&request.plan, Type::TEXT),
            (&request.stock, Type::TEXT),
            (&request.account, Type::TEXT),
            (&request.only, Type::TEXT),
            (&request.claim, Type::TEXT),
            (&request.session, Type::TEXT),
            (&request.max_sending_time, Type::INT8),
            (&request.interval, Type::INT8),
            (&request.last_position, Type::INT8),
        ],
    )?;
    let outcome: String = get(&row, 0)?;
    match &*outcome {
        "wait" => return Ok(ClaimResult::Wait(get(&row, 1)?)),
        "nothing" => return Ok(ClaimResult::Nothing),
        "limit" => return Ok(ClaimResult::Limit),
        "held" => return Err(JournalError::Held { reason: get(&row, 5)? }),
        "noPlan" => return Err(JournalError::NoSuchPlan(request.plan.clone())),
        "otherAccount" => {
            return plan(connection, &request.plan)?
                .check_account(&request.stock, &request.account)
                .map(|()| ClaimResult::Nothing);
        }
        _ => {}
    }
    let [firsts, lasts] = [get::<Option<Vec<i64>>>(&row, 8)?, get(&row, 9)?].map(Option::unwrap_or_default);
    let spans = firsts.iter().zip(&lasts);
    Ok(ClaimResult::Entry(Box::new(ClaimedEntry {
        plan: request.plan.clone(),
        position: get_unsigned(&row, 2)?,
        tracking_id: get(&row, 3)?,
        body: get(&row, 4)?,
        allowed_rules: get(&row, 5)?,
        attempt: get::<i32>(&row, 6)?.unsigned_abs(),
        sending_until: get(&row, 7)?,
        spans: spans.map(|(first, last)| Span { first: first.unsigned_abs(), last: last.unsigned_abs() }).collect(),
        lock_id: get(&row, 10)?,
    })))
}

/// Records the result of a claim, as the process that made the claim reports it.
pub(super) fn report(connection: &Connection, report: &ClaimReport) -> Result<Entry, JournalError> {
    let ClaimReport { tracking_id, claim, result, response, reason, now: _ } = report;
    let (mut order, mut waits) = ((None, None, None, None), (None, None));
    match result {
        AttemptResult::Accepted { order_id, order_status, reserved_at, lapses_on } => {
            order = (Some(text(order_id)), order_status.as_deref().map(text), Some(*reserved_at), lapses_on.clone());
        }
        AttemptResult::Retry { wait, account_wait } => waits = (Some(*wait), *account_wait),
        _ => {}
    }
    let row = connection.query_one(
        "SELECT colt_journal.report($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            (tracking_id, Type::TEXT),
            (claim, Type::TEXT),
            (&result.state().as_str(), Type::TEXT),
            (response, Type::BYTEA),
            (&reason.as_deref().map(text), Type::TEXT),
            (&order.0, Type::TEXT),
            (&order.1, Type::TEXT),
            (&order.2, Type::INT8),
            (&order.3, Type::TEXT),
            (&waits.0, Type::INT8),
            (&waits.1, Type::INT8),
        ],
    )?;
    match get::<Option<&str>>(&row, 0)? {
        Some("recorded") => entry(connection, tracking_id),
        Some(state) => Err(JournalError::NotClaimed { tracking_id: tracking_id.clone(), state: parse_state(state)? }),
        None => Err(JournalError::NoSuchEntry(tracking_id.clone())),
    }
}

/// A text from the vendor's response. A text in PostgreSQL cannot contain the character U+0000.
fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
