//! Sends the requests of a run one by one, within its limits, and records their outcomes.

use std::collections::BTreeSet;

use super::{lockout::Lockout, made_resources::MadeResources, stop_conditions::StopConditions};
use crate::{
    cases::{case::Expectation, operation_impact::Impact},
    evaluate::outcome::{self, Evidence, Expected, ReasonedVerdict},
    report::{StopReason, progress::Progress, verdict::Verdict},
    run::{
        interrupts::Interrupts, options::Options, path_resource::MAX_PREREQUISITES, plan::PlannedRequest,
        results::RunResults, sender::Sender,
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
    /// The numbers and orders that the run has made at the target.
    pub(super) made: MadeResources,
    /// The operations that were called for another one, and did not make what it needs.
    pub(super) useless_prerequisites: BTreeSet<usize>,
    /// Whether one order is spared for requests that should be rejected.
    pub(super) spares_order: bool,
    pub(super) progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
    /// The planned number of requests.
    pub(super) planned: usize,
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

/// A request that was sent.
pub(super) struct Exchanged {
    /// The index of the exchange.
    pub(super) index: usize,
    pub(super) outcome: SendOutcome,
    /// Whether the path names a number or an order that the run has made.
    pub(super) names_made_resource: bool,
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
        if !self.has_orders_left(planned) {
            self.stops.note_no_orders_left();
            return false;
        }
        let orders = u32::from(planned.may_order()) + self.orders_of_prerequisites(planned);
        if self.allows_orders(orders) {
            self.send_prerequisites(planned, MAX_PREREQUISITES).await;
        }
        self.wait_for_slot().await
    }

    /// Whether the limit allows this number of further orders.
    fn allows_orders(&self, orders: u32) -> bool {
        orders == 0 || self.options.max_orders.is_none_or(|max| self.sender.orders() + orders <= max)
    }

    pub(super) async fn wait_for_slot(&mut self) -> bool {
        if !self.stops.may_send(self.sender.has_requests_left()) {
            return false;
        }
        if !self.sender.wait_for_slot(&mut self.interrupts).await {
            self.stops.stop(StopReason::Interrupted);
        }
        !self.stops.is_stopped()
    }

    /// Whether the limit on orders allows a request. While the operations after the first one are probed, one order is spared, so that the requests
    /// that should be rejected can be sent.
    pub(super) fn has_orders_left(&self, planned: &PlannedRequest) -> bool {
        let is_spared = self.spares_order && planned.expect == Expectation::Accept;
        match self.orders_for(planned) {
            0 => true,
            orders => self.allows_orders(orders + u32::from(is_spared)),
        }
    }

    /// Whether this request may be sent. If not, its cases are skipped.
    pub(super) async fn may_send_or_skip(&mut self, planned: &PlannedRequest) -> bool {
        let may_send = self.may_send(planned).await;
        if !may_send {
            self.results.skip(planned, self.orders_for(planned), self.stops.skip_reason());
        }
        may_send
    }

    /// Sends a request, and derives the verdict on its cases.
    pub(super) async fn send(&mut self, planned: &PlannedRequest) -> SentRequest {
        let Exchanged { index: exchange, outcome, names_made_resource } = self.exchange(planned).await;
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
            has_numbers: !tested.numbers.is_empty(),
            has_resource: names_made_resource || !planned.has_path_of(&tested.base) || tested.impact == Impact::Reads,
        };
        let verdict = outcome::judge(&outcome, &expected);
        SentRequest { exchange, outcome, verdict, is_rejected, needs_recheck }
    }

    /// Sends a request without deriving a verdict on its cases.
    pub(super) async fn exchange(&mut self, planned: &PlannedRequest) -> Exchanged {
        let filled = self.made.use_for(self.suite, planned);
        let names_made_resource = filled.is_some();
        let sent = filled.as_ref().map_or(planned, |filled| &filled.planned);
        let (exchange, outcome) = self.sender.send(sent, &mut self.interrupts).await;
        // After a rejected valid request, it is uncertain whether the target still has the resource.
        let is_unused = planned.expect != Expectation::Accept && self.sender.was_rejected(exchange);
        if let Some(filled) = filled.filter(|_| is_unused) {
            self.made.put_back(filled);
        }
        self.results.check_response(self.suite, planned, exchange, &outcome);
        if outcome.is_success() && planned.expect == Expectation::Accept {
            if let (SendOutcome::Response(response), Some(draft)) = (&outcome, self.sender.last_draft()) {
                self.made.note(self.suite.operation(planned.operation), draft, response);
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
        Exchanged { index: exchange, outcome, names_made_resource }
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
