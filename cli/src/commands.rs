//! The commands, with one module for each command. A command takes its arguments and returns the exit code.

pub mod apply;
pub mod call;
pub mod check;
pub mod completions;
pub mod contract;
pub mod journal;
pub mod json_schema;
pub mod lapses;
pub mod man;
pub mod operations;
pub mod plan;
pub mod reconcile;
pub mod reserve;
pub mod rules;
pub mod sandbox;
pub mod status;
