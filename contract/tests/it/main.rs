//! The runner against servers: right ones, and ones with a single defect.
#![expect(clippy::unwrap_used, reason = "tests")]

mod checks;
mod defects;
mod gateway;
mod golden;
mod run;
mod secrets;
mod server;
mod spec;
