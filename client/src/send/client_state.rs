//! The state that clones of a client share.

use std::time::Duration;

use http::HeaderValue;

use crate::auth::token_cache::TokenCache;
use crate::secret::Secret;
use crate::send::retries::Retries;
use crate::target::Target;
use crate::wire::http_client::HttpClient;

/// The state that clones of a client share: its configuration and its token.
#[derive(Debug)]
pub(crate) struct ClientState {
    pub(crate) target: Target,
    pub(crate) account_id: String,
    pub(crate) http: HttpClient,
    /// `None` if requests are sent without a token.
    pub(crate) tokens: Option<TokenCache>,
    pub(crate) retries: Retries,
    pub(crate) call_timeout: Duration,
    pub(crate) user_agent: HeaderValue,
}

impl ClientState {
    /// Redacts a token and the client secret in a text of the server.
    pub(crate) fn redact(&self, text: &mut String, token: Option<&Secret>) {
        if let Some(token) = token {
            token.redact(text);
        }
        if let Some(tokens) = &self.tokens {
            tokens.redact(text);
        }
    }
}
