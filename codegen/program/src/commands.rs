//! What the program does, one command a file.

pub mod audit;
pub mod diff;
pub mod generate;
pub mod lint;
