//! From a pattern to a table: Thompson's construction, then the subset construction.
//!
//! The conditions `^`, `$`, `\b` and `\B` look one character back and one ahead. So a set of states is kept *before* its
//! empty moves, together with what was read last; the empty moves are followed once the next character is known.

use std::collections::HashMap;

use crate::automaton::Automaton;
use crate::charset::{Alphabet, CharSet};
use crate::escapes;
use crate::syntax::{Assertion, PatternNode};
use crate::unsupported_pattern::UnsupportedPattern;

/// The most states that counted repetition may unroll to.
const MAX_NFA: usize = 20_000;
/// The most states of the table, before equal ones are merged.
const MAX_STATES: usize = 10_000;
/// The most empty moves and steps followed in all: what bounds the time.
const MAX_WORK: usize = 10_000_000;
/// What finding the state for one entry of the table counts for.
const STEPS_PER_ENTRY: usize = 8;

type StateId = u32;

enum NfaState {
    /// The text matches, whatever follows.
    Matched,
    /// One character of a set (by its place in `sets`), then on.
    Take(usize, StateId),
    /// On to any of these without reading.
    Fork(Vec<StateId>),
    /// On without reading if the condition holds.
    When(Assertion, StateId),
}

/// The table of all texts in which the pattern matches somewhere.
pub(crate) fn search(node: &PatternNode) -> Result<Automaton, UnsupportedPattern> {
    let mut builder = NfaBuilder::default();
    let matched = builder.push(NfaState::Matched)?;
    let body = builder.node(node, matched)?;
    let start = builder.push(NfaState::Fork(Vec::new()))?;
    let skip = builder.take(CharSet::all(), start)?;
    builder.states[start as usize] = NfaState::Fork(vec![body, skip]);
    Determiniser::new(builder)?.run(start)
}

#[derive(Default)]
struct NfaBuilder {
    states: Vec<NfaState>,
    sets: Vec<CharSet>,
    known: HashMap<CharSet, usize>,
    boundaries: bool,
}

impl NfaBuilder {
    fn push(&mut self, state: NfaState) -> Result<StateId, UnsupportedPattern> {
        if self.states.len() == MAX_NFA {
            return Err(too_large("its counted repetitions unroll to too many states"));
        }
        self.states.push(state);
        Ok((self.states.len() - 1) as StateId)
    }

    fn take(&mut self, set: CharSet, next: StateId) -> Result<StateId, UnsupportedPattern> {
        let place = match self.known.get(&set) {
            Some(&place) => place,
            None => {
                self.known.insert(set.clone(), self.sets.len());
                self.sets.push(set);
                self.sets.len() - 1
            }
        };
        self.push(NfaState::Take(place, next))
    }

    /// Where to enter so that the node is read and then `next` follows.
    fn node(&mut self, node: &PatternNode, next: StateId) -> Result<StateId, UnsupportedPattern> {
        match node {
            PatternNode::Class(set) => self.take(set.clone(), next),
            PatternNode::Concat(parts) => parts.iter().rev().try_fold(next, |next, part| self.node(part, next)),
            PatternNode::Alternate(branches) => {
                let entries = branches.iter().map(|branch| self.node(branch, next)).collect::<Result<_, _>>()?;
                self.push(NfaState::Fork(entries))
            }
            PatternNode::Repeat { node, min, max } => self.repeat(node, *min, *max, next),
            PatternNode::Assertion(look) => {
                self.boundaries |= matches!(look, Assertion::Boundary | Assertion::NoBoundary);
                self.push(NfaState::When(*look, next))
            }
        }
    }

    fn repeat(
        &mut self,
        node: &PatternNode,
        min: u32,
        max: Option<u32>,
        next: StateId,
    ) -> Result<StateId, UnsupportedPattern> {
        let mut entry = next;
        if let Some(max) = max {
            for _ in min..max {
                let body = self.node(node, entry)?;
                if body == entry {
                    break; // a node that reads nothing and asks nothing: more of it changes nothing
                }
                entry = self.push(NfaState::Fork(vec![body, next]))?;
            }
        } else {
            entry = self.push(NfaState::Fork(Vec::new()))?;
            let body = self.node(node, entry)?;
            self.states[entry as usize] = NfaState::Fork(vec![body, next]);
        }
        for _ in 0..min {
            let body = self.node(node, entry)?;
            if body == entry {
                break;
            }
            entry = body;
        }
        Ok(entry)
    }
}

/// What stands on one neighbour of a place in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Neighbour {
    /// The text's begin or end.
    Edge,
    Word,
    Other,
}

impl Assertion {
    fn holds(self, before: Neighbour, after: Neighbour) -> bool {
        let boundary = (before == Neighbour::Word) != (after == Neighbour::Word);
        match self {
            Self::Start => before == Neighbour::Edge,
            Self::End => after == Neighbour::Edge,
            Self::Boundary => boundary,
            Self::NoBoundary => !boundary,
        }
    }
}

