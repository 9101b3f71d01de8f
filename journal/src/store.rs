//! The store: what the journal records, and the changes of it. Each change happens whole or not at all.
//!
//! These methods are the protocol of the journal: which orders may be claimed and settled, and what happens to the orders of a dead session. SQLite
//! and PostgreSQL implement them; the tests compare both with a reference implementation in memory. PostgreSQL has a clock of its own, so it does not
//! use the times that the caller passes.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
mod settlement;
pub(crate) mod sqlite;
#[cfg(test)]
mod suite;

use std::time::Duration;

use crate::clock::Millis;
use crate::entry::{Change, Entry, Limits, SENT_BY_A_COPY, Status};
use crate::error::{Conflict, JournalError};
use crate::evidence::{Evidence, Settlement};
use crate::filter::Filter;
use crate::span::{HeldNumbers, Span};
use crate::state::State;

/// The most conflicts that are listed if a plan cannot be recorded.
const MAX_CONFLICTS: usize = 1000;

/// A plan to be recorded.
#[derive(Clone, Debug)]
pub(crate) struct NewPlan {
    pub(crate) name: String,
    pub(crate) stock: String,
    pub(crate) account: String,
    pub(crate) limits: Limits,
}

impl NewPlan {
    /// Checks that a plan is for this target and account.
    fn check_account(&self, stock: &str, account: &str) -> Result<(), JournalError> {
        if (&*self.stock, &*self.account) == (stock, account) {
            return Ok(());
        }
        Err(JournalError::OtherAccount {
            plan: self.name.clone(),
            planned: format!("{}, account {}", self.stock, self.account),
            given: format!("{stock}, account {account}"),
        })
    }
}

/// An order to be recorded.
#[derive(Clone, Debug)]
pub(crate) struct NewEntry {
    pub(crate) key: Option<String>,
    pub(crate) tracking_id: String,
    pub(crate) body: Vec<u8>,
    pub(crate) allowed_rules: String,
    pub(crate) held: HeldNumbers,
}

/// What to claim.
#[derive(Clone, Debug)]
pub(crate) struct ClaimRequest {
    pub(crate) plan: String,
    pub(crate) stock: String,
    pub(crate) account: String,
    /// Only the order with this tracking id.
    pub(crate) only: Option<String>,
    /// Only orders up to this position; `i64::MAX` for all.
    pub(crate) last_position: i64,
    /// The id of the claim, unique.
    pub(crate) claim: String,
    pub(crate) session: String,
    pub(crate) now: Millis,
    /// How long sending should take at most.
    pub(crate) max_sending_time: Millis,
    /// How long the account waits until its next claim.
    pub(crate) interval: Millis,
}

/// The result of a request to claim an order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum ClaimResult {
    /// The claimed order. No other process sends it.
    Entry(Box<ClaimedEntry>),
    /// Nothing may be claimed for this long.
    Wait(Millis),
    /// Nothing is planned.
    Nothing,
    /// The plan has reached its limits.
    Limit,
}

/// A claimed order, with everything that is needed to send it and to write the send log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ClaimedEntry {
    pub(crate) plan: String,
    pub(crate) position: u64,
    pub(crate) tracking_id: String,
    pub(crate) body: Vec<u8>,
    pub(crate) allowed_rules: String,
    pub(crate) attempt: u32,
    pub(crate) sending_until: Millis,
    pub(crate) spans: Vec<Span>,
    pub(crate) lock_id: Option<String>,
}

/// The result of the attempt of a claim, as the claiming process reports it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum AttemptResult {
    Accepted {
        order_id: String,
        order_status: Option<String>,
        reserved_at: Millis,
        lapses_on: Option<String>,
    },
    Rejected,
    Unreadable,
    Unknown,
    /// Nothing was ordered, and the order is planned again. `wait` is the time until the next claim of this
    /// order; `account_wait` is the time until the account's next claim.
    Retry {
        wait: Millis,
        account_wait: Option<Millis>,
    },
}

