//! Reads plans, orders and their history.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use crate::clock::{Millis, system_time};
use crate::entry::{Change, Entry, Limits, Status, Tally};
use crate::error::JournalError;
use crate::filter::Filter;
use crate::span::Span;
use crate::state::State;
use crate::store::NewPlan;

/// A plan, with its id.
pub(super) fn plan(connection: &Connection, name: &str) -> Result<(i64, NewPlan), JournalError> {
    let sql = "SELECT id, name, stock, account, max_orders, max_numbers FROM plan WHERE name = ?1";
    let found = connection
        .prepare_cached(sql)?
        .query_row([name], |row| {
            let limits = Limits { max_orders: row.get(4)?, max_numbers: row.get(5)? };
            Ok((row.get(0)?, NewPlan { name: row.get(1)?, stock: row.get(2)?, account: row.get(3)?, limits }))
        })
        .optional()?;
    found.ok_or_else(|| JournalError::NoSuchPlan(name.to_owned()))
}

/// The plans, or one of them, with the number of orders in each state.
pub(super) fn status(connection: &Connection, plan: Option<&str>) -> Result<Vec<Status>, JournalError> {
    if let Some(name) = plan {
        self::plan(connection, name)?;
    }
    let sql = "SELECT p.name, p.stock, p.account, p.max_orders, p.max_numbers, t.state, t.orders, t.numbers \
               FROM plan AS p LEFT JOIN tally AS t ON t.plan_id = p.id AND t.orders > 0 \
               WHERE ?1 IS NULL OR p.name = ?1 ORDER BY p.id";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([plan])?;
    let mut plans: Vec<Status> = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if plans.last().is_none_or(|last| last.plan != name) {
            let limits = Limits { max_orders: row.get(3)?, max_numbers: row.get(4)? };
            let (stock, account) = (row.get(1)?, row.get(2)?);
            plans.push(Status { plan: name, stock, account, limits, by_state: BTreeMap::new() });
        }
        let state: Option<String> = row.get(5)?;
        if let (Some(last), Some(state)) = (plans.last_mut(), state) {
            last.by_state.insert(parse_state(&state)?, Tally { orders: row.get(6)?, numbers: row.get(7)? });
        }
    }
    Ok(plans)
}

pub(super) fn parse_state(name: &str) -> Result<State, JournalError> {
    State::parse(name).ok_or_else(|| JournalError::Database { reason: format!("`{name}` is not a state") })
}

const ENTRY: &str = "SELECT p.name, e.position, e.key, e.tracking_id, e.state, e.attempts, e.numbers, e.lock_id, e.order_id, e.order_status, \
                     e.response, e.reason, e.evidence, e.sending_until, e.reserved_at, e.lapses_on, e.changed_at, e.body, e.sending_from, \
                     CASE WHEN e.body = x'' THEN (SELECT group_concat(lo || '-' || hi) FROM (SELECT lo, hi FROM span WHERE entry_id = e.id ORDER BY lo)) END \
                     FROM entry AS e JOIN plan AS p ON p.id = e.plan_id ";

fn entry_of(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let time = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<Millis>>(column)?.map(system_time));
    let state: String = row.get(4)?;
    let state = State::parse(&state).ok_or(rusqlite::Error::InvalidQuery)?;
    Ok(Entry {
        plan: row.get(0)?,
        position: row.get(1)?,
        key: row.get(2)?,
        tracking_id: row.get(3)?,
        state,
        attempts: row.get(5)?,
        numbers: row.get(6)?,
        lock_id: row.get(7)?,
        order_id: row.get(8)?,
        order_status: row.get(9)?,
        response: row.get(10)?,
        reason: row.get(11)?,
        evidence: row.get(12)?,
        sending_until: time(13)?,
        reserved_at: time(14)?,
        lapses_on: row.get(15)?,
        changed_at: system_time(row.get(16)?),
        body: row.get(17)?,
        sending_from: time(18)?,
        sent_ranges: row.get::<_, Option<String>>(19)?.as_deref().map(Span::ranges_of_text).unwrap_or_default(),
    })
}

pub(super) fn entry(connection: &Connection, tracking_id: &str) -> Result<Entry, JournalError> {
    let mut select = connection.prepare_cached(&format!("{ENTRY} WHERE e.tracking_id = ?1"))?;
    let found = select.query_row([tracking_id], entry_of).optional()?;
    found.ok_or_else(|| JournalError::NoSuchEntry(tracking_id.to_owned()))
}

pub(super) fn entries(connection: &Connection, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
    let mut conditions = vec!["1".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    let mut with = |condition: &str, new: Vec<Value>| {
        values.extend(new);
        conditions.push(condition.to_owned());
    };
    if let Some(name) = &filter.plan {
        with("e.plan_id = ?", vec![plan(connection, name)?.0.into()]);
    }
    if !filter.states.is_empty() {
        // The names are written out, so that SQLite finds the partial indexes.
        let names: Vec<_> = filter.states.iter().map(|state| format!("'{state}'")).collect();
        let is_one = names.len() == 1;
        with(
            &if is_one { format!("e.state = {}", names[0]) } else { format!("e.state IN ({})", names.join(", ")) },
            vec![],
        );
    }
    if let Some(day) = &filter.lapses_by {
        with("(e.lapses_on <= ? OR e.lapses_on IS NULL)", vec![day.clone().into()]);
    }
    if let Some((name, position)) = &filter.after {
        let id = plan(connection, name)?.0;
        with("(e.plan_id, e.position) > (?, ?)", vec![id.into(), i64::try_from(*position).unwrap_or(i64::MAX).into()]);
    }
    let limit = filter.limit.map_or(-1, i64::from);
    let sql = format!("{ENTRY} WHERE {} ORDER BY e.plan_id, e.position LIMIT {limit}", conditions.join(" AND "));
    let mut select = connection.prepare(&sql)?;
    let rows = select.query_map(params_from_iter(values), entry_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn history(connection: &Connection, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
    let sql = "SELECT v.at, v.src, v.dst, v.attempt, v.reason FROM event AS v JOIN entry AS e ON e.id = v.entry_id \
               WHERE e.tracking_id = ?1 ORDER BY v.id";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([tracking_id])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (from, to): (String, String) = (row.get(1)?, row.get(2)?);
        let (at, attempt, reason) = (system_time(row.get(0)?), row.get(3)?, row.get(4)?);
        changes.push(Change { at, from: parse_state(&from)?, to: parse_state(&to)?, attempt, reason });
    }
    Ok(changes)
}

pub(super) fn spans(connection: &Connection, tracking_id: &str) -> Result<Vec<Span>, JournalError> {
    let sql = "SELECT s.lo, s.hi FROM span AS s JOIN entry AS e ON e.id = s.entry_id WHERE e.tracking_id = ?1 AND s.live = 1 ORDER BY s.lo";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([tracking_id], |row| Ok(Span { first: row.get(0)?, last: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
