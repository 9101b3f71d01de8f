//! The generator: turns an OpenAPI spec into the source files of a Rust crate.
//!
//! [`generate`] is a pure function: the same input gives the same files, byte for byte. It reads no clock, network or environment and
//! starts no process. [`colt_numbers_openapi::source`] reads the spec from disk; [`files`] compares and writes the generated files.

mod doc_text;
mod emit;
pub mod files;
mod generate;
mod hoist;
mod integer_range;
pub mod lint;
pub mod load;
pub mod names;
mod rejection;
pub mod request;
mod simplify;
mod string_constraints;

pub use files::Files;
pub use generate::{generate, schema_pointers};
pub use string_constraints::CHECKED_FORMATS;
