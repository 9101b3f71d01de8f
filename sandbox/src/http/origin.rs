//! Rejects what a web page of another origin makes a browser send: cross-site requests, and requests to a name that was rebound to this
//! machine.
//!
//! The sandbox asks for no secret, so without this any page that a developer visits could reset it, ask for faults and order. Programs send
//! neither `Origin` nor `Sec-Fetch-Site` and call a loopback name, so nothing changes for them. Nothing here trusts a header that a page
//! can set: browsers set `Host`, `Origin` and `Sec-Fetch-Site` themselves.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{StatusCode, Uri, Version};
use axum::middleware::Next;
use axum::response::Response;

use crate::excerpt::brief;
use crate::http::request::read_body;
use crate::http::response::Refusal;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What `Sec-Fetch-Site` is for a page of the sandbox's own origin, and for an address that the user typed.
const OWN: [&[u8]; 2] = [b"same-origin", b"none"];

/// The port of an `http` URL that names none.
const DEFAULT_PORT: u16 = 80;

/// Passes a request on, or rejects it before it has an effect. The layer around every path.
pub(crate) async fn guard(request: Request, next: Next) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    if let Err(refusal) = check(head.version, &head.uri, &head.headers) {
        // A response beside an unread body may be lost with the connection.
        let _ = read_body(body).await;
        return Err(refusal);
    }
    Ok(next.run(Request::from_parts(head, body)).await)
}

/// Why the head of a request is rejected: its host is not a loopback name, or it comes from a page of another origin.
pub(crate) fn check(version: Version, target: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    let called = called(version, target, headers)?;
    let foreign = |header: HeaderName, value: &HeaderValue| {
        let value = brief(&String::from_utf8_lossy(value.as_bytes()));
        let message = format!("a web page of another origin must not call the sandbox: `{header}: {value}`");
        Err(Refusal::new(StatusCode::FORBIDDEN, "001", "Foreign origin", message))
    };
    if let Some(value) =
        headers.get_all(ORIGIN).iter().find(|value| called.is_none() || Site::of_origin(value) != called)
    {
        return foreign(ORIGIN, value);
    }
    match headers.get_all(SEC_FETCH_SITE).iter().find(|value| !OWN.contains(&value.as_bytes())) {
        Some(value) => foreign(SEC_FETCH_SITE, value),
        None => Ok(()),
    }
}

/// The site that a request is for; `None` in HTTP/1.0, which needs no `Host`. The authority of an absolute request target replaces `Host`
/// (RFC 9112, 3.2.2), and both must be loopback names.
fn called(version: Version, target: &Uri, headers: &HeaderMap) -> Result<Option<Site>, Refusal> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => Some(loopback(host.as_bytes())?),
        (None, _) if version < Version::HTTP_11 => None,
        _ => return Err(Refusal::bad_request("001", "Malformed request", "a request has exactly one `Host` header")),
    };
    match target.authority() {
        Some(authority) => loopback(authority.as_str().as_bytes()).map(Some),
        None => Ok(host),
    }
}

fn loopback(authority: &[u8]) -> Result<Site, Refusal> {
    std::str::from_utf8(authority).ok().and_then(Site::of_authority).ok_or_else(|| {
        let name = brief(&String::from_utf8_lossy(authority));
        let message =
            format!("`{name}` is not a loopback name; hint: call the sandbox at `localhost` or a loopback address");
        Refusal::new(StatusCode::MISDIRECTED_REQUEST, "001", "Foreign host", message)
    })
}

/// A loopback name and a port, in one spelling. The port may differ from the one listened on: it may have been forwarded.
#[derive(Debug, PartialEq, Eq)]
struct Site {
    host: Host,
    port: u16,
}

#[derive(Debug, PartialEq, Eq)]
enum Host {
    Localhost,
    Address(IpAddr),
}

impl Site {
    /// Reads `host[:port]`. Only the full form of an address is read, which is the one that browsers send: other readers disagree on what
    /// `127.1` and `0177.0.0.1` are.
    fn of_authority(authority: &str) -> Option<Self> {
        let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, port)) => (Host::Address(IpAddr::V6(address.parse().ok()?)), port),
            None => {
                let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
                let is_name = host.strip_suffix('.').unwrap_or(host).eq_ignore_ascii_case("localhost");
                (if is_name { Host::Localhost } else { Host::Address(IpAddr::V4(host.parse().ok()?)) }, port)
            }
        };
        let is_loopback = match &host {
            Host::Localhost => true,
            Host::Address(address) => address.to_canonical().is_loopback(),
        };
        is_loopback.then_some(Self { host, port: port_of(port)? })
    }

    /// Reads `http://host[:port]`. `null`, as sandboxed frames and `file:` pages have it, is nothing that can be called.
    fn of_origin(origin: &HeaderValue) -> Option<Self> {
        let (scheme, authority) = origin.to_str().ok()?.split_once("://")?;
        if scheme.eq_ignore_ascii_case("http") { Self::of_authority(authority) } else { None }
    }
}

/// Reads `[:port]`, what stands behind a host.
fn port_of(text: &str) -> Option<u16> {
    match text.strip_prefix(':') {
        None => text.is_empty().then_some(DEFAULT_PORT),
        Some("") => Some(DEFAULT_PORT),
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?,
    }
}
