//! Reads a response: what it proves about the call, its order id, its error object, `Retry-After`, and text that a message quotes.

pub(crate) mod error_object;
pub(crate) mod order_id;
pub(crate) mod order_mention;
pub(crate) mod response_class;
pub(crate) mod retry_after;
pub(crate) mod sanitize;
