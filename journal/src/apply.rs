//! Applies a plan: claims its orders one by one, sends each, and records what came of it.
//!
//! An order is claimed in the store before its first byte can leave. Only the result of its own claim sends it again, and only if nothing was
//! ordered.

pub(crate) mod attempt;
pub(crate) mod event;
pub(crate) mod order;
pub(crate) mod run;
pub(crate) mod stop;
pub(crate) mod worker;
