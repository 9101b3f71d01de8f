//! Where orders go: the vendor's servers by name, or a URL; and which of them may be spoken to without TLS.

use std::fmt;
use std::net::IpAddr;

use colt_numbers_api::servers::{PRODUCTION, SANDBOX, Server};
use colt_numbers_terminal_text::Safe;
use http::Uri;

/// A server that orders are sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// The vendor's server that this is; none for a URL.
    server: Option<Server>,
    base: HttpEndpoint,
    token: Option<HttpEndpoint>,
}

impl Target {
    /// The vendor's production. A reservation here costs money.
    ///
    /// # Errors
    /// None, as long as the spec's own URLs are right.
    pub fn production() -> Result<Self, InvalidTarget> {
        Self::of_server(PRODUCTION)
    }

    /// The vendor's sandbox.
    ///
    /// # Errors
    /// None, as long as the spec's own URLs are right.
    pub fn sandbox() -> Result<Self, InvalidTarget> {
        Self::of_server(SANDBOX)
    }

    /// A server by its base URL, as `servers` of the spec has it (`http://127.0.0.1:4010/numberManagement`), and by the URL of its token
    /// endpoint; without one, orders are sent without a token.
    ///
    /// # Errors
    /// Where a URL is none, where it holds a user name, a query or a fragment, and where it is not `https` outside of loopback. And where
    /// one is the vendor's: an order there is not to look like one elsewhere, and a token from there is for no other server.
    pub fn url(base: &str, token_url: Option<&str>) -> Result<Self, InvalidTarget> {
        let base = HttpEndpoint::parse(base.trim().trim_end_matches('/'))?;
        let token = token_url.map(|url| HttpEndpoint::parse(url.trim())).transpose()?;
        for endpoint in token.iter().chain([&base]) {
            if let Some(server) = vendor(endpoint)? {
                return Err(InvalidTarget::new(
                    endpoint.url.to_string(),
                    format!("this is the vendor's {}; name it as such", server.id),
                ));
            }
        }
        Ok(Self { server: None, base, token })
    }

    /// Where nothing is ever sent.
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

    /// Whether an order here costs money.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.server == Some(PRODUCTION)
    }

    /// Whether its host is this machine, by its name or address.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base.host)
    }

    /// The base URL.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.base.url.to_string().trim_end_matches('/').to_owned()
    }

    /// Whether orders are sent with a token.
    #[must_use]
    pub fn wants_token(&self) -> bool {
        self.token.is_some()
    }

    pub(crate) fn token(&self) -> Option<&HttpEndpoint> {
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
    /// `production`, `sandbox`, or the base URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.server {
            Some(server) => f.pad(server.id),
            None => f.pad(&Safe::new(&self.base_url()).to_string()),
        }
    }
}

/// A URL that may be connected to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct HttpEndpoint {
    pub(crate) url: Uri,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
}

impl HttpEndpoint {
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidTarget> {
        let refuse = |why: &str| InvalidTarget::new(without_secrets(text), why.to_owned());
        let url: Uri = text.parse().map_err(|_| refuse("this is no URL"))?;
        let authority = url.authority().ok_or_else(|| refuse("it names no host"))?;
        if authority.as_str().contains('@') {
            return Err(refuse("it holds a user name; credentials go elsewhere"));
        }
        if url.query().is_some() || text.contains('#') {
            return Err(refuse("it has a query or a fragment"));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let tls = match url.scheme_str() {
            Some("https") => true,
            Some("http") if is_loopback(&host) => false,
            Some("http") => return Err(refuse("`http` is for loopback alone; use `https`")),
            _ => return Err(refuse("it begins with neither `https` nor `http`")),
        };
        // By its text: what is no number up to 65535 would be read as no port at all.
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") if tls => 443,
            Some("") => 80,
            Some(port) => port
                .strip_prefix(':')
                .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|port| port.parse().ok())
                .ok_or_else(|| refuse("the port is no number up to 65535"))?,
            None => return Err(refuse("this is no URL")),
        };
        Ok(Self { host, port, tls, url })
    }
}

