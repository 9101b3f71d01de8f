//! Sends the requests of a run one by one, within its limits, and records their outcomes.

use super::{lockout::Lockout, stop_conditions::StopConditions};
use crate::{
    cases::case::Expectation,
    evaluate::outcome::{self, ReasonedVerdict},
    report::{StopReason, progress::Progress, verdict::Verdict},
    run::{interrupts::Interrupts, options::Options, plan::PlannedRequest, results::RunResults, sender::Sender},
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
    /// The first request that the target accepted, which proves that address and credentials are right. A request that can be sent again with
    /// other numbers replaces an example of the document, which cannot.
    pub(super) proof: Option<PlannedRequest>,
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

impl Session<'_, '_> {
    /// Whether the target has accepted a request that it should accept.
    pub(super) fn is_proven(&self) -> bool {
        self.proof.is_some()
    }

    /// Whether another request may be sent. Waits as the rate demands.
    pub(super) async fn may_send(&mut self) -> bool {
        self.stops.check_limits(self.options, self.sender.orders(), self.sender.sent());
        if !self.stops.is_stopped() && !self.sender.wait_for_slot(&mut self.interrupts).await {
            self.stops.stop(StopReason::Interrupted);
        }
        !self.stops.is_stopped()
    }

    /// Whether this request may be sent. If not, its cases are skipped.
    pub(super) async fn may_send_or_skip(&mut self, planned: &PlannedRequest) -> bool {
        let may_send = self.may_send().await;
        if !may_send {
            self.results.skip(planned, self.stops.skip_reason());
        }
        may_send
    }

    /// Sends a request, and derives the verdict on its cases.
    pub(super) async fn send(&mut self, planned: &PlannedRequest) -> SentRequest {
        let (exchange, outcome) = self.exchange(planned).await;
        let is_proven = self.is_proven();
        let is_rejected = self.sender.was_rejected(exchange);
        let is_forbidden = is_proven && is_rejected && outcome.has_status(|status| status == 403);
        let needs_recheck = self.lockout.note(planned, exchange, is_forbidden);
        let verdict = outcome::judge(planned.expect, &outcome, planned.exact_status(&self.suite.spec), is_proven);
        SentRequest { exchange, outcome, verdict, is_rejected, needs_recheck }
    }

    /// Sends a request without deriving a verdict on its cases.
    pub(super) async fn exchange(&mut self, planned: &PlannedRequest) -> (usize, SendOutcome) {
        let (exchange, outcome) = self.sender.send(planned, &mut self.interrupts).await;
        self.results.check_response(self.suite, planned.operation, exchange, &outcome);
        if outcome.is_success() && planned.expect == Expectation::Accept {
            let is_better = |proof: &PlannedRequest| proof.verbatim && !planned.verbatim;
            if self.proof.as_ref().is_none_or(is_better) {
                self.proof = Some(planned.clone());
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
