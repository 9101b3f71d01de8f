//! Reads one schema: merges references and `allOf`, and decides which values the result allows.
//!
//! The comparison of two schemas is in `check/schema`.

pub(crate) mod accepts;
pub(crate) mod decimal;
pub(crate) mod json_types;
pub(crate) mod keywords;
pub(crate) mod located_schema;
pub(crate) mod merge_all_of;
mod null;
pub(crate) mod numbers;
pub(crate) mod shape;
pub(crate) mod strings;
