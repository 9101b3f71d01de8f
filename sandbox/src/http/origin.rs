//! Rejects requests that a web page of another origin makes a browser send: cross-site requests, and DNS rebinding to this machine.
//!
//! The sandbox requires no secret. Without this check, any page that a developer visits could reset it, request faults and place orders.
//! Other programs are not affected: they send neither `Origin` nor `Sec-Fetch-Site`, and call a name of the sandbox. A page cannot forge these
//! headers: browsers set `Host`, `Origin` and `Sec-Fetch-Site` themselves. An address cannot be rebound, but a name can.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{StatusCode, Uri, Version};

use crate::excerpt::excerpt;
use crate::http::response::ErrorResponse;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The values of `Sec-Fetch-Site` for a page of the sandbox's own origin, and for an address that the user typed.
const OWN_SITE: [&[u8]; 2] = [b"same-origin", b"none"];

/// The hosts and the scheme by which the sandbox may be called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// Names and addresses besides `localhost` and loopback addresses, normalized.
    names: Vec<String>,
    /// Whether every address is accepted, not only loopback addresses.
    pub(crate) any_address: bool,
    pub(crate) tls: bool,
}

impl Hosts {
    /// Adds a name or an address.
    pub(crate) fn add(&mut self, name: &str) {
        self.names.push(normalized(name));
    }

    /// The first name that is neither a host name nor an address.
    pub(crate) fn invalid_name(&self) -> Option<&str> {
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        };
        let is_valid = |name: &&String| is_name(name) || name.parse::<IpAddr>().is_ok();
        self.names.iter().find(|name| !is_valid(name)).map(String::as_str)
    }

    /// The names and addresses of the server's certificate.
    pub(crate) fn for_certificate(&self, listen: SocketAddr) -> Vec<String> {
        let own = (!listen.ip().is_unspecified()).then(|| listen.ip().to_string());
        let own = own.filter(|own| !["127.0.0.1", "::1"].contains(&own.as_str()) && !self.names.contains(own));
        let loopback = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        loopback.into_iter().chain(own).chain(self.names.iter().cloned()).collect()
    }

    /// The scheme of the sandbox's URLs.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }

    /// The host and port of the sandbox's URLs: the first name, or else the address that it listens on.
    pub(crate) fn authority(&self, listen: SocketAddr) -> String {
        let port = listen.port();
        match (self.names.first(), listen.ip()) {
            (Some(name), _) if name.contains(':') => format!("[{name}]:{port}"),
            (Some(name), _) => format!("{name}:{port}"),
            (None, IpAddr::V4(Ipv4Addr::UNSPECIFIED)) => format!("{}:{port}", Ipv4Addr::LOCALHOST),
            (None, IpAddr::V6(Ipv6Addr::UNSPECIFIED)) => format!("[{}]:{port}", Ipv6Addr::LOCALHOST),
            (None, _) => listen.to_string(),
        }
    }

    /// Rejects a request whose host is not a name of the sandbox, or that comes from a page of another origin.
    pub(crate) fn check(&self, version: Version, target: &Uri, headers: &HeaderMap) -> Result<(), ErrorResponse> {
        let requested = self.requested_authority(version, target, headers)?;
        let foreign = |header: HeaderName, value: &HeaderValue| {
            let value = excerpt(&String::from_utf8_lossy(value.as_bytes()));
            let message = format!("a web page of another origin must not call the sandbox: `{header}: {value}`");
            Err(ErrorResponse::new(StatusCode::FORBIDDEN, "001", "Foreign origin", message))
        };
        let mut origins = headers.get_all(ORIGIN).iter();
        if let Some(value) = origins.find(|value| requested.is_none() || self.authority_of_origin(value) != requested) {
            return foreign(ORIGIN, value);
        }
        match headers.get_all(SEC_FETCH_SITE).iter().find(|value| !OWN_SITE.contains(&value.as_bytes())) {
            Some(value) => foreign(SEC_FETCH_SITE, value),
            None => Ok(()),
        }
    }

    /// The authority that a request is sent to; `None` if an HTTP/1.0 request has no `Host`. The authority of an absolute request target
    /// replaces `Host` (RFC 9112, 3.2.2), and both must be names of the sandbox.
    fn requested_authority(
        &self,
        version: Version,
        target: &Uri,
        headers: &HeaderMap,
    ) -> Result<Option<Authority>, ErrorResponse> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => Some(self.own_authority(host.as_bytes())?),
            (None, _) if version < Version::HTTP_11 => None,
            _ => {
                return Err(ErrorResponse::bad_request(
                    "001",
                    "Malformed request",
                    "the request must have exactly one `Host` header",
                ));
            }
        };
        match target.authority() {
            Some(authority) => self.own_authority(authority.as_str().as_bytes()).map(Some),
            None => Ok(host),
        }
    }

    fn own_authority(&self, text: &[u8]) -> Result<Authority, ErrorResponse> {
        let authority = std::str::from_utf8(text).ok().and_then(|text| self.authority_of(text));
        authority.ok_or_else(|| {
            let name = excerpt(&String::from_utf8_lossy(text));
            let message = format!(
                "`{name}` is not a name of this sandbox; hint: call it at `localhost` or a loopback address, or start it with this name (`--host`)"
            );
            ErrorResponse::new(StatusCode::MISDIRECTED_REQUEST, "001", "Foreign host", message)
        })
    }

    /// Parses `host[:port]`. Accepts only the full form of an address, which browsers send: parsers disagree about `127.1` and
    /// `0177.0.0.1`.
    fn authority_of(&self, authority: &str) -> Option<Authority> {
        let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, port)) => (Host::Address(IpAddr::V6(address.parse().ok()?)), port),
            None => {
                let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
                let name = normalized(host);
                match host.parse() {
                    Ok(address) => (Host::Address(IpAddr::V4(address)), port),
                    Err(_) if name == "localhost" || self.names.contains(&name) => (Host::Name(name), port),
                    Err(_) => return None,
                }
            }
        };
        let is_own = match &host {
            Host::Name(_) => true,
            Host::Address(address) => {
                self.any_address
                    || address.to_canonical().is_loopback()
                    || self.names.iter().any(|name| *name == address.to_string())
            }
        };
        is_own.then_some(Authority { host, port: self.port_of(port)? })
    }

    /// Parses `http://host[:port]`, or with TLS `https://host[:port]`. `None` for other origins, such as `null`, which sandboxed frames and
    /// `file:` pages send.
    fn authority_of_origin(&self, origin: &HeaderValue) -> Option<Authority> {
        let (scheme, authority) = origin.to_str().ok()?.split_once("://")?;
        if scheme.eq_ignore_ascii_case(self.scheme()) { self.authority_of(authority) } else { None }
    }

    /// Parses `[:port]`.
    fn port_of(&self, text: &str) -> Option<u16> {
        match text.strip_prefix(':') {
            None if !text.is_empty() => None,
            None | Some("") => Some(if self.tls { 443 } else { 80 }),
            Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?,
        }
    }
}

/// A name in lower case, without the dot at its end.
fn normalized(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// A name of the sandbox and a port. The port may differ from the listening port, because it may be forwarded.
#[derive(Debug, PartialEq, Eq)]
struct Authority {
    host: Host,
    port: u16,
}

#[derive(Debug, PartialEq, Eq)]
enum Host {
    Name(String),
    Address(IpAddr),
}
