//! placeholder
pub mod pattern;
