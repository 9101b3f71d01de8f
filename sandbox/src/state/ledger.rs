//! Who has reserved what: numbers, locks and orders, and how many requests have arrived.
//!
//! Numbers are kept as intervals, never one by one, and bodies as the bytes that came: a twin under load keeps every order, and their
//! values would take ten times the room. Not here: whether a request is valid (`judge`).

use std::collections::BTreeMap;

use colt_numbers_judge::judge::json;
use colt_numbers_judge::judge::request_fields::{Member, Range, Request};
use colt_numbers_judge::judge::telephone_number::{Number, Union};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// An order that the sandbox has recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordedOrder {
    /// The id that the answer carried: a UUID.
    pub id: String,
    /// The tracking id that the request carried.
    pub tracking_id: String,
    /// When it was recorded, by the sandbox's clock.
    pub recorded_at: Timestamp,
    /// When its numbers are free again, by the sandbox's clock.
    pub lapses_at: Timestamp,
    /// The request's body.
    pub body: Value,
}

/// Reservation requests that have arrived, whatever became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Requests {
    /// All of them.
    pub total: u64,
    /// How many there were of each valid tracking id.
    pub by_tracking_id: BTreeMap<String, u64>,
    /// How many had no tracking id, or none that satisfies the spec.
    pub without_tracking_id: u64,
}

/// Numbers that are reserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReservedRange {
    /// The first number, without a plus sign.
    pub start: String,
    /// The last number; of another length than the first where the range was given so.
    pub end: String,
    /// The spec's word for numbers that were reserved.
    pub status: String,
    /// The order that reserved them.
    pub order_id: String,
    /// When they are free again.
    pub lapses_at: Timestamp,
}

/// What a request asks for.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    numbers: Union,
    /// Ranges whose ends differ in length: each one thing, known by its two ends.
    things: Vec<(Number, Number)>,
    lock_id: Option<String>,
}

impl Wanted {
    /// Reads a request that was judged valid. Overlapping ranges of one request are taken as one.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        let mut wanted = Self::default();
        for range in request.ranges.iter().flatten() {
            match (range.interval(), range) {
                (Some((first, last)), _) => wanted.numbers.add(first, last),
                (None, &Range { start: Some(start), end: Some(end) }) => wanted.things.push((start, end)),
                // The spec's numbers are digits; what is none has no place on the line.
                (None, _) => {}
            }
        }
        if let Member::Text(id) = request.lock_id
            && !id.is_empty()
        {
            wanted.lock_id = Some(id.to_owned());
        }
        wanted
    }
}

/// Why an order is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// These numbers are reserved.
    Reserved { start: Number, end: Number },
    /// The lock was used up.
    LockUsed,
}

/// A reservation of what begins at a number.
#[derive(Debug)]
struct Held {
    last: Number,
    order: usize,
}

/// An order as it is kept.
#[derive(Debug)]
struct Kept {
    id: Uuid,
    tracking_id: Box<str>,
    recorded_at: Timestamp,
    lapses_at: Timestamp,
    body: Box<[u8]>,
}

impl Kept {
    fn recorded(&self) -> RecordedOrder {
        RecordedOrder {
            id: self.id.to_string(),
            tracking_id: self.tracking_id.to_string(),
            recorded_at: self.recorded_at,
            lapses_at: self.lapses_at,
            body: self.value(),
        }
    }

    #[expect(clippy::expect_used, reason = "the same reader has read it before it was recorded")]
    fn value(&self) -> Value {
        json::read(&self.body).expect("a body that was judged is JSON").0
    }
}

/// Everything that was recorded.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// By first number; no two of them share a number.
    held: BTreeMap<Number, Held>,
    things: BTreeMap<(Number, Number), usize>,
    locks: BTreeMap<String, usize>,
    orders: Vec<Kept>,
    requests: Requests,
}

impl Ledger {
    /// Counts a request.
    pub(crate) fn arrived(&mut self, tracking_id: Option<&str>) {
        self.requests.total += 1;
        match tracking_id {
            Some(id) => *self.requests.by_tracking_id.entry(id.to_owned()).or_default() += 1,
            None => self.requests.without_tracking_id += 1,
        }
    }

