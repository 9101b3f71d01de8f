//! What schemas say: a schema as seen from somewhere, the one set of rules that several make together, and what these rules allow.
//!
//! Not here: how two schemas compare (`check/schema`).

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
