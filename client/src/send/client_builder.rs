//! Builds a client, and checks its configuration before any request is sent.

use std::fmt;
use std::sync::Arc;

use colt_numbers_terminal_text::Safe;
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::auth::credentials::Credentials;
use crate::auth::token::TokenSource;
use crate::auth::token_cache::{TokenCache, TokenProvider};
use crate::auth::token_endpoint::TokenEndpoint;
use crate::secret::Secret;
use crate::send::client::Client;
use crate::send::client_state::ClientState;
use crate::send::config_error::ConfigError;
use crate::send::retries::Retries;
use crate::send::user_agent::{user_agent, user_agent_of};
use crate::target::{HttpEndpoint, PlainHttp, Target};
use crate::wire::connector::Connector;
use crate::wire::http_client::HttpClient;
use crate::wire::proxy::Proxy;
use crate::wire::route::Route;
#[cfg(feature = "testing")]
use crate::wire::scripted_server::ScriptedServer;
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;
use crate::wire::tls_certificates::TlsCertificates;

/// A builder of a [`Client`], created by [`Client::builder`].
///
/// A target that requires a token needs either [`credentials`](Self::credentials) or a [`token_source`](Self::token_source). Everything else has
/// a default.
///
/// ```
/// use std::time::Duration;
///
/// use colt_numbers::{Client, Retries, Target, Timeouts};
///
/// let target = Target::url("http://127.0.0.1:4010/api", None)?;
/// let client = Client::builder(target)
///     .timeouts(Timeouts::default().call(Duration::from_secs(60)))
///     .retries(Retries::off())
///     .application("billing/2.1")
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    target: Target,
    credentials: Option<Credentials>,
    token_source: Option<Box<dyn TokenSource>>,
    timeouts: Timeouts,
    retries: Retries,
    certificates: TlsCertificates,
    proxy: Option<Proxy>,
    connector: Option<Arc<dyn Connector>>,
    application: Option<String>,
    #[cfg(feature = "testing")]
    script: Option<ScriptedServer>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Client {
    /// Starts building a client of a target.
    pub fn builder(target: Target) -> ClientBuilder {
        ClientBuilder {
            target,
            credentials: None,
            token_source: None,
            timeouts: Timeouts::default(),
            retries: Retries::default(),
            certificates: TlsCertificates::default(),
            proxy: None,
            connector: None,
            application: None,
            #[cfg(feature = "testing")]
            script: None,
        }
    }
}

impl ClientBuilder {
    /// Replaces the network by a scripted server.
    #[cfg(feature = "testing")]
    pub(crate) fn script(mut self, script: ScriptedServer) -> Self {
        self.script = Some(script);
        self
    }

    /// Sets the client id and secret, which must have been created for the target of this client.
    ///
    /// A token is requested with the scopes that the spec states for the operation; without scopes, the server chooses them.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets a custom source of tokens, which replaces credentials.
    pub fn token_source(mut self, source: impl TokenSource) -> Self {
        self.token_source = Some(Box::new(source));
        self
    }

    /// Sets the time limits of a call and of its parts.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how often a request is sent again. [`Retries`] states when it is; with [`Retries::off`], it never is.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Adds custom root certificates: the content of a file with one or several certificates in PEM, or with one in DER. The custom root
    /// certificates replace those of the platform.
    ///
    /// They are read only if an endpoint uses `https`.
    pub fn root_certificate(mut self, pem_or_der: impl Into<Vec<u8>>) -> Self {
        self.certificates.roots.push(pem_or_der.into());
        self
    }

