//! Opens a TCP connection: resolves the addresses of a host, and connects to the first of them that accepts a connection.

use std::net::SocketAddr;
use std::time::Duration;

use colt_numbers_terminal_text::Safe;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::wire::exchange_error::{ExchangeError, Phase};

/// To which addresses of a host the client may connect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AllowedAddresses {
    Any,
    /// Every address must be a loopback address: a host name can resolve to any address, to which secrets would be sent in plain text.
    Loopback,
}

/// Connects to a host by the deadline.
pub(crate) async fn connect(
    host: &str,
    port: u16,
    allowed: AllowedAddresses,
    deadline: Instant,
) -> Result<TcpStream, ExchangeError> {
    let addresses = resolve(host, port, allowed, deadline).await?;
    let stream = connect_to_any(&addresses, deadline).await?;
    // Without Nagle's algorithm a small request is sent at once. A failure to set the option has no other effect.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

async fn resolve(
    host: &str,
    port: u16,
    allowed: AllowedAddresses,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, ExchangeError> {
    let failed = |reason: String| ExchangeError::before_sending(Phase::Resolve, reason);
    let resolved = timeout_at(deadline, tokio::net::lookup_host((host, port))).await;
    let host = Safe::new(host);
    let resolved = resolved.map_err(|_| failed(format!("`{host}`: timed out")).by_timeout())?;
    let resolved = resolved.map_err(|error| failed(format!("`{host}`: {error}")).caused_by(error))?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    check_addresses(&addresses, allowed).map_err(|reason| failed(format!("`{host}` {reason}")))?;
    Ok(addresses)
}

/// Checks whether the client may connect to a host with these addresses.
fn check_addresses(addresses: &[SocketAddr], allowed: AllowedAddresses) -> Result<(), &'static str> {
    let is_loopback = |address: &SocketAddr| address.ip().is_loopback();
    if addresses.is_empty() {
        Err("has no address")
    } else if allowed == AllowedAddresses::Loopback && !addresses.iter().all(is_loopback) {
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
    use crate::wire::send_deadline::after;

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
            assert_eq!(
                check_addresses(&addresses, AllowedAddresses::Loopback).is_ok(),
                is_ok_without_tls,
                "{addresses:?}"
            );
            assert_eq!(check_addresses(&addresses, AllowedAddresses::Any).is_ok(), is_ok_with_tls, "{addresses:?}");
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
