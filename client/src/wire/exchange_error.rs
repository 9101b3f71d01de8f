//! Why an HTTP exchange has no usable response, and whether a byte of the request may have been sent.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::cause::{Cause, source};

/// Why there is no response, and whether a byte of the request may have been sent.
#[derive(Debug)]
pub(crate) struct ExchangeError {
    pub(crate) phase: Phase,
    /// Whether a byte of the request may have left this machine.
    pub(crate) may_have_sent: bool,
    pub(crate) reason: String,
    /// Whether one of the time limits was reached.
    pub(crate) is_timeout: bool,
    pub(crate) cause: Option<Cause>,
    /// The bytes that were received before the error, as in [`ReceivedBytes`](crate::wire::received_bytes::ReceivedBytes).
    pub(crate) received: Bytes,
}

impl ExchangeError {
    /// An error before the first byte of the request.
    pub(crate) fn before_sending(phase: Phase, reason: String) -> Self {
        Self { phase, may_have_sent: false, reason, is_timeout: false, cause: None, received: Bytes::new() }
    }

    /// The same error, because one of the time limits was reached.
    pub(crate) fn by_timeout(self) -> Self {
        Self { is_timeout: true, ..self }
    }

    /// The same error with its cause.
    pub(crate) fn caused_by(self, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..self }
    }

    /// Whether the client could not connect: the host was not found, it accepted no connection, a proxy opened no tunnel, or the TLS handshake failed.
    pub(crate) fn is_connect(&self) -> bool {
        matches!(self.phase, Phase::Resolve | Phase::Connect | Phase::Proxy(_) | Phase::Tls)
    }

    /// Whether another attempt would fail too. A TLS handshake that failed once fails again: an invalid certificate stays invalid.
    pub(crate) fn is_permanent(&self) -> bool {
        let is_rejection = |failure| failure != ProxyFailure::Temporary;
        matches!(self.phase, Phase::Tls) || matches!(self.phase, Phase::Proxy(failure) if is_rejection(failure))
    }

    /// Whether the proxy requires other credentials.
    pub(crate) fn is_auth_error(&self) -> bool {
        self.phase == Phase::Proxy(ProxyFailure::Credentials)
    }
}

/// The phase of an exchange in which it failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Phase {
    Resolve,
    Connect,
    /// The proxy opened no tunnel.
    Proxy(ProxyFailure),
    Tls,
    /// Directly before the first byte was written, its deadline had passed.
    Late,
    Send,
    Response,
    /// The caller ended the call.
    Interrupted,
}

/// Why a proxy opened no tunnel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ProxyFailure {
    /// Another attempt may succeed.
    Temporary,
    /// The proxy responded with a status that another attempt would get too.
    Rejection,
    /// The proxy requires other credentials.
    Credentials,
}

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.phase {
            Phase::Resolve => "the host was not found",
            Phase::Connect => "no connection",
            Phase::Proxy(_) => "no tunnel",
            Phase::Tls => "the TLS handshake failed",
            Phase::Late => "the request was not sent",
            Phase::Send => "the request was not sent completely",
            Phase::Response | Phase::Interrupted => "no response",
        };
        write!(f, "{phase}: {}", self.reason)
    }
}

impl Error for ExchangeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        source(self.cause.as_ref())
    }
}
