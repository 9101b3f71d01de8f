//! From a pattern to a table: Thompson's construction, then the subset construction.
//!
//! The conditions `^`, `$`, `\b` and `\B` look one character back and one ahead. So a set of states is kept *before* its
//! empty moves, together with what was read last; the empty moves are followed once the next character is known.

use std::collections::HashMap;

use crate::automaton::Automaton;
use crate::charset::{Alphabet, CharSet};
use crate::escapes;
use crate::syntax::{Look, Node};
use crate::unsupported_pattern::Unsupported;

/// The most states that counted repetition may unroll to.
const MAX_NFA: usize = 20_000;
/// The most states of the table, before equal ones are merged.
const MAX_STATES: usize = 10_000;
/// The most empty moves and steps followed in all: what bounds the time.
const MAX_WORK: usize = 10_000_000;
/// What finding the state for one entry of the table counts for.
const STEPS_PER_ENTRY: usize = 8;

type Id = u32;

enum State {
    /// The text matches, whatever follows.
    Matched,
    /// One character of a set (by its place in `sets`), then on.
    Take(usize, Id),
    /// On to any of these without reading.
    Fork(Vec<Id>),
    /// On without reading if the condition holds.
    When(Look, Id),
}

/// The table of all texts in which the pattern matches somewhere.
pub(crate) fn search(node: &Node) -> Result<Automaton, Unsupported> {
    let mut builder = Builder::default();
    let matched = builder.push(State::Matched)?;
    let body = builder.node(node, matched)?;
    let start = builder.push(State::Fork(Vec::new()))?;
    let skip = builder.take(CharSet::all(), start)?;
    builder.states[start as usize] = State::Fork(vec![body, skip]);
    Determiniser::new(builder)?.run(start)
}

#[derive(Default)]
struct Builder {
    states: Vec<State>,
    sets: Vec<CharSet>,
    known: HashMap<CharSet, usize>,
    boundaries: bool,
}

impl Builder {
    fn push(&mut self, state: State) -> Result<Id, Unsupported> {
        if self.states.len() == MAX_NFA {
            return Err(too_large("its counted repetitions unroll to too many states"));
        }
        self.states.push(state);
        Ok((self.states.len() - 1) as Id)
    }

    fn take(&mut self, set: CharSet, next: Id) -> Result<Id, Unsupported> {
        let place = match self.known.get(&set) {
            Some(&place) => place,
            None => {
                self.known.insert(set.clone(), self.sets.len());
                self.sets.push(set);
                self.sets.len() - 1
            }
        };
        self.push(State::Take(place, next))
    }

