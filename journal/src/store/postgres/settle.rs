//! Settles orders with evidence, and withdraws planned orders.

use tokio_postgres::types::Type;

use crate::entry::Entry;
use crate::error::JournalError;
use crate::store::SettleRequest;
use crate::store::postgres::connection::{Connection, get, get_unsigned};
use crate::store::postgres::read::entry;
use crate::store::settlement::{Change, Facts, change};

pub(super) fn settle(connection: &Connection, request: &SettleRequest) -> Result<Entry, JournalError> {
    let id = &request.tracking_id;
    // It locks the order, so the entry that is read next does not change until the commit.
    let sql = "SELECT * FROM colt_journal.settle_facts($1, $2)";
    let rows = connection.query(sql, &[(id, Type::TEXT), (&request.settlement.order_id(), Type::TEXT)])?;
    let row = rows.first().ok_or_else(|| JournalError::NoSuchEntry(id.clone()))?;
    let facts = Facts { now: get(row, 0)?, may_live: get(row, 1)?, has_order_id: get(row, 2)? };
    let Change { next, order_id, evidence, evidence_at, reserved_at, lapses_on } =
        change(&entry(connection, id)?, request, &facts)?;
    connection.query(
        "SELECT colt_journal.settle($1, $2, $3, $4, $5, $6, $7)",
        &[
            (id, Type::TEXT),
            (&next.as_str(), Type::TEXT),
            (&evidence, Type::TEXT),
            (&evidence_at, Type::INT8),
            (&order_id, Type::TEXT),
            (&reserved_at, Type::INT8),
            (&lapses_on, Type::TEXT),
        ],
    )?;
    entry(connection, id)
}

/// Withdraws the planned orders of a plan, or only one of them.
pub(super) fn withdraw(
    connection: &Connection,
    plan: &str,
    (only, reason): (Option<&str>, &str),
) -> Result<u64, JournalError> {
    let row = connection.query_one(
        "SELECT colt_journal.withdraw($1, $2, $3)",
        &[(&plan, Type::TEXT), (&only, Type::TEXT), (&reason, Type::TEXT)],
    )?;
    if get::<Option<i64>>(&row, 0)?.is_none() {
        return Err(JournalError::NoSuchPlan(plan.to_owned()));
    }
    get_unsigned(&row, 0)
}
