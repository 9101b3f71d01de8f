//! Claims an order, and records the result of a claim.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::clock::Millis;
use crate::entry::Entry;
use crate::error::JournalError;
use crate::state::State;
use crate::store::sqlite::time::now_or_last_event;
use crate::store::sqlite::{read, session};
use crate::store::{AttemptResult, ClaimReport, ClaimRequest, ClaimResult, ClaimedEntry};

/// Claims the next order that is due. The caller commits before anything is sent.
pub(super) fn claim(connection: &Connection, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
    let (plan_id, plan) = read::plan(connection, &request.plan)?;
    plan.check_account(&request.stock, &request.account)?;
    let Some(due) = due(connection, plan_id, request)? else {
        return Ok(match wait_for_due(connection, plan_id, request)? {
            Some(wait) => ClaimResult::Wait(wait),
            None => ClaimResult::Nothing,
        });
    };
    let wait = wait_of_account(connection, &request.account, request.now)?;
    if wait > 0 {
        return Ok(ClaimResult::Wait(wait));
    }
    if exceeds_limits(connection, plan_id, due.numbers)? {
        return Ok(ClaimResult::Limit);
    }
    let sending_until = now_or_last_event(connection, request.now)?.saturating_add(request.max_sending_time);
    let sql = "UPDATE entry SET state = 'sending', claim = ?2, session = ?3, attempts = attempts + 1, sending_from = ?5, sending_until = ?4, is_reported = 0, \
               response = NULL, reason = NULL, changed_at = ?5 WHERE id = ?1 AND state = 'planned'";
    let values = params![due.id, request.claim, request.session, sending_until, request.now];
    let changed = connection.prepare_cached(sql)?.execute(values)?;
    debug_assert_eq!(changed, 1);
    session::reopen(connection, &request.session)?;
    if request.interval > 0 {
        set_account_wait(connection, &request.account, request.now, request.interval)?;
    }
    let entry = ClaimedEntry {
        plan: request.plan.clone(),
        position: due.position,
        spans: read::spans(connection, &due.tracking_id)?,
        tracking_id: due.tracking_id,
        body: due.body,
        allowed_rules: due.allowed_rules,
        attempt: due.attempts + 1,
        sending_until,
        lock_id: due.lock_id,
    };
    Ok(ClaimResult::Entry(Box::new(entry)))
}

struct Due {
    id: i64,
    position: u64,
    tracking_id: String,
    body: Vec<u8>,
    allowed_rules: String,
    attempts: u32,
    numbers: Option<u64>,
    lock_id: Option<String>,
}

/// The first order that may be claimed now. If the wait of an order began later than now, the clock was set back, and the wait is ignored.
fn due(connection: &Connection, plan_id: i64, request: &ClaimRequest) -> Result<Option<Due>, JournalError> {
    let sql = "SELECT id, position, tracking_id, body, allowed_rules, attempts, numbers, lock_id FROM entry \
               WHERE plan_id = ?1 AND state = 'planned' AND (not_before <= ?2 OR changed_at > ?2) AND (?3 IS NULL OR tracking_id = ?3) AND position <= ?4 \
               ORDER BY position LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let due = select.query_row(params![plan_id, request.now, request.only, request.last_position], |row| {
        Ok(Due {
            id: row.get(0)?,
            position: row.get(1)?,
            tracking_id: row.get(2)?,
            body: row.get(3)?,
            allowed_rules: row.get(4)?,
            attempts: row.get(5)?,
            numbers: row.get(6)?,
            lock_id: row.get(7)?,
        })
    });
    Ok(due.optional()?)
}

/// How long to wait for the next planned order; `None` if nothing is planned.
fn wait_for_due(connection: &Connection, plan_id: i64, request: &ClaimRequest) -> Result<Option<Millis>, JournalError> {
    let sql = "SELECT MIN(not_before) FROM entry WHERE plan_id = ?1 AND state = 'planned' AND (?2 IS NULL OR tracking_id = ?2) \
               AND position <= ?3";
    let values = params![plan_id, request.only, request.last_position];
    let next: Option<Millis> = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    Ok(next.map(|next| (next - request.now).max(1)))
}

