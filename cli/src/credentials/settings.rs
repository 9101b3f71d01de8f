//! The credentials for one target, and where they come from. The client secret is never printed.

use std::fmt;
use std::path::PathBuf;

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
    pub source: CredentialsSource,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCredentials(***)")
    }
}

/// Where credentials come from.
#[derive(Clone, Debug)]
pub enum CredentialsSource {
    /// The environment variables.
    Environment,
    /// A credentials file.
    File(PathBuf),
    /// The program made them, for the embedded sandbox.
    Generated,
}

impl fmt::Display for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.write_str("the environment"),
            Self::File(path) => write!(f, "the file `{}`", path.display()),
            Self::Generated => f.write_str("this program"),
        }
    }
}
