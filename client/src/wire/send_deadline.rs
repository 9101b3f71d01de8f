//! The deadline for the first byte of a request, by two clocks.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The deadline for the first byte of a request.
///
/// The deadline has passed as soon as one of two clocks has reached it: the monotonic clock, which runs while the process is stopped, or the
/// time of day, which also runs while the machine is suspended. If the time of day is set forward, the deadline may pass too early; then
/// nothing is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SendDeadline {
    instant: Instant,
    time_of_day: Option<SystemTime>,
}

impl SendDeadline {
    /// The deadline after this duration from now.
    pub(crate) fn after(duration: Duration) -> Self {
        Self { instant: after(duration), time_of_day: SystemTime::now().checked_add(duration) }
    }

    /// The deadline by the monotonic clock, for waits.
    pub(crate) fn instant(self) -> Instant {
        self.instant
    }

    /// Whether the deadline has passed by either clock.
    pub(crate) fn has_passed(self) -> bool {
        Instant::now() >= self.instant || self.time_of_day.is_some_and(|time| SystemTime::now() >= time)
    }
}

/// The instant after this duration from now; on overflow, an instant a century away.
pub(crate) fn after(duration: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + duration.min(CENTURY)
}
