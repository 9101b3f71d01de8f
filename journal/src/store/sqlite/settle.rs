//! Settles orders with evidence, and withdraws planned orders.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::clock::Millis;
use crate::entry::Entry;
use crate::error::JournalError;
use crate::store::SettleRequest;
use crate::store::settlement::{Change, Facts, change};
use crate::store::sqlite::read;

pub(super) fn settle(connection: &Connection, request: &SettleRequest) -> Result<Entry, JournalError> {
    let tracking_id = &request.tracking_id;
    let entry = read::entry(connection, tracking_id)?;
    let facts = Facts {
        now: request.now,
        may_live: may_be_sent_by_a_live_session(connection, tracking_id)?,
        has_order_id: match request.settlement.order_id() {
            Some(order_id) => other_order_with_id(connection, tracking_id, order_id)?,
            None => None,
        },
    };
    let Change { next, order_id, evidence, evidence_at, reserved_at, lapses_on } = change(&entry, request, &facts)?;
    let sql = "UPDATE entry SET state = ?2, evidence = ?3, evidence_at = ?4, reason = ?3, changed_at = ?5, order_id = COALESCE(?6, order_id), \
               reserved_at = COALESCE(reserved_at, ?7), lapses_on = COALESCE(lapses_on, ?8) WHERE tracking_id = ?1";
    let values =
        params![tracking_id, next.as_str(), evidence, evidence_at, request.now, order_id, reserved_at, lapses_on];
    connection.prepare_cached(sql)?.execute(values)?;
    read::entry(connection, tracking_id)
}

/// Whether the session of the last claim may still send it. The database checks it as well.
fn may_be_sent_by_a_live_session(connection: &Connection, tracking_id: &str) -> Result<bool, JournalError> {
    let sql = "SELECT is_reported = 0 AND NOT EXISTS (SELECT 1 FROM session WHERE id = entry.session AND ended_at IS NOT NULL) \
               FROM entry WHERE tracking_id = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([tracking_id], |row| row.get(0))?)
}

/// The tracking id of another order of the same stock with this order id. The database checks it as well.
fn other_order_with_id(
    connection: &Connection,
    tracking_id: &str,
    order_id: &str,
) -> Result<Option<String>, JournalError> {
    let sql = "SELECT tracking_id FROM entry WHERE order_id = ?2 AND tracking_id <> ?1 \
               AND stock = (SELECT stock FROM entry WHERE tracking_id = ?1) ORDER BY id LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_row([tracking_id, order_id], |row| row.get(0)).optional()?)
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
