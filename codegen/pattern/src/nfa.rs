//! Compiles a pattern to a deterministic automaton: Thompson's construction, then the subset construction.
//!
//! The assertions `^`, `$`, `\b` and `\B` depend on the characters before and after a position. So a subset holds the states *before* their empty
//! transitions and the kind of the last character; empty transitions are followed when the next character is known.

use std::collections::HashMap;

use crate::automaton::Automaton;
use crate::charset::{Alphabet, CharSet};
use crate::escapes;
use crate::syntax::{Assertion, PatternNode};
use crate::unsupported_pattern::UnsupportedPattern;

/// The maximum number of states of the nondeterministic automaton; counted repetition is unrolled.
const MAX_NFA_STATES: usize = 20_000;
/// The maximum number of states of the deterministic automaton before minimisation.
const MAX_STATES: usize = 10_000;
/// The maximum number of transitions followed, which limits the time.
const MAX_WORK: usize = 10_000_000;
/// The number of steps that finding the target of one transition counts as.
const WORK_PER_TRANSITION: usize = 8;

type StateId = u32;

enum NfaState {
    /// The text matches, whatever follows.
    Match,
    /// Reads one character of a set (by its index in `sets`).
    Consume(usize, StateId),
    /// Goes to any of these states without reading.
    Split(Vec<StateId>),
    /// Goes on without reading if the assertion holds.
    Assert(Assertion, StateId),
}

