//! Setting up a client: everything that can be wrong about a configuration is found here, before any order.

use std::fmt;
use std::sync::Arc;

use crate::auth::credentials::Credentials;
use crate::auth::token::TokenSource;
use crate::auth::token_cache::{TokenCache, TokenProvider};
use crate::auth::token_endpoint::TokenEndpoint;
use crate::order::client::Client;
use crate::order::client_state::ClientState;
use crate::order::retries::Retries;
use crate::target::Target;
use crate::wire::http_client::HttpClient;
#[cfg(feature = "testing")]
use crate::wire::scripted_server::ScriptedServer;
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;

/// A client in the making.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    target: Target,
    credentials: Option<Credentials>,
    source: Option<Box<dyn TokenSource>>,
    timeouts: Timeouts,
    retries: Retries,
    roots: Vec<Vec<u8>>,
    #[cfg(feature = "testing")]
    script: Option<ScriptedServer>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Client {
    /// Begins a client of a target.
    pub fn builder(target: Target) -> ClientBuilder {
        ClientBuilder {
            target,
            credentials: None,
            source: None,
            timeouts: Timeouts::default(),
            retries: Retries::default(),
            roots: Vec::new(),
            #[cfg(feature = "testing")]
            script: None,
        }
    }
}

impl ClientBuilder {
    /// Puts a script in the place of the network.
    #[cfg(feature = "testing")]
    pub(crate) fn script(mut self, script: ScriptedServer) -> Self {
        self.script = Some(script);
        self
    }

    /// Client id and secret, for this target.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// A source of tokens of one's own, in place of credentials.
    pub fn token_source(mut self, source: impl TokenSource) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// How long each part of a call may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// How often a request is sent again that was clearly not taken. [`Retries::off`] for never.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Trusts this root certificate (DER), and only those given in this way, in place of the platform's.
    pub fn root_certificate(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.roots.push(der.into());
        self
    }

    /// Checks the configuration, and sets TLS up where it is needed.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn build(self) -> Result<Client, ConfigError> {
        let refused = |why: String| ConfigError { why };
        let tls = if self.target.needs_tls() {
            Tls::on(&self.roots).map_err(|error| refused(format!("TLS cannot be set up: {error}")))?
        } else {
            Tls::off()
        };
        let wire = HttpClient {
            tls,
            timeouts: self.timeouts,
            #[cfg(feature = "testing")]
            script: self.script,
        };
        let source = match (self.credentials, self.source, self.target.token()) {
            (Some(_), Some(_), _) => {
                return Err(refused("credentials and a token source at once; give one of them".to_owned()));
            }
            (None, Some(source), _) => Some(TokenProvider::Custom(source)),
            (Some(credentials), None, _) if *credentials.target() != self.target => {
                return Err(refused(format!(
                    "the credentials are for `{}`, and the target is `{}`; they are sent to no other",
                    credentials.target(),
                    self.target
                )));
            }
            (Some(credentials), None, Some(endpoint)) => {
                let endpoint = TokenEndpoint { credentials, endpoint: endpoint.clone(), wire: wire.clone() };
                Some(TokenProvider::Endpoint(Box::new(endpoint)))
            }
            (Some(_), None, None) => {
                return Err(refused(format!("`{}` has no token URL, so credentials are of no use", self.target)));
            }
            (None, None, Some(_)) => {
                return Err(refused(format!("`{}` wants a token; give credentials or a token source", self.target)));
            }
            (None, None, None) => None,
        };
        let shared = ClientState {
            call: self.timeouts.call,
            tokens: source.map(TokenCache::new),
            wire,
            retries: self.retries,
            target: self.target,
        };
        Ok(Client(Arc::new(shared)))
    }
}

/// A configuration that cannot work; nothing was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    why: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for ConfigError {}
