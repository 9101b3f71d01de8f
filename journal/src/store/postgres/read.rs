//! Reads plans, orders and their history.

use std::collections::BTreeMap;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::clock::{Millis, system_time};
use crate::entry::{Change, Entry, Limits, Status, Tally};
use crate::error::JournalError;
use crate::filter::Filter;
use crate::span::Span;
use crate::state::State;
use crate::store::NewPlan;
use crate::store::postgres::connection::{Connection, get, get_unsigned};

pub(super) fn plan(connection: &Connection, name: &str) -> Result<NewPlan, JournalError> {
    let rows = connection.query("SELECT * FROM colt_journal.get_plan($1)", &[(&name, Type::TEXT)])?;
    let row = rows.first().ok_or_else(|| JournalError::NoSuchPlan(name.to_owned()))?;
    Ok(NewPlan { name: name.to_owned(), stock: get(row, 0)?, account: get(row, 1)?, limits: limits(row, 2)? })
}

fn limits(row: &Row, column: usize) -> Result<Limits, JournalError> {
    let limit = |column: usize| Ok::<_, JournalError>(get::<Option<i64>>(row, column)?.map(i64::unsigned_abs));
    Ok(Limits { max_orders: limit(column)?, max_numbers: limit(column + 1)? })
}

/// The plans, or one of them, with the number of orders in each state.
pub(super) fn status(connection: &Connection, plan: Option<&str>) -> Result<Vec<Status>, JournalError> {
    let rows = connection.query("SELECT * FROM colt_journal.get_status($1)", &[(&plan, Type::TEXT)])?;
    let mut plans: Vec<Status> = Vec::new();
    for row in &rows {
        let name: String = get(row, 0)?;
        if plans.last().is_none_or(|last| last.plan != name) {
            let (stock, account) = (get(row, 1)?, get(row, 2)?);
            plans.push(Status { plan: name, stock, account, limits: limits(row, 3)?, by_state: BTreeMap::new() });
        }
        let state: Option<String> = get(row, 5)?;
        if let (Some(last), Some(state)) = (plans.last_mut(), state) {
            let tally = Tally { orders: get_unsigned(row, 6)?, numbers: get_unsigned(row, 7)? };
            last.by_state.insert(parse_state(&state)?, tally);
        }
    }
    match plan {
        Some(name) if plans.is_empty() => Err(JournalError::NoSuchPlan(name.to_owned())),
        _ => Ok(plans),
    }
}

pub(super) fn parse_state(name: &str) -> Result<State, JournalError> {
    State::parse(name).ok_or_else(|| JournalError::Database { reason: format!("`{name}` is not a state") })
}

fn entry_of(row: &Row) -> Result<Entry, JournalError> {
    let time = |column: usize| Ok::<_, JournalError>(get::<Option<Millis>>(row, column)?.map(system_time));
    Ok(Entry {
        plan: get(row, 0)?,
        position: get_unsigned(row, 1)?,
        key: get(row, 2)?,
        tracking_id: get(row, 3)?,
        state: parse_state(get(row, 4)?)?,
        attempts: get::<i32>(row, 5)?.unsigned_abs(),
        numbers: get::<Option<i64>>(row, 6)?.map(i64::unsigned_abs),
        lock_id: get(row, 7)?,
        order_id: get(row, 8)?,
        order_status: get(row, 9)?,
        response: get(row, 10)?,
        reason: get(row, 11)?,
        evidence: get(row, 12)?,
        sending_until: time(13)?,
        reserved_at: time(14)?,
        lapses_on: get(row, 15)?,
        changed_at: system_time(get(row, 16)?),
        body: get(row, 17)?,
        sending_from: time(18)?,
        sent_ranges: get::<Option<String>>(row, 19)?.as_deref().map(Span::ranges_of_text).unwrap_or_default(),
    })
}

pub(super) fn entry(connection: &Connection, tracking_id: &str) -> Result<Entry, JournalError> {
    let rows = connection.query("SELECT * FROM colt_journal.get_entry($1)", &[(&tracking_id, Type::TEXT)])?;
    rows.first().map_or_else(|| Err(JournalError::NoSuchEntry(tracking_id.to_owned())), entry_of)
}

pub(super) fn entries(connection: &Connection, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
    let after = filter.after.as_ref();
    let (after_plan, after_position) = (after.map(|after| &*after.0), after.map(|after| signed(after.1)));
    for name in filter.plan.as_deref().into_iter().chain(after_plan) {
        plan(connection, name)?;
    }
    let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
    let states = (!states.is_empty()).then_some(states);
    let limit = filter.limit.map(i64::from);
    let rows = connection.query(
        "SELECT * FROM colt_journal.get_entries($1, $2, $3, $4, $5, $6)",
        &[
            (&filter.plan, Type::TEXT),
            (&states, Type::TEXT_ARRAY),
            (&filter.lapses_by, Type::TEXT),
            (&after_plan, Type::TEXT),
            (&after_position, Type::INT8),
            (&limit, Type::INT8),
        ],
    )?;
    rows.iter().map(entry_of).collect()
}

pub(super) fn history(connection: &Connection, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
    let rows = connection.query("SELECT * FROM colt_journal.get_history($1)", &[(&tracking_id, Type::TEXT)])?;
    let changes = rows.iter().map(|row| {
        Ok(Change {
            at: system_time(get(row, 0)?),
            from: parse_state(get(row, 1)?)?,
            to: parse_state(get(row, 2)?)?,
            attempt: get::<i32>(row, 3)?.unsigned_abs(),
            reason: get(row, 4)?,
        })
    });
    changes.collect()
}

pub(super) fn spans(connection: &Connection, tracking_id: &str) -> Result<Vec<Span>, JournalError> {
    let rows = connection.query("SELECT * FROM colt_journal.get_spans($1)", &[(&tracking_id, Type::TEXT)])?;
    rows.iter().map(|row| Ok(Span { first: get_unsigned(row, 0)?, last: get_unsigned(row, 1)? })).collect()
}

/// The first and the last numbers of spans.
pub(super) fn ends(spans: &[Span]) -> [Vec<i64>; 2] {
    [spans.iter().map(|span| signed(span.first)).collect(), spans.iter().map(|span| signed(span.last)).collect()]
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
