//! Matches equal elements of two sides: parameters, groups, examples and status rows.

pub(crate) mod fields;
pub(crate) mod samples;
pub(crate) mod similarity;
pub(crate) mod statuses;
