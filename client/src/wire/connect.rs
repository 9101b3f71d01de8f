//! Reaching a server: its addresses, a connection, a TLS session. Nothing of a request leaves here.

use std::net::SocketAddr;
use std::time::Duration;

use colt_numbers_terminal_text::Safe;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::rustls::pki_types::ServerName;

use crate::target::HttpEndpoint;
use crate::wire::exchange_error::{ExchangeError, Phase};
use crate::wire::send_deadline::after;
use crate::wire::timeouts::Timeouts;
use crate::wire::tls::Tls;

/// A connection, with TLS or without.
pub(crate) trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for T {}

/// Connects to an endpoint.
pub(crate) async fn connect(
    endpoint: &HttpEndpoint,
    tls: &Tls,
    timeouts: &Timeouts,
    call: Instant,
) -> Result<Box<dyn ByteStream>, ExchangeError> {
    let deadline = after(timeouts.connect).min(call);
    let addresses = resolve(endpoint, deadline).await?;
    let stream = first_that_answers(&addresses, deadline).await?;
    // Small requests wait for nothing. Failing to ask for that changes nothing else.
    let _ = stream.set_nodelay(true);
    if !endpoint.tls {
        return Ok(Box::new(stream));
    }
    let failed = |why: String| ExchangeError::before_sending(Phase::Tls, why);
    let connector = tls.connector().ok_or_else(|| failed("TLS was not set up for this target".to_owned()))?;
    let name = ServerName::try_from(endpoint.host.clone()).map_err(|error| failed(error.to_string()))?;
    match timeout_at(after(timeouts.tls).min(call), connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(failed(tls.explain(&error))),
        Err(_) => Err(failed("the handshake was not done in time".to_owned())),
    }
}

async fn resolve(endpoint: &HttpEndpoint, deadline: Instant) -> Result<Vec<SocketAddr>, ExchangeError> {
    let failed = |why: String| ExchangeError::before_sending(Phase::Resolve, why);
    let found = timeout_at(deadline, tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port))).await;
    let found = found.map_err(|_| failed(format!("`{}`: no answer in time", Safe::new(&endpoint.host))))?;
    let found: Vec<SocketAddr> =
        found.map_err(|error| failed(format!("`{}`: {error}", Safe::new(&endpoint.host))))?.collect();
    usable(&found, endpoint.tls).map_err(|why| failed(format!("`{}` {why}", Safe::new(&endpoint.host))))?;
    Ok(found)
}

/// Whether a host with these addresses may be spoken to. A name may point anywhere, and without TLS nothing else stands between a secret
/// and a stranger: one address elsewhere is enough.
fn usable(found: &[SocketAddr], tls: bool) -> Result<(), &'static str> {
    if found.is_empty() {
        Err("has no address")
    } else if !tls && found.iter().any(|address| !address.ip().is_loopback()) {
        Err("is not on loopback, and `http` is for loopback alone")
    } else {
        Ok(())
    }
}

/// Tries one address after the other, each with its share of the time that is left.
async fn first_that_answers(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, ExchangeError> {
    let mut last = String::new();
    for (index, address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let share = (left / others).max(Duration::from_millis(1));
        last = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => format!("{address}: {error}"),
            Err(_) => format!("{address}: no answer in time"),
        };
    }
    Err(ExchangeError::before_sending(Phase::Connect, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_every_address_is_on_loopback() {
        for (addresses, plain, tls) in [
            (&["127.0.0.1:80", "[::1]:80", "127.255.0.9:1"][..], true, true),
            (&["127.0.0.1:80", "192.0.2.1:80"], false, true),
            (&["[2001:db8::1]:80"], false, true),
            (&["0.0.0.0:80"], false, true),
            (&["[::ffff:127.0.0.1]:80"], false, true),
            (&[], false, false),
        ] {
            let addresses: Vec<SocketAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
            assert_eq!(usable(&addresses, false).is_ok(), plain, "{addresses:?}");
            assert_eq!(usable(&addresses, true).is_ok(), tls, "{addresses:?}");
        }
    }

    /// A listener whose queue is full: a connect to it hangs. What fills it is given as well, to be kept.
    async fn hanging() -> (tokio::net::TcpListener, Vec<TcpStream>) {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let mut waiting = Vec::new();
        let short = Duration::from_millis(150);
        while let Ok(connected) = timeout(short, TcpStream::connect(listener.local_addr().unwrap())).await {
            waiting.push(connected.unwrap());
            assert!(waiting.len() < 100, "the queue has an end");
        }
        (listener, waiting)
    }

    #[tokio::test]
    async fn an_address_that_hangs_leaves_time_for_the_next() {
        let (silent, _waiting) = hanging().await;
        let answers = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addresses = [silent.local_addr().unwrap(), answers.local_addr().unwrap()];
        let stream = first_that_answers(&addresses, after(Duration::from_secs(1))).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), addresses[1]);
    }
}
