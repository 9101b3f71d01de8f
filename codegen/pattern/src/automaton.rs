//! A complete deterministic automaton: what a language is made of.

use std::collections::VecDeque;

use crate::charset::Alphabet;

/// A complete automaton over classes of characters. NfaState 0 is the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Automaton {
    pub(crate) alphabet: Alphabet,
    /// Where each class leads, state after state.
    pub(crate) next: Vec<u32>,
    pub(crate) accepting: Vec<bool>,
}

impl Automaton {
    /// How many states it has.
    #[must_use]
    pub fn states(&self) -> usize {
        self.accepting.len()
    }

    /// How many classes of characters it distinguishes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.alphabet.count()
    }

    /// All characters in order, in ranges: the first, the last, and the class of both and of what is between.
    pub fn ranges(&self) -> impl Iterator<Item = (char, char, u32)> {
        self.alphabet.ranges()
    }

    /// Whether a text that ends in this state is accepted.
    #[must_use]
    pub fn is_accepting(&self, state: u32) -> bool {
        self.accepting[state as usize]
    }

    /// Where each class leads from this state.
    #[must_use]
    pub fn row(&self, state: u32) -> &[u32] {
        let classes = self.classes();
        &self.next[state as usize * classes..][..classes]
    }

    /// Where a character leads from this state.
    #[must_use]
    pub fn step(&self, state: u32, character: char) -> u32 {
        self.row(state)[self.alphabet.class_of(character) as usize]
    }

    /// The states from which some text is accepted.
    pub fn live(&self) -> impl Iterator<Item = u32> {
        let distances = self.distances(|_| true);
        (0_u32..).zip(distances).filter_map(|(state, distance)| distance.map(|_| state))
    }

    /// Where this class leads, from each state.
    pub(crate) fn column(&self, class: usize) -> impl Iterator<Item = u32> {
        self.next.iter().skip(class).step_by(self.classes()).copied()
    }

    /// How far each state is from the nearest accepting one, by the classes allowed; `None` if it has none.
    pub(crate) fn distances(&self, allowed: impl Fn(usize) -> bool) -> Vec<Option<u32>> {
        let mut sources = vec![Vec::new(); self.states()];
        for source in 0..self.states() as u32 {
            for (_, &target) in self.row(source).iter().enumerate().filter(|&(class, _)| allowed(class)) {
                if sources[target as usize].last() != Some(&source) {
                    sources[target as usize].push(source);
                }
            }
        }
        let mut distances: Vec<Option<u32>> = self.accepting.iter().map(|&accepting| accepting.then_some(0)).collect();
        let mut open: VecDeque<u32> =
            (0_u32..).zip(&self.accepting).filter_map(|(state, &accepting)| accepting.then_some(state)).collect();
        while let Some(state) = open.pop_front() {
            let further = distances[state as usize].map(|distance| distance + 1);
            for &source in &sources[state as usize] {
                if distances[source as usize].is_none() {
                    distances[source as usize] = further;
                    open.push_back(source);
                }
            }
        }
        distances
    }
}
