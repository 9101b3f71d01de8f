//! The time of day, in milliseconds since 1970.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

/// Milliseconds since 1970-01-01 in UTC.
pub(crate) type Millis = i64;

/// A day.
pub(crate) const DAY: Millis = 86_400_000;

/// The clock of a journal.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(crate) fn system() -> Self {
        Self(Arc::new(SystemTime::now))
    }

    #[cfg(feature = "testing")]
    pub(crate) fn from_fn(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> Millis {
        millis((self.0)())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

pub(crate) fn millis(time: SystemTime) -> Millis {
    Timestamp::try_from(time).map_or(0, Timestamp::as_millisecond)
}

pub(crate) fn system_time(millis: Millis) -> SystemTime {
    Timestamp::from_millisecond(millis).map_or(SystemTime::UNIX_EPOCH, SystemTime::from)
}

/// A duration in milliseconds: at most a quarter of the largest value, so that sums of it do not overflow.
pub(crate) fn millis_of(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX / 4)
}

/// A time as RFC 3339 in UTC, to the second.
pub(crate) fn rfc3339(millis: Millis) -> String {
    Timestamp::from_millisecond(millis)
        .map_or_else(|_| millis.to_string(), |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The day of a time, in UTC, some days later: `2027-02-21`.
pub(crate) fn day(millis: Millis, days_later: u32) -> String {
    rfc3339(millis.saturating_add(Millis::from(days_later) * DAY)).chars().take(10).collect()
}
