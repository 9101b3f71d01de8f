//! What the clones of a client share.

use std::time::Duration;

use crate::auth::token_cache::TokenCache;
use crate::order::retries::Retries;
use crate::target::Target;
use crate::wire::http_client::HttpClient;

/// Where and how a client orders.
#[derive(Debug)]
pub(crate) struct ClientState {
    pub(crate) target: Target,
    pub(crate) wire: HttpClient,
    pub(crate) tokens: Option<TokenCache>,
    pub(crate) retries: Retries,
    pub(crate) call: Duration,
}
