//! How a call ends that is not an order, and on what evidence.
//!
//! The error is opaque: what a caller decides by is [`Outcome`], and everything that reconciling needs is there with every one of
//! them. Neither `Debug` nor `Display` shows a body, a header or a secret; the body has an accessor of its own.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_api::types::{ApiError, TrackingId};

/// How a call ended that gave no order.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// No byte of the request left this machine, in any attempt. It may be sent again.
    NotSent,
    /// The server said no, clearly: an answer of the class 4xx, but 408, that shows no order and was not cut off. After an attempt that was
    /// refused, or had a 401, only 401, 403, 405, 406, 411, 413, 414, 415 and 431: the others may be due to the order of that attempt. Nothing was ordered.
    Rejected,
    /// The server said not now, clearly: 429, or 503 with `Retry-After`, with a body that is complete and shows no order. Nothing was
    /// ordered; it may be sent again later.
    Refused,
    /// A byte may have left, and there is no clear answer, or one that contradicts itself: a status that says no beside a member `order`, or
    /// beside a body that may have had one, as it is cut off or compressed.
    /// Whether there is an order, only the vendor can tell. **Do not send it again**; ask by the tracking id.
    Unknown,
    /// The server said yes, and its answer holds no id that can be read. There probably is an order. **Do not send it again**; the
    /// body is kept, and the vendor can be asked by the tracking id.
    Unreadable,
}

impl Outcome {
    /// Whether there may be an order, so that sending again could order twice.
    #[must_use]
    pub const fn is_in_doubt(self) -> bool {
        matches!(self, Self::Unknown | Self::Unreadable)
    }

    /// The outcome as it is written in JSON: `notSent`, `rejected`, `refused`, `unknown`, `unreadable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "notSent",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A call that gave no order.
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "the outcome may be in doubt"]
pub struct ReserveError(Box<ErrorDetails>);

#[derive(Clone)]
pub(crate) struct ErrorDetails {
    pub(crate) outcome: Outcome,
    pub(crate) tracking_id: TrackingId,
    pub(crate) attempts: u32,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) object: Option<ApiError>,
    pub(crate) body: Option<Bytes>,
    pub(crate) credentials: bool,
    pub(crate) why: String,
}

impl ReserveError {
    pub(crate) fn new(inner: ErrorDetails) -> Self {
        Self(Box::new(inner))
    }

    /// The same after a further attempt that sent nothing: the outcome of the earlier attempt still holds.
    pub(crate) fn then_not_sent(mut self, later: &Self) -> Self {
        let inner = &mut *self.0;
        inner.attempts = later.0.attempts;
        inner.credentials |= later.0.credentials;
        inner.why = format!("{}; and the next attempt was not sent: {}", inner.why, later.0.why);
        self
    }

    /// How the call ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The tracking id that the request was sent with, or would have been.
    #[must_use]
    pub fn tracking_id(&self) -> &TrackingId {
        &self.0.tracking_id
    }

    /// How many attempts there were, those included that ended before a connection. All but the last ended without doubt.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The status of the last answer to the request, where there was one, though the rest of it may not be HTTP. With none there may still
    /// be doubt.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// How long the server asked to wait, where it did: never negative, at most a day. It may be the token endpoint that asked.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The error object of the answer, where one could be read.
    #[must_use]
    pub fn error_object(&self) -> Option<&ApiError> {
        self.0.object.as_ref()
    }

    /// The body of the last answer, where there was one: as it came, cut off at 1 MiB, but for a token or
    /// secret that it says back. It may hold anything.
    ///
    /// Where the answer is not HTTP, or bytes came with it that are not a part of its body: everything that arrived, head included, cut off
    /// at 1 MiB and 64 KiB, but for cookies as well.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.body.as_ref()
    }

    /// Whether it was the credentials that failed, so that sending again is of no use before they are put right.
    #[must_use]
    pub fn is_auth_error(&self) -> bool {
        self.0.credentials
    }

    /// Why, in a few words of one line.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.why
    }
}

impl fmt::Display for ReserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ErrorDetails { outcome, tracking_id, why, retry_after, .. } = &*self.0;
        match outcome {
            Outcome::NotSent => write!(f, "not sent: {why}"),
            Outcome::Rejected => write!(f, "rejected, nothing was ordered: {why}"),
            Outcome::Refused => match retry_after {
                Some(wait) => {
                    write!(f, "refused for now, nothing was ordered: {why}; try again in {} s", wait.as_secs())
                }
                None => write!(f, "refused for now, nothing was ordered: {why}; try again later"),
            },
            Outcome::Unknown => {
                write!(f, "outcome unknown: {why}; do not send it again, ask the vendor by tracking id `{tracking_id}`")
            }
            Outcome::Unreadable => {
                write!(
                    f,
                    "taken, but no order id can be read: {why}; do not send it again, ask the vendor by tracking id `{tracking_id}`"
                )
            }
        }
    }
}

impl fmt::Debug for ReserveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReserveError")
            .field("outcome", &self.0.outcome)
            .field("tracking_id", &self.0.tracking_id)
            .field("attempts", &self.0.attempts)
            .field("status", &self.0.status)
            .field("retry_after", &self.0.retry_after)
            .field("body_bytes", &self.0.body.as_ref().map(Bytes::len))
            .field("why", &self.0.why)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ReserveError {}
