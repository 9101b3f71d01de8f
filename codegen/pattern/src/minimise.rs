//! Hopcroft's algorithm, and the one numbering of states and classes that makes the smallest table unique.

use std::collections::HashMap;

use crate::automaton::Automaton;

/// The smallest table of the same language, in its one form. Every state of the table given must be reachable.
pub(crate) fn smallest(table: &Automaton) -> Automaton {
    let blocks = Partition::coarsest(table);
    // Classes that lead alike from every state are one.
    let columns: Vec<Vec<u32>> = (0..table.alphabet.count())
        .map(|class| table.column(class).map(|target| blocks[target as usize]).collect())
        .collect();
    let (alphabet, old) = table.alphabet.merged(&columns);
    let mut order = vec![0_u32];
    let mut numbered = HashMap::from([(blocks[0], 0_u32)]);
    let (mut next, mut accepting) = (Vec::new(), Vec::new());
    // `order` grows while it is read: breadth first, each state standing for its block.
    while let Some(&state) = order.get(accepting.len()) {
        accepting.push(table.accepting[state as usize]);
        for &class in &old {
            let target = table.row(state)[class as usize];
            next.push(*numbered.entry(blocks[target as usize]).or_insert_with(|| {
                order.push(target);
                (order.len() - 1) as u32
            }));
        }
    }
    Automaton { alphabet, next, accepting }
}

/// The states, in blocks; `order[start[b]..end[b]]` are those of block `b`.
struct Partition {
    order: Vec<u32>,
    /// Where each state stands in `order`.
    place: Vec<u32>,
    block: Vec<u32>,
    start: Vec<u32>,
    end: Vec<u32>,
    /// How many states of each block are marked; they stand first.
    marked: Vec<u32>,
}

impl Partition {
    /// For each state the block of the states that accept the same texts.
    fn coarsest(table: &Automaton) -> Vec<u32> {
        let states = table.states();
        let inverse: Vec<InverseTransitions> =
            (0..table.alphabet.count()).map(|class| InverseTransitions::of(table, class)).collect();
        let all: Vec<u32> = (0..states as u32).collect();
        let mut partition = Self {
            order: all.clone(),
            place: all,
            block: vec![0; states],
            start: vec![0],
            end: vec![states as u32],
            marked: vec![0],
        };
        for (state, &accepting) in (0_u32..).zip(&table.accepting) {
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
                // The part split off is the smaller one: with the rest waiting or done, it is enough to look at it alone.
                waiting.extend(touched.into_iter().filter_map(|block| partition.split(block)));
            }
        }
        partition.block
    }

    fn members(&self, block: u32) -> &[u32] {
        &self.order[self.start[block as usize] as usize..self.end[block as usize] as usize]
    }

    /// Marks a state; gives its block if it is the first of it.
    fn mark(&mut self, state: u32) -> Option<u32> {
        let block = self.block[state as usize] as usize;
        let (from, to) = (self.place[state as usize], self.start[block] + self.marked[block]);
        if from < to {
            return None; // marked already
        }
        self.exchange(from, to);
        self.marked[block] += 1;
        (self.marked[block] == 1).then_some(block as u32)
    }

    fn exchange(&mut self, one: u32, other: u32) {
        self.order.swap(one as usize, other as usize);
        for place in [one, other] {
            self.place[self.order[place as usize] as usize] = place;
        }
    }

    /// Parts the marked states of a block from the others; gives the smaller part, which is the new block.
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

/// For one class, the states that lead to each state.
struct InverseTransitions {
    /// Where the sources of each state begin; one more for the end.
    starts: Vec<u32>,
    sources: Vec<u32>,
}

impl InverseTransitions {
    fn of(table: &Automaton, class: usize) -> Self {
        let states = table.states();
        let targets = || table.column(class).map(|target| target as usize);
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

/// The length of the longest path from state 0 through useful states; `None` if a cycle makes it endless.
///
/// Kahn's topological order: a useful state that never loses its last incoming edge lies on or behind a cycle. Every
/// useful state is reachable, so a cycle is on the way to an accepting state.
pub(crate) fn longest(table: &Automaton, useful: &[bool]) -> Option<u64> {
    let edges = |state: u32| table.row(state).iter().copied().filter(|&target| useful[target as usize]);
    let states = (0..table.states() as u32).filter(|&state| useful[state as usize]);
    let mut incoming = vec![0_u32; table.states()];
    states.clone().flat_map(edges).for_each(|target| incoming[target as usize] += 1);
    let mut length = vec![0_u64; table.states()];
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
