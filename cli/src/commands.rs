//! The commands, one module each. A command takes its arguments and returns the exit code.

pub mod check;
pub mod contract;
pub mod reserve;
pub mod rules;
pub mod sandbox;
