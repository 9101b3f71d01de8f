#![doc = include_str!("../README.md")]

mod citations;
mod client_stream;
mod excerpt;
mod faults;
mod http;
mod path_template;
mod request_log;
mod sandbox;
mod served_api;
mod state;
mod sync;

pub use colt_numbers_judge::model::error::SpecError;
pub use faults::fault::{Fault, FaultError, FaultTiming};
pub use faults::fault_schedule::{FaultScript, FaultTarget, RandomFaults};
pub use request_log::{
    RecordedBody, RecordedHeader, RecordedRejection, RecordedRequest, RecordedResponse, RecordedViolation,
};
pub use sandbox::{Builder, Sandbox, StartError};
pub use state::clock::Clock;
pub use state::numbers::ReservedRange;
pub use state::orders::RecordedOrder;
pub use state::request_counts::RequestCounts;