/// The automaton of all texts in which the pattern matches somewhere.
pub(crate) fn compile(node: &PatternNode) -> Result<Automaton, UnsupportedPattern> {
    let mut builder = NfaBuilder::default();
    let matched = builder.push(NfaState::Match)?;
    let body = builder.node(node, matched)?;
    let start = builder.push(NfaState::Split(Vec::new()))?;
    let skip = builder.consume(CharSet::all(), start)?;
    builder.states[start as usize] = NfaState::Split(vec![body, skip]);
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
        if self.states.len() == MAX_NFA_STATES {
            return Err(too_large("its counted repetitions unroll to too many states"));
        }
        self.states.push(state);
        Ok((self.states.len() - 1) as StateId)
    }

    fn consume(&mut self, set: CharSet, next: StateId) -> Result<StateId, UnsupportedPattern> {
        let index = match self.known.get(&set) {
            Some(&index) => index,
            None => {
                self.known.insert(set.clone(), self.sets.len());
                self.sets.push(set);
                self.sets.len() - 1
            }
        };
        self.push(NfaState::Consume(index, next))
    }

    /// Adds the states of a node; returns its start state. `next` is the state after the node.
    fn node(&mut self, node: &PatternNode, next: StateId) -> Result<StateId, UnsupportedPattern> {
        match node {
            PatternNode::Class(set) => self.consume(set.clone(), next),
            PatternNode::Concat(parts) => parts.iter().rev().try_fold(next, |next, part| self.node(part, next)),
            PatternNode::Alternate(branches) => {
                let entries = branches.iter().map(|branch| self.node(branch, next)).collect::<Result<_, _>>()?;
                self.push(NfaState::Split(entries))
            }
            PatternNode::Repeat { node, min, max } => self.repeat(node, *min, *max, next),
            PatternNode::Assertion(assertion) => {
                self.boundaries |= matches!(assertion, Assertion::Boundary | Assertion::NoBoundary);
                self.push(NfaState::Assert(*assertion, next))
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
                    break; // An empty node: repeating it has no effect.
                }
                entry = self.push(NfaState::Split(vec![body, next]))?;
            }
        } else {
            entry = self.push(NfaState::Split(Vec::new()))?;
            let body = self.node(node, entry)?;
            self.states[entry as usize] = NfaState::Split(vec![body, next]);
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

/// The character on one side of a position in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Neighbour {
    /// No character: the start or the end of the text.
    Edge,
    /// A word character.
    Word,
    /// Any other character.
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

/// A state of the deterministic automaton: states of the nondeterministic one, and the kind of the last character.
type Subset = (Vec<StateId>, Neighbour);

struct Determiniser {
    states: Vec<NfaState>,
    alphabet: Alphabet,
    /// The classes of each set.
    classes: Vec<Vec<u32>>,
    /// The kind of the characters of each class.
    neighbours: Vec<Neighbour>,
    numbered: HashMap<Subset, StateId>,
    subsets: Vec<Subset>,
    work: usize,
}

impl Determiniser {
    fn new(builder: NfaBuilder) -> Result<Self, UnsupportedPattern> {
        let NfaBuilder { states, mut sets, boundaries, .. } = builder;
        sets.push(if boundaries { escapes::word() } else { CharSet::none() });
        let separated = Alphabet::separating(&sets);
        let (alphabet, mut classes) = separated.ok_or_else(|| too_large("it distinguishes too many characters"))?;
        let mut neighbours = vec![Neighbour::Other; alphabet.count()];
        for class in classes.pop().unwrap_or_default() {
            neighbours[class as usize] = Neighbour::Word;
        }
        Ok(Self { states, alphabet, classes, neighbours, numbered: HashMap::new(), subsets: Vec::new(), work: 0 })
    }

    fn run(mut self, start: StateId) -> Result<Automaton, UnsupportedPattern> {
        let (mut next, mut accepting) = (Vec::new(), Vec::new());
        self.number((vec![start], Neighbour::Edge))?;
        // `subsets` grows during the loop. The number of a subset is its index.
        while let Some(subset) = self.subsets.get(accepting.len()).cloned() {
            accepting.push(self.closure(&subset, Neighbour::Edge)?.0);
            let row = self.row(&subset)?;
            next.extend(row);
        }
        Ok(Automaton { alphabet: self.alphabet, next, accepting })
    }

    /// The number of a subset; a new number for a new subset.
    fn number(&mut self, subset: Subset) -> Result<StateId, UnsupportedPattern> {
        if let Some(&id) = self.numbered.get(&subset) {
            return Ok(id);
        }
        if self.subsets.len() == MAX_STATES {
            return Err(too_large("its automaton has too many states"));
        }
        let id = self.subsets.len() as StateId;
        self.numbered.insert(subset.clone(), id);
        self.subsets.push(subset);
        Ok(id)
    }

    /// The next state for each class.
    fn row(&mut self, subset: &Subset) -> Result<Vec<StateId>, UnsupportedPattern> {
        self.work += self.alphabet.count() * WORK_PER_TRANSITION;
        let mut targets = vec![Vec::new(); self.alphabet.count()];
        let mut matched = [false; 2];
        for (neighbour, matched) in [Neighbour::Word, Neighbour::Other].into_iter().zip(&mut matched) {
            let (accepts, reached) = self.closure(subset, neighbour)?;
            *matched = accepts;
            for id in reached {
                let NfaState::Consume(set, next) = self.states[id as usize] else {
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
            return self.number((vec![0], Neighbour::Other)); // `NfaState::Match`, which is pushed first
        }
        target.sort_unstable();
        target.dedup();
        self.number((target, neighbour))
    }

    /// The states reached by empty transitions, and whether `NfaState::Match` is among them.
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
                NfaState::Match => return Ok((true, Vec::new())),
                NfaState::Consume(..) => reached.push(id),
                NfaState::Split(next) => open.extend(next),
                NfaState::Assert(assertion, next) if assertion.holds(*before, after) => open.push(*next),
                NfaState::Assert(..) => {}
            }
        }
        if self.work > MAX_WORK {
            return Err(too_large("building its automaton takes too many steps"));
        }
        Ok((false, reached))
    }
}

fn too_large(why: &str) -> UnsupportedPattern {
    UnsupportedPattern {
        reason: format!(
            "the pattern is too large: {why}; lower its counts, anchor it with `^` and `$`, or limit the length with `minLength` and `maxLength`"
        ),
        position: None,
    }
}
