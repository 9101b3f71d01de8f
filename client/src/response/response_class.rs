//! Classifies a response by its status, headers and body: accepted, rejected, refused, or in doubt. A pure function.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use colt_numbers_api::client::UnreadableResponse;
use colt_numbers_api::operations::Operation;
use http::Response;
use http::header::{CONTENT_ENCODING, TRANSFER_ENCODING};
use jiff::Timestamp;
use serde::de::IgnoredAny;

use crate::check::checked_request::CheckResponse;
use crate::response::order_id;
use crate::response::order_mention::mentions_order;
use crate::response::retry_after::retry_after;
use crate::wire::received_bytes::{BodyEnd, ReceivedBytes};

/// What a response proves about the call.
#[derive(Debug)]
pub(crate) enum ResponseClass {
    /// The request was accepted. If the spec states where the order id is, there is an order with this id.
    Accepted { order_id: Option<String> },
    /// A 2xx without a readable order id or, if the spec states no order id for the operation, without a readable body.
    Unreadable { reason: String },
    /// The request is rejected, and the call had no effect.
    Rejected,
    /// The call had no effect: the token was rejected before any processing, so the request may be sent again with a new token.
    Unauthorized,
    /// The call had no effect, and the request may be sent again later.
    Refused,
    /// The response proves nothing, for this reason.
    Unknown(Doubt),
}

/// Why a response leaves the outcome in doubt. `Display` is appended to the status of the response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Doubt {
    /// The status is no evidence of whether the call had an effect.
    Status,
    /// The body shows an order, but the status is not 2xx.
    Order,
    /// The body is compressed, so it cannot be searched for an order.
    Compressed,
    /// The body was cut off or may have been cut off: the part that did not arrive may show an order.
    Incomplete,
    /// The response may be caused by an earlier attempt.
    Earlier { status: u16, orders: bool },
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => Ok(()),
            Self::Order => f.write_str("; its body shows an order"),
            Self::Compressed => f.write_str("; its body is compressed and may show an order"),
            Self::Incomplete => f.write_str("; its body may be incomplete, and may have shown an order"),
            Self::Earlier { status, orders: true } => {
                write!(f, "; an earlier attempt, which had status {status}, may have placed the order that causes it")
            }
            Self::Earlier { status, orders: false } => {
                write!(f, "; an earlier attempt, which had status {status}, may have caused it")
            }
        }
    }
}

/// Classifies the responses of one call.
#[derive(Clone, Copy)]
pub(crate) struct Classifier {
    pub(crate) operation: &'static Operation,
    pub(crate) check_response: CheckResponse,
    /// The status of an earlier response in the same call.
    pub(crate) earlier_status: Option<u16>,
}

impl Classifier {
    pub(crate) fn classify(&self, response: &Response<Bytes>, now: Timestamp) -> ResponseClass {
        let status = response.status().as_u16();
        if (200..=299).contains(&status) {
            return self.classify_success(response);
        }
        let orders = self.operation.orders;
        // The body is searched for an order. If the operation does not order, a missing part of the body does not matter.
        let is_complete = !orders || body_end(response) == BodyEnd::Complete;
        match (status, self.earlier_status) {
            // A response other than 2xx whose body shows an order contradicts itself.
            _ if orders && self.shows_order(response) => ResponseClass::Unknown(Doubt::Order),
            _ if orders && is_compressed(response) => ResponseClass::Unknown(Doubt::Compressed),
            _ if orders && is_cut_off(response) => ResponseClass::Unknown(Doubt::Incomplete),
            (401, _) if is_complete => ResponseClass::Unauthorized,
            (429, _) if is_complete => ResponseClass::Refused,
            (429, _) => ResponseClass::Unknown(Doubt::Incomplete),
            // A gateway also responds with 503 if it lost its connection to the server behind it. Only `Retry-After` shows that the request
            // was refused.
            (503, _) if retry_after(response.headers(), now).is_some() => {
                if is_complete {
                    ResponseClass::Refused
                } else {
                    ResponseClass::Unknown(Doubt::Incomplete)
                }
            }
            // The server reports that it did not receive the request in time, but it may have received all of it.
            (408, _) => ResponseClass::Unknown(Doubt::Status),
            // These statuses do not depend on earlier requests. Any other 4xx may be caused by an earlier attempt.
            (401 | 403 | 405 | 406 | 411 | 413 | 414 | 415 | 431, _) | (400..=499, None) => ResponseClass::Rejected,
            (400..=499, Some(status)) => ResponseClass::Unknown(Doubt::Earlier { status, orders }),
            _ => ResponseClass::Unknown(Doubt::Status),
        }
    }

