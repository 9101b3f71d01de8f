//! The program as a shell sees it: streams, exit codes, files, signals. Everything goes through the real binary.

#![expect(clippy::unwrap_used, reason = "tests")]

mod check;
mod contract;
mod contract_interrupts;
mod contract_reports;
mod credentials;
mod foreign;
mod golden;
mod help;
mod hints;
mod interrupt;
mod kept;
mod lines;
mod numbers;
mod outcomes;
mod reserve;
mod secrets;
mod server;
mod streams;
mod support;
mod terminal;
mod twin;
