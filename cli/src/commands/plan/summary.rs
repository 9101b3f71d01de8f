//! What the valid orders of a file add up to.

use std::collections::BTreeMap;

use colt_numbers::{Country, Reservation};
use serde::Serialize;

use crate::violations::count_of;

/// What the summary needs of a valid order.
#[derive(Clone, Copy, Debug)]
pub struct ValidOrder {
    pub line: u64,
    country: Country,
    /// How many numbers it has; `None` if that is not known.
    pub numbers: Option<u64>,
}

impl ValidOrder {
    /// The order in a line.
    pub fn new(line: u64, reservation: &Reservation) -> Self {
        Self { line, country: reservation.country(), numbers: reservation.number_count() }
    }
}

/// A number of orders, and how many numbers they have. Programs read this JSON: the names of its members are stable.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Total {
    pub orders: u64,
    pub numbers: u64,
    /// How many of the orders have an unknown count of numbers. Their numbers are not in `numbers`.
    pub uncounted: u64,
}

impl Total {
    fn add(&mut self, order: ValidOrder) {
        self.orders += 1;
        self.numbers = self.numbers.saturating_add(order.numbers.unwrap_or(0));
        self.uncounted += u64::from(order.numbers.is_none());
    }

    /// The total in words: `3 orders, 30 numbers`.
    pub fn text(&self) -> String {
        let Self { orders, numbers, uncounted } = *self;
        let counted = format!("{}, {}", count_of(orders, "order"), count_of(numbers, "number"));
        match uncounted {
            0 => counted,
            _ => format!("{counted} and those of {} of unclear size", count_of(uncounted, "order")),
        }
    }
}

/// The totals of orders.
#[derive(Debug, Default)]
pub struct Summary {
    pub total: Total,
    pub countries: BTreeMap<String, Total>,
}

impl FromIterator<ValidOrder> for Summary {
    fn from_iter<I: IntoIterator<Item = ValidOrder>>(orders: I) -> Self {
        let mut summary = Self::default();
        for order in orders {
            summary.total.add(order);
            summary.countries.entry(order.country.to_string()).or_default().add(order);
        }
        summary
    }
}
