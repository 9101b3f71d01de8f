//! The data that the sandbox stores until it is reset: orders, reserved numbers, tokens, and its clock.

pub(crate) mod clock;
pub(crate) mod issued_tokens;
pub(crate) mod ledger;
