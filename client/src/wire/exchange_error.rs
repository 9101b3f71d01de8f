//! Why there is no response, and whether a byte of the request may have left.

use std::fmt;

use bytes::Bytes;

/// Why there is no answer, and whether anything may have left.
#[derive(Debug)]
pub(crate) struct ExchangeError {
    pub(crate) phase: Phase,
    /// Whether a byte of the request may have left this machine.
    pub(crate) may_have_left: bool,
    pub(crate) why: String,
    /// What arrived all the same, as [`RawResponse`](crate::wire::raw_response::RawResponse) has it.
    pub(crate) received: Bytes,
}

impl ExchangeError {
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

impl fmt::Display for ExchangeError {
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

impl std::error::Error for ExchangeError {}
