//! An order that the vendor took.

use std::fmt;
use std::time::SystemTime;

use colt_numbers_api::rules::RESERVATION_LAPSE;
use colt_numbers_api::types::TrackingId;
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};

/// An order that the vendor took: the evidence is an answer of success with an id in it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "an order costs money; keep its id and its tracking id"]
pub struct Order {
    pub(crate) id: String,
    pub(crate) tracking_id: TrackingId,
    pub(crate) status: Option<String>,
    pub(crate) reserved_at: Timestamp,
    pub(crate) attempts: u32,
}

impl Order {
    /// The order's id: opaque, without the blanks around it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tracking id that the order was sent with.
    #[must_use]
    pub fn tracking_id(&self) -> &TrackingId {
        &self.tracking_id
    }

    /// The order's status, if the response states one; an open set of values.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// When the request was sent, by this machine's clock.
    #[must_use]
    pub fn reserved_at(&self) -> SystemTime {
        self.reserved_at.into()
    }

    /// The same in UTC, as RFC 3339 has it, to the second.
    #[must_use]
    pub fn reserved_at_utc(&self) -> String {
        self.reserved_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// How many attempts there were; all but the last were clearly refused, or sent nothing.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The first day, in UTC, on which the numbers may be free again if they are not activated: 90 calendar days after the day of the
    /// reservation (number-reservation.txt:10,40).
    ///
    /// The document does not say by which clock days are counted, nor whether the first one counts; this is the earliest reading.
    ///
    /// None where that day lies beyond the year 9999.
    #[must_use]
    pub fn earliest_lapse(&self) -> Option<Day> {
        let days = i64::from(RESERVATION_LAPSE.days.unwrap_or(0));
        let day = self.reserved_at.to_zoned(TimeZone::UTC).date();
        day.checked_add(Span::new().try_days(days).ok()?).ok().map(Day)
    }
}

/// A calendar day in UTC; it is written as `2027-02-21`.
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
