//! Runs the suite against test servers: correct ones, and ones with a single defect.
#![expect(clippy::unwrap_used, reason = "tests")]

mod checks;
mod defect_row;
mod defects;
#[path = "../../../tests/data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
mod gateway;
mod golden;
mod inventory;
mod orders;
mod reports;
mod run;
mod secrets;
mod server;
mod spec;
mod spec_facts;
mod stops;
