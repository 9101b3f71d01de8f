//! Stops a run before its last case: at a limit, at an interruption, or after three consecutive failures.

use crate::{
    evaluate::outcome,
    report::StopReason,
    run::{interrupts::Interrupts, plan::PlannedRequest},
    send::one_shot_client::SendOutcome,
};

/// The number of consecutive failures that stops the run.
const MAX_FAILURES: u32 = 3;

/// Why the run was stopped, if it was, and the consecutive failures so far.
pub(super) struct StopConditions {
    stopped: Option<StopReason>,
    /// Whether a request was not sent because of the limit on orders. Requests that order nothing are still sent.
    has_no_orders_left: bool,
    /// The number of consecutive requests whose outcome is no evidence.
    failures: u32,
}

impl StopConditions {
    pub(super) fn new(stopped: Option<StopReason>) -> Self {
        Self { stopped, has_no_orders_left: false, failures: 0 }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    pub(super) fn stop(&mut self, reason: StopReason) {
        self.stopped = Some(reason);
    }

    /// Notes that the limit on orders prevented a request.
    pub(super) fn note_no_orders_left(&mut self) {
        self.has_no_orders_left = true;
    }

    /// Whether another request may be sent. Stops the run if the limit on requests prevents it.
    pub(super) fn may_send(&mut self, has_requests_left: bool) -> bool {
        if self.stopped.is_none() && !has_requests_left {
            self.stopped = Some(StopReason::MaxRequests);
        }
        self.stopped.is_none()
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

    /// Why a request was not sent.
    pub(super) fn skip_reason(&self) -> &'static str {
        match &self.stopped {
            Some(StopReason::MaxOrders) => "the limit on orders was reached",
            None if self.has_no_orders_left => "the limit on orders was reached",
            Some(StopReason::MaxRequests) => "the limit on requests was reached",
            Some(StopReason::Credentials(_)) => "the target does not accept the credentials",
            Some(StopReason::Unavailable(_)) => "the target accepts no requests",
            Some(StopReason::Interrupted) | None => "the run was interrupted",
        }
    }

    pub(super) fn stopped(self) -> Option<StopReason> {
        self.stopped.or(self.has_no_orders_left.then_some(StopReason::MaxOrders))
    }
}
