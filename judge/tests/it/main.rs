//! The crate from outside.

#![expect(clippy::unwrap_used, reason = "tests")]

mod look_ahead;
mod requests;
