//! The model of the spec at run time: OpenAPI 3.0 in JSON. Outside of code generation, only this module reads the spec.
//!
//! The model checks only the parts of the spec that its users depend on; the generator's lint checks the rest.

pub mod documentation;
pub mod effects;
pub mod error;
pub mod flat_schema;
pub mod json;
pub mod media_type;
pub mod operation;
pub mod pattern;
pub mod pointer;
pub mod reference;
pub mod rule;
pub mod sample;
pub mod security;
pub mod server;
pub mod spec;
