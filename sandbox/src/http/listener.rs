//! The way in: a listener that can be closed for a while, so that connects are refused, and opened on the same port.

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

/// What the server is told.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    /// Refuse connections for so long.
    Close(Duration),
    /// Listen, if connections are refused.
    Open,
    /// End every connection, and listen no longer.
    Stop,
}

/// An order, and where to say that it is done.
pub(crate) struct Command {
    pub(crate) order: Order,
    pub(crate) done: oneshot::Sender<()>,
}

/// Tells the server what to do.
#[derive(Debug)]
pub(crate) struct Doorkeeper(mpsc::Sender<Command>);

impl Doorkeeper {
    /// Somebody who tells, and what the server is to hear.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Command>) {
        let (sender, receiver) = mpsc::channel(1);
        (Self(sender), receiver)
    }

    /// Returns when the server has done as told, or has ended.
    pub(crate) async fn tell(&self, order: Order) {
        let (done, wait) = oneshot::channel();
        if self.0.send(Command { order, done }).await.is_ok() {
            // An error means that the server has ended, and nothing is left to do.
            let _ = wait.await;
        }
    }
}

/// A port that is listened on, or held while nobody listens.
#[derive(Debug)]
pub(crate) struct Door {
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

impl Door {
    /// An open door.
    pub(crate) fn new(listener: TcpListener, address: SocketAddr) -> Self {
        Self { address, state: State::Open(listener) }
    }

    /// The next connection. Opens the door when it has been closed for long enough; nothing is lost when this is dropped.
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

    /// Closes the door for so long; where it is closed, for so much longer. Connections that the kernel has not handed over
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

    /// Opens the door, if it is closed.
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
