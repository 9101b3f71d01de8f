//! Rejects requests that a web page of another origin makes a browser send: cross-site requests, and DNS rebinding to this machine.
//!
//! The sandbox requires no secret. Without this check, any page that a developer visits could reset it, request faults and place orders.
//! Other programs are not affected: they send neither `Origin` nor `Sec-Fetch-Site`, and call a loopback name. A page cannot forge these
//! headers: browsers set `Host`, `Origin` and `Sec-Fetch-Site` themselves.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN};
use axum::http::{StatusCode, Uri, Version};
use axum::middleware::Next;
use axum::response::Response;

use crate::excerpt::excerpt;
use crate::http::request::read_body;
use crate::http::response::ErrorResponse;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The values of `Sec-Fetch-Site` for a page of the sandbox's own origin, and for an address that the user typed.
const OWN_SITE: [&[u8]; 2] = [b"same-origin", b"none"];

/// The default port of `http` URLs.
const DEFAULT_PORT: u16 = 80;

/// Middleware for all paths: passes a request on, or rejects it before it has an effect.
pub(crate) async fn guard(request: Request, next: Next) -> Result<Response, ErrorResponse> {
    let (head, body) = request.into_parts();
    if let Err(response) = check(head.version, &head.uri, &head.headers) {
        // If the body is not read, the response may be lost with the connection.
        let _ = read_body(body).await;
        return Err(response);
    }
    Ok(next.run(Request::from_parts(head, body)).await)
}

/// Rejects a request whose host is not a loopback name, or that comes from a page of another origin.
pub(crate) fn check(version: Version, target: &Uri, headers: &HeaderMap) -> Result<(), ErrorResponse> {
    let requested = requested_authority(version, target, headers)?;
    let foreign = |header: HeaderName, value: &HeaderValue| {
        let value = excerpt(&String::from_utf8_lossy(value.as_bytes()));
        let message = format!("a web page of another origin must not call the sandbox: `{header}: {value}`");
        Err(ErrorResponse::new(StatusCode::FORBIDDEN, "001", "Foreign origin", message))
    };
    if let Some(value) =
        headers.get_all(ORIGIN).iter().find(|value| requested.is_none() || Authority::of_origin(value) != requested)
    {
        return foreign(ORIGIN, value);
    }
    match headers.get_all(SEC_FETCH_SITE).iter().find(|value| !OWN_SITE.contains(&value.as_bytes())) {
        Some(value) => foreign(SEC_FETCH_SITE, value),
        None => Ok(()),
    }
}

/// The authority that a request is sent to; `None` if an HTTP/1.0 request has no `Host`. The authority of an absolute request target
/// replaces `Host` (RFC 9112, 3.2.2), and both must be loopback names.
fn requested_authority(
    version: Version,
    target: &Uri,
    headers: &HeaderMap,
) -> Result<Option<Authority>, ErrorResponse> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => Some(loopback(host.as_bytes())?),
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
        Some(authority) => loopback(authority.as_str().as_bytes()).map(Some),
        None => Ok(host),
    }
}

fn loopback(authority: &[u8]) -> Result<Authority, ErrorResponse> {
    std::str::from_utf8(authority).ok().and_then(Authority::of_authority).ok_or_else(|| {
        let name = excerpt(&String::from_utf8_lossy(authority));
        let message =
            format!("`{name}` is not a loopback name; hint: call the sandbox at `localhost` or a loopback address");
        ErrorResponse::new(StatusCode::MISDIRECTED_REQUEST, "001", "Foreign host", message)
    })
}

/// A normalized loopback name and port. The port may differ from the listening port, because it may be forwarded.
#[derive(Debug, PartialEq, Eq)]
struct Authority {
    host: Host,
    port: u16,
}

#[derive(Debug, PartialEq, Eq)]
enum Host {
    Localhost,
    Address(IpAddr),
}

impl Authority {
    /// Parses `host[:port]`. Accepts only the full form of an address, which browsers send: parsers disagree about `127.1` and
    /// `0177.0.0.1`.
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

    /// Parses `http://host[:port]`. `None` for other origins, such as `null`, which sandboxed frames and `file:` pages send.
    fn of_origin(origin: &HeaderValue) -> Option<Self> {
        let (scheme, authority) = origin.to_str().ok()?.split_once("://")?;
        if scheme.eq_ignore_ascii_case("http") { Self::of_authority(authority) } else { None }
    }
}

/// Parses `[:port]`.
fn port_of(text: &str) -> Option<u16> {
    match text.strip_prefix(':') {
        None => text.is_empty().then_some(DEFAULT_PORT),
        Some("") => Some(DEFAULT_PORT),
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?,
    }
}