impl AttemptResult {
    pub(crate) fn state(&self) -> State {
        match self {
            Self::Accepted { .. } => State::Accepted,
            Self::Rejected => State::Rejected,
            Self::Unreadable => State::Unreadable,
            Self::Unknown => State::Unknown,
            Self::Retry { .. } => State::Planned,
        }
    }
}

/// The report of a claim's result, by the process that made the claim.
#[derive(Clone, Debug)]
pub(crate) struct ClaimReport {
    pub(crate) tracking_id: String,
    pub(crate) claim: String,
    pub(crate) result: AttemptResult,
    pub(crate) response: Option<Vec<u8>>,
    pub(crate) reason: Option<String>,
    pub(crate) now: Millis,
}

/// A request to settle an order.
#[derive(Clone, Debug)]
pub(crate) struct SettleRequest {
    pub(crate) tracking_id: String,
    pub(crate) settlement: Settlement,
    pub(crate) evidence: Evidence,
    /// How many days a reservation lasts, if that is known.
    pub(crate) holds_days: Option<u32>,
    pub(crate) now: Millis,
}

/// A line of the send log that the journal may not know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SentLine {
    pub(crate) at: Millis,
    pub(crate) stock: String,
    pub(crate) account: String,
    pub(crate) session: String,
    pub(crate) claim: String,
    pub(crate) tracking_id: String,
    pub(crate) sending_until: Millis,
    pub(crate) spans: Vec<Span>,
    pub(crate) lock_id: Option<String>,
}

/// Why planned orders are unknown if this machine's send log is lost.
const SEND_LOG_LOST: &str = "the send log is lost, so it may have been sent";

impl SentLine {
    /// The line for an order that is dead in this copy of the journal: its attempt is recorded under another tracking id.
    fn of_dead_order(&self) -> Self {
        Self { tracking_id: format!("{}{SENT_BY_A_COPY}", self.tracking_id), ..self.clone() }
    }

    fn is_of_dead_order(&self) -> bool {
        self.tracking_id.ends_with(SENT_BY_A_COPY)
    }

    /// Why its order is in doubt, if the journal does not contain the attempt.
    fn reason(&self) -> &'static str {
        match self.is_of_dead_order() {
            true => "the send log shows that another copy of the journal sent it, with the tracking id without `+sent`",
            false => "the send log shows that it was sent, so this journal is an older copy",
        }
    }
}

/// A session that has not ended, and the time until which orders that it has claimed, and not reported, may be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct OpenSession {
    pub(crate) id: String,
    pub(crate) sending_until: Millis,
    /// Whether the quiet time has passed since then.
    pub(crate) is_quiet: bool,
}

/// Whether a session has ended, so that it cannot send anything any more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SessionEnd {
    /// It is not known.
    Possible,
    /// It counts as ended, because the quiet time has passed without a sign of life. A store that other processes change meanwhile checks that again.
    Quiet,
    /// It is certain.
    Certain,
}

/// The store. Changes between `begin` and `commit` are recorded together, synced to the disk once; each method by itself happens whole or not at all.
pub(crate) trait Store: Send {
    /// Starts a transaction.
    fn begin(&mut self) -> Result<(), JournalError>;

    /// Ends the transaction. After an error, it is not known whether it was recorded.
    fn commit(&mut self) -> Result<(), JournalError>;

    /// The journal's id, unique for each new journal, and kept by copies.
    fn id(&self) -> Result<String, JournalError>;

