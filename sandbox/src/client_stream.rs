//! The byte stream of a connection, with or without TLS.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

/// The maximum time to end TLS.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The byte stream of a connection.
#[derive(Debug)]
pub(crate) enum ClientStream {
    Plain(TcpStream),
    Tls {
        stream: Box<TlsStream<TcpStream>>,
        /// Bytes that were read ahead, and are read again.
        ahead: Vec<u8>,
    },
}

impl ClientStream {
    /// The socket.
    pub(crate) fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls { stream, .. } => stream.get_ref().0,
        }
    }

    /// Ends TLS as a normal response does. Without TLS there is nothing to do. A client that reads nothing is not waited for.
    pub(crate) async fn close_tls(&mut self) {
        if let Self::Tls { stream, .. } = self {
            // A failure means that the client has disconnected.
            let _ = timeout(CLOSE_TIMEOUT, stream.shutdown()).await;
        }
    }

    /// Waits until the stream has a whole request head or `most` bytes, or ends, and returns what it has. The bytes are read again later. Without
    /// TLS, they stay in the socket: if a socket is closed with unread bytes, the kernel resets the connection.
    pub(crate) async fn peek_head(&mut self, most: usize) -> Vec<u8> {
        let is_whole = |bytes: &[u8]| bytes.len() >= most || bytes.windows(4).any(|window| window == b"\r\n\r\n");
        match self {
            Self::Plain(stream) => {
                let mut seen = vec![0; most];
                let mut length = 0;
                loop {
                    let now = stream.peek(&mut seen).await.unwrap_or(0);
                    let bytes = seen.get(..now).unwrap_or_default();
                    if now == 0 || is_whole(bytes) {
                        return bytes.to_vec();
                    }
                    // Peeking returns at once, even if no more bytes have arrived.
                    if now == length {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                    length = now;
                }
            }
            Self::Tls { stream, ahead } => {
                while !is_whole(ahead) {
                    if !matches!(stream.read_buf(ahead).await, Ok(1..)) {
                        break;
                    }
                }
                ahead.clone()
            }
        }
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls { ahead, .. } if !ahead.is_empty() => {
                let length = ahead.len().min(buffer.remaining());
                buffer.put_slice(ahead.get(..length).unwrap_or_default());
                ahead.drain(..length);
                Poll::Ready(Ok(()))
            }
            Self::Tls { stream, .. } => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls { stream, .. } => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls { stream, .. } => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls { stream, .. } => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
