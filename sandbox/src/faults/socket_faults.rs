//! Runs faults on the raw socket of a connection.
//!
//! A request handler hands over a fault. The connection's task then takes the socket back from the HTTP library, runs the fault's steps
//! and closes the connection. The steps of each fault are in `fault_responses`.

use std::io;
use std::time::Duration;

use axum::body::Bytes;
use axum::response::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

use crate::client_stream::ClientStream;

/// One step of a fault on a connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SocketStep {
    /// Sends bytes.
    Send(Bytes),
    /// Sends bytes one by one, with a pause before each.
    Drip(Bytes, Duration),
    /// Sends the same bytes a number of times.
    Repeat(Bytes, u32),
    /// Sends the same bytes endlessly, with a pause after each time.
    Flood(Bytes, Duration),
    /// Sends FIN.
    HalfClose,
    /// Reads and discards bytes until the client has closed its side.
    UntilClientLeaves,
    /// Waits for more bytes from the client, without reading them.
    UntilClientSends,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConnectionEnd {
    /// FIN; the kernel sends RST instead if there are unread bytes.
    Close,
    /// RST.
    Reset,
}

/// A fault on a connection: its steps, and how the connection ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SocketFault {
    pub(crate) steps: Vec<SocketStep>,
    pub(crate) end: ConnectionEnd,
    /// The maximum duration.
    pub(crate) max_duration: Duration,
}

impl SocketFault {
    /// Runs the steps until they are done, the client has disconnected, or the maximum duration is over; then ends the connection.
    pub(crate) async fn run(self, mut stream: ClientStream) {
        let steps = async {
            for step in &self.steps {
                step.run(&mut stream).await?;
            }
            Ok::<_, io::Error>(())
        };
        // Neither a disconnected client nor a timeout is an error: the connection ends either way.
        let _ = tokio::time::timeout(self.max_duration, steps).await;
        match self.end {
            ConnectionEnd::Close => stream.close_tls().await,
            // If this fails, the connection ends normally.
            ConnectionEnd::Reset => drop(stream.socket().set_zero_linger()),
        }
    }
}

impl SocketStep {
    async fn run(&self, stream: &mut ClientStream) -> io::Result<()> {
        match self {
            Self::Send(bytes) => stream.write_all(bytes).await,
            Self::Drip(bytes, pause) => {
                for byte in bytes {
                    tokio::time::sleep(*pause).await;
                    stream.write_all(std::slice::from_ref(byte)).await?;
                }
                Ok(())
            }
            Self::Repeat(bytes, times) => {
                for _ in 0..*times {
                    stream.write_all(bytes).await?;
                }
                Ok(())
            }
            Self::Flood(bytes, pause) => loop {
                stream.write_all(bytes).await?;
                tokio::time::sleep(*pause).await;
            },
            Self::HalfClose => stream.shutdown().await,
            Self::UntilClientLeaves => {
                let mut discarded = [0; 4096];
                while stream.read(&mut discarded).await? > 0 {}
                Ok(())
            }
            Self::UntilClientSends => stream.socket().peek(&mut [0]).await.map(|_| ()),
        }
    }
}

/// Lets a request handler hand its connection over to a fault.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionHandle(mpsc::UnboundedSender<SocketFault>);

impl ConnectionHandle {
    /// A handle for the request handlers, and the receiver for the connection's task.
    pub(crate) fn pair() -> (Self, mpsc::UnboundedReceiver<SocketFault>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Hands the connection over to a fault. This never returns: the caller is dropped with the connection.
    pub(crate) async fn hand_over(&self, fault: SocketFault) -> Response {
        // An error means that the connection has ended already.
        let _ = self.0.send(fault);
        std::future::pending().await
    }
}
