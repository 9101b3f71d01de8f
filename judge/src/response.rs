//! What a response says of the request before it.

pub mod reported_order;