    /// Records a plan, whole or not at all; returns how many orders it has.
    fn record(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<u64, JournalError>;

    /// Every conflict that [`Store::record`] would report. Records nothing.
    fn conflicts(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<Vec<Conflict>, JournalError>;

    /// Appends an order to a plan, which is recorded if there is none; returns the entry that already has the order's key, if there is one.
    fn append(&mut self, plan: &NewPlan, new: &NewEntry, now: Millis) -> Result<Option<Entry>, JournalError>;

    /// Claims the next order that is due: from the commit on, it is `sending`, and no other process sends it.
    fn claim(&mut self, request: &ClaimRequest) -> Result<ClaimResult, JournalError>;

    /// Records the result of a claim. Only the process that made the claim can do this, once, while the order is `sending` or `unknown`. A
    /// repeated report changes nothing.
    fn report(&mut self, report: &ClaimReport) -> Result<Entry, JournalError>;

    /// Settles an order with evidence.
    fn settle(&mut self, request: &SettleRequest) -> Result<Entry, JournalError>;

    /// Withdraws the planned orders of a plan, or only one of them. Returns how many.
    fn withdraw(&mut self, plan: &str, only: Option<&str>, reason: &str, now: Millis) -> Result<u64, JournalError>;

    fn start_session(&mut self, id: &str, now: Millis) -> Result<(), JournalError>;

    /// The sessions that have not ended. PostgreSQL leaves out those that have renewed their session recently.
    fn open_sessions(&self, now: Millis) -> Result<Vec<OpenSession>, JournalError>;

    /// How often [`Store::renew_session`] has to be called at least, if at all.
    fn renewal_interval(&self) -> Option<Duration> {
        None
    }

    /// From now on, a lost connection is attempted to be made again only once.
    fn stop_waiting(&mut self) {}

    /// Records that a session is alive.
    fn renew_session(&mut self, _id: &str) -> Result<(), JournalError> {
        Ok(())
    }

    /// Makes the orders unknown that a session is sending; returns how many. If it has ended, that is recorded, too.
    fn mark_unknown(&mut self, id: &str, end: SessionEnd, now: Millis) -> Result<u64, JournalError>;

    /// Starts the session of this process, after the whole send log, which has this many bytes, was compared with the journal.
    fn open_session(&mut self, id: &str, send_log_bytes: u64, now: Millis) -> Result<(), JournalError> {
        self.set_send_log_bytes(send_log_bytes)?;
        self.start_session(id, now)
    }

    /// Ends the session of this process, which has compared the send log up to this byte. It cannot send anything any more.
    fn close_session(&mut self, id: &str, send_log_bytes: u64, now: Millis) -> Result<(), JournalError> {
        self.set_send_log_bytes(send_log_bytes)?;
        self.mark_unknown(id, SessionEnd::Certain, now).map(drop)
    }

    /// Makes all planned orders unknown, as if this session had sent them: the send log is lost.
    fn mark_planned_unknown(&mut self, id: &str, now: Millis) -> Result<u64, JournalError>;

    /// Allows claims although the database may be an older copy; returns whether it had not allowed them.
    fn resume(&mut self) -> Result<bool, JournalError> {
        Ok(false)
    }

    /// Gives up a machine whose send log is lost: all planned orders become unknown; returns how many. `reason` is recorded.
    fn accept_lost_send_log(&mut self, id: &str, _reason: &str) -> Result<u64, JournalError> {
        Err(JournalError::NoSuchSendLog(id.to_owned()))
    }

    /// Problems of what is recorded, and of its file.
    fn check(&self) -> Result<Vec<String>, JournalError>;

    /// How far the send log has been compared with the journal.
    fn send_log_bytes(&self) -> Result<u64, JournalError>;

    fn set_send_log_bytes(&mut self, bytes: u64) -> Result<(), JournalError>;

    /// Whether the journal contains this send. If not, the journal is an older copy: the order becomes `unknown`, and is recorded if it is missing.
    fn compare_sent(&mut self, line: &SentLine, now: Millis) -> Result<bool, JournalError>;

    fn plan(&self, name: &str) -> Result<NewPlan, JournalError>;

    fn status(&self, plan: Option<&str>) -> Result<Vec<Status>, JournalError>;

    fn entry(&self, tracking_id: &str) -> Result<Entry, JournalError>;

    fn entries(&self, filter: &Filter) -> Result<Vec<Entry>, JournalError>;

    fn history(&self, tracking_id: &str) -> Result<Vec<Change>, JournalError>;

    /// The numbers that an order holds.
    fn spans(&self, tracking_id: &str) -> Result<Vec<Span>, JournalError>;
}