/// How long the account has to wait. If the clock was set back, the wait begins again from now, so it is not longer than it was.
fn wait_of_account(connection: &Connection, account: &str, now: Millis) -> Result<Millis, JournalError> {
    let found: Option<(Millis, Millis)> = connection
        .prepare_cached("SELECT set_at, next_at FROM account_wait WHERE account = ?1")?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match found {
        Some((set_at, next_at)) if now < set_at => {
            set_account_wait(connection, account, now, next_at - set_at)?;
            next_at - set_at
        }
        Some((_, next_at)) => (next_at - now).max(0),
        None => 0,
    })
}

fn set_account_wait(connection: &Connection, account: &str, now: Millis, wait: Millis) -> Result<(), JournalError> {
    let sql = "INSERT INTO account_wait VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET set_at = ?2, next_at = ?3";
    connection.prepare_cached(sql)?.execute(params![account, now, now.saturating_add(wait)])?;
    Ok(())
}

/// Whether one more order with these numbers would exceed the plan's limits. The database checks it as well.
fn exceeds_limits(connection: &Connection, plan_id: i64, numbers: Option<u64>) -> Result<bool, JournalError> {
    let sql = "SELECT COALESCE(SUM(t.orders), 0) + 1 > p.max_orders OR COALESCE(SUM(t.numbers), 0) + ?2 > p.max_numbers FROM plan AS p \
               LEFT JOIN tally AS t ON t.plan_id = p.id AND t.state IN (SELECT name FROM state WHERE is_spent = 1) WHERE p.id = ?1";
    let exceeds: Option<bool> =
        connection.prepare_cached(sql)?.query_row(params![plan_id, numbers.unwrap_or(0)], |row| row.get(0))?;
    Ok(exceeds.unwrap_or(false))
}

/// Records the result of a claim, as the process that made the claim reports it.
pub(super) fn report(connection: &Connection, report: &ClaimReport) -> Result<Entry, JournalError> {
    let ClaimReport { tracking_id, claim, result, response, reason, now } = report;
    let sql = "SELECT e.id, e.state, e.claim IS ?2, e.is_reported, p.account FROM entry AS e JOIN plan AS p ON p.id = e.plan_id \
               WHERE e.tracking_id = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([tracking_id, claim], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get::<_, String>(4)?))
        })
        .optional()?;
    let Some((id, state, is_own, is_reported, account)) = found else {
        return Err(JournalError::NoSuchEntry(tracking_id.clone()));
    };
    let state = read::parse_state(&state)?;
    if is_own && is_reported && state == result.state() {
        return read::entry(connection, tracking_id);
    }
    if !is_own || is_reported || !matches!(state, State::Sending | State::Unknown) {
        return Err(JournalError::NotClaimed { tracking_id: tracking_id.clone(), state });
    }
    // After this report, nothing is sent for this claim.
    let at = now_or_last_event(connection, *now)?;
    let sql = "UPDATE entry SET state = ?2, is_reported = 1, response = ?3, reason = ?4, changed_at = ?5, sending_until = ?6 WHERE id = ?1";
    let set_result = |connection: &Connection| -> Result<(), JournalError> {
        connection.prepare_cached(sql)?.execute(params![id, result.state().as_str(), response, reason, now, at])?;
        Ok(())
    };
    match result {
        AttemptResult::Accepted { order_id, order_status, reserved_at, lapses_on } => {
            // The order happened, so it is recorded in any case. If the order id is known, that is reported as the reason.
            let sql = "UPDATE entry SET state = 'accepted', is_reported = 1, response = ?2, reason = COALESCE(?3, \
                       (SELECT 'the order `' || o.tracking_id || '` has the same order id: one of them may not have been ordered' FROM entry AS o \
                       WHERE o.stock = entry.stock AND o.order_id = ?5 AND o.id <> entry.id ORDER BY o.id LIMIT 1)), changed_at = ?4, order_id = ?5, \
                       order_status = ?6, reserved_at = ?7, lapses_on = ?8 WHERE id = ?1";
            let values = params![id, response, reason, now, order_id, order_status, reserved_at, lapses_on];
            connection.prepare_cached(sql)?.execute(values)?;
        }
        AttemptResult::Retry { wait, account_wait } => {
            set_result(connection)?;
            let not_before = now.saturating_add(*wait);
            connection
                .prepare_cached("UPDATE entry SET not_before = ?2 WHERE id = ?1")?
                .execute(params![id, not_before])?;
            if let Some(account_wait) = account_wait
                && wait_of_account(connection, &account, *now)? < *account_wait
            {
                set_account_wait(connection, &account, *now, *account_wait)?;
            }
        }
        _ => set_result(connection)?,
    }
    read::entry(connection, tracking_id)
}
