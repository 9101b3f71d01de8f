//! The server that orders are sent to: one of the vendor's servers, or any other server by its URL. `http` is allowed for loopback only.

use std::fmt;
use std::net::IpAddr;

use colt_numbers_api::servers::{PRODUCTION, SANDBOX, Server};
use colt_numbers_terminal_text::Safe;
use http::Uri;

/// A server that orders are sent to, with its token endpoint if it has one.
///
/// ```
/// use colt_numbers::Target;
///
/// assert_eq!(Target::sandbox()?.to_string(), "sandbox");
/// let local = Target::url("http://127.0.0.1:4010/numberManagement", Some("http://127.0.0.1:4010/token"))?;
/// assert!(local.is_loopback() && local.requires_token());
/// assert!(Target::url("http://numbers.example", None).is_err(), "`http` is for loopback only");
/// # Ok::<(), colt_numbers::InvalidTarget>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// The vendor's server; `None` for a URL.
    server: Option<Server>,
    base: HttpEndpoint,
    token: Option<HttpEndpoint>,
}

impl Target {
    /// The vendor's production server. A reservation there costs money.
    ///
    /// # Errors
    /// Never: a test checks the URLs of the spec.
    pub fn production() -> Result<Self, InvalidTarget> {
        Self::of_server(PRODUCTION)
    }

    /// The vendor's sandbox.
    ///
    /// # Errors
    /// Never: a test checks the URLs of the spec.
    pub fn sandbox() -> Result<Self, InvalidTarget> {
        Self::of_server(SANDBOX)
    }

    /// Any other server. `base` is its base URL (a URL of `servers` in OpenAPI), such as `http://127.0.0.1:4010/numberManagement`; `token_url`
    /// is the URL of its token endpoint. Without a token endpoint, orders are sent without a token, unless the client has a
    /// [`TokenSource`](crate::TokenSource).
    ///
    /// # Errors
    /// [`InvalidTarget`] if either URL is malformed; if it contains a user name, a query or a fragment; or if its scheme is neither `https` nor,
    /// for a loopback host, `http`.
    ///
    /// A URL on a host of the vendor is rejected as well: use [`Target::production`] or [`Target::sandbox`]. So an order that costs money cannot
    /// be mistaken for a test, and the vendor's token endpoint cannot be combined with another base URL, which would then get the vendor's tokens.
    pub fn url(base: &str, token_url: Option<&str>) -> Result<Self, InvalidTarget> {
        let base = HttpEndpoint::parse(base.trim().trim_end_matches('/'))?;
        let token = token_url.map(|url| HttpEndpoint::parse(url.trim())).transpose()?;
        for endpoint in token.iter().chain([&base]) {
            if let Some(server) = vendor_server(endpoint)? {
                return Err(InvalidTarget::new(
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
        let url = Uri::from_static("http://127.0.0.1:9/numberManagement");
        Self {
            server: None,
            base: HttpEndpoint { url, host: "127.0.0.1".to_owned(), port: 9, tls: false },
            token: None,
        }
    }

    fn of_server(server: Server) -> Result<Self, InvalidTarget> {
        let token = server.token_url.map(HttpEndpoint::parse).transpose()?;
        Ok(Self { server: Some(server), base: HttpEndpoint::parse(server.url)?, token })
    }

    /// Whether this is the vendor's production server, where an order costs money.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.server == Some(PRODUCTION)
    }

    /// Whether the host is `localhost` or a loopback address. The name is not resolved.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base.host)
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.base.url.to_string().trim_end_matches('/').to_owned()
    }

    /// Whether the target has a token endpoint, so that orders need a token.
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

    pub(crate) fn needs_tls(&self) -> bool {
        self.base.tls || self.token.as_ref().is_some_and(|token| token.tls)
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

/// A valid URL that the client may connect to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct HttpEndpoint {
    pub(crate) url: Uri,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
}

impl HttpEndpoint {
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidTarget> {
        let invalid = |reason: &str| InvalidTarget::new(redact(text), reason.to_owned());
        let url: Uri = text.parse().map_err(|_| invalid("it is not a valid URL"))?;
        let authority = url.authority().ok_or_else(|| invalid("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(invalid("it contains a user name; pass credentials separately"));
        }
        if url.query().is_some() || text.contains('#') {
            return Err(invalid("it has a query or a fragment"));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let tls = match url.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(&host) => false,
            Some("http") => return Err(invalid("`http` is allowed for loopback only; use `https`")),
            _ => return Err(invalid("it starts with neither `https` nor `http`")),
        };
        // The port is parsed from the text because `Uri` treats an invalid port as absent.
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") if tls => 443,
            Some("") => 80,
            Some(port) => port
                .strip_prefix(':')
                .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|port| port.parse().ok())
                .ok_or_else(|| invalid("the port is not a number up to 65535"))?,
            None => return Err(invalid("it is not a valid URL")),
        };
        Ok(Self { host, port, tls, url })
    }
}

/// The vendor's server that has the same host as an endpoint, if there is one.
fn vendor_server(endpoint: &HttpEndpoint) -> Result<Option<Server>, InvalidTarget> {
    // A host name with a trailing dot names the same host.
    let host = endpoint.host.trim_end_matches('.');
    for &server in Server::ALL {
        for url in [Some(server.url), server.token_url].into_iter().flatten() {
            if HttpEndpoint::parse(url)?.host == host {
                return Ok(Some(server));
            }
        }
    }
    Ok(None)
}

/// An invalid URL for a message; `…` if a part of it may be a password or a key.
fn redact(text: &str) -> String {
    if text.contains(['@', '?', '#']) { "…".to_owned() } else { text.to_owned() }
}

/// Whether a host is `localhost` or a loopback address.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Why a URL cannot be a [`Target`]. `Display` prints the URL and the reason; a URL that may contain a secret is redacted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidTarget {
    url: String,
    reason: String,
}

impl InvalidTarget {
    fn new(url: String, reason: String) -> Self {
        Self { url, reason }
    }
}

impl fmt::Display for InvalidTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid target: {}", Safe::new(&self.url), self.reason)
    }
}

impl std::error::Error for InvalidTarget {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_allowed_anywhere_and_http_on_loopback_only() {
        for url in [
            "https://numbers.example/numberManagement",
            "HTTPS://numbers.example:8443",
            "http://127.0.0.1:4010/numberManagement/",
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
            "/numberManagement",
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
            assert_eq!(HttpEndpoint::parse(url).unwrap().port, port, "{url}");
        }
    }

    #[test]
    fn a_url_target_cannot_be_one_of_the_vendor_s_servers() {
        for url in [
            "https://apis.colt.net/numberManagement",
            "https://APIS.colt.net:8443/other",
            "https://apis.colt.net./numberManagement",
            "https://sandbox.apis.colt.net/numberManagement",
        ] {
            let error = Target::url(url, None).unwrap_err();
            assert!(error.to_string().contains("use that target by its name"), "{error}");
            let error = Target::url("https://gateway.example", Some(url)).unwrap_err();
            assert!(error.to_string().contains("use that target by its name"), "{error}");
        }
        assert!(Target::url("https://apis.colt.net.example", None).is_ok());
        assert!(Target::production().unwrap().is_production());
        assert!(!Target::sandbox().unwrap().is_production());
        assert_eq!(Target::production().unwrap().to_string(), "production");
        assert_eq!(Target::sandbox().unwrap().to_string(), "sandbox");
        assert_eq!(Target::sandbox().unwrap().base_url(), SANDBOX.url);
        assert!(Target::sandbox().unwrap().needs_tls() && Target::sandbox().unwrap().requires_token());
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
