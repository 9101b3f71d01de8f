//! Records plans: many orders with each statement.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::entry::Entry;
use crate::error::{Conflict, JournalError};
use crate::store::postgres::connection::{Connection, get, get_unsigned};
use crate::store::postgres::read::{ends, entry, parse_state, signed};
use crate::store::{MAX_CONFLICTS, NewEntry, NewPlan};

/// How many orders a statement records.
const CHUNK: usize = 1000;

/// Records a plan with all of its orders, or nothing; returns how many there are.
pub(super) fn plan(
    connection: &Connection,
    plan: &NewPlan,
    entries: &mut dyn Iterator<Item = NewEntry>,
) -> Result<u64, JournalError> {
    let new = read_all(connection, plan, entries)?;
    connection.execute("SAVEPOINT record")?;
    let conflicts = try_plan(connection, (plan, MAX_CONFLICTS), &new)?;
    if conflicts.is_empty() {
        return Ok(new.len() as u64);
    }
    connection.execute("ROLLBACK TO SAVEPOINT record")?;
    Err(JournalError::Conflicts(conflicts))
}

/// Every conflict of a plan. Records nothing.
pub(super) fn conflicts(
    connection: &Connection,
    plan: &NewPlan,
    entries: &mut dyn Iterator<Item = NewEntry>,
) -> Result<Vec<Conflict>, JournalError> {
    let new = read_all(connection, plan, entries)?;
    connection.execute("SAVEPOINT record")?;
    let conflicts = try_plan(connection, (plan, usize::MAX), &new)?;
    connection.execute("ROLLBACK TO SAVEPOINT record")?;
    Ok(conflicts)
}

/// All orders of a plan. They are read before the first statement: the transaction does not wait for the caller's iterator.
fn read_all(
    connection: &Connection,
    plan: &NewPlan,
    entries: &mut dyn Iterator<Item = NewEntry>,
) -> Result<Vec<NewEntry>, JournalError> {
    let mut new = Vec::new();
    for entry in entries {
        let position = new.len() as u64 + 1;
        if plan.limits.max_numbers.is_some() && entry.held.numbers.is_none() {
            return exists(connection, plan).and(Err(JournalError::NotCounted { position }));
        }
        new.push(entry);
    }
    Ok(new)
}

