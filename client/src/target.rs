//! The server that requests are sent to: one of the vendor's servers, or any other server by its URL. `http` is allowed for loopback only, unless the
//! caller asks for it.

mod normalized_url;

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use colt_numbers_api::servers::{PRODUCTION, SANDBOX, Server};
use colt_numbers_terminal_text::Safe;
use http::Uri;
use http::uri::Authority;

use crate::cause::{Cause, source};
use crate::target::normalized_url::normalized;

/// A server that requests are sent to, with its token endpoint if it has one.
///
/// ```
/// use colt_numbers::Target;
///
/// assert_eq!(Target::sandbox().to_string(), "sandbox");
/// assert_eq!("production".parse::<Target>()?, Target::production());
/// let local = Target::url("http://127.0.0.1:4010/api", Some("http://127.0.0.1:4010/token"))?;
/// assert!(local.is_loopback() && local.requires_token());
/// assert!(Target::url("http://numbers.example", None).is_err(), "`http` is for loopback only");
/// # Ok::<(), colt_numbers::InvalidTarget>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Target {
    /// The vendor's server; `None` for a URL.
    server: Option<Server>,
    base: HttpEndpoint,
    token: Option<HttpEndpoint>,
}

impl Target {
    /// The vendor's production server. A reservation there costs money.
    #[must_use]
    pub fn production() -> Self {
        Self::of_server(PRODUCTION)
    }

    /// The vendor's sandbox.
    #[must_use]
    pub fn sandbox() -> Self {
        Self::of_server(SANDBOX)
    }

    /// Any other server. `base` is its base URL (a URL of `servers` in OpenAPI), such as `http://127.0.0.1:4010/api`; `token_url`
    /// is the URL of its token endpoint. Without a token endpoint, requests are sent without a token, unless the client has a
    /// [`TokenSource`](crate::TokenSource).
    ///
    /// # Errors
    /// [`InvalidTarget`] if either URL is malformed; if it contains a user name, a query or a fragment; or if its scheme is neither `https` nor,
    /// for a loopback host, `http`.
    ///
    /// A URL on a host of the vendor is rejected as well: use [`Target::production`] or [`Target::sandbox`]. So an order that costs money cannot
    /// be mistaken for a test, and the vendor's token endpoint cannot be combined with another base URL, which would then get the vendor's tokens.
    pub fn url(base: &str, token_url: Option<&str>) -> Result<Self, InvalidTarget> {
        Self::of_urls(base, token_url, PlainHttp::OnLoopback)
    }

    /// As [`Target::url`], but `http` is allowed for every host: for a test server in another container or on another machine, such as
    /// `colt-numbers sandbox --expose`. Requests, credentials and tokens are sent without encryption, and the server is not authenticated:
    /// everyone on the way can read and change them. Creating a client for such a target logs a warning.
    ///
    /// ```
    /// use colt_numbers::Target;
    ///
    /// let twin = Target::plain_http("http://twin:4010/numberManagement", Some("http://twin:4010/authentication/v1/oauth/token"))?;
    /// assert!(twin.is_unencrypted() && !twin.is_loopback());
    /// assert!(Target::plain_http("http://apis.colt.net/numberManagement", None).is_err(), "the vendor's servers need TLS");
    /// # Ok::<(), colt_numbers::InvalidTarget>(())
    /// ```
    ///
    /// # Errors
    /// As [`Target::url`], but for the scheme.
    pub fn plain_http(base: &str, token_url: Option<&str>) -> Result<Self, InvalidTarget> {
        Self::of_urls(base, token_url, PlainHttp::Anywhere)
    }

    fn of_urls(base: &str, token_url: Option<&str>, plain: PlainHttp) -> Result<Self, InvalidTarget> {
        let base = HttpEndpoint::parse(base.trim().trim_end_matches('/'), plain)?;
        let token = token_url.map(|url| HttpEndpoint::parse(url.trim(), plain)).transpose()?;
        for endpoint in token.iter().chain([&base]) {
            if let Some(server) = vendor_server(endpoint) {
                return Err(InvalidTarget::new(
                    InvalidTargetKind::VendorServer,
                    endpoint.url.to_string(),
                    format!("it is the vendor's `{}` server; use that target by its name", server.id),
                ));
            }
        }
        Ok(Self { server: None, base, token })
    }

    /// The target of a client of a scripted server. Nothing is ever sent to its address.
    #[cfg(feature = "testing")]
    pub(crate) fn scripted() -> Self {
        let vendor = HttpEndpoint::of_spec(SANDBOX.url);
        let base = HttpEndpoint::of_spec(&format!("http://127.0.0.1:9{}", vendor.url.path()));
        Self { server: None, base, token: None }
    }

