//! Why a run ends before its last case: a bound, an interruption, or three requests in a row that come to nothing.

use crate::{
    evaluate::outcome,
    report::Stop,
    run::{interrupts::Interrupts, options::Options, plan::Trial},
    send::http_client::Outcome,
};

/// So many requests in a row that come to nothing for the same kind of reason end the run.
const TROUBLE: u32 = 3;

pub(super) struct Stops {
    stopped: Option<Stop>,
    /// Requests in a row that came to nothing.
    trouble: u32,
}

impl Stops {
    pub(super) fn new(stopped: Option<Stop>) -> Self {
        Self { stopped, trouble: 0 }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    pub(super) fn stop(&mut self, stop: Stop) {
        self.stopped = Some(stop);
    }

    /// Stops the run where a bound leaves no room for another request.
    pub(super) fn check_bounds(&mut self, options: &Options, orders: u32, sent: usize) {
        if self.stopped.is_some() {
            return;
        }
        if options.max_orders.is_some_and(|max| orders >= max) {
            self.stopped = Some(Stop::Bound);
        } else if sent >= options.max_requests {
            self.stopped = Some(Stop::Requests);
        }
    }

    /// Notes what came of a request. `proven`: the target has accepted a request of the run, so a 403 is no trouble with the credentials.
    pub(super) fn note(&mut self, trial: &Trial, outcome: &Outcome, proven: bool) {
        let trouble = match outcome {
            Outcome::Answer(answer) if answer.status == 403 && proven => None,
            Outcome::Answer(answer) if matches!(answer.status, 401 | 403) => {
                // It is what such a request is sent for.
                if trial.unidentified() {
                    return;
                }
                Some(Stop::Credentials(answer.status.to_string()))
            }
            Outcome::Answer(answer) => outcome::says_nothing(answer.status).map(|why| Stop::Refused(why.to_owned())),
            Outcome::NotSent(why) | Outcome::Unknown(why) => Some(Stop::Refused(why.clone())),
        };
        self.trouble = if trouble.is_some() { self.trouble + 1 } else { 0 };
        if self.trouble >= TROUBLE {
            self.stopped = trouble;
        }
    }

    /// An abort ends the run; so does a stop during which the target accepted no requests.
    pub(super) fn note_interrupts(&mut self, interrupts: &Interrupts<'_>) {
        let gave_up = matches!(self.stopped, Some(Stop::Refused(_)));
        if interrupts.is_aborted() || (gave_up && interrupts.is_stopped()) {
            self.stopped = Some(Stop::Interrupted);
        }
    }

    /// Why a case is not sent any more.
    pub(super) fn why(&self) -> &'static str {
        match &self.stopped {
            Some(Stop::Bound) => "the bound on orders was reached",
            Some(Stop::Requests) => "the bound on requests was reached",
            Some(Stop::Credentials(_)) => "the target does not accept the credentials",
            Some(Stop::Refused(_)) => "the target takes no requests",
            Some(Stop::Interrupted) | None => "the run was interrupted",
        }
    }

    pub(super) fn stopped(self) -> Option<Stop> {
        self.stopped
    }
}