    /// Records an order, whole or not at all; gives its id. The body is one that `judge` has read.
    pub(crate) fn reserve(
        &mut self,
        wanted: Wanted,
        tracking_id: &str,
        body: Vec<u8>,
        now: Timestamp,
        days: i64,
    ) -> Result<Uuid, Conflict> {
        self.check(&wanted, now)?;
        let order = self.orders.len();
        for (first, last) in wanted.numbers.intervals() {
            self.drop_lapsed(first, last);
            self.held.insert(first, Held { last, order });
        }
        self.things.extend(wanted.things.into_iter().map(|thing| (thing, order)));
        self.locks.extend(wanted.lock_id.map(|id| (id, order)));
        let id = Uuid::new_v4();
        let lapses_at = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
        let (tracking_id, body) = (tracking_id.into(), body.into_boxed_slice());
        self.orders.push(Kept { id, tracking_id, recorded_at: now, lapses_at, body });
        Ok(id)
    }

    fn check(&self, wanted: &Wanted, now: Timestamp) -> Result<(), Conflict> {
        for (first, last) in wanted.numbers.intervals() {
            if let Some((&start, held)) = self.meeting(first, last).find(|(_, held)| self.is_live(held.order, now)) {
                return Err(Conflict::Reserved { start, end: held.last });
            }
        }
        for &(start, end) in &wanted.things {
            if self.things.get(&(start, end)).is_some_and(|order| self.is_live(*order, now)) {
                return Err(Conflict::Reserved { start, end });
            }
        }
        match &wanted.lock_id {
            Some(id) if self.locks.contains_key(id) => Err(Conflict::LockUsed),
            _ => Ok(()),
        }
    }

    /// What is held of an interval, lapsed or not, the hindmost first.
    fn meeting(&self, first: Number, last: Number) -> impl Iterator<Item = (&Number, &Held)> {
        self.held.range(..=last).rev().take_while(move |(_, held)| held.last >= first)
    }

    fn drop_lapsed(&mut self, first: Number, last: Number) {
        let lapsed: Vec<_> = self.meeting(first, last).map(|(&start, _)| start).collect();
        for start in lapsed {
            self.held.remove(&start);
        }
    }

    fn is_live(&self, order: usize, now: Timestamp) -> bool {
        self.orders.get(order).is_some_and(|order| now < order.lapses_at)
    }

    pub(crate) fn orders(&self) -> Vec<RecordedOrder> {
        self.orders.iter().map(Kept::recorded).collect()
    }

    pub(crate) fn requests(&self) -> &Requests {
        &self.requests
    }

    /// What is reserved now, in ascending order; then the ranges whose ends differ in length.
    pub(crate) fn reserved(&self, now: Timestamp, status: &str) -> Vec<ReservedRange> {
        let numbers = self.held.iter().map(|(&start, held)| (start, held.last, held.order));
        let things = self.things.iter().map(|(&(start, end), &order)| (start, end, order));
        let range = |(start, end, order): (Number, Number, usize)| {
            let order = self.orders.get(order).filter(|order| now < order.lapses_at)?;
            Some(ReservedRange {
                start: start.to_string(),
                end: end.to_string(),
                status: status.to_owned(),
                order_id: order.id.to_string(),
                lapses_at: order.lapses_at,
            })
        };
        numbers.chain(things).filter_map(range).collect()
    }

    /// The id of the order that has a number reserved now, alone or within a range whose ends have its length.
    pub(crate) fn holder(&self, number: Number, now: Timestamp) -> Option<Uuid> {
        let (_, held) = self.meeting(number, number).next()?;
        self.orders.get(held.order).filter(|order| now < order.lapses_at).map(|order| order.id)
    }

    /// The lock ids that were used up.
    pub(crate) fn used_locks(&self) -> impl Iterator<Item = &str> {
        self.locks.keys().map(String::as_str)
    }
}
