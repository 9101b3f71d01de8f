//! A model of the protocol, every interleaving of which is explored: two processes that send one order, a vendor that accepts the same numbers
//! twice, a person with evidence, a backup that is restored, and processes that die at any time.
//!
//! If any rule of the protocol is switched off, the model reaches a state in which the numbers are ordered twice, or an order is forgotten. The
//! search is written here, in a few lines, because the maintained crates for this have more than twenty dependencies, and a web server.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use colt_numbers_journal::State;

/// A rule of the protocol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Rule {
    /// Only a planned order can be claimed.
    ClaimPlanned,
    /// An order that a dead process was sending becomes unknown, and is not planned again.
    NeverRequeue,
    /// Only the process that made the last claim reports its result, once.
    ReportOwnClaim,
    /// An order is settled as not ordered only if its sender is dead, or has reported.
    SenderDead,
    /// An order is settled as not ordered only with evidence that was observed when no request could be in flight any more.
    Quiet,
    /// An order in doubt holds its numbers.
    DoubtHolds,
    /// The send log is written before the first byte is sent.
    LogFirst,
    /// A journal is compared with the send log when it is opened.
    CompareLog,
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Doing {
    Nothing,
    /// Its claim is recorded.
    Claimed(u8),
    /// Its claim is in the send log too.
    Logged(u8),
    /// A byte may have been sent.
    Sent(u8),
    /// It knows the result, which it has not recorded, or may have recorded.
    Knows(u8, State),
    Dead,
}

/// The contents of the journal's file.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct File {
    state: State,
    /// The last claim, by its number, and the process that made it.
    claim: Option<(u8, usize)>,
    is_reported: bool,
    /// The claims that it knows.
    known: u8,
}

/// A state of the world.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct World {
    file: File,
    backup: Option<File>,
    /// Whether the file was restored, and not opened since.
    is_restored: bool,
    processes: [Doing; 2],
    claims: u8,
    /// The claims in the send log.
    log: u8,
    /// Requests in flight, by process and claim.
    flying: Vec<(usize, u8)>,
    /// How often the vendor accepted an order of the numbers.
    orders: u8,
    /// What a person observed at the vendor: whether there was an order, and whether no request could be in flight at that time.
    evidence: Option<(bool, bool)>,
    /// Whether the numbers became free again, and another order has ordered them.
    is_ordered_anew: bool,
    restarts: u8,
}

const START: World = World {
    file: File { state: State::Planned, claim: None, is_reported: false, known: 0 },
    backup: None,
    is_restored: false,
    processes: [Doing::Nothing; 2],
    claims: 0,
    log: 0,
    flying: Vec::new(),
    orders: 0,
    evidence: None,
    is_ordered_anew: false,
    restarts: 0,
};

/// The bit of the claim of another order of the same numbers, in `log` and in `known`.
const ANOTHER_ORDER: u8 = 0x80;

/// Bounds of the model: claims of one order, and restarts of processes.
const MAX_CLAIMS: u8 = 3;
const MAX_RESTARTS: u8 = 2;

impl World {
    /// A copy in which the order's state has changed, by a step that the journal allows.
    fn with(&self, state: State) -> Self {
        assert!(self.file.state == state || self.file.state.may_become(state), "{} to {state}", self.file.state);
        let mut next = self.clone();
        next.file.state = state;
        next
    }

    fn doing(&self, process: usize, doing: Doing) -> Self {
        let mut next = self.clone();
        next.processes[process] = doing;
        next
    }

    /// Every state that one step leads to.
    fn next(&self, off: Option<Rule>) -> Vec<Self> {
        let is_on = |rule| off != Some(rule);
        let mut next = Vec::new();
        for process in 0..2 {
            self.steps_of(process, &is_on, &mut next);
        }
        for (index, &(process, claim)) in self.flying.iter().enumerate() {
            for result in [State::Accepted, State::Planned] {
                let mut world = self.clone();
                world.flying.remove(index);
                world.orders += u8::from(result == State::Accepted);
                if world.processes[process] == Doing::Sent(claim) {
                    world.processes[process] = Doing::Knows(claim, result);
                }
                next.push(world);
            }
        }
        self.steps_of_the_journal(&is_on, &mut next);
        next
    }

