//! What an answer is evidence of. Pure: status, headers and body in, a verdict out.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use colt_numbers_terminal_text::Safe;
use http::header::{CONTENT_ENCODING, RETRY_AFTER, TRANSFER_ENCODING};
use http::{HeaderMap, Response, StatusCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::IgnoredAny;

use crate::order::order_mention::mentions_order;
use crate::types::{ApiError, ReservationResponse};
use crate::wire::{BodyEnd, Received};

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
pub(crate) fn judge(answer: &Response<Bytes>, now: Timestamp, earlier: Option<u16>) -> Verdict {
    let (status, is_whole) = (answer.status().as_u16(), body_end(answer) == BodyEnd::Whole);
    match (status, earlier) {
        (200..=299, _) => success(answer),
        // A status that says no, and an order beside it: whichever of the two is true, this is no clear answer.
        _ if shows_order(answer) => Verdict::Unknown(Doubt::Order),
        _ if is_compressed(answer) => Verdict::Unknown(Doubt::Compressed),
        _ if is_cut_off(answer) => Verdict::Unknown(Doubt::Incomplete),
        (401, _) if is_whole => Verdict::Unauthorized,
        (429, _) if is_whole => Verdict::Refused,
        (429, _) => Verdict::Unknown(Doubt::Incomplete),
        // A gateway says 503 as well where it lost the server behind it. Only one that names a time says that it turned us away.
        (503, _) if retry_after(answer.headers(), now).is_some() => {
            if is_whole {
                Verdict::Refused
            } else {
                Verdict::Unknown(Doubt::Incomplete)
            }
        }
        // The server gave up waiting for the request, or so it says; it may have read all of it.
        (408, _) => Verdict::Unknown(Doubt::Status),
        // These are about this request alone. Any other no may be because of the order that an earlier attempt placed.
        (401 | 403 | 405 | 406 | 411 | 413 | 414 | 415 | 431, _) | (400..=499, None) => Verdict::Rejected,
        (400..=499, Some(earlier)) => Verdict::Unknown(Doubt::Earlier(earlier)),
        _ => Verdict::Unknown(Doubt::Status),
    }
}

/// How the body ended; one that was not read from a connection is whole.
fn body_end(answer: &Response<Bytes>) -> BodyEnd {
    answer.extensions().get().copied().unwrap_or(BodyEnd::Whole)
}

/// Whether there is an order in the body, or in what arrived beside it.
fn shows_order(answer: &Response<Bytes>) -> bool {
    let received = answer.extensions().get::<Received>();
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

fn success(answer: &Response<Bytes>) -> Verdict {
    match order(answer.body()) {
        Some((id, status)) => Verdict::Accepted { id, status },
        None => Verdict::Unreadable { why: format!("status {}, {}", answer.status().as_u16(), form(answer)) },
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

/// The id of the order that a body tells of, and its status if it tells that.
fn order(body: &[u8]) -> Option<(String, Option<String>)> {
    let body = text(body);
    // An array would be read as the object's fields in order.
    let read = if body.starts_with('{') { serde_json::from_str::<ReservationResponse>(&body).ok() } else { None };
    let order = read?.order?;
    let id = order.id?.trim().to_owned();
    is_id(&id).then_some((id, order.order_status))
}

/// Whether a trimmed text can be asked for as an order's id. What was no UTF-8 cannot; `true` and `false` are a flag that stands where
/// the id belongs, `null` and `undefined` are how some programs write that there is none.
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

/// The status of an answer of which nothing is known but its bytes: that of the first head that is not an interim one.
pub(crate) fn status_of(mut received: &[u8]) -> Option<u16> {
    const END: &[u8] = b"\r\n\r\n";
    loop {
        let line = received.strip_prefix(b"HTTP/1.")?.get(1..)?.strip_prefix(b" ")?;
        let status = std::str::from_utf8(line.get(..3)?).ok()?.parse().ok().filter(|status| *status >= 100)?;
        if status >= 200 {
            return Some(status);
        }
        let end = received.windows(END.len()).position(|four| four == END)?;
        received = &received[end + END.len()..];
    }
}

/// The bytes of an answer without the values of cookies.
pub(crate) fn without_cookies(received: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"set-cookie";
    let is_cookie = |line: &[u8]| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    let lines = received.split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| if is_cookie(line) { b"set-cookie: ***\r\n" } else { line }).collect::<Vec<_>>().concat()
}

/// The error object of an answer, if it is one.
pub(crate) fn error_object(body: &[u8]) -> Option<ApiError> {
    let body = std::str::from_utf8(body).ok()?.trim();
    let object: ApiError = body.starts_with('{').then(|| serde_json::from_str(body).ok())??;
    (object != ApiError::default()).then_some(object)
}

/// Takes something out of everything that an error object says.
pub(crate) fn hide_in(object: &mut ApiError, hide: impl Fn(&mut String)) {
    // Named one by one, so that a field that is new does not compile before it is here.
    let ApiError { code, reason, message, status, reference_error } = object;
    [code, reason, message, status, reference_error].into_iter().flatten().for_each(hide);
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
    let wait = date(text)?.duration_since(now.to_zoned(TimeZone::UTC).datetime());
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO).min(LONGEST))
}

/// Reads a date in any of the three forms that a recipient has to read (RFC 9110, 5.6.7): all of them are in UTC.
fn date(text: &str) -> Option<DateTime> {
    // The first form is read leniently as well. Strictly is for the last day of 9999, which is no instant everywhere on earth.
    let lenient = jiff::fmt::rfc2822::parse(text).ok().map(|date| date.with_time_zone(TimeZone::UTC).datetime());
    let forms = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    lenient.or_else(|| forms.iter().find_map(|form| DateTime::strptime(form, text).ok()))
}

/// One line on an answer that was not taken for a success: status, and what its error object says.
pub(crate) fn line(status: StatusCode, object: Option<&ApiError>) -> String {
    let mut line = format!("status {}", status.as_u16());
    let Some(object) = object else { return line };
    for (name, value) in [("code", &object.code), ("reason", &object.reason), ("message", &object.message)] {
        if let Some(value) = value.as_deref().map(quoted).filter(|value| !value.is_empty()) {
            line.push_str(&format!(", {name} `{value}`"));
        }
    }
    line
}

/// The most characters of a server's text that are shown.
const SHOWN: usize = 200;

/// A server's text as a part of a line: safe for a terminal, and truncated.
pub(crate) fn quoted(text: &str) -> String {
    Safe::new(text.trim()).truncated(SHOWN).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A Sunday.
    const NOW: &str = "1994-11-06T08:49:37Z";

    fn wait(value: &str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers, NOW.parse().unwrap()).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_wait_is_seconds_or_a_date() {
        let day = 86_400;
        for (value, expected) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("86399", Some(day - 1)),
            ("86400", Some(day)),
            ("86401", Some(day)),
            ("18446744073709551616", Some(day)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.0", None),
            ("1e3", None),
            ("\u{661}", None),
            ("1 2", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:38 GMT", Some(1)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Some(0)),
            ("Sun, 06 Nov 1994 10:49:38 +0200", Some(1)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun Nov  6 08:50:37 1994", Some(60)),
            ("Mon, 07 Nov 1994 08:49:36 GMT", Some(day - 1)),
            ("Tue, 08 Nov 1994 08:49:37 GMT", Some(day)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(day)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("tomorrow", None),
        ] {
            assert_eq!(wait(value), expected, "{value:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), NOW.parse().unwrap()), None);
    }

    proptest! {
        #[test]
        fn no_wait_exceeds_a_day(value in "[ -~]{0,40}|[0-9]{1,40}|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT") {
            prop_assert!(wait(&value).is_none_or(|wait| wait <= 86_400));
        }

        #[test]
        fn a_quoted_text_is_one_line_with_an_end(text in any::<String>()) {
            let quoted = quoted(&text);
            prop_assert!(!quoted.contains(colt_numbers_terminal_text::is_unsafe));
            // No escape is longer than `\u{2028}`.
            prop_assert!(quoted.chars().count() <= 8 * SHOWN + 1);
        }
    }

    #[test]
    fn a_text_of_200_characters_is_shown_whole() {
        assert_eq!(quoted(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(quoted(&"é".repeat(201)), format!("{}…", "é".repeat(200)));
        assert_eq!(quoted(" a\r\n\u{202e}b\u{2028}c "), r"a\r\n\u{202e}b\u{2028}c");
    }
}
