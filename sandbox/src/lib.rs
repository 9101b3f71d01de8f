#![doc = include_str!("../README.md")]

mod account;
mod faults;
mod http;
mod json;
mod judge;
mod number;
mod rules;
mod sandbox;
mod spec;
mod state;
mod sync;

pub use account::Account;
pub use faults::fault::{Fault, FaultError, When};
pub use faults::schedule::{Random, Script, Target};
pub use judge::{Judge, Severity, Violation};
pub use sandbox::{Builder, Sandbox, StartError};
pub use spec::SpecError;
pub use state::clock::Clock;
pub use state::ledger::{RecordedOrder, Requests, ReservedRange};
