//! Sends the requests of a run one by one, within its bounds, and keeps what came of them.

use super::{lockout::Lockout, stop_conditions::Stops};
use crate::{
    cases::case::Expect,
    evaluate::outcome::{self, Reasoned},
    report::{Stop, progress::Progress, verdict::Verdict},
    run::{interrupts::Interrupts, options::Options, plan::Trial, results::Results, sender::Sender},
    send::http_client::Outcome,
    suite::Suite,
};

pub(super) struct Session<'a, 'i> {
    pub(super) suite: &'a Suite,
    pub(super) options: &'a Options,
    pub(super) sender: Sender<'a>,
    pub(super) interrupts: Interrupts<'i>,
    pub(super) results: Results,
    pub(super) stops: Stops,
    pub(super) lockout: Lockout,
    /// The request that was accepted first, if possible one that can be sent again with other numbers: address and credentials are right.
    pub(super) proof: Option<Trial>,
    pub(super) progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
    pub(super) planned: usize,
}

/// A request that was sent, and what its outcome says of it.
pub(super) struct Sent {
    pub(super) exchange: usize,
    pub(super) outcome: Outcome,
    pub(super) reasoned: Reasoned,
    /// Whether it was a clear rejection.
    pub(super) is_rejected: bool,
    /// Whether the target may have locked the run out.
    pub(super) is_suspicious: bool,
}

impl Session<'_, '_> {
    /// Whether the target has accepted a request that it should accept.
    pub(super) fn is_proven(&self) -> bool {
        self.proof.is_some()
    }

    /// Whether another request may be sent. Waits for its turn.
    pub(super) async fn may_send(&mut self) -> bool {
        self.stops.check_bounds(self.options, self.sender.orders(), self.sender.sent());
        if !self.stops.is_stopped() && !self.sender.turn(&mut self.interrupts).await {
            self.stops.stop(Stop::Interrupted);
        }
        !self.stops.is_stopped()
    }

    /// Whether this request may be sent; where it may not, its cases are noted as skipped.
    pub(super) async fn may_send_or_skip(&mut self, trial: &Trial) -> bool {
        let may_send = self.may_send().await;
        if !may_send {
            self.results.skip(trial, self.stops.why());
        }
        may_send
    }

    /// Sends a request and judges its outcome.
    pub(super) async fn send(&mut self, trial: &Trial) -> Sent {
        let (exchange, outcome) = self.exchange(trial).await;
        let proven = self.is_proven();
        let is_rejected = self.sender.refused(exchange);
        let is_forbidden = proven && is_rejected && outcome.has_status(|status| status == 403);
        let is_suspicious = self.lockout.note(trial, exchange, is_forbidden);
        let reasoned = outcome::judge(trial.expect, &outcome, trial.exact_status(&self.suite.spec), proven);
        Sent { exchange, outcome, reasoned, is_rejected, is_suspicious }
    }

    /// Sends a request whose cases are not judged by it.
    pub(super) async fn exchange(&mut self, trial: &Trial) -> (usize, Outcome) {
        let (exchange, outcome) = self.sender.send(trial, &mut self.interrupts).await;
        self.results.observe(self.suite, trial.operation, exchange, &outcome);
        if outcome.is_success() && trial.expect == Expect::Accept {
            let is_better = |proof: &Trial| proof.verbatim && !trial.verbatim;
            if self.proof.as_ref().is_none_or(is_better) {
                self.proof = Some(trial.clone());
            }
        }
        self.stops.note(trial, &outcome, self.is_proven());
        self.stops.note_interrupts(&self.interrupts);
        self.report_progress(trial);
        (exchange, outcome)
    }

    /// Settles the cases of a request. `fits`: it was sent as this target needs every request.
    pub(super) fn settle(&mut self, trial: &Trial, sent: &Sent, fits: bool) {
        let (verdict, why) = if fits || !sent.is_rejected {
            (sent.reasoned.0, sent.reasoned.1.as_str())
        } else {
            (Verdict::Inconclusive, "refused, perhaps for what the request that every case is made of is refused for")
        };
        for member in &trial.cases {
            self.results.settle_at(member.case, verdict, why, sent.exchange);
        }
    }

    fn report_progress(&mut self, trial: &Trial) {
        let (sent, orders) = (self.sender.sent(), self.sender.orders());
        let last = trial.cases.first().map_or("", |member| self.suite.cases()[member.case].id.as_str());
        let drift = self.results.drift();
        (self.progress)(Progress { sent, planned: self.planned.max(sent), orders, drift, last });
    }
}
