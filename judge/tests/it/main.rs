//! The crate from outside.

#![expect(clippy::unwrap_used, reason = "tests")]

mod requests;
