//! Parses `Retry-After`: how long a server asks to wait.
//!
//! Dates are parsed by jiff, which also accepts an offset in place of `GMT`, as some servers send it. `httpdate` would be another dependency
//! and accepts fewer forms.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The longest wait that is returned. A longer wait is shortened to this.
const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a server asks to wait, in seconds or until a date (RFC 9110, 10.2.3). `None` if it does not ask, or in another form; zero for a
/// date in the past.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows is more than a day in any case.
        return Some(text.parse().map_or(MAX_WAIT, Duration::from_secs).min(MAX_WAIT));
    }
    let wait = date(text)?.duration_since(now.to_zoned(TimeZone::UTC).datetime());
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO).min(MAX_WAIT))
}

/// Parses a date in one of the three forms that a recipient must accept (RFC 9110, 5.6.7). All of them are in UTC.
fn date(text: &str) -> Option<DateTime> {
    // The lenient parser accepts the first form too, but rejects 31 December 9999 near midnight, which `strptime` accepts.
    let lenient = jiff::fmt::rfc2822::parse(text).ok().map(|date| date.with_time_zone(TimeZone::UTC).datetime());
    let forms = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    lenient.or_else(|| forms.iter().find_map(|form| DateTime::strptime(form, text).ok()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The current time in these tests, a Sunday.
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
    }
}
