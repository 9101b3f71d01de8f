//! The model of the spec at run time: OpenAPI 3.0 in JSON. Outside of code generation, only this module reads the spec.
//!
//! It checks only what its users depend on; the generator's lint has checked the rest.

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
