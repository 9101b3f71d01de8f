//! Minimises automata by Hopcroft's algorithm, with a canonical numbering of states and classes; finds the longest path.

use std::collections::HashMap;

use crate::automaton::Automaton;

/// The minimal automaton of the same language, in canonical form. Every state of the given automaton must be reachable.
pub(crate) fn minimise(automaton: &Automaton) -> Automaton {
    let blocks = Partition::coarsest(automaton);
    // Classes with the same transitions from every state are merged.
    let columns: Vec<Vec<u32>> = (0..automaton.alphabet.count())
        .map(|class| automaton.column(class).map(|target| blocks[target as usize]).collect())
        .collect();
    let (alphabet, old) = automaton.alphabet.merged(&columns);
    let mut order = vec![0_u32];
    let mut numbered = HashMap::from([(blocks[0], 0_u32)]);
    let (mut next, mut accepting) = (Vec::new(), Vec::new());
    // `order` grows during the loop: breadth first, with one state for each block.
    while let Some(&state) = order.get(accepting.len()) {
        accepting.push(automaton.accepting[state as usize]);
        for &class in &old {
            let target = automaton.row(state)[class as usize];
            next.push(*numbered.entry(blocks[target as usize]).or_insert_with(|| {
                order.push(target);
                (order.len() - 1) as u32
            }));
        }
    }
    Automaton { alphabet, next, accepting }
}

/// A partition of the states into blocks; `order[start[b]..end[b]]` are the states of block `b`.
struct Partition {
    order: Vec<u32>,
    /// The index of each state in `order`.
    position: Vec<u32>,
    block: Vec<u32>,
    start: Vec<u32>,
    end: Vec<u32>,
    /// The number of marked states of each block; they come first.
    marked: Vec<u32>,
}

impl Partition {
    /// The block of each state. States are in the same block if they accept the same texts.
    fn coarsest(automaton: &Automaton) -> Vec<u32> {
        let states = automaton.states();
        let inverse: Vec<InverseTransitions> =
            (0..automaton.alphabet.count()).map(|class| InverseTransitions::of(automaton, class)).collect();
        let all: Vec<u32> = (0..states as u32).collect();
        let mut partition = Self {
            order: all.clone(),
            position: all,
            block: vec![0; states],
            start: vec![0],
            end: vec![states as u32],
            marked: vec![0],
        };
        for (state, &accepting) in (0_u32..).zip(&automaton.accepting) {
            if accepting {
                partition.mark(state);
            }
        }
        let mut waiting = vec![0];
        waiting.extend(partition.split(0));
        while let Some(splitter) = waiting.pop() {
            let members = partition.members(splitter).to_vec();
            for inverse in &inverse {
                let mut touched = Vec::new();
                for &source in members.iter().flat_map(|&member| inverse.sources(member)) {
                    touched.extend(partition.mark(source));
                }
                // `split` returns the smaller part. The larger part keeps the number of the old block, which is queued or done already, so
                // queuing the smaller part is enough (Hopcroft).
                waiting.extend(touched.into_iter().filter_map(|block| partition.split(block)));
            }
        }
        partition.block
    }

    fn members(&self, block: u32) -> &[u32] {
        &self.order[self.start[block as usize] as usize..self.end[block as usize] as usize]
    }

    /// Marks a state; returns its block if it is the first marked state there.
    fn mark(&mut self, state: u32) -> Option<u32> {
        let block = self.block[state as usize] as usize;
        let (from, to) = (self.position[state as usize], self.start[block] + self.marked[block]);
        if from < to {
            return None; // marked already
        }
        self.exchange(from, to);
        self.marked[block] += 1;
        (self.marked[block] == 1).then_some(block as u32)
    }

    fn exchange(&mut self, one: u32, other: u32) {
        self.order.swap(one as usize, other as usize);
        for position in [one, other] {
            self.position[self.order[position as usize] as usize] = position;
        }
    }

    /// Splits a block into marked and other states; returns the smaller part, which is a new block.
    fn split(&mut self, block: u32) -> Option<u32> {
        let at = block as usize;
        let (start, end, marked) = (self.start[at], self.end[at], std::mem::take(&mut self.marked[at]));
        let middle = start + marked;
        if middle == start || middle == end {
            return None;
        }
        let (new_start, new_end) = if marked <= end - middle { (start, middle) } else { (middle, end) };
        if new_start == start {
            self.start[at] = middle;
        } else {
            self.end[at] = middle;
        }
        let new = self.start.len() as u32;
        self.start.push(new_start);
        self.end.push(new_end);
        self.marked.push(0);
        for &state in &self.order[new_start as usize..new_end as usize] {
            self.block[state as usize] = new;
        }
        Some(new)
    }
}

/// The inverse transitions of one class: the source states of each state.
struct InverseTransitions {
    /// The start of each state's sources, and the end of the last.
    starts: Vec<u32>,
    sources: Vec<u32>,
}

impl InverseTransitions {
    fn of(automaton: &Automaton, class: usize) -> Self {
        let states = automaton.states();
        let targets = || automaton.column(class).map(|target| target as usize);
        let mut starts = vec![0_u32; states + 1];
        for target in targets() {
            starts[target + 1] += 1;
        }
        for state in 0..states {
            starts[state + 1] += starts[state];
        }
        let mut free = starts.clone();
        let mut sources = vec![0; states];
        for (source, target) in (0_u32..).zip(targets()) {
            sources[free[target] as usize] = source;
            free[target] += 1;
        }
        Self { starts, sources }
    }

    fn sources(&self, state: u32) -> &[u32] {
        &self.sources[self.starts[state as usize] as usize..self.starts[state as usize + 1] as usize]
    }
}

/// The length of the longest path from state 0 through useful states; `None` if a cycle makes it unbounded.
///
/// Kahn's topological sort: a useful state that keeps an incoming edge is on a cycle or after one. Every useful state is reachable, so the cycle
/// is on a path to an accepting state.
pub(crate) fn longest(automaton: &Automaton, useful: &[bool]) -> Option<u64> {
    let edges = |state: u32| automaton.row(state).iter().copied().filter(|&target| useful[target as usize]);
    let states = (0..automaton.states() as u32).filter(|&state| useful[state as usize]);
    let mut incoming = vec![0_u32; automaton.states()];
    states.clone().flat_map(edges).for_each(|target| incoming[target as usize] += 1);
    let mut length = vec![0_u64; automaton.states()];
    let mut ready: Vec<u32> = states.clone().filter(|&state| incoming[state as usize] == 0).collect();
    let mut left = states.count();
    let mut longest = 0;
    while let Some(state) = ready.pop() {
        left -= 1;
        longest = longest.max(length[state as usize]);
        for target in edges(state) {
            length[target as usize] = length[target as usize].max(length[state as usize] + 1);
            incoming[target as usize] -= 1;
            if incoming[target as usize] == 0 {
                ready.push(target);
            }
        }
    }
    (left == 0).then_some(longest)
}
