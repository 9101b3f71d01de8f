//! One module a command. Each takes what was asked, and tells how the program ends.

pub mod check;
pub mod contract;
pub mod reserve;
pub mod rules;
pub mod sandbox;
