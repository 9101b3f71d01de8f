//! How a call ended.

use std::time::Duration;

use colt_numbers::{Accepted, DynamicRequest, Order, SendError};
use colt_numbers_journal::Entry;

use super::held_request::HeldRequest;

/// How a call ended.
pub enum CallResult {
    Accepted(Accepted<DynamicRequest>),
    /// The journal's order was accepted.
    Ordered(Order),
    Failed(SendError),
    /// The order had been recorded in the journal before, and was not sent again.
    Known(Box<Entry>),
    /// Nothing was sent, because the server refused requests for this long.
    Waiting(Duration),
    /// Nothing was recorded or sent, because another order of the journal holds something of it.
    Held(HeldRequest),
    /// The call was interrupted, and nothing is in doubt.
    Interrupted,
}

impl From<Result<Accepted<DynamicRequest>, SendError>> for CallResult {
    fn from(result: Result<Accepted<DynamicRequest>, SendError>) -> Self {
        match result {
            Ok(accepted) => Self::Accepted(accepted),
            Err(error) => Self::Failed(error),
        }
    }
}
