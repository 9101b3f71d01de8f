//! Opens a tunnel to a server through an HTTP proxy, by CONNECT (RFC 9110, 9.3.6).
//!
//! The proxy gets the host and port of the server and the credentials for the proxy, and nothing of a request. Whatever it does before the tunnel
//! is open, no byte of a request was sent.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use http::{Request, StatusCode};
use http_body_util::Empty;
use hyper::client::conn::http1;
use tokio::time::{Instant, timeout_at};

use crate::target::HttpEndpoint;
use crate::wire::connector::ByteStream;
use crate::wire::evidence::{AbortReason, Evidence};
use crate::wire::exchange_error::{ExchangeError, Phase, ProxyFailure};
use crate::wire::http1_connection::{describe, handshake};
use crate::wire::metered_stream::{MeteredStream, WriteLimits};
use crate::wire::proxy::ProxyServer;
use crate::wire::send_deadline::SendDeadline;
use crate::wire::tcp::{self, AllowedAddresses};

/// Opens a tunnel to an endpoint by the deadline.
pub(crate) async fn open_tunnel(
    proxy: &ProxyServer,
    endpoint: &HttpEndpoint,
    deadline: Instant,
) -> Result<Box<dyn ByteStream>, ExchangeError> {
    tracing::debug!(%proxy, host = endpoint.host, port = endpoint.port, "opening a tunnel");
    let failed = |reason: String| failure(proxy, ProxyFailure::Temporary, reason);
    let stream = tcp::connect(&proxy.host, proxy.port, AllowedAddresses::Any, deadline).await;
    let stream = stream.map_err(|error| {
        let ExchangeError { phase, reason, .. } = failed(format!(": {error}"));
        ExchangeError { phase, reason, ..error }
    })?;
    let tunnel = timeout_at(deadline, request_tunnel(Box::new(stream), proxy, endpoint, deadline)).await;
    tunnel.unwrap_or_else(|_| Err(failed(" timed out".to_owned()).by_timeout()))
}

/// Sends CONNECT, and reads the response. It ends only if the proxy does; the caller limits the time.
async fn request_tunnel(
    stream: Box<dyn ByteStream>,
    proxy: &ProxyServer,
    endpoint: &HttpEndpoint,
    deadline: Instant,
) -> Result<Box<dyn ByteStream>, ExchangeError> {
    let failed = |reason: String| failure(proxy, ProxyFailure::Temporary, reason);
    let request = connect_request(proxy, endpoint).map_err(|error| failed(format!(": {error}")))?;
    // Not the evidence of the request that is sent through the tunnel. It limits the bytes of the response's head, interim responses included.
    let evidence = Evidence::of_secret();
    let remaining = deadline.saturating_duration_since(Instant::now());
    let limits = WriteLimits { first: SendDeadline::after(remaining), last: deadline, stall: remaining };
    let io = MeteredStream::new(stream, Arc::clone(&evidence), limits);
    let broken = |error: hyper::Error| match evidence.abort_reason() {
        Some(AbortReason::TooLong) => failed("'s response has a head that is too long".to_owned()),
        _ => failed(format!(" did not respond with HTTP: {}", describe(&error))).caused_by(error),
    };
    let (mut sender, mut connection) = handshake::<Empty<Bytes>>(io).await.map_err(broken)?;
    let response = connection.while_waiting_for(sender.send_request(request)).await.map_err(broken)?;
    check_status(proxy, response.status())?;
    let http1::Parts { io, read_buf, .. } = connection.into_parts();
    if !read_buf.is_empty() {
        // A TLS server does not speak first, so these bytes are not the server's.
        return Err(failed(" sent bytes before anything was sent through the tunnel".to_owned()));
    }
    Ok(io.into_inner())
}

/// The request for a tunnel: the host and port of the endpoint, and the credentials for the proxy.
fn connect_request(proxy: &ProxyServer, endpoint: &HttpEndpoint) -> Result<Request<Empty<Bytes>>, http::Error> {
    let host = if endpoint.host.contains(':') { format!("[{}]", endpoint.host) } else { endpoint.host.clone() };
    let authority = format!("{host}:{}", endpoint.port);
    let mut request = Request::connect(&authority).header(HOST, &authority).body(Empty::new())?;
    if let Some(authorization) = &proxy.authorization {
        let mut value = HeaderValue::from_str(authorization.expose())?;
        value.set_sensitive(true);
        request.headers_mut().insert(PROXY_AUTHORIZATION, value);
    }
    Ok(request)
}

/// Checks whether the status of a response opens the tunnel. Nothing else of the response appears in the error: a proxy may repeat the credentials.
fn check_status(proxy: &ProxyServer, status: StatusCode) -> Result<(), ExchangeError> {
    let (kind, advice) = match status.as_u16() {
        200..=299 => return Ok(()),
        407 if proxy.authorization.is_some() => {
            (ProxyFailure::Credentials, "; check the user and the password for the proxy")
        }
        407 => (ProxyFailure::Credentials, "; set a user and a password for the proxy"),
        // The proxy may reach the server later.
        408 | 429 | 500..=599 => (ProxyFailure::Temporary, ""),
        _ => (ProxyFailure::Rejection, ""),
    };
    Err(failure(proxy, kind, format!(" responded with status {}{advice}", status.as_u16())))
}

/// The error of a tunnel that was not opened. `problem` continues the name of the proxy.
fn failure(proxy: &ProxyServer, kind: ProxyFailure, problem: String) -> ExchangeError {
    ExchangeError::before_sending(Phase::Proxy(kind), format!("the proxy `{proxy}`{problem}"))
}
