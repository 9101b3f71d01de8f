//! What an answer is evidence of. Pure: status, headers and body in, a verdict out.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, Response, StatusCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

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

/// Judges an answer; `now` is by this machine's clock.
pub(crate) fn judge(answer: &Response<Bytes>, now: Timestamp) -> Verdict {
    match answer.status().as_u16() {
        200..=299 => success(answer),
        // A status that says no, and an order beside it: whichever of the two is true, this is no clear answer.
        _ if order(answer.body()).is_some() => Verdict::Unknown,
        401 => Verdict::Unauthorized,
        429 => Verdict::Refused,
        // A gateway says 503 as well where it lost the server behind it. Only one that names a time says that it turned us away.
        503 if retry_after(answer.headers(), now).is_some() => Verdict::Refused,
        // The server gave up waiting for the request, or so it says; it may have read all of it.
        408 => Verdict::Unknown,
        400..=499 => Verdict::Rejected,
        _ => Verdict::Unknown,
    }
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
        if let Some(value) = value.as_deref().map(one_line).filter(|value| !value.is_empty()) {
            line.push_str(&format!(", {name} `{value}`"));
        }
    }
    line
}

/// The most characters of a server's text that are shown.
const SHOWN: usize = 200;

/// A server's text as a part of a line: nothing in it moves a cursor or turns the line round, and it has an end.
pub(crate) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if moves(c) { ' ' } else { c }).collect();
    let clean = clean.trim();
    match clean.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &clean[..cut]),
        None => clean.to_owned(),
    }
}

/// Whether a terminal does something else with a character than to show it: controls, line breaks, changes of direction.
fn moves(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
        fn a_line_is_one_line_with_an_end(text in any::<String>()) {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(moves));
            prop_assert!(line.chars().count() <= SHOWN + 1);
            prop_assert_eq!(one_line(&line), line);
        }
    }

    #[test]
    fn a_text_of_200_characters_is_shown_whole() {
        assert_eq!(one_line(&"é".repeat(200)), "é".repeat(200));
        assert_eq!(one_line(&"é".repeat(201)), format!("{}…", "é".repeat(200)));
        assert_eq!(one_line(" a\r\n\u{202e}b\u{2028}c "), "a   b c");
    }
}
