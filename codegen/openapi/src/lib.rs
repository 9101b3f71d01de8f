//! The one reader of OpenAPI 3.0 on the spec's side of the build: a document's text with positions, its pointers, references,
//! operations and schemas; and what a check of it reports.
//!
//! Nothing is judged here, and nothing generated.

pub mod finding;
pub mod graph;
pub mod objects;
pub mod paths;
pub mod pointer;
pub mod source;
pub mod walk;
pub mod yaml;
