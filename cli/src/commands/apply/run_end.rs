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

    /// Why the run ended early, and what is in doubt; `None` if neither holds.
    pub fn message(&self) -> Option<String> {
        let reason = self.reason();
        match (&self.end, self.in_doubt()) {
            (End::Done, _) | (_, 0) => reason,
            (_, doubts) => reason.map(|reason| format!("{reason}; {} in doubt", count_are(doubts))),
        }
    }

    /// Why the run ended early, or what is wrong after a run that did not.
    fn reason(&self) -> Option<String> {
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
            (End::Done, _) if self.in_doubt() > 0 => Some(format!("{} in doubt", count_are(self.in_doubt()))),
            (_, Ok(_)) if self.is_incomplete() => Some(format!(
                "another process is sending orders of this plan, or has added some that were not confirmed; {}",
                left()
            )),
            (_, Ok(_)) if self.orders(State::Rejected) > 0 => {
                Some(format!("{} rejected, and not ordered", count_are(self.orders(State::Rejected))))
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
                let credentials =
                    "the client id, the secret and the token URL, or the user and the password for the proxy";
                Some(format!("check {credentials}; to continue: {next}"))
            }
            _ if self.is_incomplete() => Some(format!("to continue: {next}")),
            _ if self.orders(State::Rejected) > 0 => {
                Some("a rejected order is not sent again; correct it, and plan it again".to_owned())
            }
            _ => None,
        }
    }
}

fn count_are(orders: u64) -> String {
    format!("{} {}", count_of(orders, "order"), if orders == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use colt_numbers::{Client, Reservation, Target};
    use colt_numbers_journal::{Journal, Limits};

    use super::*;

    /// The status of a plan with one planned order.
    async fn planned() -> Status {
        let folder = std::env::temp_dir().join(format!("colt-numbers-run-end-{}", std::process::id()));
        let journal = Journal::options(folder.join("journal.db")).send_log_folder(&folder).open().await.unwrap();
        let client = Client::builder(Target::url("http://127.0.0.1:9", None).unwrap()).build().unwrap();
        let order = Reservation::of_number("GB", "+442081324758").customer_reference("C-1").build().unwrap();
        journal.plan("plan", &client).limits(Limits::none()).record([order]).await.unwrap();
        let status = journal.status_of("plan").await.unwrap();
        drop(journal);
        std::fs::remove_dir_all(folder).unwrap();
        status
    }

    #[tokio::test]
    async fn the_exit_code_is_the_first_that_holds() {
        let planned = planned().await;
        let plan = |states: &[State]| {
            let tally = planned.by_state[&State::Planned];
            let by_state = states.iter().map(|state| (*state, tally)).collect();
            let mut status = planned.clone();
            status.by_state = by_state;
            status
        };
        let closed = || End::Failed(JournalError::Closed);
        use State::{Accepted, NotOrdered, Planned, Rejected, Sending, Unknown, Unreadable};
        for (end, states, exit) in [
            (End::Done, &[Accepted][..], Exit::Done),
            (End::Done, &[Accepted, NotOrdered], Exit::Done),
            (End::Done, &[Accepted, Planned], Exit::NotNow),
            (End::Done, &[Sending], Exit::NotNow),
            (End::Failures(String::new()), &[Planned], Exit::NotNow),
            (End::Stopped, &[Planned], Exit::Interrupted),
            (End::Stopped, &[Accepted], Exit::Done),
            (End::Stopped, &[Rejected, Planned], Exit::Rejected),
            (End::Done, &[Rejected, Accepted], Exit::Rejected),
            (End::Credentials(String::new()), &[Rejected, Planned], Exit::Configuration),
            (End::Limit, &[Rejected, Planned], Exit::Guard),
            (closed(), &[Planned], Exit::Internal),
            (End::Doubts, &[Unknown, Planned], Exit::Doubt),
            (End::Done, &[Unreadable, Rejected], Exit::Doubt),
            (End::Limit, &[Unknown], Exit::Doubt),
            (closed(), &[Unknown], Exit::Doubt),
        ] {
            let run = |is_unrecorded| RunEnd {
                end: end.clone(),
                status: Ok(plan(states)),
                is_unrecorded,
                next: "colt-numbers apply plan".to_owned(),
            };
            assert_eq!(run(false).exit(), exit, "{end:?}, {states:?}");
            assert_eq!(run(true).exit(), Exit::Doubt, "{end:?}, {states:?}");
            let says_doubt = run(false).message().is_some_and(|message| message.contains("in doubt"));
            assert!(says_doubt || run(false).in_doubt() == 0, "{end:?}, {states:?}");
            // Every end but a success has a message or a hint.
            let is_explained = run(false).message().is_some() || run(false).hint().is_some();
            assert!(is_explained || exit == Exit::Done, "{end:?}, {states:?}");
        }
        let unreadable =
            RunEnd { end: End::Done, status: Err(JournalError::Closed), is_unrecorded: false, next: String::new() };
        assert_eq!(unreadable.exit(), Exit::Internal);
    }
}
