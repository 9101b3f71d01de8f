//! Which of two sides is what of the other.

pub(crate) mod fields;
pub(crate) mod samples;
pub(crate) mod similarity;
pub(crate) mod statuses;
