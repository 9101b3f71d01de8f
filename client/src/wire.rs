//! One request and its answer over a connection of its own, with evidence of what left it.
//!
//! There is no pool, no redirect, no retry and no decompression here. What an answer means is decided in [`crate::order::verdict`].

mod arrived;
mod connect;
mod counted;
mod exchange;
mod roots;
mod tls;

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::time::Instant;

pub(crate) use arrived::until;
pub(crate) use counted::Evidence;
pub(crate) use exchange::{BodyEnd, Received, Wire, in_origin_form};
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
    /// How long the body of an answer may stand still, and how long an answer that is not HTTP is read on. Default: 30 seconds.
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

/// The last moment at which a request may begin to leave.
///
/// It is past by the first of two clocks: the monotonic one, which runs while the process is stopped, and the time of day, which runs while
/// the machine is suspended as well. A time of day that is set forward can make it past too early, which sends nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Latest {
    instant: Instant,
    time_of_day: Option<SystemTime>,
}

impl Latest {
    /// So long from now on.
    pub(crate) fn after(time: Duration) -> Self {
        Self { instant: after(time), time_of_day: SystemTime::now().checked_add(time) }
    }

    /// The same by the monotonic clock, for what waits.
    pub(crate) fn instant(self) -> Instant {
        self.instant
    }

    /// Whether nothing may leave any longer.
    pub(crate) fn is_past(self) -> bool {
        Instant::now() >= self.instant || self.time_of_day.is_some_and(|time| SystemTime::now() >= time)
    }
}

/// Why there is no answer, and whether anything may have left.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) phase: Phase,
    /// Whether a byte of the request may have left this machine.
    pub(crate) may_have_left: bool,
    pub(crate) why: String,
    /// What arrived all the same, as [`Received`] has it.
    pub(crate) received: Bytes,
}

impl Failure {
    /// A failure before the first byte of the request.
    pub(crate) fn before_sending(phase: Phase, why: String) -> Self {
        Self { phase, may_have_left: false, why, received: Bytes::new() }
    }
}

/// How far a request came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Phase {
    Resolve,
    Connect,
    Tls,
    /// Up to the first byte, which was not written any longer.
    Late,
    Send,
    Answer,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.phase {
            Phase::Resolve => "the host was not found",
            Phase::Connect => "no connection",
            Phase::Tls => "no TLS",
            Phase::Late => "the request was not sent",
            Phase::Send => "the request was not sent whole",
            Phase::Answer => "no answer",
        };
        write!(f, "{phase}: {}", self.why)
    }
}

impl std::error::Error for Failure {}