/// The vendor's server that an endpoint belongs to, if it does.
fn vendor(endpoint: &HttpEndpoint) -> Result<Option<Server>, InvalidTarget> {
    // A name with a dot at its end is the same name.
    let host = endpoint.host.trim_end_matches('.');
    for server in Server::ALL {
        for url in [Some(server.url), server.token_url].into_iter().flatten() {
            if HttpEndpoint::parse(url)?.host == host {
                return Ok(Some(server));
            }
        }
    }
    Ok(None)
}

/// What may be shown of a text that is no URL for us: nothing, where a part of it may be a password or a key.
fn without_secrets(text: &str) -> String {
    if text.contains(['@', '?', '#']) { "…".to_owned() } else { text.to_owned() }
}

/// Whether a host is this machine, by its name or address.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A URL that is no target.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidTarget {
    url: String,
    why: String,
}

impl InvalidTarget {
    fn new(url: String, why: String) -> Self {
        Self { url, why }
    }
}

impl fmt::Display for InvalidTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no target: {}", Safe::new(&self.url), self.why)
    }
}

impl std::error::Error for InvalidTarget {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_on_loopback_alone() {
        for url in [
            "https://numbers.example/numberManagement",
            "HTTPS://numbers.example:8443",
            "http://127.0.0.1:4010/numberManagement/",
            " http://127.8.9.10 ",
            "http://[::1]:4010",
            "http://LOCALHOST:4010",
        ] {
            let target = Target::url(url, None).unwrap();
            assert!(!target.is_production() && !target.wants_token());
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
            assert!(error.to_string().contains(" is no target: "), "{url}: {error}");
            assert!(Target::url("http://127.0.0.1", Some(url)).is_err(), "{url} for tokens");
        }
    }

    #[test]
    fn a_url_is_shown_without_unsafe_characters() {
        let target = Target::url("https://numbers.example/\u{202e}a", None).unwrap();
        assert_eq!(target.to_string(), r"https://numbers.example/\u{202e}a");
        let error = Target::url("ftp://a/\u{202e}", None).unwrap_err();
        assert!(error.to_string().starts_with(r"`ftp://a/\u{202e}` is no target"), "{error}");
        let error = Target::url("http://\u{1b}[2J\n", None).unwrap_err();
        assert!(!error.to_string().contains(colt_numbers_terminal_text::is_unsafe), "{error}");
    }

    #[test]
    fn a_port_is_the_scheme_s_unless_it_is_given() {
        for (url, port) in
            [("https://a", 443), ("http://127.0.0.1", 80), ("https://a:80", 80), ("https://[::1]:8443", 8443)]
        {
            assert_eq!(HttpEndpoint::parse(url).unwrap().port, port, "{url}");
        }
    }

    #[test]
    fn the_vendor_s_servers_go_by_their_names() {
        for url in [
            "https://apis.colt.net/numberManagement",
            "https://APIS.colt.net:8443/other",
            "https://apis.colt.net./numberManagement",
            "https://sandbox.apis.colt.net/numberManagement",
        ] {
            let error = Target::url(url, None).unwrap_err();
            assert!(error.to_string().contains("name it as such"), "{error}");
            let error = Target::url("https://gateway.example", Some(url)).unwrap_err();
            assert!(error.to_string().contains("name it as such"), "{error}");
        }
        assert!(Target::url("https://apis.colt.net.example", None).is_ok());
        assert!(Target::production().unwrap().is_production());
        assert!(!Target::sandbox().unwrap().is_production());
        assert_eq!(Target::production().unwrap().to_string(), "production");
        assert_eq!(Target::sandbox().unwrap().to_string(), "sandbox");
        assert_eq!(Target::sandbox().unwrap().base_url(), SANDBOX.url);
        assert!(Target::sandbox().unwrap().needs_tls() && Target::sandbox().unwrap().wants_token());
    }

    #[test]
    fn no_password_is_shown() {
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
    fn tls_is_set_up_where_either_endpoint_needs_it() {
        let needs = |base, token| Target::url(base, token).unwrap().needs_tls();
        assert!(needs("http://127.0.0.1", Some("https://a/token")));
        assert!(needs("https://a", Some("http://127.0.0.1/token")));
        assert!(!needs("http://127.0.0.1", Some("http://127.0.0.1/token")));
    }
}
