//! Finds, by bisection, the cases that cause the rejection of a request with several cases.

use std::collections::VecDeque;

use super::base_request::is_base_case;
use crate::{
    run::plan::{AdaptedCase, PlannedRequest, with_cases},
    suite::Suite,
};

/// The requests still to be sent. A request that was rejected is replaced with its parts, which are sent next.
pub(super) struct RequestQueue<'a> {
    suite: &'a Suite,
    requests: VecDeque<QueuedRequest>,
    /// For each split request: whether its first part was rejected.
    first_rejected: Vec<bool>,
}

/// A planned request, or a part of one that was split.
#[derive(Clone)]
pub(super) struct QueuedRequest {
    pub(super) planned: PlannedRequest,
    part: SplitPart,
}

#[derive(Clone, Copy)]
enum SplitPart {
    Whole,
    /// The first part of a split request. Holds the index of that request in `first_rejected`.
    First(usize),
    /// The second part of a split request. Holds the same index.
    Second(usize),
}

impl QueuedRequest {
    /// Adapts the request to the target. Returns whether that was possible.
    pub(super) fn adapt(self, adapt: impl FnOnce(PlannedRequest) -> (PlannedRequest, bool)) -> (Self, bool) {
        let (planned, is_adapted) = adapt(self.planned);
        (Self { planned, ..self }, is_adapted)
    }
}

impl<'a> RequestQueue<'a> {
    pub(super) fn new(suite: &'a Suite, planned_requests: Vec<PlannedRequest>) -> Self {
        let mut queue = Self { suite, requests: VecDeque::new(), first_rejected: Vec::new() };
        queue.push_back(planned_requests);
        queue
    }

    /// Appends planned requests.
    pub(super) fn push_back(&mut self, planned_requests: Vec<PlannedRequest>) {
        self.requests
            .extend(planned_requests.into_iter().map(|planned| QueuedRequest { planned, part: SplitPart::Whole }));
    }

    /// Puts requests at the front of the queue, in this order.
    pub(super) fn push_front(&mut self, requests: Vec<QueuedRequest>) {
        requests.into_iter().rev().for_each(|queued| self.requests.push_front(queued));
    }

    /// Moves the base case to the front of the queue, in a request of its own. `false` if no request in the queue has it.
    pub(super) fn move_base_first(&mut self) -> bool {
        let is_base = |case: &AdaptedCase| is_base_case(self.suite, case);
        let Some(at) = self.requests.iter().position(|queued| queued.planned.cases.iter().any(is_base)) else {
            return false;
        };
        if let Some(queued) = self.requests.remove(at) {
            match queued.planned.cases.len() {
                1 => self.requests.push_front(queued),
                _ => {
                    let suite = self.suite;
                    self.split_by(&queued.planned, |case| is_base_case(suite, case));
                }
            }
        }
        true
    }

    pub(super) fn front(&self) -> Option<&PlannedRequest> {
        self.requests.front().map(|queued| &queued.planned)
    }

    pub(super) fn pop(&mut self) -> Option<QueuedRequest> {
        self.requests.pop_front()
    }

    /// Notes that a request was not accepted.
    pub(super) fn note_rejected(&mut self, queued: &QueuedRequest) {
        if let SplitPart::First(whole) = queued.part {
            self.first_rejected[whole] = true;
        }
    }

    /// Whether a request would certainly be rejected: the target rejected the whole request and accepted its first part, so it would reject this
    /// second part.
    pub(super) fn is_known_rejected(&self, queued: &QueuedRequest) -> bool {
        queued.planned.cases.len() > 1 && matches!(queued.part, SplitPart::Second(whole) if !self.first_rejected[whole])
    }

    /// Splits a request in two parts. The first part has the cases that satisfy the predicate.
    pub(super) fn split_by(&mut self, planned: &PlannedRequest, is_first: impl Fn(&AdaptedCase) -> bool) {
        let (first, second): (Vec<_>, Vec<_>) = planned.cases.iter().cloned().partition(is_first);
        self.split(planned, &first, &second);
    }

    pub(super) fn halve(&mut self, planned: &PlannedRequest) {
        let (first, second) = planned.cases.split_at(planned.cases.len() / 2);
        self.split(planned, first, second);
    }

    fn split(&mut self, planned: &PlannedRequest, first: &[AdaptedCase], second: &[AdaptedCase]) {
        let whole = self.first_rejected.len();
        self.first_rejected.push(false);
        let parts = [(first, SplitPart::First(whole)), (second, SplitPart::Second(whole))];
        let requests = parts.into_iter().filter_map(|(cases, part_of)| {
            with_cases(self.suite, planned, cases).map(|planned| QueuedRequest { planned, part: part_of })
        });
        let requests = requests.collect();
        self.push_front(requests);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{options::Options, plan};

    /// The cases found and the number of requests sent, for a target that rejects these cases.
    fn find(suite: &Suite, whole: &PlannedRequest, culprits: &[usize]) -> (Vec<usize>, usize) {
        let mut queue = RequestQueue::new(suite, vec![whole.clone()]);
        let (mut found, mut sent) = (Vec::new(), 0);
        while let Some(queued) = queue.pop() {
            let cases: Vec<usize> = queued.planned.cases.iter().map(|case| case.index).collect();
            if queue.is_known_rejected(&queued) {
                queue.halve(&queued.planned);
                continue;
            }
            sent += 1;
            if cases.iter().any(|case| culprits.contains(case)) {
                queue.note_rejected(&queued);
                if cases.len() == 1 { found.extend(cases) } else { queue.halve(&queued.planned) }
            }
        }
        (found, sent)
    }

    #[test]
    fn every_culprit_is_found_and_nothing_else() {
        let suite = Suite::bundled().unwrap();
        let request_plan = plan::plan_requests(&suite, &Options::default());
        let accepts = &request_plan.operations[0].accepts;
        let whole = accepts.iter().max_by_key(|planned| planned.cases.len()).unwrap();
        let cases: Vec<usize> = whole.cases.iter().map(|case| case.index).collect();
        assert_eq!(cases.len(), 8);
        for set in 0_u32..256 {
            let culprits: Vec<usize> =
                cases.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, case)| *case).collect();
            let (found, sent) = find(&suite, whole, &culprits);
            assert_eq!(found, culprits);
            // With one culprit, the search sends the whole request, and at most two parts at each of three levels.
            let most = [1, 7][culprits.len().min(1)].max(if culprits.len() > 1 { 15 } else { 0 });
            assert!(sent <= most, "{culprits:?}: {sent}");
        }
    }
}
