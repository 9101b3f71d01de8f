//! An order for a reservation that the vendor has accepted, and the day on which the reservation may lapse.

use std::time::SystemTime;

use colt_numbers_api::operations::RESERVE_NUMBERS;
use colt_numbers_api::types::TrackingId;
use jiff::Timestamp;

use crate::send::day::{Day, earliest_lapse, utc};

/// An order that the vendor has accepted, proved by a 2xx response with an order id.
///
/// Store its [`id`](Self::id) and [`tracking_id`](Self::tracking_id): the API cannot list orders.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[must_use = "an order costs money; store its id and its tracking id"]
pub struct Order {
    pub(crate) id: String,
    pub(crate) tracking_id: TrackingId,
    pub(crate) status: Option<String>,
    pub(crate) reserved_at: Timestamp,
    pub(crate) attempts: u32,
}

impl Order {
    /// The order id: an opaque text, without surrounding blanks, never empty.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tracking id that the order was sent with.
    #[must_use]
    pub fn tracking_id(&self) -> &TrackingId {
        &self.tracking_id
    }

    /// The order's status, if the response states one, such as `In progress`. The vendor may add values.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// When the accepted request was sent, by this machine's clock.
    #[must_use]
    pub fn reserved_at(&self) -> SystemTime {
        self.reserved_at.into()
    }

    /// [`Order::reserved_at`] in UTC to the second, as in RFC 3339: `2026-11-23T08:49:37Z`.
    #[must_use]
    pub fn reserved_at_utc(&self) -> String {
        utc(self.reserved_at)
    }

    /// The number of attempts. Every attempt but the last was refused, was rejected with 401, or sent nothing.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The first day, in UTC, on which the reservation may have lapsed if the numbers are not activated: the
    /// [number of days](crate::Operation::holds_days) that the vendor's document states, after the day of the reservation.
    ///
    /// The document does not define the time zone of the days, nor whether the day of the reservation counts. This is counted in UTC.
    ///
    /// `None` if that day is after the year 9999.
    #[must_use]
    pub fn earliest_lapse(&self) -> Option<Day> {
        earliest_lapse(&RESERVE_NUMBERS, self.reserved_at)
    }
}
