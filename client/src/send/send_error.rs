//! The error of a call that was not accepted: its outcome, and everything needed to find out what an attempt in doubt did.
//!
//! Callers decide by [`Outcome`]. Neither `Debug` nor `Display` prints a body, a header or a secret; the body has an accessor.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::operations::{ErrorCode, Operation};
use colt_numbers_api::types::{ApiError, TrackingId};

use crate::cause::{Cause, source};
use crate::send::outcome::Outcome;

/// The error of a call that was not accepted.
///
/// Decide by its [`outcome`](Self::outcome). If that [is in doubt](Outcome::is_in_doubt), store the [`tracking_id`](Self::tracking_id) and the
/// [`raw_body`](Self::raw_body), and ask the vendor before you send the same request again, unless its operation is repeatable.
///
/// [`kind`](Self::kind), [`is_timeout`](Self::is_timeout), [`is_connect`](Self::is_connect) and [`is_auth_error`](Self::is_auth_error) state what
/// failed. They are for messages and metrics: they do not state whether the call had an effect.
///
/// `Display` prints outcome, reason and what to do, on one line without secrets. `source` returns the error that caused this one, such as an
/// [`std::io::Error`] or a [`TokenError`](crate::TokenError); its text is a part of the reason already. Neither it nor its own sources contain a
/// secret, unless the caller's own token source put it there.
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "the outcome may be in doubt"]
pub struct SendError(Box<ErrorDetails>);

#[derive(Clone)]
pub(crate) struct ErrorDetails {
    pub(crate) outcome: Outcome,
    pub(crate) operation: &'static Operation,
    pub(crate) tracking_id: Option<TrackingId>,
    pub(crate) attempts: u32,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) error_code: Option<&'static ErrorCode>,
    pub(crate) error_object: Option<ApiError>,
    pub(crate) body: Option<Bytes>,
    pub(crate) is_auth_error: bool,
    pub(crate) failure: Failure,
    pub(crate) reason: String,
}

/// What failed.
#[derive(Clone)]
pub(crate) struct Failure {
    pub(crate) kind: SendErrorKind,
    pub(crate) is_timeout: bool,
    pub(crate) is_connect: bool,
    pub(crate) cause: Option<Cause>,
}

impl Failure {
    pub(crate) fn new(kind: SendErrorKind) -> Self {
        Self { kind, is_timeout: false, is_connect: false, cause: None }
    }
}

/// What failed in a call that was not accepted. It does not state whether the call had an effect: that is the [`Outcome`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SendErrorKind {
    /// The request cannot be written as HTTP for the target.
    Request,
    /// A token could not be obtained.
    Token,
    /// The client could not connect: the host was not found, it accepted no connection, a proxy opened no tunnel, or the TLS handshake failed.
    Connect,
    /// The request was not sent completely, or its response did not arrive or is not HTTP.
    Exchange,
    /// The call was ended by [`CallStatus::give_up`](crate::CallStatus::give_up).
    Interrupted,
    /// The response is not a success, or cannot be read.
    Response,
}

impl SendError {
    pub(crate) fn new(details: ErrorDetails) -> Self {
        Self(Box::new(details))
    }

    /// Adds a later attempt that sent nothing. The outcome stays that of this error.
    pub(crate) fn then_not_sent(mut self, later: &Self) -> Self {
        let details = &mut *self.0;
        details.attempts = later.0.attempts;
        details.is_auth_error |= later.0.is_auth_error;
        details.reason = format!("{}; and the next attempt was not sent: {}", details.reason, later.0.reason);
        self
    }

    /// States that the outcome of an attempt before this one is unknown, so the outcome of the call is unknown too.
    pub(crate) fn after_unknown(mut self, earlier: &Self) -> Self {
        let details = &mut *self.0;
        details.outcome = Outcome::Unknown;
        details.reason =
            format!("{}; and the outcome of an earlier attempt is unknown: {}", details.reason, earlier.0.reason);
        self
    }

    /// What is known of the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// What failed.
    #[must_use]
    pub fn kind(&self) -> SendErrorKind {
        self.0.failure.kind
    }

