//! Which of two sides is what of the other.

pub(crate) mod similarity;
