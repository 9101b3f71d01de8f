//! Records sends that the send log has and the journal does not: the journal is an older copy that was restored.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::clock::Millis;
use crate::entry::Limits;
use crate::error::JournalError;
use crate::span::{HeldNumbers, Span};
use crate::store::sqlite::time::now_or_last_event;
use crate::store::sqlite::{read, record, session};
use crate::store::{NewEntry, NewPlan, SentLine};

/// Whether the journal contains a send of the log. If not, its order is in doubt from now on, and is recorded if it is missing.
pub(super) fn compare_sent(connection: &Connection, line: &SentLine, now: Millis) -> Result<bool, JournalError> {
    let sql = "SELECT state, EXISTS (SELECT 1 FROM event WHERE entry_id = entry.id AND claim = ?2) FROM entry WHERE tracking_id = ?1";
    let found: Option<(String, bool)> = connection
        .prepare_cached(sql)?
        .query_row([&line.tracking_id, &line.claim], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let state = match found {
        Some((_, true)) => return Ok(true),
        Some((state, false)) if !read::parse_state(&state)?.is_live() => {
            // Another copy sent it. A dead order never revives, so that attempt is recorded as an order of its own.
            return compare_sent(connection, &line.of_dead_order(), now);
        }
        Some((state, false)) => state,
        None => {
            record_missing(connection, line, now)?;
            "planned".to_owned()
        }
    };
    if state == "planned" {
        session::start(connection, &line.session, now)?;
        let sql = "UPDATE entry SET state = 'unknown', claim = ?2, session = ?3, attempts = attempts + 1, sending_from = ?7, sending_until = ?4, is_reported = 0, \
                   reason = ?5, changed_at = ?6 WHERE tracking_id = ?1";
        let reason = line.reason();
        // It holds its numbers for the quiet time at least, whatever the line says.
        let until = line.sending_until.max(now_or_last_event(connection, now)?);
        let values = params![line.tracking_id, line.claim, line.session, until, reason, now, line.at];
        connection.prepare_cached(sql)?.execute(values)?;
    } else {
        // The copy was made during or after an earlier attempt. Evidence has to be newer than each attempt.
        let sql = "UPDATE entry SET sending_until = MAX(COALESCE(sending_until, 0), ?2), sending_from = MIN(COALESCE(sending_from, ?3), ?3) \
                   WHERE tracking_id = ?1";
        connection.prepare_cached(sql)?.execute(params![line.tracking_id, line.sending_until, line.at])?;
    }
    Ok(false)
}

/// Records an order that only the log has. Planned orders with its numbers are withdrawn. If it was planned after this copy was made, its numbers were
/// free by then, so the other orders that hold them in the copy release them. If it is dead in this copy, they keep them.
fn record_missing(connection: &Connection, line: &SentLine, now: Millis) -> Result<(), JournalError> {
    let (mut free, mut lock_id) = (line.spans.clone(), line.lock_id.clone());
    let withdraw = "UPDATE entry SET state = 'withdrawn', changed_at = ?2, \
                    reason = 'the send log shows that another order was sent for its numbers' WHERE id = ?1 AND state = 'planned'";
    for span in &line.spans {
        let sql = "SELECT DISTINCT entry_id FROM span WHERE stock = ?1 AND live = 1 AND lo <= ?3 AND hi >= ?2";
        for id in ids(connection, sql, params![line.stock, span.first, span.last])? {
            connection.prepare_cached(withdraw)?.execute(params![id, now])?;
            if line.is_of_dead_order() {
                let sql = "SELECT lo, hi FROM span WHERE entry_id = ?1 AND live = 1";
                let mut select = connection.prepare_cached(sql)?;
                let held = select.query_map([id], |row| Ok(Span { first: row.get(0)?, last: row.get(1)? }))?;
                free = held.collect::<Result<Vec<_>, _>>()?.iter().fold(free, |free, held| held.removed_from(free));
                continue;
            }
            let sql = "UPDATE span SET live = 0 WHERE entry_id = ?1 AND live = 1 AND lo <= ?3 AND hi >= ?2";
            connection.prepare_cached(sql)?.execute(params![id, span.first, span.last])?;
        }
    }
    if let Some(lock) = &line.lock_id {
        let sql = "SELECT e.id FROM entry AS e JOIN state AS s ON s.name = e.state WHERE e.stock = ?1 AND e.lock_id = ?2 AND s.is_live = 1";
        for id in ids(connection, sql, params![line.stock, lock])? {
            if connection.prepare_cached(withdraw)?.execute(params![id, now])? == 0 {
                // The other order is in doubt or accepted, and goes on holding the lock id.
                lock_id = None;
            }
        }
    }
    let numbers = Span::count(&line.spans).filter(|_| line.lock_id.is_none() && free == line.spans);
    let plan = NewPlan {
        name: format!("from the send log, {}, account {}", line.stock, line.account),
        stock: line.stock.clone(),
        account: line.account.clone(),
        limits: Limits::none(),
    };
    let entry = NewEntry {
        key: None,
        tracking_id: line.tracking_id.clone(),
        body: Vec::new(),
        allowed_rules: String::new(),
        held: HeldNumbers { spans: free, lock_id, numbers },
    };
    record::append(connection, &plan, &entry, now)?;
    Ok(())
}

fn ids(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<i64>, JournalError> {
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map(values, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
