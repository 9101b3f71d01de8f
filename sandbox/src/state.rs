//! What the sandbox remembers until it is reset: orders and reserved numbers, tokens, and its clock.

pub(crate) mod clock;
pub(crate) mod ledger;
pub(crate) mod token_store;
