//! Records plans, and finds what conflicts with other orders.

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use crate::clock::Millis;
use crate::entry::Entry;
use crate::error::{Conflict, JournalError};
use crate::store::sqlite::read;
use crate::store::{NewItem, NewPlan};

/// The most conflicts that are listed.
const MAX_CONFLICTS: usize = 1000;

/// Records a plan with all of its orders; returns how many there are. All conflicts are reported at once.
pub(super) fn plan(
    connection: &Connection,
    plan: &NewPlan,
    items: &mut dyn Iterator<Item = NewItem>,
    now: Millis,
) -> Result<u64, JournalError> {
    let Some(plan_id) = insert_plan(connection, plan, now)? else {
        return Err(JournalError::PlanExists(plan.name.clone()));
    };
    let mut conflicts = Vec::new();
    let mut seq = 0;
    for item in items {
        seq += 1;
        if plan.limits.max_numbers.is_some() && item.claimed.numbers.is_none() {
            return Err(JournalError::NotCounted { seq });
        }
        conflicts.extend(insert_item(connection, (plan_id, plan, seq), &item, now)?);
        if conflicts.len() == MAX_CONFLICTS {
            break;
        }
    }
    if conflicts.is_empty() { Ok(seq) } else { Err(JournalError::Conflicts(conflicts)) }
}

/// Appends an order to a plan; returns the entry that has its key already, if there is one.
pub(super) fn append(
    connection: &Connection,
    plan: &NewPlan,
    item: &NewItem,
    now: Millis,
) -> Result<Option<Entry>, JournalError> {
    if let Some(key) = &item.key
        && let Some(tracking_id) = tracking_id_of_key(connection, &plan.stock, key)?
    {
        let entry = read::entry(connection, &tracking_id)?;
        if entry.body != item.body {
            return Err(JournalError::KeyReused { key: key.clone(), tracking_id });
        }
        return Ok(Some(entry));
    }
    insert_plan(connection, plan, now)?;
    let (plan_id, recorded) = read::plan(connection, &plan.name)?;
    read::check_account(&plan.name, &recorded, (&plan.stock, &plan.account))?;
    let seq: u64 = connection
        .prepare_cached("SELECT COALESCE(MAX(seq), 0) + 1 FROM item WHERE plan_id = ?1")?
        .query_row([plan_id], |row| row.get(0))?;
    match insert_item(connection, (plan_id, plan, seq), item, now)? {
        Some(conflict) => Err(JournalError::Conflicts(vec![conflict])),
        None => Ok(None),
    }
}

/// The id of the new plan; `None` if a plan with this name exists.
fn insert_plan(connection: &Connection, plan: &NewPlan, now: Millis) -> Result<Option<i64>, JournalError> {
    let NewPlan { name, stock, account, limits } = plan;
    let sql = "INSERT INTO plan (name, stock, account, created_at, max_orders, max_numbers) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
               ON CONFLICT (name) DO NOTHING";
    let values = params![name, stock, account, now, limits.max_orders, limits.max_numbers];
    let inserted = connection.prepare_cached(sql)?.execute(values)?;
    Ok((inserted == 1).then(|| connection.last_insert_rowid()))
}

/// Inserts an order and its spans, or neither; returns the order that conflicts with it.
fn insert_item(
    connection: &Connection,
    (plan_id, plan, seq): (i64, &NewPlan, u64),
    item: &NewItem,
    now: Millis,
) -> Result<Option<Conflict>, JournalError> {
    let run = |sql: &str| -> rusqlite::Result<()> {
        connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    run("SAVEPOINT item")?;
    let result = try_insert_item(connection, (plan_id, plan, seq), item, now);
    if result.is_err() {
        run("ROLLBACK TO item")?;
    }
    run("RELEASE item")?;
    match result {
        Ok(()) => Ok(None),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            conflict(connection, plan, item, seq)?.map(Some).ok_or_else(|| error.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn try_insert_item(
    connection: &Connection,
    (plan_id, plan, seq): (i64, &NewPlan, u64),
    item: &NewItem,
    now: Millis,
) -> rusqlite::Result<()> {
    let NewItem { key, tracking_id, body, allowed_rules, claimed } = item;
    let sql = "INSERT INTO item (plan_id, seq, stock, key, tracking_id, body, allowed_rules, lock_id, numbers, changed_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let values =
        params![plan_id, seq, plan.stock, key, tracking_id, body, allowed_rules, claimed.lock_id, claimed.numbers, now];
    connection.prepare_cached(sql)?.execute(values)?;
    let item_id = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached("INSERT INTO span (item_id, stock, lo, hi) VALUES (?1, ?2, ?3, ?4)")?;
    for span in &claimed.spans {
        insert.execute(params![item_id, plan.stock, span.first, span.last])?;
    }
    Ok(())
}

/// The order that holds a number, the key or the lock id of an item.
fn conflict(
    connection: &Connection,
    plan: &NewPlan,
    item: &NewItem,
    seq: u64,
) -> Result<Option<Conflict>, JournalError> {
    let with = |claimed: String, tracking_id: &str| -> Result<Option<Conflict>, JournalError> {
        let entry = read::entry(connection, tracking_id)?;
        Ok(Some(Conflict { seq, claimed, tracking_id: entry.tracking_id, plan: entry.plan, state: entry.state }))
    };
    let sql = "SELECT s.lo, s.hi, i.tracking_id FROM span AS s JOIN item AS i ON i.id = s.item_id \
               WHERE s.stock = ?1 AND s.live = 1 AND s.lo <= ?3 AND s.hi >= ?2 AND i.tracking_id <> ?4 ORDER BY s.lo DESC LIMIT 1";
    for span in &item.claimed.spans {
        let found = connection
            .prepare_cached(sql)?
            .query_row(params![plan.stock, span.first, span.last, item.tracking_id], |row| {
                Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        if let Some((first, last, tracking_id)) = found {
            return with(format!("{}..{}", span.first.max(first), span.last.min(last)), &tracking_id);
        }
    }
    if let Some(key) = &item.key
        && let Some(tracking_id) = tracking_id_of_key(connection, &plan.stock, key)?
    {
        return with(format!("key {key}"), &tracking_id);
    }
    if let Some(lock_id) = &item.claimed.lock_id {
        let sql = "SELECT i.tracking_id FROM item AS i JOIN state AS s ON s.name = i.state \
                   WHERE i.stock = ?1 AND i.lock_id = ?2 AND s.is_live = 1 AND i.tracking_id <> ?3";
        let values = params![plan.stock, lock_id, item.tracking_id];
        let found: Option<String> = connection.query_row(sql, values, |row| row.get(0)).optional()?;
        if let Some(tracking_id) = found {
            return with(format!("lock id {lock_id}"), &tracking_id);
        }
    }
    Ok(None)
}

fn tracking_id_of_key(connection: &Connection, stock: &str, key: &str) -> Result<Option<String>, JournalError> {
    let mut select = connection.prepare_cached("SELECT tracking_id FROM item WHERE stock = ?1 AND key = ?2")?;
    Ok(select.query_row([stock, key], |row| row.get(0)).optional()?)
}
