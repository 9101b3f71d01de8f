//! How long each part of a call may take.

use std::time::Duration;

/// How long each part of a call may take, on tokio's clock. [`Duration::MAX`] means no limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Finding the host's addresses and connecting to one of them. Default: 10 seconds.
    pub connect: Duration,
    /// The TLS handshake. Default: 10 seconds.
    pub tls: Duration,
    /// How long the sending of a request may stand still. Default: 30 seconds.
    pub send: Duration,
    /// From the sending of a request to the head of its answer. Default: 2 minutes, since giving up early is what makes an order doubtful.
    pub answer: Duration,
    /// How long the body of a response may pause, and how long a response that is not HTTP is read. Default: 30 seconds.
    pub body: Duration,
    /// A whole call, waiting and sending again included. Default: 5 minutes. A request begins to leave only while there is time left for
    /// its answer: [`Timeouts::answer`], or half of the call where that is less. What would leave later is not sent.
    pub call: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(10),
            tls: seconds(10),
            send: seconds(30),
            answer: seconds(120),
            body: seconds(30),
            call: seconds(300),
        }
    }
}
