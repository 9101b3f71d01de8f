//! How a run of a plan ended: the exit code, the reason and what to do next.

use colt_numbers_journal::{End, JournalError, State, Status};

use crate::exit::Exit;
use crate::journal_file::{exit_code_of, journal_failure};
use crate::violations::count_of;

/// The end of a run.
pub struct RunEnd {
    pub end: End,
    /// The plan after the run; an error if it cannot be read any more.
    pub status: Result<Status, JournalError>,
    /// Whether the result of an order was not recorded, so that the order is in doubt.
    pub is_unrecorded: bool,
    /// The command that continues.
    pub next: String,
}

impl RunEnd {
    fn orders(&self, state: State) -> u64 {
        self.status.as_ref().map_or(0, |status| status.orders(state))
    }

    /// How many orders of the plan are in doubt.
    pub fn in_doubt(&self) -> u64 {
        self.status.as_ref().map_or(0, Status::in_doubt)
    }

    /// Whether orders are left to be sent.
    fn is_incomplete(&self) -> bool {
        self.orders(State::Planned) > 0 || self.orders(State::Sending) > 0
    }

    /// The exit code: the first that holds.
    pub fn exit(&self) -> Exit {
        if self.is_unrecorded || self.in_doubt() > 0 {
            return Exit::Doubt;
        }
        match (&self.end, &self.status) {
            (End::Failed(error), _) | (_, Err(error)) => exit_code_of(error),
            (End::Limit, _) => Exit::Guard,
            (End::Credentials(_), _) => Exit::Configuration,
            _ if self.orders(State::Rejected) > 0 => Exit::Rejected,
            (End::Stopped, _) if self.is_incomplete() => Exit::Interrupted,
            _ if self.is_incomplete() => Exit::NotNow,
            _ => Exit::Done,
        }
    }

    /// The name of the reason in JSON.
    pub fn name(&self) -> &'static str {
        match self.end {
            End::Done => "done",
            End::Limit => "limit",
            End::Doubts => "doubts",
            End::Credentials(_) => "credentials",
            End::Failures(_) => "failures",
            End::Stopped => "stopped",
            _ => "failed",
        }
    }

    /// Why the run ended early; `None` if it did not.
    pub fn message(&self) -> Option<String> {
        let left = || format!("{} still planned", count_are(self.orders(State::Planned)));
        match (&self.end, &self.status) {
            (End::Failed(error), _) | (_, Err(error)) => Some(journal_failure(error.clone()).message),
            (End::Limit, _) => Some(format!("the limit of the plan is reached; {}", left())),
            (End::Doubts, _) => Some(format!("stopped because orders of this run are in doubt; {}", left())),
            (End::Credentials(reason), _) => Some(format!("the credentials were rejected: {reason}")),
            (End::Failures(reason), _) => {
                Some(format!("stopped after attempts in a row that were refused or not sent: {reason}; {}", left()))
            }
            (End::Stopped, _) => Some(format!("interrupted; {}", left())),
            (_, Ok(_)) if self.is_incomplete() => {
                Some(format!("another process is sending orders of this plan; {}", left()))
            }
            (_, Ok(_)) => None,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        if self.is_unrecorded || self.in_doubt() > 0 {
            return Some(
                "do not order what is in doubt a second time; settle each order with evidence, as `colt-numbers reconcile --help` explains"
                    .to_owned(),
            );
        }
        let next = &self.next;
        match (&self.end, &self.status) {
            (End::Failed(error), _) | (_, Err(error)) => journal_failure(error.clone()).hint,
            (End::Limit, _) => {
                Some("a limit cannot be changed; the orders that are left need a plan of their own".to_owned())
            }
            (End::Credentials(_), _) => {
                Some(format!("check the client id, the secret and the token URL; to continue: {next}"))
            }
            _ if self.is_incomplete() => Some(format!("to continue: {next}")),
            _ => None,
        }
    }
}

fn count_are(orders: u64) -> String {
    format!("{} {}", count_of(orders, "order"), if orders == 1 { "is" } else { "are" })
}