    fn of_server(server: Server) -> Self {
        Self {
            server: Some(server),
            base: HttpEndpoint::of_spec(server.url),
            token: server.token_url.map(HttpEndpoint::of_spec),
        }
    }

    /// Whether this is the vendor's production server, where an order costs money.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.server == Some(PRODUCTION)
    }

    /// Whether the host is `localhost` or a loopback address. The name is not resolved.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.base.is_loopback()
    }

    /// Whether requests or credentials are sent over `http` to a host that is not `localhost` or a loopback address. Only
    /// [`Target::plain_http`] makes such a target.
    #[must_use]
    pub fn is_unencrypted(&self) -> bool {
        self.endpoints().any(|endpoint| !endpoint.tls && !endpoint.is_loopback())
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.base.url.to_string().trim_end_matches('/').to_owned()
    }

    /// The header with the tracking id of a token request; for a URL, that of the vendor's sandbox.
    pub(crate) fn token_tracking_header(&self) -> Option<&'static str> {
        self.server.unwrap_or(SANDBOX).token_tracking_header
    }

    /// Whether the target has a token endpoint, so that requests need a token.
    #[must_use]
    pub fn requires_token(&self) -> bool {
        self.token.is_some()
    }

    pub(crate) fn token_endpoint(&self) -> Option<&HttpEndpoint> {
        self.token.as_ref()
    }

    pub(crate) fn base(&self) -> &HttpEndpoint {
        &self.base
    }

    /// The endpoint of the API, and the token endpoint if there is one.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &HttpEndpoint> {
        self.token.iter().chain([&self.base])
    }

    pub(crate) fn needs_tls(&self) -> bool {
        self.endpoints().any(|endpoint| endpoint.tls)
    }
}

impl FromStr for Target {
    type Err = InvalidTarget;

    /// Parses `production`, `sandbox`, or the base URL of any other server, which then has no token endpoint.
    fn from_str(text: &str) -> Result<Self, InvalidTarget> {
        match Server::ALL.iter().find(|server| server.id == text.trim()) {
            Some(server) => Ok(Self::of_server(*server)),
            None => Self::url(text, None),
        }
    }
}

impl fmt::Display for Target {
    /// Prints `production`, `sandbox`, or the base URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.server {
            Some(server) => f.pad(server.id),
            None => f.pad(&Safe::new(&self.base_url()).to_string()),
        }
    }
}

/// Where `http` is allowed.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum PlainHttp {
    OnLoopback,
    /// Only for [`Target::plain_http`].
    Anywhere,
}

/// A valid URL that the client may connect to.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct HttpEndpoint {
    pub(crate) url: Uri,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
    /// To which addresses the client may connect without TLS.
    pub(crate) plain: PlainHttp,
}

impl HttpEndpoint {
    /// The endpoint of a URL in the spec.
    #[expect(clippy::expect_used, reason = "a test checks every URL of the spec")]
    fn of_spec(url: &str) -> Self {
        Self::parse(url, PlainHttp::OnLoopback).expect("the URLs of the spec are valid")
    }

    /// Whether the host is `localhost` or a loopback address.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    pub(crate) fn parse(text: &str, plain: PlainHttp) -> Result<Self, InvalidTarget> {
        let error = |kind, reason: &str| InvalidTarget::new(kind, redact(text), reason.to_owned());
        let malformed = |reason| error(InvalidTargetKind::Malformed, reason);
        let url: Uri = text
            .parse()
            .map_err(|cause| InvalidTarget { cause: Some(Arc::new(cause)), ..malformed("it is not a valid URL") })?;
        let authority = url.authority().ok_or_else(|| malformed("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(error(InvalidTargetKind::ExtraPart, "it contains a user name; pass credentials separately"));
        }
        if url.query().is_some() || text.contains('#') {
            return Err(error(InvalidTargetKind::ExtraPart, "it has a query or a fragment"));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let tls = match url.scheme_str() {
            Some("https") => true,
            Some("http") if plain == PlainHttp::Anywhere || is_loopback(&host) => false,
            Some("http") => {
                return Err(error(InvalidTargetKind::Scheme, "`http` is allowed for loopback only; use `https`"));
            }
            _ => return Err(error(InvalidTargetKind::Scheme, "it starts with neither `https` nor `http`")),
        };
        let port = port_of(authority).ok_or_else(|| malformed("the port is not a number up to 65535"))?;
        let port = port.unwrap_or(if tls { 443 } else { 80 });
        let url = normalized(&url, &host, port).unwrap_or(url);
        Ok(Self { host, port, tls, plain, url })
    }
}

/// The port of an authority, or `None` inside if it has none; `None` if the port is invalid.
pub(crate) fn port_of(authority: &Authority) -> Option<Option<u16>> {
    // The port is parsed from the text because `Authority` treats an invalid port as absent.
    match authority.as_str().strip_prefix(authority.host())? {
        "" => Some(None),
        port => {
            let digits = port.strip_prefix(':').filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))?;
            digits.parse().ok().map(Some)
        }
    }
}

