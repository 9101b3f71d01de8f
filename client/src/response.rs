//! What any response may hold, whatever the request was: an error object, `Retry-After`, and text to quote in a message.

pub(crate) mod error_object;
pub(crate) mod retry_after;
pub(crate) mod sanitize;
