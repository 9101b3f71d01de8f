//! A listener that can be closed for a time, so that connections are refused, and reopened on the same port.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

/// The pause before a failed socket operation is repeated. It fails, for example, if no file descriptor is free.
const RETRY_PAUSE: Duration = Duration::from_millis(10);

/// The maximum number of connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// A command to the server about its listener.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ListenerCommand {
    /// Refuse connections for a time.
    Close(Duration),
    /// Listen again, if connections are refused.
    Open,
    /// Close all connections and stop listening.
    Stop,
}

/// A command, and the channel that reports its completion.
pub(crate) struct CommandMessage {
    pub(crate) command: ListenerCommand,
    pub(crate) done: oneshot::Sender<()>,
}

/// Sends commands to the server.
#[derive(Debug)]
pub(crate) struct ListenerControl(mpsc::Sender<CommandMessage>);

impl ListenerControl {
    /// The sender, and the receiver for the server.
    pub(crate) fn new() -> (Self, mpsc::Receiver<CommandMessage>) {
        let (sender, receiver) = mpsc::channel(1);
        (Self(sender), receiver)
    }

    /// Sends a command; returns when the server has executed it, or has ended.
    pub(crate) async fn send(&self, command: ListenerCommand) {
        let (done, wait) = oneshot::channel();
        if self.0.send(CommandMessage { command, done }).await.is_ok() {
            // An error means that the server has ended, and nothing is left to do.
            let _ = wait.await;
        }
    }
}

/// The port of the sandbox: open for connections, or closed for a time.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    state: State,
}

#[derive(Debug)]
enum State {
    Open(TcpListener),
    /// Bound and not listening: the kernel refuses connections, and does not assign the port to another program.
    Closed {
        /// `None` if binding the port again failed.
        socket: Option<TcpSocket>,
        until: Instant,
    },
}

impl Listener {
    /// An open listener.
    pub(crate) fn new(listener: TcpListener, address: SocketAddr) -> Self {
        Self { address, state: State::Open(listener) }
    }

    /// Accepts the next connection. Reopens a closed listener when its time is over. The method is cancel safe.
    pub(crate) async fn next(&mut self) -> TcpStream {
        loop {
            match &self.state {
                State::Open(listener) => match listener.accept().await {
                    Ok((stream, _)) => return stream,
                    // Usually no file descriptor is free; one becomes free when a connection ends.
                    Err(_) => sleep(RETRY_PAUSE).await,
                },
                State::Closed { until, .. } => {
                    sleep_until(*until).await;
                    if self.open().is_err() {
                        sleep(RETRY_PAUSE).await;
                    }
                }
            }
        }
    }

    /// Closes the listener for a time, or extends the time if the listener is closed. Connections that are not accepted yet are reset; accepted
    /// ones stay open.
    pub(crate) fn close(&mut self, duration: Duration) {
        let until = match self.state {
            State::Open(_) => Instant::now(),
            State::Closed { until, .. } => until,
        };
        let until = until.checked_add(duration).unwrap_or(until);
        match &mut self.state {
            State::Closed { until: end, .. } => *end = until,
            State::Open(_) => {
                // The listener must be dropped before the port can be bound again.
                self.state = State::Closed { socket: None, until };
                let socket = self.bind().ok();
                self.state = State::Closed { socket, until };
            }
        }
    }

    /// Opens the listener, if it is closed.
    pub(crate) fn open(&mut self) -> io::Result<()> {
        if let State::Closed { socket, .. } = &mut self.state {
            let socket = match socket.take() {
                Some(socket) => socket,
                None => self.bind()?,
            };
            self.state = State::Open(socket.listen(BACKLOG)?);
        }
        Ok(())
    }

    /// Binds the port without listening.
    fn bind(&self) -> io::Result<TcpSocket> {
        let socket = if self.address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // Connections of the previous listener may still exist, or be in TIME_WAIT.
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        Ok(socket)
    }
}
