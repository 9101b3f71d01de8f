//! Connectors of the caller's own, and the byte streams that they open.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};

/// A stream of bytes to a server. Every type with these traits is one, such as [`TcpStream`](tokio::net::TcpStream) and
/// [`UnixStream`](tokio::net::UnixStream).
pub trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for T {}

/// The future that [`Connector::connect`] returns. Its output is the stream, or the error that states why it could not be opened.
pub type ConnectFuture<'c> = Pin<Box<dyn Future<Output = io::Result<Box<dyn ByteStream>>> + Send + 'c>>;

/// Opens the connections of a client in place of TCP: through an SSH tunnel or a Unix socket, for example, or in a test.
///
/// The client does TLS on the stream, as on a TCP connection: the connector sees only encrypted bytes, and cannot make the client accept another
/// server. Without TLS, requests, credentials and tokens are readable on the stream, and the client cannot check where it leads. So a target with
/// `http` needs [`Target::plain_http`](crate::Target::plain_http), even on loopback.
///
/// Each attempt opens its own stream, for the API and for the token endpoint; [`Timeouts::connect`](field@crate::Timeouts::connect) limits the time.
/// If the connector returns an error, the outcome is *not sent*, and the client makes another attempt as [`Retries`](crate::Retries) states. The text
/// of the error becomes part of [`SendError::reason`](crate::SendError::reason), so it must not contain a secret.
///
/// # Evidence
///
/// Outcomes are based on what the client has written to the stream: before its first write, the outcome is *not sent*; from then on, a byte may have
/// been sent. This is true only if a connector follows three rules:
///
/// - What it sends on its own before it returns the stream contains nothing of a request. It gets none, only the host and the port.
/// - The stream passes on each byte at most once. It does not connect again and repeat what was written.
/// - Each stream is new, so that no byte on it belongs to another request.
///
/// A stream may buffer what is written. If it discards the buffer, the outcome is *unknown* although nothing was sent, which is safe.
///
/// ```no_run
/// use colt_numbers::{Client, ConnectFuture, Connector, Target};
/// use tokio::net::TcpStream;
///
/// /// Connects to the local end of an SSH tunnel (`ssh -L 4010:numbers.example:443 gateway`), whatever the host of the target is.
/// struct SshTunnel;
///
/// impl Connector for SshTunnel {
///     fn connect<'c>(&'c self, _host: &'c str, _port: u16) -> ConnectFuture<'c> {
///         Box::pin(async { Ok(Box::new(TcpStream::connect("127.0.0.1:4010").await?) as _) })
///     }
/// }
///
/// let target = Target::url("https://numbers.example/api", None)?;
/// let client = Client::builder(target).connector(SshTunnel).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Connector: Send + Sync + 'static {
    /// Opens a stream to a host, which is a name or an IP address without brackets.
    fn connect<'c>(&'c self, host: &'c str, port: u16) -> ConnectFuture<'c>;
}

impl<C: Connector + ?Sized> Connector for Arc<C> {
    fn connect<'c>(&'c self, host: &'c str, port: u16) -> ConnectFuture<'c> {
        C::connect(self, host, port)
    }
}
