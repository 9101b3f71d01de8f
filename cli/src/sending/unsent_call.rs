//! A call that this command did not send: it was interrupted, the server refused requests for now, or the journal has its order already.

use std::time::Duration;

use colt_numbers_journal::{Entry, State};

use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::violations::count_of;

/// Why a call was not sent. If the exit code is [`Exit::Doubt`], there may be an order.
pub struct UnsentCall {
    pub outcome: &'static str,
    pub exit: Exit,
    pub message: String,
    pub hint: Option<String>,
    pub retry_after: Option<Duration>,
}

impl UnsentCall {
    /// It was interrupted before a byte was sent.
    pub fn interrupted(orders: bool) -> Self {
        let message = if orders { "interrupted; nothing was ordered" } else { "interrupted; nothing is in doubt" };
        Self {
            outcome: "interrupted",
            exit: Exit::Interrupted,
            message: message.to_owned(),
            hint: None,
            retry_after: None,
        }
    }

    /// The account has to wait after an earlier refusal.
    pub fn waiting(wait: Duration) -> Self {
        // Rounded up, so that the request may be sent after this many seconds.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self {
            outcome: "refused",
            exit: Exit::NotNow,
            message: "not sent, nothing was ordered: an earlier request of this account was refused or could not be sent, so it has to wait"
                .to_owned(),
            hint: Some(format!("the request can be sent again in {}", count_of(seconds, "second"))),
            retry_after: Some(Duration::from_secs(seconds)),
        }
    }

    /// The journal has the order under the same key. An accepted order is reported as an order, not as this.
    ///
    /// # Errors
    /// If the order has ended: its key cannot be used any more.
    pub fn recorded(entry: &Entry) -> Result<Self, CommandFailure> {
        let reason = entry.reason.as_deref().unwrap_or("no reason is recorded");
        let (outcome, exit, message) = match entry.state {
            State::Unreadable => {
                ("unreadable", Exit::Doubt, format!("accepted earlier, but no order id could be read: {reason}"))
            }
            State::Rejected => ("rejected", Exit::Rejected, format!("rejected earlier, nothing was ordered: {reason}")),
            State::Sending => ("unknown", Exit::Doubt, "another process is sending it".to_owned()),
            State::Unknown => ("unknown", Exit::Doubt, format!("sent earlier, outcome unknown: {reason}")),
            state => {
                return Err(CommandFailure::usage(format!(
                    "the key belongs to the order `{}`, which is {state}; nothing was sent",
                    entry.tracking_id
                ))
                .hint("use another key to order again"));
            }
        };
        let hint = (exit == Exit::Rejected).then(|| "use another key for another request".to_owned());
        Ok(Self { outcome, exit, message, hint, retry_after: None })
    }
}
