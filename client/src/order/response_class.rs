//! Classifies a response by its status, headers and body: accepted, rejected, refused, or in doubt. A pure function.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use colt_numbers_api::types::ReservationResponse;
use http::Response;
use http::header::{CONTENT_ENCODING, TRANSFER_ENCODING};
use jiff::Timestamp;
use serde::de::IgnoredAny;

use crate::order::order_mention::mentions_order;
use crate::response::retry_after::retry_after;
use crate::wire::received_bytes::{BodyEnd, ReceivedBytes};

/// What a response proves about the order.
#[derive(Debug)]
pub(crate) enum ResponseClass {
    /// There is an order with this id.
    Accepted { id: String, status: Option<String> },
    /// A 2xx without a readable order id.
    Unreadable { reason: String },
    /// Nothing was ordered, and the request is rejected.
    Rejected,
    /// Nothing was ordered: the token was rejected before any processing, so the request may be sent again with a new token.
    Unauthorized,
    /// Nothing was ordered, and the request may be sent again later.
    Refused,
    /// The response proves nothing, for this reason.
    Unknown(Doubt),
}

/// Why a response leaves the order in doubt. `Display` is appended to the status of the response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Doubt {
    /// The status is no evidence of whether an order was placed.
    Status,
    /// The body shows an order, but the status is not 2xx.
    Order,
    /// The body is compressed, so it cannot be searched for an order.
    Compressed,
    /// The body was cut off or may have been cut off: the part that did not arrive may show an order.
    Incomplete,
    /// The response may be caused by an order of an earlier attempt, which had this status.
    Earlier(u16),
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => Ok(()),
            Self::Order => f.write_str("; its body shows an order"),
            Self::Compressed => f.write_str("; its body is compressed and may show an order"),
            Self::Incomplete => f.write_str("; its body may be incomplete, and may have shown an order"),
            Self::Earlier(status) => {
                write!(f, "; an earlier attempt, which had status {status}, may have placed the order that causes it")
            }
        }
    }
}

/// Classifies a response. `earlier_status` is the status of an earlier response in the same call.
pub(crate) fn classify(response: &Response<Bytes>, now: Timestamp, earlier_status: Option<u16>) -> ResponseClass {
    let (status, is_complete) = (response.status().as_u16(), body_end(response) == BodyEnd::Complete);
    match (status, earlier_status) {
        (200..=299, _) => classify_success(response),
        // A response other than 2xx whose body shows an order contradicts itself.
        _ if shows_order(response) => ResponseClass::Unknown(Doubt::Order),
        _ if is_compressed(response) => ResponseClass::Unknown(Doubt::Compressed),
        _ if is_cut_off(response) => ResponseClass::Unknown(Doubt::Incomplete),
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
        // These statuses do not depend on earlier requests. Any other 4xx may be caused by an order of an earlier attempt.
        (401 | 403 | 405 | 406 | 411 | 413 | 414 | 415 | 431, _) | (400..=499, None) => ResponseClass::Rejected,
        (400..=499, Some(earlier_status)) => ResponseClass::Unknown(Doubt::Earlier(earlier_status)),
        _ => ResponseClass::Unknown(Doubt::Status),
    }
}

/// How the body ended. A body that was not read from a connection is complete.
fn body_end(response: &Response<Bytes>) -> BodyEnd {
    response.extensions().get().copied().unwrap_or(BodyEnd::Complete)
}

/// Whether the body, or every received byte if some belong to neither head nor body, shows an order.
fn shows_order(response: &Response<Bytes>) -> bool {
    let raw = response.extensions().get::<ReceivedBytes>();
    mentions_order(response.body()) || raw.is_some_and(|raw| mentions_order(&raw.0))
}

/// Whether the body was cut off: according to its framing, or because it is an incomplete JSON text.
fn is_cut_off(response: &Response<Bytes>) -> bool {
    let body = text(response.body());
    let is_incomplete_json = || serde_json::from_str::<IgnoredAny>(&body).is_err_and(|error| error.is_eof());
    matches!(body_end(response), BodyEnd::Broken | BodyEnd::Stalled | BodyEnd::TooLong)
        || (!body.is_empty() && is_incomplete_json())
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

/// Classifies a 2xx.
fn classify_success(response: &Response<Bytes>) -> ResponseClass {
    match parse_order(response.body()) {
        Some((id, status)) => ResponseClass::Accepted { id, status },
        None => ResponseClass::Unreadable {
            reason: format!("status {}, {}", response.status().as_u16(), describe_body(response)),
        },
    }
}

/// The body as text, without a byte order mark and surrounding blanks.
fn text(body: &[u8]) -> Cow<'_, str> {
    fn trimmed(text: &str) -> &str {
        text.trim_start_matches('\u{feff}').trim()
    }
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => trimmed(text).into(),
        Cow::Owned(text) => trimmed(&text).to_owned().into(),
    }
}

/// The order id in a body, and the order's status if there is one.
fn parse_order(body: &[u8]) -> Option<(String, Option<String>)> {
    let body = text(body);
    // serde would also accept an array with the values of the fields.
    let parsed = if body.starts_with('{') { serde_json::from_str::<ReservationResponse>(&body).ok() } else { None };
    let order = parsed?.order?;
    let id = order.id?.trim().to_owned();
    is_id(&id).then_some((id, order.order_status))
}

/// Whether a trimmed text can be an order id. Invalid UTF-8 is not an id; nor are booleans, `null` and `undefined`.
fn is_id(text: &str) -> bool {
    !matches!(text, "" | "true" | "false" | "null" | "undefined") && !text.contains(char::REPLACEMENT_CHARACTER)
}

/// Describes a body without an order id.
fn describe_body(response: &Response<Bytes>) -> &'static str {
    let body = text(response.body());
    match body_end(response) {
        _ if body.is_empty() => "an empty body",
        BodyEnd::Broken | BodyEnd::Stalled => "a body that was cut off",
        BodyEnd::TooLong => "a body longer than 1 MiB",
        _ if body.starts_with('{') => "an object without an order id",
        _ => "a body that is not a JSON object",
    }
}
