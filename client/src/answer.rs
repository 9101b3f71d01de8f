//! What an answer is evidence of. Pure: status, headers and body in, a verdict out.

use std::time::Duration;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, Response, StatusCode};
use jiff::Timestamp;

use crate::types::{ApiError, ReservationResponse};
use crate::wire::BodyEnd;

/// What an answer says.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// There is an order of this id.
    Accepted { id: String, status: Option<String> },
    /// Success without a readable id.
    Unreadable { why: String },
    /// A clear no.
    Rejected,
    /// The token was not taken; before any processing, so it may be sent again with another one.
    Unauthorized,
    /// A clear not now.
    Refused,
    /// No clear answer.
    Unknown,
}

/// Judges an answer.
pub(crate) fn judge(answer: &Response<Bytes>) -> Verdict {
    let status = answer.status();
    match status.as_u16() {
        200..=299 => success(answer),
        401 => Verdict::Unauthorized,
        429 => Verdict::Refused,
        503 if answer.headers().contains_key(RETRY_AFTER) => Verdict::Refused,
        // The server gave up waiting for the request, or so it says; it may have read all of it.
        408 => Verdict::Unknown,
        400..=499 => Verdict::Rejected,
        _ => Verdict::Unknown,
    }
}

fn success(answer: &Response<Bytes>) -> Verdict {
    let body = String::from_utf8_lossy(answer.body());
    let body = body.trim_start_matches('\u{feff}').trim();
    // An array would be read as the object's fields in order.
    let read = if body.starts_with('{') { serde_json::from_str::<ReservationResponse>(body).ok() } else { None };
    let order = read.and_then(|read| read.order);
    let status = order.as_ref().and_then(|order| order.order_status.clone());
    let id = order.and_then(|order| order.id).map(|id| id.trim().to_owned());
    match id {
        Some(id) if !id.is_empty() && !id.contains(char::REPLACEMENT_CHARACTER) => Verdict::Accepted { id, status },
        _ => Verdict::Unreadable { why: format!("status {}, {}", answer.status().as_u16(), form(answer, body)) },
    }
}

/// What kind of body it is that holds no id.
fn form(answer: &Response<Bytes>, body: &str) -> &'static str {
    match answer.extensions().get::<BodyEnd>() {
        _ if body.is_empty() => "an empty body",
        Some(BodyEnd::Broken) => "a body that was cut off",
        Some(BodyEnd::TooLong) => "a body longer than 1 MiB",
        _ if body.starts_with('{') => "an object without an order id",
        _ => "a body that is no JSON object",
    }
}

/// The error object of an answer, if it is one.
pub(crate) fn error_object(body: &[u8]) -> Option<ApiError> {
    let body = std::str::from_utf8(body).ok()?.trim();
    let object: ApiError = body.starts_with('{').then(|| serde_json::from_str(body).ok())??;
    (object != ApiError::default()).then_some(object)
}

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a server asks to wait: seconds or a date (RFC 9110, 10.2.3). What is neither is none; what is past is no time at all.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are more than a day in any case.
        return Some(text.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let then = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let wait = then.duration_since(now);
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO).min(LONGEST))
}

/// One line on an answer that was not taken for a success: status, and what its error object says.
pub(crate) fn line(status: StatusCode, object: Option<&ApiError>) -> String {
    let mut line = format!("status {}", status.as_u16());
    let Some(object) = object else { return line };
    for (name, value) in [("code", &object.code), ("reason", &object.reason), ("message", &object.message)] {
        if let Some(value) = value.as_deref().map(one_line).filter(|value| !value.is_empty()) {
            line.push_str(&format!(", {name} `{value}`"));
        }
    }
    line
}

/// The most characters of a server's text that are shown.
const SHOWN: usize = 200;

/// A server's text as a part of a line: nothing in it moves a cursor, and it has an end.
pub(crate) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim();
    match clean.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &clean[..cut]),
        None => clean.to_owned(),
    }
}