/// The vendor's server that has the same host as an endpoint, if there is one.
fn vendor_server(endpoint: &HttpEndpoint) -> Option<Server> {
    // A host name with a trailing dot names the same host.
    let host = endpoint.host.trim_end_matches('.');
    Server::ALL.iter().copied().find(|server| {
        [Some(server.url), server.token_url].into_iter().flatten().any(|url| HttpEndpoint::of_spec(url).host == host)
    })
}

/// An invalid URL for a message; `…` if a part of it may be a password or a key.
pub(crate) fn redact(text: &str) -> String {
    if text.contains(['@', '?', '#']) { "…".to_owned() } else { text.to_owned() }
}

/// Whether a host is `localhost` or a loopback address.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Why a URL cannot be a [`Target`]. `Display` prints the URL and the reason on one line; a URL that may contain a secret is redacted.
///
/// ```
/// use colt_numbers::{InvalidTargetKind, Target};
///
/// let error = "http://numbers.example".parse::<Target>().unwrap_err();
/// assert_eq!(error.kind(), InvalidTargetKind::Scheme);
/// ```
#[derive(Clone, Debug)]
pub struct InvalidTarget {
    kind: InvalidTargetKind,
    url: String,
    reason: String,
    cause: Option<Cause>,
}

/// What is wrong with a URL.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum InvalidTargetKind {
    /// It is not a URL with a host and a valid port.
    Malformed,
    /// Its scheme is neither `https` nor, for a loopback host, `http`.
    Scheme,
    /// It contains a user name, a query or a fragment.
    ExtraPart,
    /// It is on a host of the vendor.
    VendorServer,
}

impl InvalidTarget {
    fn new(kind: InvalidTargetKind, url: String, reason: String) -> Self {
        Self { kind, url, reason, cause: None }
    }

    /// What is wrong with the URL.
    #[must_use]
    pub fn kind(&self) -> InvalidTargetKind {
        self.kind
    }
}

impl fmt::Display for InvalidTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid target: {}", Safe::new(&self.url), self.reason)
    }
}

