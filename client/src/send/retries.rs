//! Limits on retries, and the backoff between attempts.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

/// How often, and after which waits, a request is sent again.
///
/// A request is sent again after an attempt that had no effect: no byte was sent and another attempt may succeed, or the server responded with 429,
/// or with 503 and `Retry-After`. After a 401 it is sent once more with a new token.
///
/// After an attempt whose outcome is unknown or unreadable, a request is sent again only if the spec declares its operation as
/// [`repeatable`](colt_numbers_api::operations::Operation::repeatable), and only for one of these reasons: no complete response arrived in time, the
/// connection was reset or received something that is not HTTP, or the status is 408 or 5xx. Neither a setting nor the HTTP method changes this.
///
/// ```
/// use std::time::Duration;
///
/// use colt_numbers::Retries;
///
/// let patient = Retries::default().at_most(10).longest_wait(Duration::from_secs(300));
/// let never = Retries::off();
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Retries {
    max: usize,
    first: Duration,
    longest: Duration,
}

impl Default for Retries {
    /// Three retries, after waits of at least 0.5, 1 and 2 seconds, and at most twice as long. No wait is longer than a minute.
    fn default() -> Self {
        Self { max: 3, first: Duration::from_millis(500), longest: Duration::from_secs(60) }
    }
}

impl Retries {
    /// No retries: a call makes one attempt, even if the server rejects the token.
    #[must_use]
    pub fn off() -> Self {
        Self { max: 0, ..Self::default() }
    }

    /// Sets the maximal number of retries. The attempt with a new token after a 401 is not counted; with 0
    /// retries it is not made.
    #[must_use]
    pub fn at_most(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// Sets the wait before the first retry. The wait doubles with each retry. A random time, at most as long as the wait
    /// itself, is added to each wait.
    #[must_use]
    pub fn first_wait(self, first: Duration) -> Self {
        Self { first, ..self }
    }

    /// Sets the longest wait between two attempts. If the server asks for a longer wait, the call ends without another attempt.
    #[must_use]
    pub fn longest_wait(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Whether a call makes one attempt only.
    pub(crate) fn are_off(&self) -> bool {
        self.max == 0
    }

    /// The backoff of one call.
    pub(crate) fn backoff(&self) -> Backoff {
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.first.min(self.longest))
            .with_max_delay(self.longest)
            .with_max_times(self.max)
            .with_jitter()
            .build();
        Backoff { waits, longest: self.longest }
    }
}

/// The waits between the attempts of one call: exponential, with jitter.
#[derive(Debug)]
pub(crate) struct Backoff {
    waits: backon::ExponentialBackoff,
    longest: Duration,
}

impl Backoff {
    /// How long to wait before the next attempt; `None` if no other attempt may follow. The wait of the backoff is added to the wait
    /// that the server asked for, so that clients that were refused at the same time do not all retry at the same time.
    pub(crate) fn next(&mut self, retry_after: Option<Duration>) -> Option<Duration> {
        // The jitter may exceed the longest wait.
        let own = self.waits.next()?.min(self.longest);
        match retry_after {
            Some(asked) if asked > self.longest => None,
            Some(asked) => Some(asked.saturating_add(own).min(self.longest)),
            None => Some(own),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn duration() -> impl Strategy<Value = Duration> {
        prop_oneof![
            Just(Duration::ZERO),
            Just(Duration::MAX),
            (0u64..200_000).prop_map(Duration::from_millis),
            any::<u64>().prop_map(Duration::from_secs)
        ]
    }

    proptest! {
        #[test]
        fn waits_are_bounded_in_count_and_length(
            max in 0usize..20,
            first in duration(),
            longest in duration(),
            asked in prop::option::of(duration()),
        ) {
            let retries = Retries::default().at_most(max).first_wait(first).longest_wait(longest);
            prop_assert_eq!(retries.are_off(), max == 0);
            let mut backoff = retries.backoff();
            let all: Vec<_> = std::iter::from_fn(|| backoff.next(asked)).take(max + 1).collect();
            prop_assert_eq!(all.len(), if asked.is_some_and(|asked| asked > longest) { 0 } else { max });
            for wait in all {
                prop_assert!(wait <= longest);
                prop_assert!(wait >= asked.unwrap_or(first.min(longest)).max(first.min(longest)));
            }
        }
    }

    #[test]
    fn waits_double_and_have_jitter() {
        let waits_of_run = |_| {
            let mut backoff = Retries::default().at_most(4).backoff();
            std::iter::from_fn(|| backoff.next(None)).collect::<Vec<_>>()
        };
        let runs: Vec<_> = (0..50).map(waits_of_run).collect();
        for run in &runs {
            let least = [500, 1000, 2000, 4000].map(Duration::from_millis);
            assert_eq!(run.len(), least.len());
            assert!(run.iter().zip(least).all(|(wait, least)| *wait >= least && *wait <= 2 * least), "{run:?}");
        }
        assert!(runs.iter().any(|run| *run != runs[0]), "all clients wait equally long");
    }

    #[test]
    fn by_default_there_are_three_retries_and_no_wait_exceeds_a_minute() {
        let waits = |retries: Retries, asked| {
            let mut backoff = retries.backoff();
            std::iter::from_fn(move || backoff.next(asked)).count()
        };
        assert_eq!(waits(Retries::default(), None), 3);
        assert_eq!(waits(Retries::default(), Some(Duration::from_secs(60))), 3);
        assert_eq!(waits(Retries::default(), Some(Duration::from_millis(60_001))), 0);
        assert_eq!(waits(Retries::off(), None), 0);
    }
}
