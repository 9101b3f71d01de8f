//! A complete deterministic finite automaton, the representation of a language.

use std::collections::VecDeque;

use crate::charset::Alphabet;

/// A complete deterministic automaton over classes of characters. State 0 is the start state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Automaton {
    pub(crate) alphabet: Alphabet,
    /// The transitions: for each state, the next state for each class.
    pub(crate) next: Vec<u32>,
    pub(crate) accepting: Vec<bool>,
}

impl Automaton {
    /// The number of states.
    #[must_use]
    pub fn states(&self) -> usize {
        self.accepting.len()
    }

    /// The number of classes of characters.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.alphabet.count()
    }

    /// The ranges of all characters in order: first character, last character, class.
    pub fn ranges(&self) -> impl Iterator<Item = (char, char, u32)> {
        self.alphabet.ranges()
    }

    /// Whether a text that ends in this state is accepted.
    #[must_use]
    pub fn is_accepting(&self, state: u32) -> bool {
        self.accepting[state as usize]
    }

    /// The next state for each class.
    #[must_use]
    pub fn row(&self, state: u32) -> &[u32] {
        let classes = self.classes();
        &self.next[state as usize * classes..][..classes]
    }

    /// The next state for a character.
    #[must_use]
    pub fn step(&self, state: u32, character: char) -> u32 {
        self.row(state)[self.alphabet.class_of(character) as usize]
    }

    /// The states from which some text is accepted.
    pub fn live(&self) -> impl Iterator<Item = u32> {
        let distances = self.distances(|_| true);
        (0_u32..).zip(distances).filter_map(|(state, distance)| distance.map(|_| state))
    }

    /// The next state for this class, from each state.
    pub(crate) fn column(&self, class: usize) -> impl Iterator<Item = u32> {
        self.next.iter().skip(class).step_by(self.classes()).copied()
    }

    /// The distance of each state to the nearest accepting one, using the allowed classes only; `None` if there is no path.
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
