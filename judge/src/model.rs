//! The spec as it is read at run time: OpenAPI 3.0 in JSON. The one reader of it outside of code generation.
//!
//! Nothing is checked here that no reader depends on; the generator's lint did that.

pub mod documentation;
pub mod error;
pub mod flat_schema;
pub mod json;
pub mod operation;
pub mod pattern;
pub mod pointer;
pub mod reference;
pub mod rule;
pub mod security;
pub mod server;
pub mod spec;
