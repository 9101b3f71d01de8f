//! Tests of the sandbox over sockets and through its public API.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod endpoints;
#[path = "../../../tests/data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
mod fault_connections;
mod fault_schedule;
mod faults;
mod hosts;
mod operations;
mod origin;
mod page;
mod raw_client;
mod readme;
mod recent_requests;
mod reservations;
#[path = "../../../tests/data/second-chapter.rs"]
mod second_chapter;
mod served_specs;
mod strict_json;
