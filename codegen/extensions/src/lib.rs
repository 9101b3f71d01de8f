//! Checks the extensions of OpenAPI in a spec of this project: source documents and citations, effects of operations, rules and
//! their cases, silences of the documents, and tracking ids.
//!
//! A spec without extensions passes every check. The crate knows OpenAPI, but not the code that is generated from a spec.

mod body_pointers;
pub mod cases;
pub mod document_changes;
pub mod earlier_lines;
pub mod effects;
pub mod error_codes;
pub mod provenance;
pub mod revisions;
pub mod rules;
pub mod silences;
pub mod tracking_ids;