    /// Sets the client certificate, with which the client identifies itself to the server and to its token endpoint: the content of a PEM file
    /// with the certificate, followed by the certificates that lead to its root; and the content of a PEM file with its key, which is not
    /// encrypted.
    ///
    /// They are read only if an endpoint uses `https`. No error quotes them.
    ///
    /// ```no_run
    /// use colt_numbers::{Client, Credentials, Secret, Target};
    ///
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let target = Target::sandbox();
    /// let credentials = Credentials::new(&target, "id", "secret")?;
    /// let key = Secret::new(std::fs::read_to_string("key.pem")?);
    /// let client = Client::builder(target)
    ///     .credentials(credentials)
    ///     .client_certificate(std::fs::read("chain.pem")?, key)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_certificate(mut self, chain: impl Into<Vec<u8>>, key: Secret) -> Self {
        self.certificates.client = Some((chain.into(), key));
        self
    }

    /// Sets the proxy, through which the client connects to the API and to the token endpoint.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Sets a connector, which opens the connections to the API and to the token endpoint in place of TCP.
    pub fn connector(mut self, connector: impl Connector) -> Self {
        self.connector = Some(Arc::new(connector));
        self
    }

    /// Sets the name of the application, with an optional version: `billing/2.1`. It becomes the first part of `User-Agent`, before the name and
    /// version of this crate.
    ///
    /// Several names are separated by single blanks. A name is a token of HTTP (RFC 9110, 5.6.2); all of them together have at most 100 characters.
    pub fn application(mut self, name_and_version: impl Into<String>) -> Self {
        self.application = Some(name_and_version.into());
        self
    }

    /// Checks the configuration, and loads the root certificates if an endpoint uses `https`. Nothing is sent.
    ///
    /// # Errors
    /// [`ConfigError`] if a token is required, but neither credentials nor a token source are set; if credentials and a token source are set; if
    /// the credentials are for another target; if credentials are set, but the target has no token endpoint; if a certificate or key is invalid;
    /// if TLS cannot be set up; if a proxy and a connector are set, or one of them for `http` without [`Target::plain_http`]; or if the name of the
    /// application is invalid.
    pub fn build(self) -> Result<Client, ConfigError> {
        let user_agent = match &self.application {
            None => user_agent(),
            Some(application) => user_agent_of(application).ok_or_else(|| ConfigError::of_application(application))?,
        };
        let route = route(&self.target, self.proxy, self.connector)?;
        let is_private =
            |endpoint: &HttpEndpoint| endpoint.tls || (endpoint.is_loopback() && route.is_direct(endpoint));
        if !self.target.endpoints().all(is_private) {
            tracing::warn!(target_url = %self.target, "requests, credentials and tokens are sent without encryption");
        }
        let tls = if self.target.needs_tls() {
            Tls::on(&self.certificates).map_err(ConfigError::of_tls)?
        } else {
            Tls::off()
        };
        let http = HttpClient {
            route,
            tls,
            timeouts: self.timeouts,
            #[cfg(feature = "testing")]
            script: self.script,
        };
        let account_id = account_id(&self.target, self.credentials.as_ref());
        let provider = match (self.credentials, self.token_source, self.target.token_endpoint()) {
            (Some(_), Some(_), _) => {
                return Err(ConfigError::of_credentials(
                    "both credentials and a token source are set; set one of them".to_owned(),
                ));
            }
            (None, Some(source), _) => Some(TokenProvider::Custom(source)),
            (Some(credentials), None, _) if *credentials.target() != self.target => {
                return Err(ConfigError::of_credentials(format!(
                    "the credentials are for `{}`, but the target is `{}`; a client sends credentials only to the target that they are for",
                    credentials.target(),
                    self.target
                )));
            }
            (Some(credentials), None, Some(endpoint)) => {
                let tracking_header = self.target.token_tracking_header();
                let endpoint =
                    TokenEndpoint { credentials, endpoint: endpoint.clone(), tracking_header, http: http.clone() };
                Some(TokenProvider::Endpoint(Box::new(endpoint)))
            }
            (Some(_), None, None) => {
                return Err(ConfigError::of_credentials(format!(
                    "credentials are set, but `{}` has no token URL",
                    self.target
                )));
            }
            (None, None, Some(_)) => {
                return Err(ConfigError::of_credentials(format!(
                    "`{}` requires a token; set credentials or a token source",
                    self.target
                )));
            }
            (None, None, None) => None,
        };
        let shared = ClientState {
            call_timeout: self.timeouts.call,
            tokens: provider.map(TokenCache::new),
            http,
            retries: self.retries,
            target: self.target,
            account_id,
            user_agent,
        };
        Ok(Client(Arc::new(shared)))
    }
}

/// How the client connects. Only the client itself can check that a connection without TLS stays on this machine.
fn route(target: &Target, proxy: Option<Proxy>, connector: Option<Arc<dyn Connector>>) -> Result<Route, ConfigError> {
    let route = match (proxy, connector) {
        (None, None) => Route::Direct,
        (Some(proxy), None) => Route::Proxy(proxy),
        (None, Some(connector)) => Route::Connector(connector),
        (Some(_), Some(_)) => {
            return Err(ConfigError::of_connection("both a proxy and a connector are set; set one of them".to_owned()));
        }
    };
    let is_unchecked = |endpoint: &&HttpEndpoint| {
        !endpoint.tls && endpoint.plain == PlainHttp::OnLoopback && !route.is_direct(endpoint)
    };
    match target.endpoints().find(is_unchecked) {
        Some(endpoint) => Err(ConfigError::of_connection(format!(
            "`{}` has no encryption and is not connected to directly, which only `Target::plain_http` allows",
            Safe::new(&endpoint.url.to_string())
        ))),
        None => Ok(route),
    }
}

/// See [`Client::account_id`].
fn account_id(target: &Target, credentials: Option<&Credentials>) -> String {
    let text = Zeroizing::new(format!("{}\n{}", target.base_url(), credentials.map_or("", Credentials::id)));
    let hash = digest(&SHA256, text.as_bytes());
    hash.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_its_target_and_its_client_id() {
        let id = |target: &Target, client_id: &str, secret: &str| {
            let credentials = Credentials::new(target, client_id, secret).unwrap();
            let client = Client::builder(target.clone()).credentials(credentials).build().unwrap();
            client.account_id().to_owned()
        };
        let url = |port: u16| {
            let token_url = format!("http://127.0.0.1:{port}/token");
            Target::url(&format!("http://127.0.0.1:{port}"), Some(&token_url)).unwrap()
        };
        let (first, second) = (url(4010), url(4011));
        // The value is stored, so it never changes.
        assert_eq!(id(&first, "a", "s"), "cf867eeb3d7c");
        assert_eq!(id(&first, "a", "s"), id(&first, "a", "another secret"));
        assert_ne!(id(&first, "a", "s"), id(&first, "b", "s"));
        assert_ne!(id(&first, "a", "s"), id(&second, "a", "s"));
    }
}
