//! One request and its answer over a connection of its own, with evidence of what left it.
//!
//! There is no pool, no redirect, no retry and no decompression here. What an answer means is decided in [`crate::answer`].

mod connect;
mod counted;
mod exchange;
mod tls;

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

pub(crate) use counted::Evidence;
pub(crate) use exchange::{BodyEnd, Wire, in_origin_form};
pub(crate) use tls::Tls;

/// How long each part of a call may take. Time runs on the clock of tokio; [`Duration::MAX`] is no limit.
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
    /// How long the body of an answer may stand still. Default: 30 seconds.
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

/// The most of an answer's head that is read, interim answers included.
pub(crate) const MAX_HEAD: usize = 64 * 1024;
/// The most header fields an answer may have.
pub(crate) const MAX_FIELDS: usize = 100;
/// The most of an answer's body that is read and kept.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// The instant after so long a time; where there is none, one that nobody lives to see.
pub(crate) fn after(time: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + time.min(CENTURY)
}

/// Why there is no answer, and whether anything may have left.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) phase: Phase,
    /// Whether a byte of the request may have left this machine.
    pub(crate) may_have_left: bool,
    pub(crate) why: String,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Phase {
    Resolve,
    Connect,
    Tls,
    Send,
    Answer,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.phase {
            Phase::Resolve => "the host was not found",
            Phase::Connect => "no connection",
            Phase::Tls => "no TLS",
            Phase::Send => "the request was not sent whole",
            Phase::Answer => "no answer",
        };
        write!(f, "{phase}: {}", self.why)
    }
}

impl std::error::Error for Failure {}
