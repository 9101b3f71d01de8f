//! The errors of the journal.

use std::fmt;
use std::path::PathBuf;

use crate::state::State;

/// An error of the journal. Unless a variant says otherwise, nothing was changed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum JournalError {
    /// The journal, its folder or its files cannot be used.
    Open {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file is damaged, or is not a database. See [`recreate_lost_journal`](crate::JournalOptions::recreate_lost_journal).
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The journal is on a network drive, where locks of files are not reliable.
    NetworkDrive {
        /// The journal.
        path: PathBuf,
        /// The type of the file system, such as `nfs4`.
        file_system: String,
    },
    /// A newer version of this crate wrote the journal.
    NewerSchema {
        /// The version of its tables.
        found: i64,
        /// The newest version that this crate knows.
        known: i64,
    },
    /// The journal does not exist, but its send log shows that orders were sent with it. See
    /// [`recreate_lost_journal`](crate::JournalOptions::recreate_lost_journal).
    Lost {
        /// The journal.
        path: PathBuf,
        /// Its send log.
        send_log: PathBuf,
    },
    /// The send log is missing or shorter than it was, so it cannot show whether the journal is an older copy.
    SendLogLost {
        /// The file that should be there.
        path: PathBuf,
    },
    /// The send log cannot be written or read. Nothing was sent.
    SendLog {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Another copy of the journal is in use at the same time, and has sent the same order.
    AnotherCopy {
        /// The tracking id of the order, which is now unknown.
        tracking_id: String,
    },
    /// The database failed: a full disk, a read-only file, an I/O error. Whether a change was recorded is not known.
    Database {
        /// Why.
        reason: String,
    },
    /// The connection to the journal's database failed, or the database undid a change to end a deadlock. Whether a change was recorded is not
    /// known; it can be made again.
    Connection {
        /// Why.
        reason: String,
    },
    /// The database may have lost orders that were sent: it was restored, or a standby was promoted, or its settings allow a loss. Nothing was sent.
    Held {
        /// Why.
        reason: String,
    },
    /// The journal was not resumed, because the send logs with these ids were not compared with it since its database was restored, or a standby was
    /// promoted. They are of machines that have sent orders, or may have.
    SendLogsMissing(Vec<String>),
    /// No send log with this id has to be compared before the journal is resumed.
    NoSuchSendLog(String),
    /// The journal has been closed.
    Closed,
    /// A plan with this name exists already.
    PlanExists(String),
    /// No plan has this name.
    NoSuchPlan(String),
    /// No order has this tracking id.
    NoSuchEntry(String),
    /// The plan is for another account or another target.
    OtherAccount {
        /// The plan.
        plan: String,
        /// The target and the account that it is for.
        planned: String,
        /// The target and the account of the client.
        given: String,
    },
    /// The plan of a planned order has reached its limits, so the order was not sent. It stays planned.
    LimitReached {
        /// The plan.
        plan: String,
        /// The tracking id of the order.
        tracking_id: String,
    },
    /// Other orders hold numbers, lock ids or keys of the plan.
    Conflicts(Vec<Conflict>),
    /// A plan that limits the numbers cannot contain an order whose count of numbers is not known.
    NotCounted {
        /// Its position in the plan, from 1.
        position: u64,
    },
    /// Another order was recorded under the same key.
    KeyReused {
        /// The key.
        key: String,
        /// The tracking id of the order that has it.
        tracking_id: String,
    },
    /// Another order has the tracking id.
    TrackingIdReused(String),
    /// Another order has the order id that an order was to be settled with.
    OrderIdReused {
        /// The order id.
        order_id: String,
        /// The tracking id of the other order.
        tracking_id: String,
    },
    /// The result of an attempt was not recorded, because the order is not claimed for this attempt any more: it was settled, for example.
    NotClaimed {
        /// The tracking id.
        tracking_id: String,
        /// The state that it is in.
        state: State,
    },
    /// The evidence does not allow this settlement.
    NotAllowed {
        /// The tracking id.
        tracking_id: String,
        /// Why, and what would allow it.
        reason: String,
    },
    /// A planned request is not valid any more.
    Invalid {
        /// The tracking id.
        tracking_id: String,
        /// The violations, on one line.
        reason: String,
    },
}

/// Another order that holds numbers, a lock id or a key.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Conflict {
    /// The position of the order that could not be recorded, from 1.
    pub position: u64,
    /// What the other order holds: a range such as `442081324758..442081324759`, a lock id or a key.
    pub held: String,
    /// The tracking id of the other order.
    pub tracking_id: String,
    /// The plan of the other order.
    pub plan: String,
    /// The position of the other order in its plan, from 1.
    pub other_position: u64,
    /// The state of the other order.
    pub state: State,
    /// Whether both orders have the same request, byte by byte.
    pub is_same_request: bool,
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { path, reason } => write!(f, "the journal `{}` cannot be used: {reason}", path.display()),
            Self::Damaged { path, reason } => write!(
                f,
                "the journal `{}` is damaged, or is not a journal: {reason}; hint: restore it from a backup; without one, move the file aside and open \
                 the journal at the same path with `recreate_lost_journal`",
                path.display()
            ),
            Self::NetworkDrive { path, file_system } => write!(
                f,
                "the journal `{}` is on a network drive ({file_system}), where locks are not reliable; hint: use a local disk",
                path.display()
            ),
            Self::NewerSchema { found, known } => write!(
                f,
                "the journal has version {found} of its tables, but this program knows {known} at most; hint: use a newer program"
            ),
            Self::Lost { path, send_log } => write!(
                f,
                "the journal `{}` does not exist or has no tables, but the send log `{}` shows that orders were sent with it; hint: \
                 restore the journal from a backup; if it was moved, open it at its new path with `accept_moved_journal`; if it is lost, open it with `recreate_lost_journal`",
                path.display(),
                send_log.display()
            ),
            Self::SendLogLost { path } => write!(
                f,
                "the send log `{}` is missing or shorter than it was, so orders that were sent may be missing in the journal; hint: restore \
                 it, or open the journal with `accept_lost_send_log`",
                path.display()
            ),
            Self::SendLog { path, reason } => {
                write!(f, "the send log `{}` cannot be used, so nothing was sent: {reason}", path.display())
            }
            Self::AnotherCopy { tracking_id } => write!(
                f,
                "another copy of this journal has sent the order `{tracking_id}`, which is now unknown; hint: use one journal only"
            ),
            Self::Database { reason } => write!(f, "the journal's database failed: {reason}"),
            Self::Connection { reason } => write!(f, "the connection to the journal's database failed: {reason}"),
            Self::Held { reason } => write!(
                f,
                "nothing may be sent, because {reason}; hint: open the journal on each machine that has sent orders, and resume it"
            ),
            Self::SendLogsMissing(ids) => write!(
                f,
                "the journal was not resumed, because machines that may have sent orders have not compared their send logs with it: `{}`; hint: open \
                 the journal once on each of them, or give up those that are lost for good",
                ids.join("`, `")
            ),
            Self::NoSuchSendLog(id) => write!(f, "the send log `{id}` is not missing, so it cannot be given up"),
            Self::Closed => f.write_str("the journal is closed"),
            Self::PlanExists(name) => write!(f, "the journal already has a plan `{name}`; hint: use another name"),
            Self::NoSuchPlan(name) => write!(f, "the journal has no plan `{name}`"),
            Self::NoSuchEntry(id) => write!(f, "the journal has no order with the tracking id `{id}`"),
            Self::OtherAccount { plan, planned, given } => {
                write!(f, "the plan `{plan}` is for {planned}, but the client is for {given}")
            }
            Self::LimitReached { plan, tracking_id } => {
                write!(
                    f,
                    "the order `{tracking_id}` was not sent, and stays planned: the limit of its plan `{plan}` is reached"
                )
            }
            Self::Conflicts(conflicts) => {
                write!(f, "{} conflicts with orders in the journal", conflicts.len())?;
                let Some(first) = conflicts.first() else { return Ok(()) };
                write!(f, "; the first is order {first}")
            }
            Self::NotCounted { position } => write!(
                f,
                "it is not known how many numbers order {position} has, but the plan limits the numbers; hint: limit the orders instead"
            ),
            Self::KeyReused { key, tracking_id } => write!(
                f,
                "the key `{key}` belongs to another order, with the tracking id `{tracking_id}`; hint: a key is for one request"
            ),
            Self::TrackingIdReused(id) => {
                write!(f, "another order has the tracking id `{id}`; hint: a tracking id is for one order")
            }
            Self::OrderIdReused { order_id, tracking_id } => write!(
                f,
                "the order id `{order_id}` belongs to another order, with the tracking id `{tracking_id}`; hint: an order id is for one order, \
                 so find out which of them it belongs to"
            ),
            Self::NotClaimed { tracking_id, state } => {
                write!(f, "the order `{tracking_id}` is {state}, so the result of its attempt was not recorded")
            }
            Self::NotAllowed { tracking_id, reason } => {
                write!(f, "the order `{tracking_id}` was not settled: {reason}")
            }
            Self::Invalid { tracking_id, reason } => {
                write!(f, "the order `{tracking_id}` is not valid, so it was not sent: {reason}")
            }
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, held, tracking_id, plan, state, .. } = self;
        write!(f, "{position}: `{held}` is held by the order `{tracking_id}` of plan `{plan}`, which is {state}")
    }
}

impl std::error::Error for JournalError {}
