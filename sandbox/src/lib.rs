#![doc = include_str!("../README.md")]

mod admin;
mod answer;
mod app;
mod clock;
mod json;
mod judge;
mod ledger;
mod number;
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
pub use judge::{Account, Judge, Severity, Violation};
pub use ledger::{RecordedOrder, Requests, ReservedRange};
pub use sandbox::{Builder, Sandbox, StartError};
pub use spec::SpecError;
