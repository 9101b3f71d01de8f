//! The last moment at which a request may begin to leave, by two clocks.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The last moment at which a request may begin to leave.
///
/// It is past by the first of two clocks: the monotonic one, which runs while the process is stopped, and the time of day, which runs while
/// the machine is suspended as well. A time of day that is set forward can make it past too early, which sends nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SendDeadline {
    instant: Instant,
    time_of_day: Option<SystemTime>,
}

impl SendDeadline {
    /// So long from now on.
    pub(crate) fn after(time: Duration) -> Self {
        Self { instant: after(time), time_of_day: SystemTime::now().checked_add(time) }
    }

    /// The same by the monotonic clock, for what waits.
    pub(crate) fn instant(self) -> Instant {
        self.instant
    }

    /// Whether nothing may leave any longer.
    pub(crate) fn is_past(self) -> bool {
        Instant::now() >= self.instant || self.time_of_day.is_some_and(|time| SystemTime::now() >= time)
    }
}

/// The instant after so long a time; on overflow, an instant a century away.
pub(crate) fn after(time: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + time.min(CENTURY)
}
