//! A calendar day, the day on which the effect of a call may have lapsed, and the text of an instant; all of them in UTC.

use std::fmt;
use std::str::FromStr;

use colt_numbers_api::operations::Operation;
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};

use crate::send::invalid_text::InvalidText;

/// An instant in UTC to the second.
pub(crate) fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The first day on which the effect of a call at this instant may have lapsed. The day of the call does not count.
pub(crate) fn earliest_lapse(operation: &Operation, sent_at: Timestamp) -> Option<Day> {
    let day = sent_at.to_zoned(TimeZone::UTC).date();
    day.checked_add(Span::new().try_days(i64::from(operation.holds_days?)).ok()?).ok().map(Day)
}

/// A calendar day in UTC. `Display` prints it as in ISO 8601: `2027-02-21`, and `FromStr` parses this form.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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

impl FromStr for Day {
    type Err = InvalidText;

    /// Parses a day as `Display` prints it.
    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let day = text.parse().ok().map(Day).filter(|day| day.to_string() == text);
        day.ok_or(InvalidText::expected("a day such as `2027-02-21`"))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}
