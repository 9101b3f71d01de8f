//! Reduces a sufficient set to its needed elements, similar to delta debugging. The caller defines and tests what is sufficient.

/// The smallest set known to be sufficient, and the reduction to try next. The initial set must be sufficient.
pub(super) struct Minimizer<T> {
    sufficient: Vec<T>,
    next: Reduction,
}

#[derive(Clone, Copy)]
enum Reduction {
    FirstHalf,
    SecondHalf,
    /// All elements except the one at this index. Used after neither half was sufficient alone.
    Without(usize),
}

impl<T: Clone> Minimizer<T> {
    pub(super) fn new(sufficient: Vec<T>) -> Self {
        Self { sufficient, next: Reduction::FirstHalf }
    }

    /// The subset to try next; `None` if every remaining element is needed.
    pub(super) fn candidate(&self) -> Option<Vec<T>> {
        if self.sufficient.len() < 2 {
            return None;
        }
        let (first, second) = self.sufficient.split_at(self.sufficient.len() / 2);
        match self.next {
            Reduction::FirstHalf => Some(first.to_vec()),
            Reduction::SecondHalf => Some(second.to_vec()),
            Reduction::Without(index) if index < self.sufficient.len() => {
                let mut rest = self.sufficient.clone();
                rest.remove(index);
                Some(rest)
            }
            Reduction::Without(_) => None,
        }
    }

    /// Records whether the candidate is sufficient.
    pub(super) fn record(&mut self, candidate: Vec<T>, is_sufficient: bool) {
        self.next = match (self.next, is_sufficient) {
            (Reduction::FirstHalf | Reduction::SecondHalf, true) => Reduction::FirstHalf,
            (Reduction::FirstHalf, false) => Reduction::SecondHalf,
            (Reduction::SecondHalf, false) => Reduction::Without(0),
            (Reduction::Without(index), true) => Reduction::Without(index),
            (Reduction::Without(index), false) => Reduction::Without(index + 1),
        };
        if is_sufficient {
            self.sufficient = candidate;
        }
    }

    pub(super) fn needed(self) -> Vec<T> {
        self.sufficient
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_needed_elements_are_found() {
        for set in 1_u32..256 {
            let needed: Vec<u32> = (0..8).filter(|bit| set >> bit & 1 == 1).collect();
            let mut minimizer = Minimizer::new((0..8).collect());
            let mut attempts = 0;
            while let Some(candidate) = minimizer.candidate() {
                attempts += 1;
                let is_sufficient = needed.iter().all(|one| candidate.contains(one));
                minimizer.record(candidate, is_sufficient);
            }
            assert_eq!(minimizer.needed(), needed);
            assert!(attempts <= if needed.len() == 1 { 6 } else { 14 }, "{needed:?}: {attempts}");
        }
        assert_eq!(Minimizer::new(vec![1]).candidate(), None);
        assert_eq!(Minimizer::<u8>::new(Vec::new()).candidate(), None);
    }
}
