//! What a response is evidence of. Pure: status, headers and body in, a verdict out.

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
use crate::wire::raw_response::{BodyEnd, RawResponse};

/// What an answer says.
#[derive(Debug)]
pub(crate) enum ResponseClass {
    /// There is an order of this id.
    Accepted { id: String, status: Option<String> },
    /// Success without a readable id.
    Unreadable { why: String },
    /// A clear no.
    Rejected,
    /// The token was rejected before any processing, so the request may be sent again with a new one.
    Unauthorized,
    /// A clear not now.
    Refused,
    /// No clear answer.
    Unknown(Doubt),
}

/// Why a response leaves the order in doubt. Written behind its status.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Doubt {
    /// Its status does not say whether the order was placed.
    Status,
    /// It shows an order, and its status is not a success.
    Order,
    /// Its body cannot be searched for an order.
    Compressed,
    /// Its body was cut off, or has no clear end: an order may stand in the part that did not arrive.
    Incomplete,
    /// It may be about the order of an earlier attempt, which had a response of this status.
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

/// Judges an answer; `now` is by this machine's clock, `earlier` the status that an earlier attempt of the same call had.
pub(crate) fn classify(answer: &Response<Bytes>, now: Timestamp, earlier: Option<u16>) -> ResponseClass {
    let (status, is_whole) = (answer.status().as_u16(), body_end(answer) == BodyEnd::Whole);
    match (status, earlier) {
        (200..=299, _) => success(answer),
        // A rejection with an order in its body contradicts itself, so the outcome is unknown.
        _ if shows_order(answer) => ResponseClass::Unknown(Doubt::Order),
        _ if is_compressed(answer) => ResponseClass::Unknown(Doubt::Compressed),
        _ if is_cut_off(answer) => ResponseClass::Unknown(Doubt::Incomplete),
        (401, _) if is_whole => ResponseClass::Unauthorized,
        (429, _) if is_whole => ResponseClass::Refused,
        (429, _) => ResponseClass::Unknown(Doubt::Incomplete),
        // A gateway says 503 as well where it lost the server behind it. Only one that names a time says that it turned us away.
        (503, _) if retry_after(answer.headers(), now).is_some() => {
            if is_whole {
                ResponseClass::Refused
            } else {
                ResponseClass::Unknown(Doubt::Incomplete)
            }
        }
        // The server gave up waiting for the request, or so it says; it may have read all of it.
        (408, _) => ResponseClass::Unknown(Doubt::Status),
        // These are about this request alone. Any other no may be because of the order that an earlier attempt placed.
        (401 | 403 | 405 | 406 | 411 | 413 | 414 | 415 | 431, _) | (400..=499, None) => ResponseClass::Rejected,
        (400..=499, Some(earlier)) => ResponseClass::Unknown(Doubt::Earlier(earlier)),
        _ => ResponseClass::Unknown(Doubt::Status),
    }
}

/// How the body ended; one that was not read from a connection is whole.
fn body_end(answer: &Response<Bytes>) -> BodyEnd {
    answer.extensions().get().copied().unwrap_or(BodyEnd::Whole)
}

/// Whether there is an order in the body, or in what arrived beside it.
fn shows_order(answer: &Response<Bytes>) -> bool {
    let received = answer.extensions().get::<RawResponse>();
    mentions_order(answer.body()) || received.is_some_and(|received| mentions_order(&received.0))
}

/// Whether the body ended early: by the way it was sent, or by what is JSON up to its end.
fn is_cut_off(answer: &Response<Bytes>) -> bool {
    let body = text(answer.body());
    let is_cut_json = || serde_json::from_str::<IgnoredAny>(&body).is_err_and(|error| error.is_eof());
    matches!(body_end(answer), BodyEnd::Broken | BodyEnd::Stalled | BodyEnd::TooLong)
        || (!body.is_empty() && is_cut_json())
}

/// Whether the body is compressed, although the request asks for none that is: by the first bytes of gzip and zstd, or by its headers,
/// which some servers have wrong where the body is JSON all the same.
fn is_compressed(answer: &Response<Bytes>) -> bool {
    let body = answer.body();
    let codings = [CONTENT_ENCODING, TRANSFER_ENCODING].into_iter().flat_map(|name| answer.headers().get_all(name));
    let is_coding =
        |name: &[u8]| !["", "identity", "chunked"].iter().any(|plain| name.eq_ignore_ascii_case(plain.as_bytes()));
    let is_named = || {
        codings.flat_map(|codings| codings.as_bytes().split(|byte| *byte == b',')).any(|c| is_coding(c.trim_ascii()))
    };
    let is_json = || serde_json::from_slice::<IgnoredAny>(body).is_ok();
    body.starts_with(b"\x1f\x8b")
        || body.starts_with(b"\x28\xb5\x2f\xfd")
        || (!body.is_empty() && is_named() && !is_json())
}

fn success(answer: &Response<Bytes>) -> ResponseClass {
    match order(answer.body()) {
        Some((id, status)) => ResponseClass::Accepted { id, status },
        None => ResponseClass::Unreadable { why: format!("status {}, {}", answer.status().as_u16(), form(answer)) },
    }
}

/// The body as text, without what may stand around JSON.
fn text(body: &[u8]) -> Cow<'_, str> {
    fn trimmed(text: &str) -> &str {
        text.trim_start_matches('\u{feff}').trim()
    }
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => trimmed(text).into(),
        Cow::Owned(text) => trimmed(&text).to_owned().into(),
    }
}

/// The id of the order in a body, and the order's status if the body has one.
fn order(body: &[u8]) -> Option<(String, Option<String>)> {
    let body = text(body);
    // An array would be read as the object's fields in order.
    let read = if body.starts_with('{') { serde_json::from_str::<ReservationResponse>(&body).ok() } else { None };
    let order = read?.order?;
    let id = order.id?.trim().to_owned();
    is_id(&id).then_some((id, order.order_status))
}

/// Whether a trimmed text can be asked for as an order's id. InvalidReservation UTF-8 is not an id; nor are booleans, `null` and
/// `undefined`.
fn is_id(text: &str) -> bool {
    !matches!(text, "" | "true" | "false" | "null" | "undefined") && !text.contains(char::REPLACEMENT_CHARACTER)
}

/// What kind of body it is that holds no id.
fn form(answer: &Response<Bytes>) -> &'static str {
    let body = text(answer.body());
    match body_end(answer) {
        _ if body.is_empty() => "an empty body",
        BodyEnd::Broken | BodyEnd::Stalled => "a body that was cut off",
        BodyEnd::TooLong => "a body longer than 1 MiB",
        _ if body.starts_with('{') => "an object without an order id",
        _ => "a body that is no JSON object",
    }
}
