//! Reads OpenAPI 3.0 documents for the code generator: YAML with line numbers, JSON Pointers, references, operations and schemas; and
//! defines the lint findings that report on a document.
//!
//! [`yaml`] parses a text and [`yaml_syntax`] records what the parsed value does not show. [`value`], [`mod@pointer`], [`mod@reference`]
//! and [`node`] navigate the value. [`operation`], [`walk`], [`graph`] and [`objects`] know the structure of OpenAPI; [`assumption`], [`silence`],
//! [`revisions`] and [`tracking_id`] know our extensions. The only check in
//! this crate is [`keywords`]: whether every key is a keyword of its OpenAPI object.

pub mod assumption;
pub mod error_codes;
pub mod finding;
pub mod graph;
pub mod keywords;
pub mod node;
pub mod objects;
pub mod operation;
pub mod paths;
pub mod pointer;
pub mod reference;
pub mod revisions;
pub mod silence;
pub mod source;
pub mod tracking_id;
pub mod value;
pub mod walk;
pub mod yaml;
pub mod yaml_syntax;
