//! The response to a request that was accepted.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use colt_numbers_api::client::{Request, UnreadableResponse};
use colt_numbers_api::operations::Operation;
use colt_numbers_api::types::TrackingId;
use http::{HeaderMap, Response};
use jiff::Timestamp;

use crate::secret::Secret;
use crate::send::day::{Day, earliest_lapse, utc};

/// The response to a request that was accepted: a 2xx with an order id or, if the spec states no order id for the operation, with a readable body.
///
/// If the operation orders, store the [`order_id`](Self::order_id) and the [`tracking_id`](Self::tracking_id).
#[must_use = "the request was accepted; store the ids of an order"]
pub struct Accepted<R> {
    content: Box<AcceptedContent>,
    of: PhantomData<fn() -> R>,
}

/// An accepted response, whatever the type of its request.
#[derive(Clone)]
pub(crate) struct AcceptedContent {
    pub(crate) operation: &'static Operation,
    pub(crate) order_id: Option<String>,
    pub(crate) tracking_id: Option<TrackingId>,
    pub(crate) sent_at: Timestamp,
    pub(crate) attempts: u32,
    /// The response. Secrets are redacted in its body.
    pub(crate) response: Response<Bytes>,
    /// The token of the request, which the server may have echoed with escapes.
    pub(crate) token: Option<Arc<Secret>>,
}

impl<R> Accepted<R> {
    pub(crate) fn new(content: Box<AcceptedContent>) -> Self {
        Self { content, of: PhantomData }
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.content.operation
    }

    /// The order id, if the spec states where it is in the response: an opaque text, without surrounding blanks, never empty.
    #[must_use]
    pub fn order_id(&self) -> Option<&str> {
        self.content.order_id.as_deref()
    }

    /// The tracking id that the request was sent with. `None` if the operation has no tracking id.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&TrackingId> {
        self.content.tracking_id.as_ref()
    }

    /// The HTTP status, a 2xx.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.content.response.status().as_u16()
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.content.response.headers()
    }

    /// The body of the response. The bearer token and the client secret are redacted in it.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.content.response.body()
    }

    /// The number of attempts.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.content.attempts
    }

    /// When the accepted request was sent, by this machine's clock.
    #[must_use]
    pub fn sent_at(&self) -> SystemTime {
        self.content.sent_at.into()
    }

    /// [`Accepted::sent_at`] in UTC to the second, as in RFC 3339: `2026-11-23T08:49:37Z`.
    #[must_use]
    pub fn sent_at_utc(&self) -> String {
        utc(self.content.sent_at)
    }

    /// The first day, in UTC, on which the effect of the call may have lapsed, if the spec states how many days it lasts.
    ///
    /// `None` if the spec states no number of days, or if that day is after the year 9999.
    #[must_use]
    pub fn earliest_lapse(&self) -> Option<Day> {
        earliest_lapse(self.content.operation, self.content.sent_at)
    }
}

impl<R: Request> Accepted<R> {
    /// Reads the body.
    ///
    /// # Errors
    /// If the body does not have the form that the spec states. If the operation has an order id, the request was accepted nevertheless.
    pub fn read(&self) -> Result<R::Response, UnreadableResponse> {
        R::read(&self.content.response)
    }
}

impl<R> Clone for Accepted<R> {
    fn clone(&self) -> Self {
        Self::new(self.content.clone())
    }
}

impl<R> fmt::Debug for Accepted<R> {
    /// Prints neither headers nor the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accepted")
            .field("operation", &self.operation().id)
            .field("order_id", &self.order_id())
            .field("tracking_id", &self.tracking_id())
            .field("status", &self.status())
            .field("attempts", &self.attempts())
            .field("body_bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}
