//! The entry of one order in the journal, and the status of a plan: how many of its orders are in each state.

use std::collections::BTreeMap;
use std::time::SystemTime;

use crate::state::State;

/// The suffix of the tracking id under which the journal records an order that another copy sent, if the order has ended in this copy. No tracking id
/// that is sent ends with it.
pub(crate) const SENT_BY_A_COPY: &str = "+sent";

/// The entry of one order in the journal.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// The name of its plan.
    pub plan: String,
    /// Its position in the plan, from 1.
    pub position: u64,
    /// The caller's key, if it has one.
    pub key: Option<String>,
    /// The tracking id, the same in each attempt. It identifies the order in the journal; see [`Entry::sent_tracking_id`].
    pub tracking_id: String,
    /// The state.
    pub state: State,
    /// How often a process has claimed it to send it.
    pub attempts: u32,
    /// How many numbers it has; `None` if that is not known: for a lock id, and for a range whose ends differ in length.
    pub numbers: Option<u64>,
    /// The lock id, if it has one.
    pub lock_id: Option<String>,
    /// The order id, if it is known.
    pub order_id: Option<String>,
    /// The status of the order in the vendor's response.
    pub order_status: Option<String>,
    /// The part of the vendor's response that arrived, if the order is or was in doubt.
    pub response: Option<Vec<u8>>,
    /// Why it is in this state.
    pub reason: Option<String>,
    /// The evidence that it was settled with.
    pub evidence: Option<String>,
    /// No byte of its last attempt is sent after this time. While it is being sent, this is an estimate.
    pub sending_until: Option<SystemTime>,
    /// When the accepted request was sent: the earliest time that is possible, if it was settled with evidence. If the clock of the machine that
    /// sent it was ahead of the clock of the journal's database, the time of its claim by the latter.
    pub reserved_at: Option<SystemTime>,
    /// The first day, in UTC, on which the reservation may lapse: `2027-02-21`.
    pub lapses_on: Option<String>,
    /// When its state changed last.
    pub changed_at: SystemTime,
    /// The body of the request.
    pub body: Vec<u8>,
    /// The ranges that it was sent with, such as `+442081324758` to `+442081324759`, if only the send log has the order: then its body is empty.
    pub sent_ranges: Vec<(String, String)>,
    /// No byte of its last attempt was sent before this time. If only the send log shows the attempt, that is the time in the log; if the log is lost,
    /// it is the time since which the order was planned.
    pub(crate) sending_from: Option<SystemTime>,
}

impl Entry {
    /// The tracking id that the vendor knows. It is [`Entry::tracking_id`], unless another copy of the journal sent an order that has ended in this copy:
    /// that attempt is an entry of its own, whose tracking id ends with `+sent`.
    #[must_use]
    pub fn sent_tracking_id(&self) -> &str {
        self.tracking_id.trim_end_matches(SENT_BY_A_COPY)
    }
}

/// One change of an order's state. The journal never changes or removes one.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The time of the change, never before that of an earlier change.
    pub at: SystemTime,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// The number of the attempt that it belongs to; 0 before the first.
    pub attempt: u32,
    /// Why the state changed.
    pub reason: Option<String>,
}

/// A number of orders, and how many numbers they have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Tally {
    /// How many orders.
    pub orders: u64,
    /// How many numbers they have. Orders whose [`Entry::numbers`] is `None` count as 0.
    pub numbers: u64,
}

/// A plan, and how many of its orders are in each state.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// The name of the plan.
    pub plan: String,
    /// The stock that its numbers belong to; see [`Plan::stock`](crate::Plan::stock).
    pub stock: String,
    /// The account that it is for.
    pub account: String,
    /// The most orders and numbers that it may place.
    pub limits: Limits,
    /// The orders by state.
    pub by_state: BTreeMap<State, Tally>,
}

impl Status {
    /// How many orders are in a state.
    #[must_use]
    pub fn orders(&self, state: State) -> u64 {
        self.by_state.get(&state).map_or(0, |tally| tally.orders)
    }

    /// How many orders are in doubt: unknown or unreadable.
    #[must_use]
    pub fn in_doubt(&self) -> u64 {
        self.by_state.iter().filter(|(state, _)| state.is_in_doubt()).map(|(_, tally)| tally.orders).sum()
    }

    /// The orders and numbers that count towards the limits: those that were placed, or may have been.
    #[must_use]
    pub fn spent(&self) -> Tally {
        let spent = self.by_state.iter().filter(|(state, _)| state.is_spent());
        spent.fold(Tally::default(), |sum, (_, tally)| Tally {
            orders: sum.orders + tally.orders,
            numbers: sum.numbers + tally.numbers,
        })
    }
}

/// The most orders and numbers that a plan may place. Orders that may have been placed count;
/// orders that were certainly not placed do not.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Limits {
    pub(crate) max_orders: Option<u64>,
    pub(crate) max_numbers: Option<u64>,
}

impl Limits {
    /// No limit.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// At most this many orders.
    #[must_use]
    pub fn orders(max: u64) -> Self {
        Self { max_orders: Some(max), max_numbers: None }
    }

    /// Also at most this many numbers. A plan with this limit cannot contain orders whose [`Entry::numbers`] is `None`.
    #[must_use]
    pub fn numbers(mut self, max: u64) -> Self {
        self.max_numbers = Some(max);
        self
    }

    /// The most orders.
    #[must_use]
    pub fn max_orders(&self) -> Option<u64> {
        self.max_orders
    }

    /// The most numbers.
    #[must_use]
    pub fn max_numbers(&self) -> Option<u64> {
        self.max_numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise, the tracking id of an order that was sent would be taken for that of a copy, and would be cut.
    #[test]
    fn no_tracking_id_that_is_sent_ends_like_that_of_a_copy() {
        for sent in ["x", "x+y", ""] {
            assert!(colt_numbers::parse_tracking_id(&format!("{sent}{SENT_BY_A_COPY}")).is_err(), "{sent}");
        }
        assert!(colt_numbers::parse_tracking_id("x-sent").is_ok());
    }
}
