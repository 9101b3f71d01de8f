//! Tests of the public API: checks of requests, and orders sent over real sockets to servers that fail in many ways.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod api;
mod connectors;
mod dropped_calls;
mod errors;
#[path = "../../../tests/data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
#[path = "../../../tests/data/example-reservation.rs"]
mod example_reservation;
mod faults;
mod hostile;
mod judge_agreement;
mod limits;
mod operations;
mod proxies;
mod ranges;
mod requests;
mod responses;
mod retries;
mod scripted_server;
mod secrets;
mod server;
mod soak;
mod spec_cases;
mod tls;
mod tokens;
mod trim_json;
mod ui;
