//! The lint: everything that must hold before anything is generated. One kind of trouble a file; all findings at once.
//!
//! What needs a JSON Schema validator (examples against whole schemas) is checked in the tests of the workspace instead, so that
//! what the build compiles stays small.

pub mod cases;
pub mod defaults;
pub mod depth;
pub mod model;
pub mod names;
pub mod operations;
pub mod provenance;
pub mod references;
pub mod rules;
pub mod schemas;
pub mod servers;
pub mod strings;
pub mod validator;
pub mod yaml;
