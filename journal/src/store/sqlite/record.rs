//! Records plans, and finds what conflicts with other orders.

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use crate::clock::Millis;
use crate::entry::Entry;
use crate::error::{Conflict, JournalError};
use crate::store::sqlite::read;
use crate::store::{NewEntry, NewPlan};

/// Records a plan with all of its orders; returns how many there are. Conflicts are reported together, at most `max_conflicts`.
pub(super) fn plan(
    connection: &Connection,
    (plan, max_conflicts): (&NewPlan, usize),
    entries: &mut dyn Iterator<Item = NewEntry>,
    now: Millis,
) -> Result<u64, JournalError> {
    let Some(plan_id) = insert_plan(connection, plan, now)? else {
        return Err(JournalError::PlanExists(plan.name.clone()));
    };
    let mut conflicts = Vec::new();
    let mut position = 0;
    for entry in entries {
        position += 1;
        if plan.limits.max_numbers.is_some() && entry.held.numbers.is_none() {
            return Err(JournalError::NotCounted { position });
        }
        conflicts.extend(insert_entry(connection, (plan_id, plan, position), &entry, now)?);
        if conflicts.len() == max_conflicts {
            break;
        }
    }
    if conflicts.is_empty() { Ok(position) } else { Err(JournalError::Conflicts(conflicts)) }
}

/// Appends an order to a plan; returns the entry that has its key already, if there is one.
pub(super) fn append(
    connection: &Connection,
    plan: &NewPlan,
    new: &NewEntry,
    now: Millis,
) -> Result<Option<Entry>, JournalError> {
    if let Some(key) = &new.key
        && let Some(tracking_id) = tracking_id_of_key(connection, &plan.stock, key)?
    {
        let entry = read::entry(connection, &tracking_id)?;
        if entry.body != new.body {
            return Err(JournalError::KeyReused { key: key.clone(), tracking_id });
        }
        return Ok(Some(entry));
    }
    insert_plan(connection, plan, now)?;
    let (plan_id, recorded) = read::plan(connection, &plan.name)?;
    recorded.check_account(&plan.stock, &plan.account)?;
    let position: u64 = connection
        .prepare_cached("SELECT COALESCE(MAX(position), 0) + 1 FROM entry WHERE plan_id = ?1")?
        .query_row([plan_id], |row| row.get(0))?;
    match insert_entry(connection, (plan_id, plan, position), new, now)? {
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
fn insert_entry(
    connection: &Connection,
    (plan_id, plan, position): (i64, &NewPlan, u64),
    new: &NewEntry,
    now: Millis,
) -> Result<Option<Conflict>, JournalError> {
    let run = |sql: &str| -> rusqlite::Result<()> {
        connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    run("SAVEPOINT entry")?;
    let result = try_insert_entry(connection, (plan_id, plan, position), new, now);
    if result.is_err() {
        run("ROLLBACK TO entry")?;
    }
    run("RELEASE entry")?;
    match result {
        Ok(()) => Ok(None),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            conflict(connection, plan, new, position)?.map(Some).ok_or_else(|| error.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn try_insert_entry(
    connection: &Connection,
    (plan_id, plan, position): (i64, &NewPlan, u64),
    new: &NewEntry,
    now: Millis,
) -> rusqlite::Result<()> {
    let NewEntry { key, tracking_id, body, allowed_rules, held } = new;
    let sql = "INSERT INTO entry (plan_id, position, stock, key, tracking_id, body, allowed_rules, lock_id, numbers, changed_at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let values =
        params![plan_id, position, plan.stock, key, tracking_id, body, allowed_rules, held.lock_id, held.numbers, now];
    connection.prepare_cached(sql)?.execute(values)?;
    let entry_id = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached("INSERT INTO span (entry_id, stock, lo, hi) VALUES (?1, ?2, ?3, ?4)")?;
    for span in &held.spans {
        insert.execute(params![entry_id, plan.stock, span.first, span.last])?;
    }
    Ok(())
}

/// The order that holds a number, the key or the lock id of a new order.
fn conflict(
    connection: &Connection,
    plan: &NewPlan,
    new: &NewEntry,
    position: u64,
) -> Result<Option<Conflict>, JournalError> {
    let with = |held: String, tracking_id: &str| -> Result<Option<Conflict>, JournalError> {
        let entry = read::entry(connection, tracking_id)?;
        let Entry { plan, position: other_position, tracking_id, state, body, .. } = entry;
        let is_same_request = body == new.body;
        Ok(Some(Conflict { position, held, tracking_id, plan, other_position, state, is_same_request }))
    };
    let sql = "SELECT s.lo, s.hi, e.tracking_id FROM span AS s JOIN entry AS e ON e.id = s.entry_id \
               WHERE s.stock = ?1 AND s.live = 1 AND s.lo <= ?3 AND s.hi >= ?2 AND e.tracking_id <> ?4 ORDER BY s.lo DESC LIMIT 1";
    for span in &new.held.spans {
        let found = connection
            .prepare_cached(sql)?
            .query_row(params![plan.stock, span.first, span.last, new.tracking_id], |row| {
                Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        if let Some((first, last, tracking_id)) = found {
            return with(format!("{}..{}", span.first.max(first), span.last.min(last)), &tracking_id);
        }
    }
    if let Some(key) = &new.key
        && let Some(tracking_id) = tracking_id_of_key(connection, &plan.stock, key)?
    {
        return with(format!("key {key}"), &tracking_id);
    }
    if let Some(lock_id) = &new.held.lock_id {
        let sql = "SELECT e.tracking_id FROM entry AS e JOIN state AS s ON s.name = e.state \
                   WHERE e.stock = ?1 AND e.lock_id = ?2 AND s.is_live = 1 AND e.tracking_id <> ?3";
        let values = params![plan.stock, lock_id, new.tracking_id];
        let found: Option<String> = connection.query_row(sql, values, |row| row.get(0)).optional()?;
        if let Some(tracking_id) = found {
            return with(format!("lock id {lock_id}"), &tracking_id);
        }
    }
    Ok(None)
}

fn tracking_id_of_key(connection: &Connection, stock: &str, key: &str) -> Result<Option<String>, JournalError> {
    let mut select = connection.prepare_cached("SELECT tracking_id FROM entry WHERE stock = ?1 AND key = ?2")?;
    Ok(select.query_row([stock, key], |row| row.get(0)).optional()?)
}
