//! Connects to a server: resolves its addresses, opens a TCP connection, does the TLS handshake. It sends no byte of a request.

use std::net::SocketAddr;
use std::time::Duration;

use colt_numbers_terminal_text::Safe;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::rustls::pki_types::ServerName;

use crate::target::{HttpEndpoint, PlainHttp};
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::send_deadline::after;
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;

/// A connection with or without TLS.
pub(crate) trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for T {}

/// Connects to an endpoint, within its own time-outs and the deadline of the call.
pub(crate) async fn connect(
    endpoint: &HttpEndpoint,
    tls: &Tls,
    timeouts: &Timeouts,
    call_deadline: Instant,
) -> Result<Box<dyn ByteStream>, ExchangeError> {
    let deadline = after(timeouts.connect).min(call_deadline);
    let addresses = resolve(endpoint, deadline).await?;
    let stream = connect_to_any(&addresses, deadline).await?;
    // Without Nagle's algorithm a small request is sent at once. A failure to set the option has no other effect.
    let _ = stream.set_nodelay(true);
    if !endpoint.tls {
        return Ok(Box::new(stream));
    }
    let failed = |reason: String| ExchangeError::before_sending(Phase::Tls, reason);
    let connector = tls.connector().ok_or_else(|| failed("TLS was not set up for this target".to_owned()))?;
    let name = ServerName::try_from(endpoint.host.clone()).map_err(|error| failed(error.to_string()))?;
    match timeout_at(after(timeouts.tls).min(call_deadline), connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(failed(tls.explain(&error)).caused_by(error)),
        Err(_) => Err(failed("timed out".to_owned()).by_timeout()),
    }
}

async fn resolve(endpoint: &HttpEndpoint, deadline: Instant) -> Result<Vec<SocketAddr>, ExchangeError> {
    let failed = |reason: String| ExchangeError::before_sending(Phase::Resolve, reason);
    let resolved = timeout_at(deadline, tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port))).await;
    let host = Safe::new(&endpoint.host);
    let resolved = resolved.map_err(|_| failed(format!("`{host}`: timed out")).by_timeout())?;
    let resolved = resolved.map_err(|error| failed(format!("`{host}`: {error}")).caused_by(error))?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    check_addresses(&addresses, endpoint.tls || endpoint.plain == PlainHttp::Anywhere)
        .map_err(|reason| failed(format!("`{host}` {reason}")))?;
    Ok(addresses)
}

/// Checks whether the client may connect to a host with these addresses. Without TLS, every address must be a loopback address, unless the caller
/// asked for plain HTTP: a host name can resolve to any address, to which secrets would be sent in plain text.
fn check_addresses(addresses: &[SocketAddr], any_address: bool) -> Result<(), &'static str> {
    if addresses.is_empty() {
        Err("has no address")
    } else if !any_address && addresses.iter().any(|address| !address.ip().is_loopback()) {
        Err("resolves to an address that is not loopback, but `http` is allowed for loopback only; use `https`")
    } else {
        Ok(())
    }
}

/// Connects to the first address that accepts a connection. Each address gets an equal share of the remaining time.
async fn connect_to_any(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, ExchangeError> {
    let failed = |reason: String| ExchangeError::before_sending(Phase::Connect, reason);
    let mut last_error = failed(String::new());
    for (index, address) in addresses.iter().enumerate() {
        let remaining_time = deadline.saturating_duration_since(Instant::now());
        let remaining_addresses = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let share = (remaining_time / remaining_addresses).max(Duration::from_millis(1));
        last_error = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failed(format!("{address}: {error}")).caused_by(error),
            Err(_) => failed(format!("{address}: timed out")).by_timeout(),
        };
    }
    Err(last_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_every_address_must_be_a_loopback_address() {
        for (addresses, is_ok_without_tls, is_ok_with_tls) in [
            (&["127.0.0.1:80", "[::1]:80", "127.255.0.9:1"][..], true, true),
            (&["127.0.0.1:80", "192.0.2.1:80"], false, true),
            (&["[2001:db8::1]:80"], false, true),
            (&["0.0.0.0:80"], false, true),
            (&["[::ffff:127.0.0.1]:80"], false, true),
            (&[], false, false),
        ] {
            let addresses: Vec<SocketAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
            assert_eq!(check_addresses(&addresses, false).is_ok(), is_ok_without_tls, "{addresses:?}");
            assert_eq!(check_addresses(&addresses, true).is_ok(), is_ok_with_tls, "{addresses:?}");
        }
    }

    /// A listener whose queue is full, so that a connect to it hangs, and the connections that fill the queue.
    async fn listener_with_full_queue() -> (tokio::net::TcpListener, Vec<TcpStream>) {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let mut waiting = Vec::new();
        let short = Duration::from_millis(150);
        while let Ok(connected) = timeout(short, TcpStream::connect(listener.local_addr().unwrap())).await {
            waiting.push(connected.unwrap());
            assert!(waiting.len() < 100, "the queue is finite");
        }
        (listener, waiting)
    }

    #[tokio::test]
    async fn an_address_that_hangs_leaves_time_for_the_next() {
        let (silent, _waiting) = listener_with_full_queue().await;
        let accepting = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addresses = [silent.local_addr().unwrap(), accepting.local_addr().unwrap()];
        let stream = connect_to_any(&addresses, after(Duration::from_secs(1))).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), addresses[1]);
    }
}
