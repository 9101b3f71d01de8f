//! Settles orders with evidence, and withdraws planned orders.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::clock::{Millis, day, millis, rfc3339};
use crate::entry::Entry;
use crate::error::JournalError;
use crate::evidence::{QUIET, Settlement};
use crate::state::State;
use crate::store::SettleRequest;
use crate::store::sqlite::read;

pub(super) fn settle(connection: &Connection, request: &SettleRequest) -> Result<Entry, JournalError> {
    let SettleRequest { tracking_id, settlement, evidence, holds_days, now } = request;
    let entry = read::entry(connection, tracking_id)?;
    let not_allowed = |reason: String| JournalError::NotAllowed { tracking_id: tracking_id.clone(), reason };
    if evidence.text.trim().is_empty() {
        return Err(not_allowed("the evidence is empty".to_owned()));
    }
    if evidence.observed_at > *now {
        return Err(not_allowed(format!(
            "the evidence is of {}, which is in the future",
            rfc3339(evidence.observed_at)
        )));
    }
    let (next, order_id) = match settlement {
        Settlement::Ordered(id) => (State::Accepted, id.as_deref()),
        Settlement::NotOrdered => (State::NotOrdered, None),
        Settlement::Released => (State::Released, None),
    };
    let is_possible = match next {
        State::Released => entry.state == State::Accepted,
        _ => entry.state.is_in_doubt(),
    };
    if !is_possible {
        return Err(not_allowed(format!("it is {}, and cannot become {next} by hand", entry.state)));
    }
    if next == State::NotOrdered {
        let earliest = entry.sending_until.map_or(Millis::MAX, millis).saturating_add(QUIET);
        if evidence.observed_at < earliest {
            return Err(not_allowed(format!(
                "its request may have been in flight when the evidence was observed; hint: use evidence that was observed after {}",
                rfc3339(earliest)
            )));
        }
        if may_be_sent_by_a_live_session(connection, tracking_id)? {
            return Err(not_allowed("the process that was sending it may still run; hint: end it first".to_owned()));
        }
    }
    if next == State::Released && entry.reserved_at.is_some_and(|reserved| evidence.observed_at <= millis(reserved)) {
        return Err(not_allowed("the evidence is older than the order".to_owned()));
    }
    let reserved_at = match next {
        State::Accepted => claimed_at(connection, tracking_id)?,
        _ => None,
    };
    let lapses_on = reserved_at.map(|at| day(at, *holds_days));
    let sql = "UPDATE entry SET state = ?2, evidence = ?3, evidence_at = ?4, reason = ?3, changed_at = ?5, order_id = COALESCE(?6, order_id), \
               reserved_at = COALESCE(reserved_at, ?7), lapses_on = COALESCE(lapses_on, ?8) WHERE tracking_id = ?1";
    let (text, at) = (evidence.recorded(), evidence.observed_at);
    let values = params![tracking_id, next.as_str(), text, at, now, order_id, reserved_at, lapses_on];
    connection.prepare_cached(sql)?.execute(values)?;
    read::entry(connection, tracking_id)
}

/// Whether the session of the last claim may still send it. The database checks it as well.
fn may_be_sent_by_a_live_session(connection: &Connection, tracking_id: &str) -> Result<bool, JournalError> {
    let sql = "SELECT is_reported = 0 AND NOT EXISTS (SELECT 1 FROM session WHERE id = entry.session AND ended_at IS NOT NULL) \
               FROM entry WHERE tracking_id = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([tracking_id], |row| row.get(0))?)
}

/// When the last claim was made: at or before the time at which the request was sent.
fn claimed_at(connection: &Connection, tracking_id: &str) -> Result<Option<Millis>, JournalError> {
    let sql = "SELECT v.at FROM event AS v JOIN entry AS e ON e.id = v.entry_id WHERE e.tracking_id = ?1 AND v.src = 'planned' \
               ORDER BY v.id DESC LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row([tracking_id], |row| row.get(0)).optional()?)
}

/// Withdraws the planned orders of a plan, or only one of them.
pub(super) fn withdraw(
    connection: &Connection,
    plan: &str,
    (only, reason): (Option<&str>, &str),
    now: Millis,
) -> Result<u64, JournalError> {
    let (plan_id, _) = read::plan(connection, plan)?;
    let sql = "UPDATE entry SET state = 'withdrawn', reason = ?3, changed_at = ?4 \
               WHERE plan_id = ?1 AND state = 'planned' AND (?2 IS NULL OR tracking_id = ?2)";
    Ok(connection.prepare_cached(sql)?.execute(params![plan_id, only, reason, now])? as u64)
}
