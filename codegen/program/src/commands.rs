//! The commands, each in its own file.

pub mod audit;
pub mod diff;
pub mod generate;
pub mod lint;
pub mod reference;
pub mod review;
