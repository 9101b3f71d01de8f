//! The credentials for one target. The client secret is never printed.

use std::fmt;

/// The credentials for a target, and its token endpoint.
#[derive(Debug, Default)]
pub struct CredentialSettings {
    /// Client id and secret; `None` if the target is called without a token.
    pub client: Option<ClientCredentials>,
    /// The token endpoint, if the target is a URL.
    pub token_url: Option<String>,
}

/// A client id and its secret.
pub struct ClientCredentials {
    pub id: String,
    pub secret: String,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCredentials(***)")
    }
}
