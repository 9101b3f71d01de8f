//! Orders of Colt phone numbers that outlive the process: planned, sent at most once, and in doubt until somebody settles them with evidence.
//!
//! `colt-numbers` sends one order and reports what is known of it. This crate records orders in a journal, a file on this machine, before they
//! are sent. Whatever dies, whenever:
//!
//! - no range is ordered twice: an order is claimed in the journal before its first byte leaves, and is sent again only if its own claim has proof
//!   that nothing was ordered;
//! - no order is forgotten: what a process was sending when it died is *unknown*, and holds its numbers;
//! - what is in doubt is listed until it is settled with [`Evidence`].
//!
//! [`Journal::order`] places one order under the caller's own key. [`Journal::plan`] records many, and [`Journal::apply`] sends them, also after
//! an interruption, and from several processes at once. [`Journal::compare`] and [`Journal::settle`] settle what is in doubt.
//!
//! # What is not promised
//!
//! - A journal is for one machine. Two journals do not know of each other, and neither do two machines with a journal each.
//! - The numbers of a lock id are not known, so they are not compared with ranges.
//! - Evidence is believed.
//! - A clock that was wrong while orders were sent makes the quiet time of evidence wrong by as much, unless it was set back.
//!
//! This crate is neither made nor endorsed by Colt.

mod apply;
mod clock;
mod crash_point;
mod drive;
mod entry;
mod error;
mod evidence;
mod filter;
mod folder;
mod journal;
mod plan;
mod reconcile;
mod send_log;
mod session;
mod span;
mod state;
mod store;
mod writer;

pub use apply::event::{End, Event};
pub use apply::run::{Apply, Run};
pub use apply::stop::Stopper;
pub use entry::{Change, Entry, Limits, Status, Tally};
pub use error::{Conflict, JournalError};
pub use evidence::{Evidence, Settlement};
pub use filter::Filter;
pub use journal::{Journal, JournalOptions};
pub use plan::{Plan, PlanBuilder, PlannedOrder};
pub use reconcile::{Availability, Finding, Inventory};
pub use state::State;

/// Compiles the example of this crate's README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExample;
