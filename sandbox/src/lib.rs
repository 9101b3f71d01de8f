#![doc = include_str!("../README.md")]

mod admin;
mod answer;
mod app;
mod clock;
mod connection;
mod door;
mod fault;
mod json;
mod judge;
mod ledger;
mod number;
mod origin;
mod plan;
mod play;
mod repertoire;
mod request;
mod reservation;
mod rules;
mod sandbox;
mod server;
mod spec;
mod sync;
mod token;
mod tokens;

pub use clock::Clock;
pub use fault::{Fault, FaultError, When};
pub use judge::{Account, Judge, Severity, Violation};
pub use ledger::{RecordedOrder, Requests, ReservedRange};
pub use plan::{Random, Script, Target};
pub use sandbox::{Builder, Sandbox, StartError};
pub use spec::SpecError;
