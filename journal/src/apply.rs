//! Applies a plan: claims its orders one by one, sends each, and records the result.
//!
//! An order is claimed in the store before its first byte can leave. It is sent again only if the result of that claim proves that
//! nothing was ordered.

pub(crate) mod attempt;
pub(crate) mod event;
pub(crate) mod order;
pub(crate) mod run;
pub(crate) mod stop;
pub(crate) mod worker;