    /// Whether one of the [`Timeouts`](crate::Timeouts) was reached. This does not state whether the call had an effect.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.failure.is_timeout
    }

    /// Whether the client could not connect to the server or its token endpoint: the host was not found, it accepted no connection, a proxy opened no
    /// tunnel, or the TLS handshake failed.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.failure.is_connect
    }

    /// The operation of the request.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.0.operation
    }

    /// The tracking id that the request was sent with, or would have been. `None` if the operation has no tracking id; a
    /// reservation always has one.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&TrackingId> {
        self.0.tracking_id.as_ref()
    }

    /// The number of attempts, including those that failed to connect. Only the last attempt can have left the outcome in doubt, except that a
    /// request of a repeatable operation is sent again after such an attempt.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The HTTP status of the last response to the request, even if the rest of that response is not HTTP. `None` if there was no response;
    /// the outcome may be in doubt nevertheless.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// How long the server, or the token endpoint, asked to wait by `Retry-After`; at most a day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What the error code of the response means, if the spec lists the code for the operation. `None` for any other code; the
    /// [`error_object`](Self::error_object) has it.
    #[must_use]
    pub fn error_code(&self) -> Option<&'static ErrorCode> {
        self.0.error_code
    }

    /// The error object of the response, if the body is an error object.
    #[must_use]
    pub fn error_object(&self) -> Option<&ApiError> {
        self.0.error_object.as_ref()
    }

    /// The body of the last response, truncated to 1 MiB. The bearer token and the client secret are redacted in it; it can contain any other
    /// data.
    ///
    /// If the response is not HTTP, or if bytes arrived that belong to neither its head nor its body, this is every received
    /// byte, including the head, truncated to 1088 KiB (64 KiB of head plus 1 MiB of body). The values of cookies are then redacted as well.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.body.as_ref()
    }

    /// Whether the credentials, the token, or the credentials for a proxy were rejected, so that the configuration has to be fixed before another call.
    /// Only for a proxy is [`is_connect`](Self::is_connect) true as well.
    #[must_use]
    pub fn is_auth_error(&self) -> bool {
        self.0.is_auth_error
    }

    /// The reason on one line, such as ``status 409, code `1002`, message `Number not available` ``.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ErrorDetails { outcome, operation, reason, retry_after, .. } = &*self.0;
        let nothing = if operation.orders { ", nothing was ordered" } else { "" };
        match outcome {
            Outcome::NotSent => write!(f, "not sent: {reason}"),
            Outcome::Rejected => write!(f, "rejected{nothing}: {reason}"),
            Outcome::Refused => match retry_after {
                Some(wait) => write!(f, "refused for now{nothing}: {reason}; try again in {} s", wait.as_secs()),
                None => write!(f, "refused for now{nothing}: {reason}; try again later"),
            },
            Outcome::Unknown => {
                write!(f, "outcome unknown: {reason}; ")?;
                self.write_advice(f)
            }
            Outcome::Unreadable => {
                let missing = if operation.order.is_some() { "has no readable order id" } else { "cannot be read" };
                write!(f, "accepted, but the response {missing}: {reason}; ")?;
                self.write_advice(f)
            }
        }
    }
}

impl SendError {
    /// Writes what to do about an outcome in doubt.
    fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.tracking_id {
            _ if self.0.operation.repeatable => f.write_str("the request may be sent again"),
            Some(tracking_id) => write!(f, "do not send it again, ask the vendor with tracking id `{tracking_id}`"),
            None => f.write_str("do not send it again, ask the vendor"),
        }
    }
}

impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError")
            .field("outcome", &self.0.outcome)
            .field("kind", &self.0.failure.kind)
            .field("operation", &self.0.operation.id)
            .field("tracking_id", &self.0.tracking_id)
            .field("attempts", &self.0.attempts)
            .field("status", &self.0.status)
            .field("retry_after", &self.0.retry_after)
            .field("body_bytes", &self.0.body.as_ref().map(Bytes::len))
            .field("reason", &self.0.reason)
            .finish_non_exhaustive()
    }
}

impl Error for SendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        source(self.0.failure.cause.as_ref())
    }
}
