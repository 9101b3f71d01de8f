//! Faults at the socket: what a connection does after it is taken from the HTTP library.
//!
//! A request handler hands over a fault; the connection's task takes the socket back from the HTTP library, runs the fault's steps
//! and closes the connection. Not here: the steps of each fault (`fault_responses`).

use std::io;
use std::time::Duration;

use axum::body::Bytes;
use axum::response::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// One thing that the sandbox's side of a connection does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Sends bytes.
    Send(Bytes),
    /// Sends bytes one by one, with a pause before each.
    Drip(Bytes, Duration),
    /// Sends the same bytes so many times.
    Repeat(Bytes, u32),
    /// Sends the same bytes without end, with a pause after each time.
    Flood(Bytes, Duration),
    /// Sends FIN.
    HalfClose,
    /// Reads and forgets until the client has closed its side.
    UntilClientLeaves,
    /// Waits for further bytes and reads none of them.
    UntilClientSends,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// FIN; the kernel makes it RST where bytes were left unread.
    Close,
    /// RST.
    Reset,
}

/// What a fault does with a connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SocketFault {
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
    /// When it ends at the latest.
    pub(crate) longest: Duration,
}

impl SocketFault {
    /// Runs all steps, or until the client is gone or the time is over; then ends the connection.
    pub(crate) async fn run(self, mut stream: TcpStream) {
        let steps = async {
            for step in &self.steps {
                step.run(&mut stream).await?;
            }
            Ok::<_, io::Error>(())
        };
        // Neither a client that went away nor a time that is over is an error here: the connection ends all the same.
        let _ = tokio::time::timeout(self.longest, steps).await;
        if self.end == End::Reset {
            // Failing leaves an ordinary end.
            let _ = stream.set_zero_linger();
        }
    }
}

impl Step {
    async fn run(&self, stream: &mut TcpStream) -> io::Result<()> {
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
                let mut forgotten = [0; 4096];
                while stream.read(&mut forgotten).await? > 0 {}
                Ok(())
            }
            Self::UntilClientSends => stream.peek(&mut [0]).await.map(|_| ()),
        }
    }
}

/// A request's way to the connection it came on.
#[derive(Debug, Clone)]
pub(crate) struct Wire(mpsc::UnboundedSender<SocketFault>);

impl Wire {
    /// The handlers' end of a connection, and the connection's own.
    pub(crate) fn pair() -> (Self, mpsc::UnboundedReceiver<SocketFault>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Hands the connection over to a fault. There is no other response: the caller ends with the connection.
    pub(crate) async fn hand_over(&self, fault: SocketFault) -> Response {
        // An error means that the connection has ended already, and the caller with it.
        let _ = self.0.send(fault);
        std::future::pending().await
    }
}
