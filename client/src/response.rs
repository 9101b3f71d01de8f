//! Reads the parts of a response that are the same for orders and tokens: the error object, `Retry-After`, and text that a message quotes.

pub(crate) mod error_object;
pub(crate) mod retry_after;
pub(crate) mod sanitize;