    fn steps_of(&self, process: usize, is_on: &impl Fn(Rule) -> bool, next: &mut Vec<Self>) {
        let doing = self.processes[process];
        if doing == Doing::Dead {
            if self.restarts < MAX_RESTARTS {
                let mut world = self.doing(process, Doing::Nothing);
                world.restarts += 1;
                let missing = world.log & !world.file.known;
                if world.is_restored && is_on(Rule::CompareLog) && missing != 0 {
                    if world.file.state == State::Planned && missing != ANOTHER_ORDER {
                        world = world.with(State::Unknown);
                        world.file.claim = Some((u8::MAX, process));
                        world.file.is_reported = true;
                    } else if world.file.state == State::Planned {
                        world = world.with(State::Withdrawn);
                    }
                    world.file.known |= world.log;
                }
                world.is_restored = false;
                next.push(world);
            }
            return;
        }
        next.push(self.doing(process, Doing::Dead));
        match doing {
            Doing::Nothing => {
                let is_free = self.file.state == State::Planned
                    || !is_on(Rule::ClaimPlanned) && matches!(self.file.state, State::Sending | State::Unknown);
                if is_free && self.claims < MAX_CLAIMS {
                    let mut world = self.doing(process, Doing::Claimed(self.claims));
                    // Not `with`, because without the rule, the order may be in a state from which the journal does not allow this step.
                    world.file.state = State::Sending;
                    world.file.claim = Some((self.claims, process));
                    world.file.is_reported = false;
                    world.file.known |= 1 << self.claims;
                    world.claims += 1;
                    // Earlier evidence is older than this attempt.
                    world.evidence = world.evidence.map(|(is_ordered, _)| (is_ordered, false));
                    next.push(world);
                }
            }
            Doing::Claimed(claim) => {
                let mut world = self.doing(process, Doing::Logged(claim));
                if is_on(Rule::LogFirst) {
                    world.log |= 1 << claim;
                }
                next.push(world);
            }
            Doing::Logged(claim) => {
                let mut world = self.doing(process, Doing::Sent(claim));
                world.flying.push((process, claim));
                world.flying.sort_unstable();
                next.push(world);
                next.push(self.doing(process, Doing::Knows(claim, State::Planned)));
            }
            // It stops waiting for the response.
            Doing::Sent(claim) => next.push(self.doing(process, Doing::Knows(claim, State::Unknown))),
            Doing::Knows(claim, result) => {
                next.push(self.doing(process, Doing::Nothing));
                let is_own = self.file.claim == Some((claim, process)) && !self.file.is_reported;
                let is_open = matches!(self.file.state, State::Sending | State::Unknown);
                if is_open && (is_own || !is_on(Rule::ReportOwnClaim)) {
                    let mut world = self.with(result);
                    world.file.is_reported = true;
                    // The result is recorded, but the process may not learn it.
                    next.push(world.clone());
                    next.push(world.doing(process, Doing::Nothing));
                }
            }
            Doing::Dead => {}
        }
    }

