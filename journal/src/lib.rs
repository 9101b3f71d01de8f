//! Orders of Colt phone numbers that outlive the process: planned, never ordered twice, and if in doubt, settled only with evidence.
//!
//! `colt-numbers` sends one order and reports its outcome. This crate records orders in a journal before they are sent: a file on this machine, or
//! with the feature `postgres` a database for several machines.
//! Whichever process dies, at any time:
//!
//! - no range is ordered twice: an order is claimed in the journal before its first byte leaves, and is sent again only if the process that
//!   claimed it has proof that nothing was ordered;
//! - no order is forgotten: an order that a process was sending when it died is *unknown*, and holds its numbers;
//! - an order in doubt is listed until it is settled with [`Evidence`].
//!
//! [`Journal::order`] places one order under the caller's own key. [`Journal::plan`] records many, and [`Journal::apply`] sends them, also after
//! an interruption, and from several processes at once. [`Journal::reconcile`] and [`Journal::settle`] settle orders in doubt.
//!
//! # What is not promised
//!
//! - A journal in a file is for one machine; with the feature `postgres`, a journal in a database is for several. It does not detect what was ordered with
//!   another journal.
//! - The numbers of a lock id are not known, so they are not compared with ranges.
//! - Evidence is assumed to be true.
//! - If the clock was wrong while an order was sent, the quiet time of its evidence is wrong by the same difference, unless the clock was set back.
//!
//! This crate is neither made nor endorsed by Colt.

mod apply;
mod clock;
mod crash_point;
mod entry;
mod error;
mod evidence;
mod filter;
mod folder;
mod journal;
mod journal_path;
mod network_drive;
mod plan;
mod reconcile;
mod send_log;
mod session;
mod span;
mod state;
mod store;
mod writer;

pub use apply::event::{End, Event};
pub use apply::order::{PlacedOrder, SingleOrder};
pub use apply::run::{Apply, Run};
pub use apply::stop::Stopper;
pub use entry::{Change, Entry, Limits, Status, Tally};
pub use error::{Conflict, JournalError};
pub use evidence::{Evidence, Settlement};
pub use filter::Filter;
pub use journal::{Journal, JournalOptions};
pub use plan::{Plan, PlanBuilder, PlannedOrder};
pub use reconcile::{Availability, Inventory, ReconciledOrder};
pub use state::State;
#[cfg(feature = "postgres")]
pub use store::postgres::schema::POSTGRES_SCHEMA;

/// Compiles the example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExample;
