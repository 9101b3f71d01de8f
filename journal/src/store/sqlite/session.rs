//! Sessions: what a dead one leaves in doubt, and what the send log has that the journal has not.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::clock::Millis;
use crate::entry::Limits;
use crate::error::JournalError;
use crate::span::Claimed;
use crate::store::sqlite::record;
use crate::store::sqlite::time::now_or_last_event;
use crate::store::{NewItem, NewPlan, OpenSession, SentLine};

pub(super) fn start(connection: &Connection, id: &str, now: Millis) -> Result<(), JournalError> {
    connection
        .execute("INSERT INTO session (id, started_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![id, now])?;
    Ok(())
}

pub(super) fn open(connection: &Connection) -> Result<Vec<OpenSession>, JournalError> {
    let sql = "SELECT s.id, MAX(s.started_at, COALESCE((SELECT MAX(sending_until) FROM item WHERE session = s.id AND state = 'sending'), 0)) \
               FROM session AS s WHERE s.ended_at IS NULL";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([], |row| Ok(OpenSession { id: row.get(0)?, sending_until: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn abandon(connection: &Connection, id: &str, is_dead: bool, now: Millis) -> Result<u64, JournalError> {
    let why = if is_dead {
        "the process that was sending it has ended"
    } else {
        "the process that was sending it is not seen any more"
    };
    let at = now_or_last_event(connection, now)?;
    let sql = "UPDATE item SET state = 'unknown', why = ?2, changed_at = ?3, sending_until = MAX(sending_until, ?4) \
               WHERE session = ?1 AND state = 'sending'";
    let abandoned = connection.prepare_cached(sql)?.execute(params![id, why, now, at])?;
    if is_dead {
        // Until now it could send what others have declared unknown.
        let sql = "UPDATE item SET sending_until = MAX(sending_until, ?2) \
                   WHERE session = ?1 AND is_reported = 0 AND state IN ('unknown', 'unreadable')";
        connection.prepare_cached(sql)?.execute(params![id, at])?;
        let sql = "UPDATE session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
        connection.prepare_cached(sql)?.execute(params![id, now])?;
    }
    Ok(abandoned as u64)
}

/// The plan of orders that only the send log has.
fn lost_plan(line: &SentLine) -> NewPlan {
    NewPlan {
        name: format!("from the send log, {}, account {}", line.stock, line.account),
        stock: line.stock.clone(),
        account: line.account.clone(),
        limits: Limits::none(),
    }
}

pub(super) fn compare_sent(connection: &Connection, line: &SentLine, now: Millis) -> Result<bool, JournalError> {
    let sql = "SELECT state, EXISTS (SELECT 1 FROM event WHERE item_id = item.id AND claim = ?2) FROM item WHERE tracking_id = ?1";
    let found: Option<(String, bool)> = connection
        .prepare_cached(sql)?
        .query_row([&line.tracking_id, &line.claim], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let state = match found {
        Some((_, true)) => return Ok(true),
        Some((state, false)) => state,
        None => {
            let item = NewItem {
                key: None,
                tracking_id: line.tracking_id.clone(),
                body: Vec::new(),
                allowed_rules: String::new(),
                claimed: Claimed { spans: line.spans.clone(), lock_id: line.lock_id.clone(), numbers: None },
            };
            record::append(connection, &lost_plan(line), &item, now)?;
            "planned".to_owned()
        }
    };
    // In any other state, the order is in doubt, or an older copy could not have been sent again later.
    if state == "planned" {
        start(connection, &line.session, now)?;
        let sql = "UPDATE item SET state = 'unknown', claim = ?2, session = ?3, attempts = attempts + 1, sending_until = ?4, is_reported = 0, \
                   why = ?5, changed_at = ?6 WHERE tracking_id = ?1";
        let why = "the send log shows that it was sent, so this journal is an older copy";
        let values = params![line.tracking_id, line.claim, line.session, line.sending_until, why, now];
        connection.prepare_cached(sql)?.execute(values)?;
    } else {
        // The copy was made while another attempt was being sent. Evidence has to be newer than each of them.
        let sql = "UPDATE item SET sending_until = MAX(COALESCE(sending_until, 0), ?2) WHERE tracking_id = ?1";
        connection.prepare_cached(sql)?.execute(params![line.tracking_id, line.sending_until])?;
    }
    Ok(false)
}
