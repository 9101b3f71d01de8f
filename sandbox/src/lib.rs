#![doc = include_str!("../README.md")]

mod excerpt;
mod faults;
mod http;
mod sandbox;
mod served_operation;
mod state;
mod sync;

pub use colt_numbers_judge::model::error::SpecError;
pub use faults::fault::{Fault, FaultError, When};
pub use faults::fault_schedule::{Random, Script, Target};
pub use sandbox::{Builder, Sandbox, StartError};
pub use state::clock::Clock;
pub use state::ledger::{RecordedOrder, Requests, ReservedRange};
