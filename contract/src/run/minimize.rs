//! Narrows a set that makes the target accept a request down to what of it is needed.

/// What is sent next, and what is known to be enough so far. The set as a whole is enough.
pub(super) struct Narrowing<T> {
    enough: Vec<T>,
    step: Step,
}

#[derive(Clone, Copy)]
enum Step {
    FirstHalf,
    SecondHalf,
    /// All but this one: neither half is enough alone.
    Without(usize),
}

impl<T: Clone> Narrowing<T> {
    pub(super) fn new(enough: Vec<T>) -> Self {
        Self { enough, step: Step::FirstHalf }
    }

    /// The subset to be tried next. `None`: what is left is needed.
    pub(super) fn candidate(&self) -> Option<Vec<T>> {
        if self.enough.len() < 2 {
            return None;
        }
        let (first, second) = self.enough.split_at(self.enough.len() / 2);
        match self.step {
            Step::FirstHalf => Some(first.to_vec()),
            Step::SecondHalf => Some(second.to_vec()),
            Step::Without(index) if index < self.enough.len() => {
                let mut rest = self.enough.clone();
                rest.remove(index);
                Some(rest)
            }
            Step::Without(_) => None,
        }
    }

    /// Notes whether the candidate was enough.
    pub(super) fn record(&mut self, candidate: Vec<T>, is_enough: bool) {
        self.step = match (self.step, is_enough) {
            (Step::FirstHalf | Step::SecondHalf, true) => Step::FirstHalf,
            (Step::FirstHalf, false) => Step::SecondHalf,
            (Step::SecondHalf, false) => Step::Without(0),
            (Step::Without(index), true) => Step::Without(index),
            (Step::Without(index), false) => Step::Without(index + 1),
        };
        if is_enough {
            self.enough = candidate;
        }
    }

    pub(super) fn needed(self) -> Vec<T> {
        self.enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_found() {
        for set in 1_u32..256 {
            let needed: Vec<u32> = (0..8).filter(|bit| set >> bit & 1 == 1).collect();
            let mut narrowing = Narrowing::new((0..8).collect());
            let mut tries = 0;
            while let Some(candidate) = narrowing.candidate() {
                tries += 1;
                let is_enough = needed.iter().all(|one| candidate.contains(one));
                narrowing.record(candidate, is_enough);
            }
            assert_eq!(narrowing.needed(), needed);
            assert!(tries <= if needed.len() == 1 { 6 } else { 14 }, "{needed:?}: {tries}");
        }
        assert_eq!(Narrowing::new(vec![1]).candidate(), None);
        assert_eq!(Narrowing::<u8>::new(Vec::new()).candidate(), None);
    }
}