fn exists(connection: &Connection, plan: &NewPlan) -> Result<(), JournalError> {
    match crate::store::postgres::read::plan(connection, &plan.name) {
        Ok(_) => Err(JournalError::PlanExists(plan.name.clone())),
        Err(JournalError::NoSuchPlan(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

fn try_plan(
    connection: &Connection,
    (plan, max_conflicts): (&NewPlan, usize),
    new: &[NewEntry],
) -> Result<Vec<Conflict>, JournalError> {
    let limit = |limit: Option<u64>| limit.map(signed);
    let row = connection.query_one(
        "SELECT colt_journal.record_plan($1, $2, $3, $4, $5)",
        &[
            (&plan.name, Type::TEXT),
            (&plan.stock, Type::TEXT),
            (&plan.account, Type::TEXT),
            (&limit(plan.limits.max_orders), Type::INT8),
            (&limit(plan.limits.max_numbers), Type::INT8),
        ],
    )?;
    let Some(plan_id) = get::<Option<i64>>(&row, 0)? else {
        return Err(JournalError::PlanExists(plan.name.clone()));
    };
    let mut conflicts = Vec::new();
    for (number, chunk) in new.chunks(CHUNK).enumerate() {
        let first = signed((number * CHUNK) as u64 + 1);
        conflicts.extend(record_chunk(connection, (plan_id, first), chunk, max_conflicts - conflicts.len())?);
        if conflicts.len() >= max_conflicts {
            break;
        }
    }
    Ok(conflicts)
}

fn record_chunk(
    connection: &Connection,
    (plan_id, first): (i64, i64),
    new: &[NewEntry],
    max_conflicts: usize,
) -> Result<Vec<Conflict>, JournalError> {
    let keys: Vec<_> = new.iter().map(|new| new.key.as_deref()).collect();
    let tracking_ids: Vec<_> = new.iter().map(|new| &*new.tracking_id).collect();
    let bodies: Vec<_> = new.iter().map(|new| &*new.body).collect();
    let allowed_rules: Vec<_> = new.iter().map(|new| &*new.allowed_rules).collect();
    let lock_ids: Vec<_> = new.iter().map(|new| new.held.lock_id.as_deref()).collect();
    let numbers: Vec<_> = new.iter().map(|new| new.held.numbers.map(signed)).collect();
    let spans: Vec<_> = new.iter().flat_map(|new| new.held.spans.iter().copied()).collect();
    let [firsts, lasts] = ends(&spans);
    let indexes = new.iter().enumerate();
    let span_entries: Vec<_> =
        indexes.flat_map(|(index, new)| new.held.spans.iter().map(move |_| signed(index as u64 + 1))).collect();
    let rows = connection.query(
        "SELECT * FROM colt_journal.record_entries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            (&plan_id, Type::INT8),
            (&first, Type::INT8),
            (&keys, Type::TEXT_ARRAY),
            (&tracking_ids, Type::TEXT_ARRAY),
            (&bodies, Type::BYTEA_ARRAY),
            (&allowed_rules, Type::TEXT_ARRAY),
            (&lock_ids, Type::TEXT_ARRAY),
            (&numbers, Type::INT8_ARRAY),
            (&span_entries, Type::INT8_ARRAY),
            (&firsts, Type::INT8_ARRAY),
            (&lasts, Type::INT8_ARRAY),
            (&i32::try_from(max_conflicts).unwrap_or(i32::MAX), Type::INT4),
        ],
    )?;
    let conflict = |row: &Row| {
        Ok(Conflict {
            position: get_unsigned(row, 0)?,
            held: get(row, 1)?,
            tracking_id: get(row, 2)?,
            plan: get(row, 3)?,
            state: parse_state(get(row, 4)?)?,
            other_position: get_unsigned(row, 5)?,
            is_same_request: get(row, 6)?,
        })
    };
    rows.iter().map(conflict).collect()
}

/// Appends an order to a plan; returns the entry that has its key already, if there is one.
pub(super) fn append(connection: &Connection, plan: &NewPlan, new: &NewEntry) -> Result<Option<Entry>, JournalError> {
    let [firsts, lasts] = ends(&new.held.spans);
    let row = connection.query_one(
        "SELECT * FROM colt_journal.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            (&plan.name, Type::TEXT),
            (&plan.stock, Type::TEXT),
            (&plan.account, Type::TEXT),
            (&new.key, Type::TEXT),
            (&new.tracking_id, Type::TEXT),
            (&new.body, Type::BYTEA),
            (&new.allowed_rules, Type::TEXT),
            (&new.held.lock_id, Type::TEXT),
            (&new.held.numbers.map(signed), Type::INT8),
            (&firsts, Type::INT8_ARRAY),
            (&lasts, Type::INT8_ARRAY),
        ],
    )?;
    let outcome: String = get(&row, 0)?;
    match &*outcome {
        "appended" => Ok(None),
        "known" => entry(connection, get(&row, 1)?).map(Some),
        "keyReused" => {
            Err(JournalError::KeyReused { key: new.key.clone().unwrap_or_default(), tracking_id: get(&row, 1)? })
        }
        "otherAccount" => {
            let recorded = NewPlan { stock: get(&row, 6)?, account: get(&row, 7)?, ..plan.clone() };
            recorded.check_account(&plan.stock, &plan.account).map(|()| None)
        }
        _ => Err(JournalError::Conflicts(vec![Conflict {
            position: 0,
            held: get(&row, 2)?,
            tracking_id: get(&row, 3)?,
            plan: get(&row, 4)?,
            state: parse_state(get(&row, 5)?)?,
            other_position: get_unsigned(&row, 8)?,
            is_same_request: get(&row, 9)?,
        }])),
    }
}
