//! HTTP proxies: the URL of a proxy, its credentials, and the proxy of the environment.

use std::ffi::{OsStr, OsString};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colt_numbers_terminal_text::Safe;
use http::uri::Authority;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::target::{HttpEndpoint, InvalidTarget, PlainHttp, port_of, redact};
use crate::wire::invalid_proxy::{InvalidProxy, InvalidProxyKind};
use crate::wire::proxy_exceptions::ProxyExceptions;

/// An HTTP proxy, through which a client opens tunnels to the API and to its token endpoint.
///
/// The proxy gets the host and port of a server (`CONNECT`), and its own credentials. Nothing of a request is sent before the tunnel is open:
/// whatever the proxy does until then, the outcome is *not sent*. A target with `https` is encrypted through the tunnel, and its certificate is
/// verified as without a proxy. For a target with `http`, the proxy sees requests, credentials and tokens: it needs
/// [`Target::plain_http`](crate::Target::plain_http), even on loopback.
///
/// If the proxy responds with 407 or another status that a further attempt would get too, the client makes no further attempt; otherwise it makes
/// another one as [`Retries`](crate::Retries) states. [`Timeouts::connect`](field@crate::Timeouts::connect) limits the time until the tunnel is open.
///
/// ```no_run
/// use colt_numbers::{Client, Proxy, Secret, Target};
///
/// let proxy = Proxy::url("http://proxy.example:3128")?.credentials("me", Secret::new("hunter2"))?.except("*.internal.example, 10.0.0.0/8")?;
/// assert!(!format!("{proxy:?}").contains("hunter2"));
/// let client = Client::builder(Target::url("https://numbers.example/api", None)?).proxy(proxy).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Proxy {
    /// `None` if the environment has no proxy.
    server: Option<ProxyServer>,
    exceptions: ProxyExceptions,
    origin: ProxyOrigin,
}

/// Who chose a proxy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum ProxyOrigin {
    /// The caller, for every endpoint.
    Caller,
    /// The environment, for `https` beyond loopback.
    Environment,
}

/// The address of a proxy and the credentials for it, from [`Proxy::server`] or [`Proxy::server_for_url`]. `Display` prints its URL without credentials.
#[derive(Clone)]
pub struct ProxyServer {
    /// In lower case, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The value of `Proxy-Authorization`.
    pub(crate) authorization: Option<Secret>,
}

impl Proxy {
    /// The proxy with a URL such as `http://proxy.example:3128`, which may contain percent-encoded credentials: `http://user:password@host:port`.
    /// The scheme may be left out.
    ///
    /// # Errors
    /// [`InvalidProxy`] if the URL has no host or no port, if it has a path, if its scheme is not `http`, or if HTTP Basic cannot carry its
    /// credentials.
    pub fn url(url: &str) -> Result<Self, InvalidProxy> {
        let server = ProxyServer::parse(url, &format!("the proxy `{}`", Safe::new(&redact(url))))?;
        Ok(Self { server: Some(server), exceptions: ProxyExceptions::default(), origin: ProxyOrigin::Caller })
    }

    /// The proxy of the environment, for targets with `https`: the first of the variables `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY`
    /// that is not empty. If none is set, the client connects directly.
    ///
    /// The hosts in `no_proxy` or `NO_PROXY` are connected to directly ([`Proxy::except`] describes the format), and so are loopback hosts and
    /// targets with `http`. Nothing else in this crate uses these variables; an error before the first byte states it if a variable names a proxy
    /// that was not used.
    ///
    /// # Errors
    /// [`InvalidProxy`] if the value of a variable is invalid. The error names the variable, not the value.
    pub fn from_environment() -> Result<Self, InvalidProxy> {
        Self::of_variables(|name| std::env::var_os(name))
    }

