//! What any response may say, whatever it answers: an error object, when to come again, and text to quote.

pub(crate) mod error_object;
pub(crate) mod quoted;
pub(crate) mod retry_after;