    /// Where to enter so that the node is read and then `next` follows.
    fn node(&mut self, node: &Node, next: Id) -> Result<Id, Unsupported> {
        match node {
            Node::Class(set) => self.take(set.clone(), next),
            Node::Concat(parts) => parts.iter().rev().try_fold(next, |next, part| self.node(part, next)),
            Node::Alternate(branches) => {
                let entries = branches.iter().map(|branch| self.node(branch, next)).collect::<Result<_, _>>()?;
                self.push(State::Fork(entries))
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, next),
            Node::Look(look) => {
                self.boundaries |= matches!(look, Look::Boundary | Look::NoBoundary);
                self.push(State::When(*look, next))
            }
        }
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, next: Id) -> Result<Id, Unsupported> {
        let mut entry = next;
        if let Some(max) = max {
            for _ in min..max {
                let body = self.node(node, entry)?;
                if body == entry {
                    break; // a node that reads nothing and asks nothing: more of it changes nothing
                }
                entry = self.push(State::Fork(vec![body, next]))?;
            }
        } else {
            entry = self.push(State::Fork(Vec::new()))?;
            let body = self.node(node, entry)?;
            self.states[entry as usize] = State::Fork(vec![body, next]);
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

/// What stands on one side of a place in the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    /// The text's begin or end.
    Edge,
    Word,
    Other,
}

impl Look {
    fn holds(self, before: Side, after: Side) -> bool {
        let boundary = (before == Side::Word) != (after == Side::Word);
        match self {
            Self::Start => before == Side::Edge,
            Self::End => after == Side::Edge,
            Self::Boundary => boundary,
            Self::NoBoundary => !boundary,
        }
    }
}

/// A state of the table to be: states of the automaton before their empty moves, and what was read last.
type Subset = (Vec<Id>, Side);

struct Determiniser {
    states: Vec<State>,
    alphabet: Alphabet,
    /// The classes of each set.
    classes: Vec<Vec<u32>>,
    /// What each class is to a condition.
    sides: Vec<Side>,
    numbered: HashMap<Subset, Id>,
    waiting: Vec<Subset>,
    work: usize,
}

impl Determiniser {
    fn new(builder: Builder) -> Result<Self, Unsupported> {
        let Builder { states, mut sets, boundaries, .. } = builder;
        sets.push(if boundaries { escapes::word() } else { CharSet::none() });
        let separated = Alphabet::separating(&sets);
        let (alphabet, mut classes) = separated.ok_or_else(|| too_large("it tells too many characters apart"))?;
        let mut sides = vec![Side::Other; alphabet.count()];
        for class in classes.pop().unwrap_or_default() {
            sides[class as usize] = Side::Word;
        }
        Ok(Self { states, alphabet, classes, sides, numbered: HashMap::new(), waiting: Vec::new(), work: 0 })
    }

    fn run(mut self, start: Id) -> Result<Automaton, Unsupported> {
        let (mut next, mut accepting) = (Vec::new(), Vec::new());
        self.number((vec![start], Side::Edge))?;
        // `waiting` grows while it is read; a subset's number is its place in it.
        while let Some(subset) = self.waiting.get(accepting.len()).cloned() {
            accepting.push(self.closure(&subset, Side::Edge)?.0);
            let row = self.row(&subset)?;
            next.extend(row);
        }
        Ok(Automaton { alphabet: self.alphabet, next, accepting })
    }

    fn number(&mut self, subset: Subset) -> Result<Id, Unsupported> {
        if let Some(&id) = self.numbered.get(&subset) {
            return Ok(id);
        }
        if self.waiting.len() == MAX_STATES {
            return Err(too_large("its automaton has too many states"));
        }
        let id = self.waiting.len() as Id;
        self.numbered.insert(subset.clone(), id);
        self.waiting.push(subset);
        Ok(id)
    }

    /// Where each class leads.
    fn row(&mut self, subset: &Subset) -> Result<Vec<Id>, Unsupported> {
        self.work += self.alphabet.count() * STEPS_PER_ENTRY;
        let mut targets = vec![Vec::new(); self.alphabet.count()];
        let mut matched = [false; 2];
        for (side, matched) in [Side::Word, Side::Other].into_iter().zip(&mut matched) {
            let (accepts, reached) = self.closure(subset, side)?;
            *matched = accepts;
            for id in reached {
                let State::Take(set, next) = self.states[id as usize] else {
                    continue;
                };
                for &class in self.classes[set].iter().filter(|&&class| self.sides[class as usize] == side) {
                    self.work += 1;
                    targets[class as usize].push(next);
                }
            }
        }
        let sides = self.sides.clone();
        targets
            .into_iter()
            .zip(sides)
            .map(|(target, side)| self.target(target, side, matched[usize::from(side == Side::Other)]))
            .collect()
    }

    fn target(&mut self, mut target: Vec<Id>, side: Side, matched: bool) -> Result<Id, Unsupported> {
        if matched {
            return self.number((vec![0], Side::Other)); // `Matched`, which is pushed first
        }
        target.sort_unstable();
        target.dedup();
        self.number((target, side))
    }

    /// The states reached by empty moves, and whether `Matched` is among them.
    fn closure(&mut self, (from, before): &Subset, after: Side) -> Result<(bool, Vec<Id>), Unsupported> {
        let mut seen = vec![false; self.states.len()];
        let mut open = from.clone();
        let mut reached = Vec::new();
        while let Some(id) = open.pop() {
            self.work += 1;
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            match &self.states[id as usize] {
                State::Matched => return Ok((true, Vec::new())),
                State::Take(..) => reached.push(id),
                State::Fork(next) => open.extend(next),
                State::When(look, next) if look.holds(*before, after) => open.push(*next),
                State::When(..) => {}
            }
        }
        if self.work > MAX_WORK {
            return Err(too_large("following it takes too many steps"));
        }
        Ok((false, reached))
    }
}

fn too_large(why: &str) -> Unsupported {
    Unsupported {
        reason: format!(
            "the pattern is too large: {why}; lower its counts, anchor it with `^` and `$`, or state the length with `minLength` and `maxLength`"
        ),
        position: None,
    }
}
