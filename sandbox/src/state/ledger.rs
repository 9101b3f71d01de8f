//! The ledger of reservations: orders, reserved numbers, used lock ids, and request counts.
//!
//! Numbers are stored as intervals. Bodies are stored as the received bytes: parsed values would take ten times the memory, and orders
//! are removed only by a reset. `colt-numbers-judge` decides whether a request is valid.

use std::collections::BTreeMap;

use colt_numbers_judge::judge::json;
use colt_numbers_judge::judge::request_fields::{RangeEnds, RequestFields, StringMember};
use colt_numbers_judge::judge::telephone_number::{NumberSet, TelephoneNumber};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// An order that the sandbox recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordedOrder {
    /// The order id in the response: a UUID.
    pub id: String,
    /// The tracking id of the request.
    pub tracking_id: String,
    /// When the order was recorded, by the sandbox's clock.
    pub recorded_at: Timestamp,
    /// When the reservation lapses, by the sandbox's clock.
    pub lapses_at: Timestamp,
    /// The body of the request.
    pub body: Value,
}

/// Counts of the reservation requests that have arrived, valid or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestCounts {
    /// All requests.
    pub total: u64,
    /// Requests by valid tracking id.
    pub by_tracking_id: BTreeMap<String, u64>,
    /// Requests without a valid tracking id.
    pub without_tracking_id: u64,
}

/// A range of reserved numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReservedRange {
    /// The first number, without a plus sign.
    pub start: String,
    /// The last number. If the ends of the requested range differ in length, so do `start` and `end`.
    pub end: String,
    /// The status of reserved numbers, from the spec.
    pub status: String,
    /// The order that reserved the numbers.
    pub order_id: String,
    /// When the reservation lapses.
    pub lapses_at: Timestamp,
}

/// The numbers or the lock id that a valid request claims.
#[derive(Debug, Default)]
pub(crate) struct Claim {
    numbers: NumberSet,
    /// Ranges whose ends differ in length. Each is reserved as a whole, and identified by its two ends.
    unequal_ranges: Vec<(TelephoneNumber, TelephoneNumber)>,
    lock_id: Option<String>,
}

impl Claim {
    /// Reads the claim of a valid request. Overlapping ranges of one request are merged.
    pub(crate) fn of(request: &RequestFields<'_>) -> Self {
        let mut claim = Self::default();
        for range in request.ranges.iter().flatten() {
            match (range.interval(), range) {
                (Some((first, last)), _) => claim.numbers.add(first, last),
                (None, &RangeEnds { start: Some(start), end: Some(end) }) => claim.unequal_ranges.push((start, end)),
                // Ends that are not telephone numbers cannot occur in a valid request.
                (None, _) => {}
            }
        }
        if let StringMember::Text(id) = request.lock_id
            && !id.is_empty()
        {
            claim.lock_id = Some(id.to_owned());
        }
        claim
    }
}

/// Why numbers or a lock id cannot be reserved.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// Numbers of this range are reserved already.
    Reserved { start: TelephoneNumber, end: TelephoneNumber },
    /// The lock id was used already.
    LockUsed,
}

/// The end and the order of a reserved interval; the map's key is its start.
#[derive(Debug)]
struct ReservedInterval {
    last: TelephoneNumber,
    order: usize,
}

/// An order as it is stored.
#[derive(Debug)]
struct StoredOrder {
    id: Uuid,
    tracking_id: Box<str>,
    recorded_at: Timestamp,
    lapses_at: Timestamp,
    body: Box<[u8]>,
}

impl StoredOrder {
    fn to_recorded(&self) -> RecordedOrder {
        RecordedOrder {
            id: self.id.to_string(),
            tracking_id: self.tracking_id.to_string(),
            recorded_at: self.recorded_at,
            lapses_at: self.lapses_at,
            body: self.body_value(),
        }
    }

    #[expect(clippy::expect_used, reason = "the same parser accepted it before it was recorded")]
    fn body_value(&self) -> Value {
        json::read(&self.body).expect("a recorded body is valid JSON").0
    }
}

/// The ledger of reservations.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Disjoint intervals, by first number.
    intervals: BTreeMap<TelephoneNumber, ReservedInterval>,
    unequal_ranges: BTreeMap<(TelephoneNumber, TelephoneNumber), usize>,
    locks: BTreeMap<String, usize>,
    orders: Vec<StoredOrder>,
    requests: RequestCounts,
}

