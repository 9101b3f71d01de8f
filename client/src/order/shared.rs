//! What the clones of a client share.

use std::time::Duration;

use crate::auth::token_store::TokenStore;
use crate::order::retries::Retries;
use crate::target::Target;
use crate::wire::exchange::Wire;

/// Where and how a client orders.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) target: Target,
    pub(crate) wire: Wire,
    pub(crate) tokens: Option<TokenStore>,
    pub(crate) retries: Retries,
    pub(crate) call: Duration,
}