    fn of_variables(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, InvalidProxy> {
        let server = match first_set(&PROXY_VARIABLES, &variable) {
            Some((name, value)) => {
                let subject = format!("`{name}`");
                Some(ProxyServer::parse(text_of(&value, &subject)?, &subject)?)
            }
            None => None,
        };
        let exceptions = match first_set(&EXCEPTION_VARIABLES, &variable) {
            Some((name, value)) => {
                let subject = format!("`{name}`");
                ProxyExceptions::parse(text_of(&value, &subject)?, &subject)?
            }
            None => ProxyExceptions::default(),
        };
        Ok(Self { server, exceptions, origin: ProxyOrigin::Environment })
    }

    /// Sets the user and the password for the proxy, which are sent to it as HTTP Basic, without encryption. They have no effect if the environment has
    /// no proxy.
    ///
    /// # Errors
    /// [`InvalidProxy`] if HTTP Basic cannot carry them: a colon in the user, or a control character.
    pub fn credentials(mut self, user: &str, password: impl Into<Secret>) -> Result<Self, InvalidProxy> {
        let authorization = basic(user, password.into().expose(), "the user or the password for the proxy")?;
        if let Some(server) = &mut self.server {
            server.authorization = Some(authorization);
        }
        Ok(self)
    }

    /// Sets the hosts that the client connects to directly, separated by commas or blanks, as in `NO_PROXY`:
    ///
    /// - a host name or domain (`example.com`, `.example.com` and `*.example.com` are the same): the host and every name below it
    /// - an IP address, or a network (`10.0.0.0/8`, `fd00::/8`): targets whose host is such an address; names are not resolved
    /// - either of them with a port, such as `example.com:8443` or `[::1]:8443`; without a port, every port
    /// - `*`: every host
    ///
    /// # Errors
    /// [`InvalidProxy`] if an entry is none of these.
    pub fn except(mut self, hosts: &str) -> Result<Self, InvalidProxy> {
        self.exceptions = ProxyExceptions::parse(hosts, "the list of exceptions")?;
        Ok(self)
    }

    /// The proxy for a URL, for requests that another HTTP client sends; `None` if it is connected to directly.
    ///
    /// ```
    /// let proxy = colt_numbers::Proxy::url("http://proxy.example:3128")?.except("internal.example")?;
    /// let server = proxy.server_for_url("https://numbers.example/api")?;
    /// assert_eq!(server.map(|server| server.to_string()).as_deref(), Some("http://proxy.example:3128"));
    /// assert!(proxy.server_for_url("https://a.internal.example/api")?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidTarget`], as [`Target::plain_http`](crate::Target::plain_http).
    pub fn server_for_url(&self, url: &str) -> Result<Option<&ProxyServer>, InvalidTarget> {
        Ok(self.server_for(&HttpEndpoint::parse(url.trim(), PlainHttp::Anywhere)?))
    }

    /// The proxy itself, whatever the URL and the exceptions are; `None` if the environment has no proxy.
    pub fn server(&self) -> Option<&ProxyServer> {
        self.server.as_ref()
    }

    /// The proxy for an endpoint; `None` if the client connects to it directly.
    pub(crate) fn server_for(&self, endpoint: &HttpEndpoint) -> Option<&ProxyServer> {
        let is_direct = self.origin == ProxyOrigin::Environment && (!endpoint.tls || endpoint.is_loopback());
        let is_direct = is_direct || self.exceptions.contains(&endpoint.host, endpoint.port);
        self.server.as_ref().filter(|_| !is_direct)
    }
}

/// The variables of the environment with a proxy for `https`. The first that is set is used.
const PROXY_VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
/// The variables with the hosts that are not reached through it.
const EXCEPTION_VARIABLES: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The value of the first variable that is set, after the name of the variable.
fn first_set(names: &[&'static str], variable: impl Fn(&str) -> Option<OsString>) -> Option<(&'static str, OsString)> {
    names.iter().find_map(|name| Some((*name, variable(name).filter(|value| !value.is_empty())?)))
}

fn text_of<'v>(value: &'v OsStr, subject: &str) -> Result<&'v str, InvalidProxy> {
    value.to_str().ok_or_else(|| InvalidProxy::new(InvalidProxyKind::Malformed, subject, "it is not UTF-8".to_owned()))
}

/// The variable of the environment that has a proxy for an endpoint, whether or not its value is valid.
pub(crate) fn variable_for(endpoint: &HttpEndpoint) -> Option<&'static str> {
    let (name, _) = first_set(&PROXY_VARIABLES, |name| std::env::var_os(name))?;
    let is_for_endpoint = match Proxy::from_environment() {
        Ok(proxy) => proxy.server_for(endpoint).is_some(),
        Err(_) => endpoint.tls && !endpoint.is_loopback(),
    };
    is_for_endpoint.then_some(name)
}

impl ProxyServer {
    /// The value of `Proxy-Authorization`, if the proxy has credentials.
    #[must_use]
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }

    /// Parses a URL. `subject` is what an error is about; it contains no secret.
    fn parse(url: &str, subject: &str) -> Result<Self, InvalidProxy> {
        let invalid = |kind, reason: &str| InvalidProxy::new(kind, subject, reason.to_owned());
        let malformed = |reason| invalid(InvalidProxyKind::Malformed, reason);
        let url = url.trim();
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(invalid(
                InvalidProxyKind::Scheme,
                "only proxies with `http://` are supported; a target with `https` is encrypted through them",
            ));
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (credentials, authority) = match rest.rsplit_once('@') {
            Some((credentials, authority)) => (Some(credentials), authority),
            None => (None, rest),
        };
        let authority: Authority =
            authority.parse().map_err(|_| malformed("expected a host and a port, such as `proxy.example:3128`"))?;
        let port = port_of(&authority).ok_or_else(|| malformed("the port is not a number up to 65535"))?;
        let port = port.ok_or_else(|| malformed("it has no port; give it, as in `proxy.example:3128`"))?;
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        if host.is_empty() {
            return Err(malformed("it has no host"));
        }
        let authorization = credentials.map(|credentials| {
            let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
            let decoded = |text| percent_decode_str(text).decode_utf8().map(|text| Zeroizing::new(text.into_owned()));
            match (decoded(user), decoded(password)) {
                (Ok(user), Ok(password)) => basic(&user, &password, subject),
                _ => Err(invalid(InvalidProxyKind::Credentials, "the user or the password is not UTF-8")),
            }
        });
        Ok(Self { host, port, authorization: authorization.transpose()? })
    }
}

