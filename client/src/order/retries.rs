//! When a request is sent again: only where it was clearly not taken, and within bounds.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

/// How often, and after which waits, a request is sent again that was clearly not taken.
///
/// That is: nothing left this machine and another attempt may help, or the server said 429, or 503 with `Retry-After`. Whatever is in
/// doubt is never sent again, by no setting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retries {
    max: usize,
    first: Duration,
    longest: Duration,
}

impl Default for Retries {
    /// Three more attempts, after about half a second, one second and two, and never a wait over a minute.
    fn default() -> Self {
        Self { max: 3, first: Duration::from_millis(500), longest: Duration::from_secs(60) }
    }
}

impl Retries {
    /// None at all: one attempt, one answer. Not even a token that was refused is followed by another one in the same call.
    #[must_use]
    pub fn off() -> Self {
        Self { max: 0, ..Self::default() }
    }

    /// At most so many further attempts; the one with a new token, after a 401, is not counted among them.
    #[must_use]
    pub fn at_most(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// The wait before the first further attempt; it doubles from one to the next, and up to its own length is added at random.
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
    pub(crate) fn waits(&self) -> Backoff {
        let waits = ExponentialBuilder::default()
            .with_min_delay(self.first.min(self.longest))
            .with_max_delay(self.longest)
            .with_max_times(self.max)
            .with_jitter()
            .build();
        Backoff { waits, longest: self.longest }
    }
}

/// The waits of one call.
#[derive(Debug)]
pub(crate) struct Backoff {
    waits: backon::ExponentialBackoff,
    longest: Duration,
}

impl Backoff {
    /// How long to wait before the next attempt; none where there is to be no other. What the server asked for is waited at the least, and
    /// our own wait on top, so that those who were turned away together do not come back together.
    pub(crate) fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        // What is added at random comes on top of the longest wait.
        let own = self.waits.next()?.min(self.longest);
        match asked {
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
            let mut waits = retries.waits();
            let all: Vec<_> = std::iter::from_fn(|| waits.next(asked)).take(max + 1).collect();
            prop_assert_eq!(all.len(), if asked.is_some_and(|asked| asked > longest) { 0 } else { max });
            for wait in all {
                prop_assert!(wait <= longest);
                prop_assert!(wait >= asked.unwrap_or(first.min(longest)).max(first.min(longest)));
            }
        }
    }

    #[test]
    fn waits_double_and_have_a_part_at_random() {
        let of = |_| {
            let mut waits = Retries::default().at_most(4).waits();
            std::iter::from_fn(|| waits.next(None)).collect::<Vec<_>>()
        };
        let runs: Vec<_> = (0..50).map(of).collect();
        for run in &runs {
            let least = [500, 1000, 2000, 4000].map(Duration::from_millis);
            assert_eq!(run.len(), least.len());
            assert!(run.iter().zip(least).all(|(wait, least)| *wait >= least && *wait <= 2 * least), "{run:?}");
        }
        assert!(runs.iter().any(|run| *run != runs[0]), "no two callers wait in step");
    }

    #[test]
    fn by_default_there_are_three_and_none_exceeds_a_minute() {
        let waits = |retries: Retries, asked| {
            let mut waits = retries.waits();
            std::iter::from_fn(move || waits.next(asked)).count()
        };
        assert_eq!(waits(Retries::default(), None), 3);
        assert_eq!(waits(Retries::default(), Some(Duration::from_secs(60))), 3);
        assert_eq!(waits(Retries::default(), Some(Duration::from_millis(60_001))), 0);
        assert_eq!(waits(Retries::off(), None), 0);
    }
}