/// A state of the table to be: states of the automaton before their empty moves, and what was read last.
type Subset = (Vec<StateId>, Neighbour);

struct Determiniser {
    states: Vec<NfaState>,
    alphabet: Alphabet,
    /// The classes of each set.
    classes: Vec<Vec<u32>>,
    /// What each class is to a condition.
    neighbours: Vec<Neighbour>,
    numbered: HashMap<Subset, StateId>,
    waiting: Vec<Subset>,
    work: usize,
}

impl Determiniser {
    fn new(builder: NfaBuilder) -> Result<Self, UnsupportedPattern> {
        let NfaBuilder { states, mut sets, boundaries, .. } = builder;
        sets.push(if boundaries { escapes::word() } else { CharSet::none() });
        let separated = Alphabet::separating(&sets);
        let (alphabet, mut classes) = separated.ok_or_else(|| too_large("it tells too many characters apart"))?;
        let mut neighbours = vec![Neighbour::Other; alphabet.count()];
        for class in classes.pop().unwrap_or_default() {
            neighbours[class as usize] = Neighbour::Word;
        }
        Ok(Self { states, alphabet, classes, neighbours, numbered: HashMap::new(), waiting: Vec::new(), work: 0 })
    }

    fn run(mut self, start: StateId) -> Result<Automaton, UnsupportedPattern> {
        let (mut next, mut accepting) = (Vec::new(), Vec::new());
        self.number((vec![start], Neighbour::Edge))?;
        // `waiting` grows while it is read; a subset's number is its place in it.
        while let Some(subset) = self.waiting.get(accepting.len()).cloned() {
            accepting.push(self.closure(&subset, Neighbour::Edge)?.0);
            let row = self.row(&subset)?;
            next.extend(row);
        }
        Ok(Automaton { alphabet: self.alphabet, next, accepting })
    }

    fn number(&mut self, subset: Subset) -> Result<StateId, UnsupportedPattern> {
        if let Some(&id) = self.numbered.get(&subset) {
            return Ok(id);
        }
        if self.waiting.len() == MAX_STATES {
            return Err(too_large("its automaton has too many states"));
        }
        let id = self.waiting.len() as StateId;
        self.numbered.insert(subset.clone(), id);
        self.waiting.push(subset);
        Ok(id)
    }

    /// Where each class leads.
    fn row(&mut self, subset: &Subset) -> Result<Vec<StateId>, UnsupportedPattern> {
        self.work += self.alphabet.count() * STEPS_PER_ENTRY;
        let mut targets = vec![Vec::new(); self.alphabet.count()];
        let mut matched = [false; 2];
        for (neighbour, matched) in [Neighbour::Word, Neighbour::Other].into_iter().zip(&mut matched) {
            let (accepts, reached) = self.closure(subset, neighbour)?;
            *matched = accepts;
            for id in reached {
                let NfaState::Take(set, next) = self.states[id as usize] else {
                    continue;
                };
                for &class in self.classes[set].iter().filter(|&&class| self.neighbours[class as usize] == neighbour) {
                    self.work += 1;
                    targets[class as usize].push(next);
                }
            }
        }
        let neighbours = self.neighbours.clone();
        targets
            .into_iter()
            .zip(neighbours)
            .map(|(target, neighbour)| {
                self.target(target, neighbour, matched[usize::from(neighbour == Neighbour::Other)])
            })
            .collect()
    }

    fn target(
        &mut self,
        mut target: Vec<StateId>,
        neighbour: Neighbour,
        matched: bool,
    ) -> Result<StateId, UnsupportedPattern> {
        if matched {
            return self.number((vec![0], Neighbour::Other)); // `Matched`, which is pushed first
        }
        target.sort_unstable();
        target.dedup();
        self.number((target, neighbour))
    }

    /// The states reached by empty moves, and whether `Matched` is among them.
    fn closure(
        &mut self,
        (from, before): &Subset,
        after: Neighbour,
    ) -> Result<(bool, Vec<StateId>), UnsupportedPattern> {
        let mut seen = vec![false; self.states.len()];
        let mut open = from.clone();
        let mut reached = Vec::new();
        while let Some(id) = open.pop() {
            self.work += 1;
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            match &self.states[id as usize] {
                NfaState::Matched => return Ok((true, Vec::new())),
                NfaState::Take(..) => reached.push(id),
                NfaState::Fork(next) => open.extend(next),
                NfaState::When(look, next) if look.holds(*before, after) => open.push(*next),
                NfaState::When(..) => {}
            }
        }
        if self.work > MAX_WORK {
            return Err(too_large("following it takes too many steps"));
        }
        Ok((false, reached))
    }
}

fn too_large(why: &str) -> UnsupportedPattern {
    UnsupportedPattern {
        reason: format!(
            "the pattern is too large: {why}; lower its counts, anchor it with `^` and `$`, or state the length with `minLength` and `maxLength`"
        ),
        position: None,
    }
}