impl fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, .. } = self;
        if host.contains(':') { write!(f, "http://[{host}]:{port}") } else { write!(f, "http://{host}:{port}") }
    }
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials = if self.authorization.is_some() { ", with credentials" } else { "" };
        write!(f, "ProxyServer({self}{credentials})")
    }
}

/// The credentials of HTTP Basic (RFC 7617).
fn basic(user: &str, password: &str, subject: &str) -> Result<Secret, InvalidProxy> {
    let invalid = |reason: &str| Err(InvalidProxy::new(InvalidProxyKind::Credentials, subject, reason.to_owned()));
    if user.contains(':') {
        return invalid("the user contains a colon, which HTTP Basic cannot carry");
    }
    if user.chars().chain(password.chars()).any(char::is_control) {
        return invalid("the user or the password contains a control character; check for a trailing line break");
    }
    let pair = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    Ok(Secret::new(format!("Basic {}", encoded.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proxy that an environment with these variables has for a URL.
    fn proxy_of(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let proxy = of(variables).unwrap();
        proxy.server_for_url(url).unwrap().map(|server| server.to_string())
    }

    fn of(variables: &[(&str, &str)]) -> Result<Proxy, InvalidProxy> {
        Proxy::of_variables(|name| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn the_environment_has_a_proxy_for_https_beyond_this_machine() {
        let all = [("https_proxy", "a:1"), ("HTTPS_PROXY", "b:1"), ("all_proxy", "c:1"), ("ALL_PROXY", "d:1")];
        for (first, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
            let expected = Some(format!("http://{name}:1"));
            assert_eq!(proxy_of(&all[first..], "https://numbers.example/api"), expected);
            // An empty variable is not set, and one that is not used may be invalid.
            let mut others = all.map(|(name, _)| (name, "socks5://invalid"));
            (0..first).for_each(|index| others[index].1 = "");
            others[first].1 = all[first].1;
            assert_eq!(proxy_of(&others, "https://numbers.example/api"), expected);
        }
        assert_eq!(proxy_of(&[], "https://numbers.example/api"), None);
        assert_eq!(proxy_of(&[("http_proxy", "a:1"), ("HTTP_PROXY", "b:1")], "https://numbers.example/api"), None);
        let proxy = ("ALL_PROXY", "http://me:hunter2@[2001:db8::1]:3128");
        for (exceptions, url, is_used) in [
            ("", "https://numbers.example/api", true),
            ("", "https://192.0.2.1", true),
            ("", "http://numbers.example", false),
            ("", "https://localhost/api", false),
            ("", "https://127.0.0.1:8443/api", false),
            ("", "https://[::1]/api", false),
            ("*", "https://numbers.example/api", false),
            ("numbers.example:8443", "https://numbers.example/api", true),
            ("numbers.example:8443", "https://numbers.example:8443/api", false),
            ("NUMBERS.example", "https://Numbers.Example/api", false),
        ] {
            for name in EXCEPTION_VARIABLES {
                let expected = is_used.then(|| "http://[2001:db8::1]:3128".to_owned());
                assert_eq!(proxy_of(&[proxy, (name, exceptions)], url), expected, "{exceptions} {url}");
            }
        }
    }

    #[test]
    fn an_invalid_variable_is_named_and_its_value_is_not_printed() {
        for (name, value) in [
            ("HTTPS_PROXY", "socks5://hunter2"),
            ("https_proxy", "hunter2"),
            ("ALL_PROXY", "http://me:hunter2@proxy.example"),
            ("all_proxy", "http://me:hunter2%00@proxy.example:1"),
        ] {
            let error = of(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{name}` cannot be used: ")) && !error.contains("hunter2"), "{error}");
        }
        let error = of(&[("HTTPS_PROXY", "a:1"), ("NO_PROXY", "a.example, 10.*")]).unwrap_err();
        assert_eq!(error.kind(), InvalidProxyKind::Exception);
        assert!(error.to_string().starts_with("`NO_PROXY` cannot be used: `10.*` is "), "{error}");
    }
}