    fn steps_of_the_journal(&self, is_on: &impl Fn(Rule) -> bool, next: &mut Vec<Self>) {
        let is_dead = |process: usize| self.processes[process] == Doing::Dead;
        // Any process may make the order unknown at any time, whether its sender is dead or not.
        if self.file.state == State::Sending {
            next.push(self.with(State::Unknown));
            if !is_on(Rule::NeverRequeue) && self.file.claim.is_some_and(|(_, process)| is_dead(process)) {
                next.push(self.with(State::Planned));
            }
        }
        let holder = self.file.claim.map(|(_, process)| process);
        let sender_is_done = self.file.is_reported || holder.is_some_and(is_dead_or_gone(self));
        if self.evidence.is_none() {
            let is_quiet = (sender_is_done || !is_on(Rule::SenderDead)) && self.flying.is_empty();
            next.push(Self { evidence: Some((self.orders > 0, is_quiet)), ..self.clone() });
        } else {
            next.push(Self { evidence: None, ..self.clone() });
        }
        if let (State::Unknown, Some((is_ordered, was_quiet))) = (self.file.state, self.evidence) {
            if is_ordered {
                next.push(self.with(State::Accepted));
            } else if (sender_is_done || !is_on(Rule::SenderDead)) && (was_quiet || !is_on(Rule::Quiet)) {
                next.push(self.with(State::NotOrdered));
            }
        }
        let is_free = !self.file.state.is_live() || !is_on(Rule::DoubtHolds) && self.file.state == State::Unknown;
        if is_free && !self.is_ordered_anew {
            let mut world = Self { is_ordered_anew: true, orders: self.orders + 1, ..self.clone() };
            world.file.known |= ANOTHER_ORDER;
            if is_on(Rule::LogFirst) {
                world.log |= ANOTHER_ORDER;
            }
            next.push(world);
        }
        if self.backup.is_none() {
            next.push(Self { backup: Some(self.file.clone()), ..self.clone() });
        }
        if let Some(backup) = &self.backup
            && (0..2).all(is_dead)
        {
            // Evidence from before does not count for the restored journal.
            next.push(Self { file: backup.clone(), is_restored: true, evidence: None, ..self.clone() });
        }
    }

    /// Which promise this state breaks; `None` if it breaks none.
    fn violation(&self) -> Option<&'static str> {
        let ordered = self.orders - u8::from(self.is_ordered_anew);
        let is_known = matches!(self.file.state, State::Sending | State::Unknown | State::Accepted);
        match () {
            () if self.orders > 1 => Some("ordered twice"),
            () if ordered == 1 && !is_known && !self.is_restored => Some("forgotten"),
            () => None,
        }
    }
}

/// Whether a process that made a claim cannot send it any more: it is dead, or it was restarted and does something else.
fn is_dead_or_gone(world: &World) -> impl Fn(usize) -> bool {
    let claim = world.file.claim.map(|(claim, _)| claim);
    move |process| match world.processes[process] {
        Doing::Dead => true,
        Doing::Nothing => false,
        Doing::Claimed(own) | Doing::Logged(own) | Doing::Sent(own) | Doing::Knows(own, _) => claim != Some(own),
    }
}

/// Explores every state; returns how many there are, and the first violation with the states that lead to it.
fn explore(off: Option<Rule>) -> (usize, Option<String>) {
    let (mut seen, mut todo) = (HashMap::from([(START, None)]), VecDeque::from([START]));
    while let Some(world) = todo.pop_front() {
        if let Some(violation) = world.violation() {
            let path = std::iter::successors(Some(&world), |&world| seen[world].as_ref());
            let path: Vec<_> = path.map(|world| format!("{world:?}")).collect();
            return (seen.len(), Some(format!("{violation}:\n{}", path.join("\n"))));
        }
        for next in world.next(off) {
            if let Entry::Vacant(new) = seen.entry(next) {
                todo.push_back(new.key().clone());
                new.insert(Some(world.clone()));
            }
        }
    }
    (seen.len(), None)
}

#[test]
fn no_interleaving_orders_twice_or_forgets() {
    let (states, violation) = explore(None);
    assert!(violation.is_none(), "{}", violation.unwrap_or_default());
    assert!(states > 10_000, "only {states} states were explored");
    println!("{states} states");
}

#[test]
fn every_rule_is_needed() {
    use Rule::{ClaimPlanned, CompareLog, DoubtHolds, LogFirst, NeverRequeue, Quiet, ReportOwnClaim, SenderDead};
    for rule in [ClaimPlanned, NeverRequeue, ReportOwnClaim, SenderDead, Quiet, DoubtHolds, LogFirst, CompareLog] {
        let (states, violation) = explore(Some(rule));
        assert!(violation.is_some(), "without {rule:?}, {states} states are fine");
    }
}