impl Error for InvalidTarget {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        source(self.cause.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_allowed_anywhere_and_http_on_loopback_only() {
        for url in [
            "https://numbers.example/api",
            "HTTPS://numbers.example:8443",
            "http://127.0.0.1:4010/api/",
            " http://127.8.9.10 ",
            "http://[::1]:4010",
            "http://LOCALHOST:4010",
        ] {
            let target = Target::url(url, None).unwrap();
            assert!(!target.is_production() && !target.requires_token());
            assert_eq!(target.needs_tls(), url.to_ascii_lowercase().contains("https"), "{url}");
            assert!(!target.to_string().ends_with('/'), "{target}");
        }
        for url in [
            "http://numbers.example",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://[::ffff:127.0.0.1]",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "http://127.1",
            "ftp://127.0.0.1",
            "127.0.0.1:4010",
            "//127.0.0.1",
            "/api",
            "",
            "https://",
            "https://numbers.example:99999",
            "https://numbers.example:",
            "https://numbers.example:http",
            "https://numbers.example:+443",
            "https://numbers example",
        ] {
            let error = Target::url(url, None).unwrap_err();
            assert!(error.to_string().contains(" is not a valid target: "), "{url}: {error}");
            assert!(Target::url("http://127.0.0.1", Some(url)).is_err(), "{url} for tokens");
        }
    }

    #[test]
    fn plain_http_is_allowed_for_any_host_but_the_vendor_s() {
        for (base, token_url, is_unencrypted) in [
            ("http://twin:4010/numberManagement/", None, true),
            ("http://192.0.2.7", Some("http://192.0.2.7/token"), true),
            ("https://twin", Some("http://twin/token"), true),
            ("http://127.0.0.1:4010", Some("http://localhost/token"), false),
            ("https://twin", Some("https://twin/token"), false),
        ] {
            let target = Target::plain_http(base, token_url).unwrap();
            assert_eq!(target.is_unencrypted(), is_unencrypted, "{base} {token_url:?}");
            assert_eq!(Target::url(base, token_url).is_err(), is_unencrypted, "{base} {token_url:?}");
        }
        for url in
            ["http://apis.colt.net/numberManagement", "http://sandbox.APIS.colt.net.:80", "ftp://twin", "http://a@twin"]
        {
            assert!(Target::plain_http(url, None).is_err(), "{url}");
            assert!(Target::plain_http("http://twin", Some(url)).is_err(), "{url}");
        }
        assert!(!Target::production().is_unencrypted() && !Target::sandbox().is_unencrypted());
    }

    #[test]
    fn a_url_is_printed_without_unsafe_characters() {
        let target = Target::url("https://numbers.example/\u{202e}a", None).unwrap();
        assert_eq!(target.to_string(), r"https://numbers.example/\u{202e}a");
        let error = Target::url("ftp://a/\u{202e}", None).unwrap_err();
        assert!(error.to_string().starts_with(r"`ftp://a/\u{202e}` is not a valid target"), "{error}");
        let error = Target::url("http://\u{1b}[2J\n", None).unwrap_err();
        assert!(!error.to_string().contains(colt_numbers_terminal_text::is_unsafe), "{error}");
    }

    #[test]
    fn the_default_port_depends_on_the_scheme() {
        for (url, port) in
            [("https://a", 443), ("http://127.0.0.1", 80), ("https://a:80", 80), ("https://[::1]:8443", 8443)]
        {
            assert_eq!(HttpEndpoint::parse(url, PlainHttp::OnLoopback).unwrap().port, port, "{url}");
        }
    }

    #[test]
    fn a_url_target_cannot_be_one_of_the_vendor_s_servers() {
        let host = HttpEndpoint::of_spec(PRODUCTION.url).host;
        for url in [
            PRODUCTION.url.to_owned(),
            format!("https://{}:8443/other", host.to_uppercase()),
            format!("https://{host}./other"),
            SANDBOX.url.to_owned(),
        ] {
            let error = Target::url(&url, None).unwrap_err();
            assert!(error.to_string().contains("use that target by its name"), "{error}");
            let error = Target::url("https://gateway.example", Some(&url)).unwrap_err();
            assert!(error.to_string().contains("use that target by its name"), "{error}");
        }
        assert!(Target::url(&format!("https://{host}.example"), None).is_ok());
        assert!(Target::production().is_production());
        assert!(!Target::sandbox().is_production());
        assert_eq!(Target::production().to_string(), "production");
        assert_eq!(Target::sandbox().to_string(), "sandbox");
        assert_eq!(Target::sandbox().base_url(), SANDBOX.url);
        assert!(Target::sandbox().needs_tls() && Target::sandbox().requires_token());
    }

    #[test]
    fn every_server_of_the_spec_is_a_target_by_its_id() {
        for server in Server::ALL {
            let target: Target = format!(" {} ", server.id).parse().unwrap();
            assert_eq!((target.to_string(), target.base_url()), (server.id.to_owned(), server.url.to_owned()));
            assert!(target.needs_tls() && target.requires_token());
            assert_eq!(target, target.to_string().parse().unwrap());
        }
        for url in ["https://numbers.example/api", "http://127.0.0.1:4010"] {
            assert_eq!(url.parse::<Target>().unwrap(), Target::url(url, None).unwrap());
        }
    }

    #[test]
    fn an_error_states_its_kind_and_keeps_its_cause() {
        for (url, kind, has_source) in [
            ("prodution", InvalidTargetKind::Scheme, false),
            ("https://numbers example", InvalidTargetKind::Malformed, true),
            ("https://numbers.example:99999", InvalidTargetKind::Malformed, false),
            ("https://numbers.example/?key=1", InvalidTargetKind::ExtraPart, false),
            ("http://numbers.example", InvalidTargetKind::Scheme, false),
            (PRODUCTION.url, InvalidTargetKind::VendorServer, false),
        ] {
            let error = url.parse::<Target>().unwrap_err();
            assert_eq!((error.kind(), error.source().is_some()), (kind, has_source), "{url}");
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn no_password_is_printed() {
        for url in [
            "https://user:hunter2@numbers.example",
            "https://user:hun ter2@numbers.example/hunter2",
            "https://user:hunter2?@numbers.example",
            "https://user:hunter2#@numbers.example",
            "https://numbers.example/?key=hunter2",
            "https://numbers.example/?key=a@hunter2",
            "https://numbers.example/#hunter2",
            "hunter2@",
        ] {
            let error = Target::url(url, None).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn tls_is_needed_if_either_endpoint_uses_https() {
        let needs_tls = |base, token| Target::url(base, token).unwrap().needs_tls();
        assert!(needs_tls("http://127.0.0.1", Some("https://a/token")));
        assert!(needs_tls("https://a", Some("http://127.0.0.1/token")));
        assert!(!needs_tls("http://127.0.0.1", Some("http://127.0.0.1/token")));
    }
}
