//! The one reader of OpenAPI 3.0 on the spec's side of the build: a document's text with positions, its pointers, references,
//! operations and schemas; and what a check of it reports.
//!
//! [`text`] and [`marks`] read a text; [`value`], [`mod@pointer`], [`mod@reference`] and [`node`] find their way in the value; [`operation`],
//! [`walk`], [`graph`] and [`objects`] know OpenAPI. Whether a document keeps to OpenAPI's keywords is judged here ([`keywords`]), and
//! nothing else; nothing is generated.

pub mod finding;
pub mod graph;
pub mod keywords;
pub mod node;
pub mod objects;
pub mod operation;
pub mod paths;
pub mod pointer;
pub mod reference;
pub mod source;
pub mod value;
pub mod walk;
pub mod yaml;
pub mod yaml_syntax;
