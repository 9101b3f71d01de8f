//! Sessions: the processes that have the journal open, and the orders that dead ones leave in doubt.

use rusqlite::{Connection, params};

use crate::clock::Millis;
use crate::error::JournalError;
use crate::evidence::QUIET;
use crate::store::sqlite::time::now_or_last_event;
use crate::store::{OpenSession, SEND_LOG_LOST};

pub(super) fn start(connection: &Connection, id: &str, now: Millis) -> Result<(), JournalError> {
    connection
        .execute("INSERT INTO session (id, started_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![id, now])?;
    Ok(())
}

pub(super) fn open(connection: &Connection, now: Millis) -> Result<Vec<OpenSession>, JournalError> {
    // Two selections, because each has an index of its own.
    let sql = "SELECT s.id, MAX(s.started_at, \
                 COALESCE((SELECT MAX(sending_until) FROM entry WHERE session = s.id AND state = 'sending'), 0), \
                 COALESCE((SELECT MAX(sending_until) FROM entry \
                           WHERE session = s.id AND state IN ('unknown', 'unreadable') AND is_reported = 0), 0)) \
               FROM session AS s WHERE s.ended_at IS NULL";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| {
        let sending_until: Millis = row.get(1)?;
        let is_quiet = now >= sending_until.saturating_add(QUIET);
        Ok(OpenSession { id: row.get(0)?, sending_until, is_quiet })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records that a session claims an order, so that it has not ended, even if it was recorded as ended because its file was missing.
pub(super) fn reopen(connection: &Connection, id: &str) -> Result<(), JournalError> {
    let sql = "UPDATE session SET ended_at = NULL WHERE id = ?1 AND ended_at IS NOT NULL";
    connection.prepare_cached(sql)?.execute([id])?;
    Ok(())
}

/// Makes the orders unknown that a session is sending. If `is_dead`, also records that the session has ended.
pub(super) fn mark_unknown(connection: &Connection, id: &str, is_dead: bool, now: Millis) -> Result<u64, JournalError> {
    let reason = if is_dead {
        "the process that was sending it has ended"
    } else {
        "the process that was sending it may have ended"
    };
    let sql =
        "UPDATE entry SET state = 'unknown', reason = ?2, changed_at = ?3 WHERE session = ?1 AND state = 'sending'";
    let marked = connection.prepare_cached(sql)?.execute(params![id, reason, now])?;
    if is_dead {
        // Until now, the session could send orders that were already made unknown.
        let at = now_or_last_event(connection, now)?;
        let sql = "UPDATE entry SET sending_until = MAX(sending_until, ?2) \
                   WHERE session = ?1 AND is_reported = 0 AND state IN ('unknown', 'unreadable')";
        connection.prepare_cached(sql)?.execute(params![id, at])?;
        let sql = "UPDATE session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
        connection.prepare_cached(sql)?.execute(params![id, now])?;
    }
    Ok(marked as u64)
}

/// Makes all planned orders unknown, as if a session had sent them, at some time since they were planned.
pub(super) fn mark_planned_unknown(connection: &Connection, id: &str, now: Millis) -> Result<u64, JournalError> {
    let at = now_or_last_event(connection, now)?;
    let sql = "UPDATE entry SET state = 'unknown', session = ?1, attempts = attempts + 1, is_reported = 0, changed_at = ?2, reason = ?4, \
               sending_from = changed_at, sending_until = MAX(COALESCE(sending_until, 0), ?3) WHERE state = 'planned'";
    let marked = connection.prepare_cached(sql)?.execute(params![id, now, at, SEND_LOG_LOST])?;
    Ok(marked as u64)
}

#[cfg(test)]
mod tests {
    use crate::store::sqlite::constraints::{NOW, claim_request, store};
    use crate::store::{SessionEnd, Store as _};

    #[test]
    fn a_session_that_claims_an_order_after_its_end_was_recorded_has_not_ended() {
        let mut store = store();
        store.mark_unknown("session", SessionEnd::Certain, NOW).unwrap();
        assert_eq!(store.open_sessions(NOW).unwrap(), []);
        store.0.execute_batch("UPDATE plan SET max_orders = NULL").unwrap();
        store.claim(&claim_request()).unwrap();
        assert_eq!(store.open_sessions(NOW).unwrap().len(), 1);
        assert_eq!(
            store.mark_unknown("session", SessionEnd::Certain, NOW).unwrap(),
            1,
            "its new order becomes unknown"
        );
    }
}
