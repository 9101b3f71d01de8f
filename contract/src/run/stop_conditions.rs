//! Stops a run before its last case: at a limit, at an interruption, or after three consecutive failures.

use crate::{
    evaluate::outcome,
    report::StopReason,
    run::{interrupts::Interrupts, options::Options, plan::PlannedRequest},
    send::one_shot_client::SendOutcome,
};

/// The number of consecutive failures that stops the run.
const MAX_FAILURES: u32 = 3;

/// Why the run was stopped, if it was, and the consecutive failures so far.
pub(super) struct StopConditions {
    stopped: Option<StopReason>,
    /// The number of consecutive requests whose outcome is no evidence.
    failures: u32,
}

impl StopConditions {
    pub(super) fn new(stopped: Option<StopReason>) -> Self {
        Self { stopped, failures: 0 }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    pub(super) fn stop(&mut self, reason: StopReason) {
        self.stopped = Some(reason);
    }

    /// Stops the run if a limit allows no further request.
    pub(super) fn check_limits(&mut self, options: &Options, orders: u32, sent: usize) {
        if self.stopped.is_some() {
            return;
        }
        if options.max_orders.is_some_and(|max| orders >= max) {
            self.stopped = Some(StopReason::MaxOrders);
        } else if sent >= options.max_requests {
            self.stopped = Some(StopReason::MaxRequests);
        }
    }

    /// Notes the outcome of a request. `is_proven`: the target has accepted a request of the run, so a 403 is not about the credentials.
    pub(super) fn note(&mut self, planned: &PlannedRequest, outcome: &SendOutcome, is_proven: bool) {
        let failure = match outcome {
            SendOutcome::Response(response) if response.status == 403 && is_proven => None,
            SendOutcome::Response(response) if matches!(response.status, 401 | 403) => {
                // Cases about the token expect these statuses.
                if planned.is_about_token() {
                    return;
                }
                Some(StopReason::Credentials(response.status.to_string()))
            }
            SendOutcome::Response(response) => {
                outcome::reason_for_no_evidence(response.status).map(|why| StopReason::Unavailable(why.to_owned()))
            }
            SendOutcome::NotSent(why) | SendOutcome::Unknown(why) => Some(StopReason::Unavailable(why.clone())),
        };
        self.failures = if failure.is_some() { self.failures + 1 } else { 0 };
        if self.failures >= MAX_FAILURES {
            self.stopped = failure;
        }
    }

    /// Notes an interruption: an abort, or a stop while the target was unavailable.
    pub(super) fn note_interrupts(&mut self, interrupts: &Interrupts<'_>) {
        let is_unavailable = matches!(self.stopped, Some(StopReason::Unavailable(_)));
        if interrupts.is_aborted() || (is_unavailable && interrupts.is_stopped()) {
            self.stopped = Some(StopReason::Interrupted);
        }
    }

    /// Why the remaining cases are skipped.
    pub(super) fn skip_reason(&self) -> &'static str {
        match &self.stopped {
            Some(StopReason::MaxOrders) => "the limit on orders was reached",
            Some(StopReason::MaxRequests) => "the limit on requests was reached",
            Some(StopReason::Credentials(_)) => "the target does not accept the credentials",
            Some(StopReason::Unavailable(_)) => "the target accepts no requests",
            Some(StopReason::Interrupted) | None => "the run was interrupted",
        }
    }

    pub(super) fn stopped(self) -> Option<StopReason> {
        self.stopped
    }
}
