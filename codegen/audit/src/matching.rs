//! Matches the corresponding elements of two documents, or of the spec and a document: parameters, groups, examples and status rows.

pub(crate) mod fields;
pub(crate) mod operations;
pub(crate) mod samples;
pub(crate) mod similarity;
pub(crate) mod statuses;