    /// Classifies a 2xx.
    fn classify_success(&self, response: &Response<Bytes>) -> ResponseClass {
        let unreadable = |description: &str| ResponseClass::Unreadable {
            reason: format!("status {}, {description}", response.status().as_u16()),
        };
        if let Some(pointer) = self.operation.order {
            let id = order_id::read(&text(response.body()), pointer);
            let is_object = text(response.body()).starts_with('{');
            let complete = if is_object { "an object without an order id" } else { "a body that is not a JSON object" };
            return id.map_or_else(
                || unreadable(describe_body(response, complete)),
                |id| ResponseClass::Accepted { order_id: Some(id) },
            );
        }
        let complete = "a body that does not have the form that the spec states";
        match (self.check_response)(self.operation, response) {
            Ok(()) if !is_truncated(response) => ResponseClass::Accepted { order_id: None },
            Err(UnreadableResponse::Status(_)) => unreadable("which the spec does not state"),
            _ => unreadable(describe_body(response, complete)),
        }
    }

    /// Whether the body, or every received byte if some belong to neither head nor body, shows an order.
    fn shows_order(&self, response: &Response<Bytes>) -> bool {
        let name = self.operation.order.and_then(order_id::member_name);
        // If the spec does not state where the order is, the vendor's usual name is searched.
        let name = name.as_deref().unwrap_or("order");
        let raw = response.extensions().get::<ReceivedBytes>();
        mentions_order(response.body(), name) || raw.is_some_and(|raw| mentions_order(&raw.0, name))
    }
}

/// How the body ended. A body that was not read from a connection is complete.
fn body_end(response: &Response<Bytes>) -> BodyEnd {
    response.extensions().get().copied().unwrap_or(BodyEnd::Complete)
}

/// Whether the body was cut off: according to its framing, or because it is an incomplete JSON text.
fn is_cut_off(response: &Response<Bytes>) -> bool {
    let body = text(response.body());
    let is_incomplete_json = || serde_json::from_str::<IgnoredAny>(&body).is_err_and(|error| error.is_eof());
    is_truncated(response) || (!body.is_empty() && is_incomplete_json())
}

/// Whether the body was cut off according to its framing.
pub(crate) fn is_truncated(response: &Response<Bytes>) -> bool {
    matches!(body_end(response), BodyEnd::Broken | BodyEnd::Stalled | BodyEnd::TooLong)
}

/// Whether the body is compressed, although the request asks for an uncompressed one: by the first bytes of gzip and zstd, or by its
/// headers. Some servers send wrong headers with plain JSON, so a body that is JSON counts as uncompressed.
fn is_compressed(response: &Response<Bytes>) -> bool {
    let body = response.body();
    let codings = [CONTENT_ENCODING, TRANSFER_ENCODING].into_iter().flat_map(|name| response.headers().get_all(name));
    let is_coding =
        |name: &[u8]| !["", "identity", "chunked"].iter().any(|plain| name.eq_ignore_ascii_case(plain.as_bytes()));
    let is_coded_by_headers = || {
        codings.flat_map(|codings| codings.as_bytes().split(|byte| *byte == b',')).any(|c| is_coding(c.trim_ascii()))
    };
    let is_json = || serde_json::from_slice::<IgnoredAny>(body).is_ok();
    body.starts_with(b"\x1f\x8b")
        || body.starts_with(b"\x28\xb5\x2f\xfd")
        || (!body.is_empty() && is_coded_by_headers() && !is_json())
}

/// The body as text, without a byte order mark and surrounding blanks.
pub(crate) fn text(body: &[u8]) -> Cow<'_, str> {
    fn trimmed(text: &str) -> &str {
        text.trim_start_matches('\u{feff}').trim()
    }
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => trimmed(text).into(),
        Cow::Owned(text) => trimmed(&text).to_owned().into(),
    }
}

/// Describes a body that cannot be read. `complete` is the description if the whole body has arrived.
fn describe_body(response: &Response<Bytes>, complete: &'static str) -> &'static str {
    match body_end(response) {
        _ if text(response.body()).is_empty() => "an empty body",
        BodyEnd::Broken | BodyEnd::Stalled => "a body that was cut off",
        BodyEnd::TooLong => "a body longer than 1 MiB",
        _ => complete,
    }
}
