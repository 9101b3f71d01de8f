//! placeholder
pub mod diff;
pub mod pattern;
