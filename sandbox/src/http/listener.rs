//! A listener that can be closed for a while, so that connects are refused, and opened on the same port.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

/// The pause before something is tried again that the machine refused, such as a file descriptor.
const AGAIN: Duration = Duration::from_millis(10);

/// The connections that the kernel may hold until they are accepted.
const BACKLOG: u32 = 1024;

/// What the server is to do with its listener.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Command {
    /// Refuse connections for so long.
    Close(Duration),
    /// Listen, if connections are refused.
    Open,
    /// End every connection, and listen no longer.
    Stop,
}

/// A command, and where its completion is reported.
pub(crate) struct Message {
    pub(crate) command: Command,
    pub(crate) done: oneshot::Sender<()>,
}

/// Sends commands to the server.
#[derive(Debug)]
pub(crate) struct ListenerControl(mpsc::Sender<Message>);

impl ListenerControl {
    /// The sender, and the server's end.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Message>) {
        let (sender, receiver) = mpsc::channel(1);
        (Self(sender), receiver)
    }

    /// Returns when the server has executed the command, or has ended.
    pub(crate) async fn send(&self, command: Command) {
        let (done, wait) = oneshot::channel();
        if self.0.send(Message { command, done }).await.is_ok() {
            // An error means that the server has ended, and nothing is left to do.
            let _ = wait.await;
        }
    }
}

/// A port that is listened on, or held while nobody listens.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    state: State,
}

#[derive(Debug)]
enum State {
    Open(TcpListener),
    /// Bound and not listening: the kernel refuses connects, and gives the port to nobody who asks for any.
    Closed {
        socket: Option<TcpSocket>,
        until: Instant,
    },
}

impl Listener {
    /// An open listener.
    pub(crate) fn new(listener: TcpListener, address: SocketAddr) -> Self {
        Self { address, state: State::Open(listener) }
    }

    /// The next connection. Opens the listener when it has been closed for long enough; nothing is lost when this is dropped.
    pub(crate) async fn next(&mut self) -> TcpStream {
        loop {
            match &self.state {
                State::Open(listener) => match listener.accept().await {
                    Ok((stream, _)) => return stream,
                    // Out of file descriptors, as a rule: they come back when connections end.
                    Err(_) => sleep(AGAIN).await,
                },
                State::Closed { until, .. } => {
                    sleep_until(*until).await;
                    if self.open().is_err() {
                        sleep(AGAIN).await;
                    }
                }
            }
        }
    }

    /// Closes the listener for so long; where it is closed, for so much longer. Connections that the kernel has not handed over
    /// are reset, those that were accepted stay.
    pub(crate) fn close(&mut self, lasting: Duration) {
        let until = match self.state {
            State::Open(_) => Instant::now(),
            State::Closed { until, .. } => until,
        };
        let until = until.checked_add(lasting).unwrap_or(until);
        match &mut self.state {
            State::Closed { until: end, .. } => *end = until,
            State::Open(_) => {
                // The listener has to go before the port can be bound again.
                self.state = State::Closed { socket: None, until };
                let socket = self.hold().ok();
                self.state = State::Closed { socket, until };
            }
        }
    }

    /// Opens the listener, if it is closed.
    pub(crate) fn open(&mut self) -> io::Result<()> {
        if let State::Closed { socket, .. } = &mut self.state {
            let socket = match socket.take() {
                Some(socket) => socket,
                None => self.hold()?,
            };
            self.state = State::Open(socket.listen(BACKLOG)?);
        }
        Ok(())
    }

    /// Binds the port without listening.
    fn hold(&self) -> io::Result<TcpSocket> {
        let socket = if self.address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // Connections of the listener before may still be there, or in TIME_WAIT.
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        Ok(socket)
    }
}
