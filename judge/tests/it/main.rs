//! The crate from outside.

#![expect(clippy::unwrap_used, reason = "tests")]

mod look_ahead;
#[path = "../../../codegen/test-support/oracle.rs"]
mod oracle;
mod requests;
