//! Sends the requests of a run one by one, within its limits, and records their outcomes.

use super::{
    lockout::Lockout,
    stock::Stock,
    stop_conditions::{Spent, StopConditions},
};
use crate::{
    cases::{case::Expectation, operation_impact::Impact},
    evaluate::outcome::{self, Evidence, Expected, ReasonedVerdict},
    report::{StopReason, progress::Progress, verdict::Verdict},
    run::{
        interrupts::Interrupts,
        need::{MAX_MAKERS, Need},
        options::Options,
        plan::PlannedRequest,
        results::RunResults,
        sender::Sender,
    },
    send::one_shot_client::SendOutcome,
    suite::Suite,
};

/// The state of a run.
pub(super) struct Session<'a, 'i> {
    pub(super) suite: &'a Suite,
    pub(super) options: &'a Options,
    pub(super) sender: Sender<'a>,
    pub(super) interrupts: Interrupts<'i>,
    pub(super) results: RunResults,
    pub(super) stops: StopConditions,
    pub(super) lockout: Lockout,
    /// For each operation, the first request that the target accepted, which proves that address and credentials are right. A request that can
    /// be sent again with other numbers replaces an example of the document, which cannot.
    pub(super) proofs: Vec<Option<PlannedRequest>>,
    /// What the run has made at the target.
    pub(super) stock: Stock,
    pub(super) progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
    /// The planned number of requests.
    pub(super) planned: usize,
    pub(super) max_requests: usize,
}

/// A request that was sent, and the verdict that follows from its outcome.
pub(super) struct SentRequest {
    pub(super) exchange: usize,
    pub(super) outcome: SendOutcome,
    pub(super) verdict: ReasonedVerdict,
    /// Whether the response was a clear rejection.
    pub(super) is_rejected: bool,
    /// Whether the target may have blocked the run, so that the accepted request has to be sent again.
    pub(super) needs_recheck: bool,
}

impl Session<'_, '_> {
    /// Whether the target has accepted a request to any operation that it should accept.
    pub(super) fn is_proven(&self) -> bool {
        self.proofs.iter().any(Option::is_some)
    }

    /// What the accepted requests prove for an operation.
    pub(super) fn evidence(&self, operation: usize) -> Evidence {
        match (&self.proofs[operation], self.is_proven()) {
            (Some(_), _) => Evidence::ThisOperation,
            (None, true) => Evidence::OtherOperation,
            (None, false) => Evidence::Nothing,
        }
    }

    /// Whether this request may be sent. Waits as the rate demands. If its path names something that another operation makes, and the run has none,
    /// the accepted request to that operation is sent again first.
    pub(super) async fn may_send(&mut self, planned: &PlannedRequest) -> bool {
        self.make_for(planned, MAX_MAKERS).await;
        self.is_allowed(planned).await
    }

    /// Makes what the path of a request names, with at most this many operations one after the other.
    async fn make_for(&mut self, planned: &PlannedRequest, most: usize) {
        let need = Need::of(self.suite, planned.operation, &planned.draft)
            .filter(|_| planned.expect == Expectation::Accept && most > 0);
        let Some(need) = need.filter(|need| !self.stock.has(need)) else { return };
        let makers = self.suite.operations().iter().zip(&self.proofs);
        let proof = makers.filter(|(tested, _)| need.is_made_by(tested)).find_map(|(_, proof)| proof.clone());
        if let Some(proof) = proof {
            Box::pin(self.make_for(&proof, most - 1)).await;
            if self.is_allowed(&proof).await {
                self.exchange(&proof).await;
            }
        }
    }

    async fn is_allowed(&mut self, planned: &PlannedRequest) -> bool {
        let spent =
            Spent { orders: self.sender.orders(), requests: self.sender.sent(), max_requests: self.max_requests };
        if !self.stops.allow(planned.may_order(), self.options.max_orders, &spent) {
            return false;
        }
        if !self.sender.wait_for_slot(&mut self.interrupts).await {
            self.stops.stop(StopReason::Interrupted);
        }
        !self.stops.is_stopped()
    }

    /// Whether this request may be sent. If not, its cases are skipped.
    pub(super) async fn may_send_or_skip(&mut self, planned: &PlannedRequest) -> bool {
        let may_send = self.may_send(planned).await;
        if !may_send {
            self.results.skip(planned, self.stops.skip_reason());
        }
        may_send
    }

    /// Sends a request, and derives the verdict on its cases.
    pub(super) async fn send(&mut self, planned: &PlannedRequest) -> SentRequest {
        let (exchange, outcome) = self.exchange(planned).await;
        let evidence = self.evidence(planned.operation);
        let is_rejected = self.sender.was_rejected(exchange);
        let is_forbidden =
            evidence == Evidence::ThisOperation && is_rejected && outcome.has_status(|status| status == 403);
        let needs_recheck = self.lockout.note(planned, exchange, is_forbidden);
        let tested = self.suite.operation(planned.operation);
        let expected = Expected {
            expect: planned.expect,
            exact_status: planned.exact_status(&tested.operation),
            evidence,
            has_method: planned.draft.method == tested.operation.method,
            names_resource: tested.has_path_parameters(),
            uses_up: tested.has_path_parameters() && tested.impact != Impact::Reads,
        };
        let verdict = outcome::judge(&outcome, &expected);
        SentRequest { exchange, outcome, verdict, is_rejected, needs_recheck }
    }

    /// Sends a request without deriving a verdict on its cases.
    pub(super) async fn exchange(&mut self, planned: &PlannedRequest) -> (usize, SendOutcome) {
        let supplied = self.stock.supply(self.suite, planned);
        let (exchange, outcome) = self.sender.send(&supplied, &mut self.interrupts).await;
        self.results.check_response(self.suite, planned, exchange, &outcome);
        if outcome.is_success() && planned.expect == Expectation::Accept {
            if let (SendOutcome::Response(response), Some(draft)) = (&outcome, self.sender.last_draft()) {
                self.stock.note(self.suite.operation(planned.operation), draft, response);
            }
            let is_better = |proof: &PlannedRequest| proof.verbatim && !planned.verbatim;
            let proof = &mut self.proofs[planned.operation];
            if proof.as_ref().is_none_or(is_better) {
                *proof = Some(planned.clone());
            }
        }
        self.stops.note(planned, &outcome, self.is_proven());
        self.stops.note_interrupts(&self.interrupts);
        self.report_progress(planned);
        (exchange, outcome)
    }

    /// Sets the verdicts on the cases of a request. `is_adapted`: the request had the edits that this target needs.
    pub(super) fn set_verdicts(&mut self, planned: &PlannedRequest, sent: &SentRequest, is_adapted: bool) {
        let (verdict, why) = if is_adapted || !sent.is_rejected {
            (sent.verdict.0, sent.verdict.1.as_str())
        } else {
            (
                Verdict::Inconclusive,
                "rejected, possibly for the same reason as the base request, which every case is made from",
            )
        };
        for case in &planned.cases {
            self.results.set_verdict_at(case.index, verdict, why, sent.exchange);
        }
    }

    fn report_progress(&mut self, planned: &PlannedRequest) {
        let (sent, orders) = (self.sender.sent(), self.sender.orders());
        let last = planned.cases.first().map_or("", |case| self.suite.cases()[case.index].id.as_str());
        let drift = self.results.drift();
        (self.progress)(Progress { sent, planned: self.planned.max(sent), orders, drift, last });
    }
}
