//! When a request is sent again: only where it was clearly not taken, and within bounds.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

/// How often, and after which waits, a request is sent again that was clearly not taken.
///
/// That is: nothing left this machine and another try may help, or the server said 429, or 503 with `Retry-After`. Whatever is in
/// doubt is never sent again, by no setting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retries {
    max: usize,
    first: Duration,
    longest: Duration,
}

impl Default for Retries {
    /// Three more tries, after about half a second, one second and two, and never a wait over a minute.
    fn default() -> Self {
        Self { max: 3, first: Duration::from_millis(500), longest: Duration::from_secs(60) }
    }
}

impl Retries {
    /// None at all: one try, one answer. Not even a token that was refused is followed by another one in the same call.
    #[must_use]
    pub fn off() -> Self {
        Self { max: 0, ..Self::default() }
    }

    /// At most so many further tries; the one with a new token, after a 401, is not counted among them.
    #[must_use]
    pub fn at_most(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// The wait before the first further try; it doubles from one to the next, and up to its own length is added at random.
    #[must_use]
    pub fn first_wait(self, first: Duration) -> Self {
        Self { first, ..self }
    }

    /// The longest wait. Where a server asks for a longer one, the call ends as refused.
    #[must_use]
    pub fn longest_wait(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Whether anything is ever sent again.
    pub(crate) fn are_off(&self) -> bool {
        self.max == 0
    }

    /// The waits, one after the other, for one call.
    pub(crate) fn waits(&self) -> Waits {
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.first.min(self.longest))
            .with_max_delay(self.longest)
            .with_max_times(self.max)
            .with_jitter()
            .build();
        Waits { waits, longest: self.longest }
    }
}

/// The waits of one call.
#[derive(Debug)]
pub(crate) struct Waits {
    waits: backon::ExponentialBackoff,
    longest: Duration,
}

impl Waits {
    /// How long to wait before the next try; none where there is to be no other. What the server asked for is waited at the least.
    pub(crate) fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        // What is added at random comes on top of the longest wait.
        let own = self.waits.next()?.min(self.longest);
        match asked {
            Some(asked) if asked > self.longest => None,
            Some(asked) => Some(asked.max(own)),
            None => Some(own),
        }
    }
}
