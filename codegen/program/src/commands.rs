//! The commands, one file each.

pub mod audit;
pub mod diff;
pub mod generate;
pub mod lint;