impl Ledger {
    /// Counts a request.
    pub(crate) fn count_request(&mut self, tracking_id: Option<&str>) {
        self.requests.total += 1;
        match tracking_id {
            Some(id) => *self.requests.by_tracking_id.entry(id.to_owned()).or_default() += 1,
            None => self.requests.without_tracking_id += 1,
        }
    }

    /// Records an order completely, or not at all; returns its id. The body must be valid.
    pub(crate) fn reserve(
        &mut self,
        claim: Claim,
        tracking_id: &str,
        body: Vec<u8>,
        now: Timestamp,
        days: i64,
    ) -> Result<Uuid, Conflict> {
        self.check(&claim, now)?;
        let order = self.orders.len();
        for (first, last) in claim.numbers.intervals() {
            self.drop_lapsed(first, last);
            self.intervals.insert(first, ReservedInterval { last, order });
        }
        self.unequal_ranges.extend(claim.unequal_ranges.into_iter().map(|range| (range, order)));
        self.locks.extend(claim.lock_id.map(|id| (id, order)));
        let id = Uuid::new_v4();
        let lapses_at = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
        let (tracking_id, body) = (tracking_id.into(), body.into_boxed_slice());
        self.orders.push(StoredOrder { id, tracking_id, recorded_at: now, lapses_at, body });
        Ok(id)
    }

    fn check(&self, claim: &Claim, now: Timestamp) -> Result<(), Conflict> {
        for (first, last) in claim.numbers.intervals() {
            if let Some((&start, interval)) =
                self.overlapping(first, last).find(|(_, interval)| self.is_active(interval.order, now))
            {
                return Err(Conflict::Reserved { start, end: interval.last });
            }
        }
        for &(start, end) in &claim.unequal_ranges {
            if self.unequal_ranges.get(&(start, end)).is_some_and(|order| self.is_active(*order, now)) {
                return Err(Conflict::Reserved { start, end });
            }
        }
        match &claim.lock_id {
            Some(id) if self.locks.contains_key(id) => Err(Conflict::LockUsed),
            _ => Ok(()),
        }
    }

    /// The stored intervals that overlap an interval, lapsed ones included, last one first.
    fn overlapping(
        &self,
        first: TelephoneNumber,
        last: TelephoneNumber,
    ) -> impl Iterator<Item = (&TelephoneNumber, &ReservedInterval)> {
        self.intervals.range(..=last).rev().take_while(move |(_, interval)| interval.last >= first)
    }

    /// Removes the intervals that overlap an interval. `check` has found that they have lapsed.
    fn drop_lapsed(&mut self, first: TelephoneNumber, last: TelephoneNumber) {
        let lapsed: Vec<_> = self.overlapping(first, last).map(|(&start, _)| start).collect();
        for start in lapsed {
            self.intervals.remove(&start);
        }
    }

    fn is_active(&self, order: usize, now: Timestamp) -> bool {
        self.orders.get(order).is_some_and(|order| now < order.lapses_at)
    }

    pub(crate) fn orders(&self) -> Vec<RecordedOrder> {
        self.orders.iter().map(StoredOrder::to_recorded).collect()
    }

    pub(crate) fn requests(&self) -> &RequestCounts {
        &self.requests
    }

    /// The ranges that are reserved now: first in ascending order those with ends of equal length, then the others.
    pub(crate) fn reserved(&self, now: Timestamp, status: &str) -> Vec<ReservedRange> {
        let numbers = self.intervals.iter().map(|(&start, interval)| (start, interval.last, interval.order));
        let unequal_ranges = self.unequal_ranges.iter().map(|(&(start, end), &order)| (start, end, order));
        let range = |(start, end, order): (TelephoneNumber, TelephoneNumber, usize)| {
            let order = self.orders.get(order).filter(|order| now < order.lapses_at)?;
            Some(ReservedRange {
                start: start.to_string(),
                end: end.to_string(),
                status: status.to_owned(),
                order_id: order.id.to_string(),
                lapses_at: order.lapses_at,
            })
        };
        numbers.chain(unequal_ranges).filter_map(range).collect()
    }

    /// The id of the order that reserves a number now. Ranges whose ends differ in length are not searched.
    pub(crate) fn order_of(&self, number: TelephoneNumber, now: Timestamp) -> Option<Uuid> {
        let (_, interval) = self.overlapping(number, number).next()?;
        self.orders.get(interval.order).filter(|order| now < order.lapses_at).map(|order| order.id)
    }

    /// The used lock ids.
    pub(crate) fn used_locks(&self) -> impl Iterator<Item = &str> {
        self.locks.keys().map(String::as_str)
    }
}
