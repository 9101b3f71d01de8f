//! Why an HTTP exchange has no usable response, and whether a byte of the request may have been sent.

use std::fmt;

use bytes::Bytes;

/// Why there is no response, and whether a byte of the request may have been sent.
#[derive(Debug)]
pub(crate) struct ExchangeError {
    pub(crate) phase: Phase,
    /// Whether a byte of the request may have left this machine.
    pub(crate) may_have_sent: bool,
    pub(crate) reason: String,
    /// The bytes that were received before the error, as in [`ReceivedBytes`](crate::wire::received_bytes::ReceivedBytes).
    pub(crate) received: Bytes,
}

impl ExchangeError {
    /// An error before the first byte of the request.
    pub(crate) fn before_sending(phase: Phase, reason: String) -> Self {
        Self { phase, may_have_sent: false, reason, received: Bytes::new() }
    }
}

/// The phase of an exchange in which it failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Phase {
    Resolve,
    Connect,
    Tls,
    /// Directly before the first byte was written, its deadline had passed.
    Late,
    Send,
    Response,
}

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.phase {
            Phase::Resolve => "the host was not found",
            Phase::Connect => "no connection",
            Phase::Tls => "the TLS handshake failed",
            Phase::Late => "the request was not sent",
            Phase::Send => "the request was not sent completely",
            Phase::Response => "no response",
        };
        write!(f, "{phase}: {}", self.reason)
    }
}

impl std::error::Error for ExchangeError {}
