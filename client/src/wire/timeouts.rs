//! The time limits of a call and of its parts.

use std::time::Duration;

/// The time limits of a call and of its parts. [`Duration::MAX`] means no limit.
///
/// They run on tokio's clock, which a test can pause. Start from the default; each field has a setter of its name.
///
/// ```
/// use std::time::Duration;
///
/// use colt_numbers::Timeouts;
///
/// let timeouts = Timeouts::default().connect(Duration::from_secs(3)).call(Duration::from_secs(60));
/// assert_eq!(timeouts.call, Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Resolving the host and connecting to one of its addresses; through a proxy, until the tunnel is open; for a custom connector, until it returns
    /// the stream. Default: 10 seconds.
    pub connect: Duration,
    /// The TLS handshake. Default: 10 seconds.
    pub tls: Duration,
    /// The longest pause in sending a request while the server does not read. Default: 30 seconds.
    pub send: Duration,
    /// From the start of sending a request to the head of its response. Default: 2 minutes. A shorter limit leaves more orders in doubt.
    pub response: Duration,
    /// The longest pause between two bytes of a response's body, and the longest time to read a response that is not HTTP. Default: 30 seconds.
    pub body: Duration,
    /// A whole call, including every attempt and the waits between them. Default: 5 minutes.
    ///
    /// A request is sent only if the remaining time is enough for its response: [`Timeouts::response`], or half of this limit if that is shorter.
    pub call: Duration,
}

impl Timeouts {
    /// Sets [`Timeouts::connect`](field@Self::connect).
    #[must_use]
    pub fn connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// Sets [`Timeouts::tls`](field@Self::tls).
    #[must_use]
    pub fn tls(self, tls: Duration) -> Self {
        Self { tls, ..self }
    }

    /// Sets [`Timeouts::send`](field@Self::send).
    #[must_use]
    pub fn send(self, send: Duration) -> Self {
        Self { send, ..self }
    }

    /// Sets [`Timeouts::response`](field@Self::response).
    #[must_use]
    pub fn response(self, response: Duration) -> Self {
        Self { response, ..self }
    }

    /// Sets [`Timeouts::body`](field@Self::body).
    #[must_use]
    pub fn body(self, body: Duration) -> Self {
        Self { body, ..self }
    }

    /// Sets [`Timeouts::call`](field@Self::call).
    #[must_use]
    pub fn call(self, call: Duration) -> Self {
        Self { call, ..self }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(10),
            tls: seconds(10),
            send: seconds(30),
            response: seconds(120),
            body: seconds(30),
            call: seconds(300),
        }
    }
}
