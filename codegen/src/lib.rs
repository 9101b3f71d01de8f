//! The generator of colt-numbers: an OpenAPI spec in, the text of a Rust crate out.

#[cfg(feature = "audit")]
pub mod audit;
pub mod pointer;
pub mod walk;
