//! The sandbox's clock, which can be moved forward to test expiry.

use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::sync::lock;

/// The clock by which tokens expire and reservations lapse.
///
/// ```
/// use colt_numbers_sandbox::Clock;
///
/// let clock = Clock::stopped_at("2026-01-01T00:00:00Z".parse()?);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Clock {
    stopped_at: Option<Timestamp>,
    advanced: Mutex<SignedDuration>,
}

impl Clock {
    /// The system clock. `advance` moves only this clock forward, not the system's.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that moves only when it is moved forward.
    pub fn stopped_at(time: Timestamp) -> Self {
        Self { stopped_at: Some(time), advanced: Mutex::default() }
    }

    /// The current time.
    pub(crate) fn now(&self) -> Timestamp {
        let base = self.stopped_at.unwrap_or_else(Timestamp::now);
        base.checked_add(*lock(&self.advanced)).unwrap_or(Timestamp::MAX)
    }

    /// The duration by which the clock was moved forward.
    pub(crate) fn advanced(&self) -> SignedDuration {
        *lock(&self.advanced)
    }

    /// Moves the clock forward, at most to the year 9999; returns the new time.
    pub(crate) fn advance(&self, by: Duration) -> Timestamp {
        let base = self.stopped_at.unwrap_or_else(Timestamp::now);
        let mut advanced = lock(&self.advanced);
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        *advanced = advanced.saturating_add(by).min(Timestamp::MAX.duration_since(base));
        base.checked_add(*advanced).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn reset(&self) {
        *lock(&self.advanced) = SignedDuration::ZERO;
    }
}
