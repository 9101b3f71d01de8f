//! Interprets responses.

pub mod reported_order;
