//! An order that the vendor has accepted, and the day on which its reservation may lapse.

use std::fmt;
use std::time::SystemTime;

use colt_numbers_api::operations::RESERVE_NUMBERS;
use colt_numbers_api::types::TrackingId;
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};

/// An order that the vendor has accepted, proved by a 2xx response with an order id.
///
/// Store its [`id`](Self::id) and [`tracking_id`](Self::tracking_id): the API cannot list orders.
#[derive(Clone, Debug, Eq, PartialEq)]
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
        self.reserved_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The number of attempts. Every attempt but the last was refused, was rejected with 401, or sent nothing.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The first day, in UTC, on which the reservation may have lapsed if the numbers are not activated: 90 calendar days after the day of
    /// the reservation (vendor's document, lines 10 and 40).
    ///
    /// The document does not define the time zone of the days, nor whether the day of the reservation counts. This is counted in UTC.
    ///
    /// `None` if that day is after the year 9999.
    #[must_use]
    pub fn earliest_lapse(&self) -> Option<Day> {
        let days = i64::from(RESERVE_NUMBERS.holds_days.unwrap_or(0));
        let day = self.reserved_at.to_zoned(TimeZone::UTC).date();
        day.checked_add(Span::new().try_days(days).ok()?).ok().map(Day)
    }
}

/// A calendar day in UTC. `Display` prints it as in ISO 8601: `2027-02-21`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day(Date);

impl Day {
    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}
