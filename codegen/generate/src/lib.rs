//! The generator of colt-numbers: an OpenAPI spec in, the text of a Rust crate out.
//!
//! [`generate`] is a pure function: the same texts give the same files, byte for byte; it reads no clock, no network, no environment
//! and starts no process. Reading the spec from disk is [`colt_numbers_openapi::source`]'s part, writing and comparing files is [`files`]'s.

mod doc_text;
mod emit;
pub mod files;
mod generate;
mod hoist;
mod integer_range;
pub mod lint;
pub mod load;
pub mod lower;
pub mod names;
mod rejection;
mod string_constraints;

pub use files::Files;
pub use generate::{generate, schema_pointers};
pub use string_constraints::CHECKED_FORMATS;
