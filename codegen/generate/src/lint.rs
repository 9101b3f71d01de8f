//! The lint: checks a spec before code is generated from it. There is a file for each kind of check; all findings are reported at once. The checks
//! of the project's own extensions are in `colt_numbers_extensions`.
//!
//! Checks that need a JSON Schema validator (examples against whole schemas) are tests of the workspace, to keep the build's dependencies small.

pub mod depth;
pub mod ignored_keywords;
pub mod model;
pub mod names;
pub mod operations;
pub mod references;
pub mod schemas;
pub mod security;
pub mod servers;
pub mod strings;
pub mod yaml;
