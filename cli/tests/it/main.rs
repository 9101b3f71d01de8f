//! Runs the built program and tests its output, exit codes, files and handling of signals.

#![expect(clippy::unwrap_used, reason = "tests")]

mod apply;
mod apply_interrupts;
mod apply_report;
mod call;
mod check;
mod check_lines;
mod completions;
mod contract;
mod contract_contents;
mod contract_interrupts;
mod contract_reports;
mod credentials;
#[path = "../../../tests/data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
mod exit_codes;
mod golden;
mod help;
mod hints;
mod interrupt;
mod journal;
mod journal_fixture;
mod journaled_reserve;
mod json_schemas;
mod lapses;
mod man;
mod number_hints;
mod plain_http;
mod plan;
mod power_failure;
mod proxies;
mod readme;
mod reconcile;
mod reserve;
mod sandbox_process;
mod saved_responses;
mod secrets;
mod standard_streams;
mod status;
mod strict;
mod stub_server;
mod support;
mod target_from_environment;
mod terminal;
mod terminal_safety;
