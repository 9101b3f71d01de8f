//! The table of orders. For each order it has what is needed after a crash, above all the tracking id, which is stored before a byte is sent.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use colt_numbers::Reservation;
use serde::Serialize;
use tokio::sync::Notify;

/// The state of an order.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OrderState {
    /// Nothing was sent yet.
    Planned,
    /// A request with this tracking id is being sent.
    Sending {
        /// The tracking id, by which the vendor finds the order.
        tracking_id: String,
    },
    /// The vendor has accepted the order.
    Ordered {
        /// The tracking id.
        tracking_id: String,
        /// The vendor's id of the order.
        order_id: String,
    },
    /// Nothing was ordered.
    Failed {
        /// The reason.
        reason: String,
    },
    /// The vendor may have the order: a person has to ask. The service never sends this order again.
    InDoubt {
        /// The tracking id to ask the vendor with.
        tracking_id: String,
        /// The reason of the doubt.
        reason: String,
    },
}

struct Row {
    reservation: Reservation,
    state: OrderState,
}

/// The table of orders.
#[derive(Default)]
pub struct OrderTable {
    rows: Mutex<BTreeMap<u64, Row>>,
    added: Notify,
}

impl OrderTable {
    /// Adds a planned order, and returns its number.
    pub fn add(&self, reservation: Reservation) -> u64 {
        let mut rows = self.rows();
        let number = rows.len() as u64 + 1;
        rows.insert(number, Row { reservation, state: OrderState::Planned });
        self.added.notify_one();
        number
    }

    /// The state of an order.
    pub fn state(&self, number: u64) -> Option<OrderState> {
        self.rows().get(&number).map(|row| row.state.clone())
    }

    /// Waits for a planned order.
    pub async fn next_planned(&self) -> (u64, Reservation) {
        loop {
            let added = self.added.notified();
            if let Some(next) = self.first_planned() {
                return next;
            }
            added.await;
        }
    }

    fn first_planned(&self) -> Option<(u64, Reservation)> {
        let rows = self.rows();
        let (number, row) = rows.iter().find(|(_, row)| row.state == OrderState::Planned)?;
        Some((*number, row.reservation.clone()))
    }

    /// Stores the state of an order.
    pub fn set(&self, number: u64, state: OrderState) {
        if let Some(row) = self.rows().get_mut(&number) {
            row.state = state;
        }
    }

    /// Marks orders in doubt that were being sent when the process ended: the vendor may have them. Call this when the service starts, before the
    /// worker.
    pub fn mark_interrupted(&self) {
        for row in self.rows().values_mut() {
            if let OrderState::Sending { tracking_id } = &row.state {
                let tracking_id = tracking_id.clone();
                row.state = OrderState::InDoubt { tracking_id, reason: "the service was stopped".to_owned() };
            }
        }
    }

    fn rows(&self) -> MutexGuard<'_, BTreeMap<u64, Row>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
