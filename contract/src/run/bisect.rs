//! Finds the cases that a request of several cases is rejected for, by sending its halves.

use std::collections::VecDeque;

use crate::{
    run::plan::{Member, Trial, part},
    suite::Suite,
};

/// The requests still to be sent. A request that was rejected is replaced with its parts, which are sent next.
pub(super) struct Queue<'a> {
    suite: &'a Suite,
    pieces: VecDeque<Piece>,
    /// Of each request that was split, whether its first part was rejected.
    first_rejected: Vec<bool>,
}

/// A request as planned, or a part of one.
#[derive(Clone)]
pub(super) struct Piece {
    pub(super) trial: Trial,
    part: Part,
}

#[derive(Clone, Copy)]
enum Part {
    Whole,
    /// The first part of a request that was split, by that request's number.
    First(usize),
    Second(usize),
}

impl Piece {
    /// The same piece with its request changed to fit the target, and whether it fits.
    pub(super) fn fit(self, fit: impl FnOnce(Trial) -> (Trial, bool)) -> (Self, bool) {
        let (trial, fits) = fit(self.trial);
        (Self { trial, ..self }, fits)
    }
}

impl<'a> Queue<'a> {
    pub(super) fn new(suite: &'a Suite, trials: Vec<Trial>) -> Self {
        let mut queue = Self { suite, pieces: VecDeque::new(), first_rejected: Vec::new() };
        queue.push_back(trials);
        queue
    }

    /// Adds requests behind all others.
    pub(super) fn push_back(&mut self, trials: Vec<Trial>) {
        self.pieces.extend(trials.into_iter().map(|trial| Piece { trial, part: Part::Whole }));
    }

    /// Puts pieces that were popped before in front, in this order.
    pub(super) fn push_front(&mut self, pieces: Vec<Piece>) {
        pieces.into_iter().rev().for_each(|piece| self.pieces.push_front(piece));
    }

    pub(super) fn pop(&mut self) -> Option<Piece> {
        self.pieces.pop_front()
    }

    /// Notes that a piece was not accepted.
    pub(super) fn note_rejected(&mut self, piece: &Piece) {
        if let Part::First(whole) = piece.part {
            self.first_rejected[whole] = true;
        }
    }

    /// Whether a piece need not be sent: the whole was rejected and its first part accepted, so the second part is rejected.
    pub(super) fn is_known_rejected(&self, piece: &Piece) -> bool {
        piece.trial.cases.len() > 1 && matches!(piece.part, Part::Second(whole) if !self.first_rejected[whole])
    }

    /// Sends the cases of one kind apart from the others, before them.
    pub(super) fn split_by(&mut self, trial: &Trial, is_first: impl Fn(&Member) -> bool) {
        let (first, second): (Vec<_>, Vec<_>) = trial.cases.iter().cloned().partition(is_first);
        self.split(trial, &first, &second);
    }

    pub(super) fn halve(&mut self, trial: &Trial) {
        let (first, second) = trial.cases.split_at(trial.cases.len() / 2);
        self.split(trial, first, second);
    }

    fn split(&mut self, trial: &Trial, first: &[Member], second: &[Member]) {
        let whole = self.first_rejected.len();
        self.first_rejected.push(false);
        let parts = [(first, Part::First(whole)), (second, Part::Second(whole))];
        let pieces = parts
            .into_iter()
            .filter_map(|(cases, part_of)| part(self.suite, trial, cases).map(|trial| Piece { trial, part: part_of }));
        let pieces = pieces.collect();
        self.push_front(pieces);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{options::Options, plan};

    /// The cases found, and the requests sent, where a target rejects these of the planned request's cases.
    fn find(suite: &Suite, whole: &Trial, culprits: &[usize]) -> (Vec<usize>, usize) {
        let mut queue = Queue::new(suite, vec![whole.clone()]);
        let (mut found, mut sent) = (Vec::new(), 0);
        while let Some(piece) = queue.pop() {
            let cases: Vec<usize> = piece.trial.cases.iter().map(|member| member.case).collect();
            if queue.is_known_rejected(&piece) {
                queue.halve(&piece.trial);
                continue;
            }
            sent += 1;
            if cases.iter().any(|case| culprits.contains(case)) {
                queue.note_rejected(&piece);
                if cases.len() == 1 { found.extend(cases) } else { queue.halve(&piece.trial) }
            }
        }
        (found, sent)
    }

    #[test]
    fn every_culprit_is_found_and_nothing_else() {
        let suite = Suite::bundled().unwrap();
        let schedule = plan::schedule(&suite, &Options::default());
        let whole = schedule.accepts.iter().max_by_key(|trial| trial.cases.len()).unwrap();
        let cases: Vec<usize> = whole.cases.iter().map(|member| member.case).collect();
        assert_eq!(cases.len(), 8);
        for set in 0_u32..256 {
            let culprits: Vec<usize> =
                cases.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, case)| *case).collect();
            let (found, sent) = find(&suite, whole, &culprits);
            assert_eq!(found, culprits);
            // One culprit of eight: the whole, and at most two a level.
            let most = [1, 7][culprits.len().min(1)].max(if culprits.len() > 1 { 15 } else { 0 });
            assert!(sent <= most, "{culprits:?}: {sent}");
        }
    }
}
