//! The events of a run: what happens while a plan is applied.

use std::time::Duration;

use crate::entry::Entry;
use crate::error::JournalError;
use crate::store::ClaimedEntry;

/// What happened while a plan was applied.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// An order was claimed, and is being sent.
    Sending {
        /// Its position in the plan, from 1.
        position: u64,
        /// Its tracking id.
        tracking_id: String,
        /// The number of its attempt, from 1.
        attempt: u32,
    },
    /// An attempt has ended, and its result is recorded. If the order is planned, nothing was ordered, and it is sent again later.
    Recorded(Box<Entry>),
    /// An attempt has ended, but its result could not be recorded. The order stays `sending` in the journal, and becomes unknown.
    NotRecorded {
        /// Its tracking id.
        tracking_id: String,
        /// The result on one line, with the order id if there is one.
        result: String,
        /// Why it could not be recorded.
        error: JournalError,
    },
    /// Nothing may be sent for this long, because of the interval between orders, or because the server refused requests for now.
    Waiting(Duration),
    /// The run has ended. This is the last event.
    Ended(End),
}

impl Event {
    pub(crate) fn sending(entry: &ClaimedEntry) -> Self {
        Self::Sending { position: entry.position, tracking_id: entry.tracking_id.clone(), attempt: entry.attempt }
    }
}

/// Why a run has ended. If there are several reasons, this is the first.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum End {
    /// No order is planned any more.
    Done,
    /// The plan has reached its limits.
    Limit,
    /// As many orders of this run are in doubt as [`Apply::max_doubts`](crate::Apply::max_doubts) allows.
    Doubts,
    /// The credentials or the token were rejected.
    Credentials(String),
    /// Too many attempts in a row were refused or not sent.
    Failures(String),
    /// The caller has stopped the run, or has dropped it.
    Stopped,
    /// The journal failed, or a planned order is not valid any more.
    Failed(JournalError),
}
