//! The sandbox's own clock: it can be put forward, so that 90 days take no time.

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
    /// The machine's clock; what it was put forward by is added.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still, and moves only when it is put forward.
    pub fn stopped_at(time: Timestamp) -> Self {
        Self { stopped_at: Some(time), advanced: Mutex::default() }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        let base = self.stopped_at.unwrap_or_else(Timestamp::now);
        base.checked_add(*lock(&self.advanced)).unwrap_or(Timestamp::MAX)
    }

    /// How far it was put forward.
    pub(crate) fn advanced(&self) -> SignedDuration {
        *lock(&self.advanced)
    }

    /// Puts it forward, no further than the year 9999; what time it is then.
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
