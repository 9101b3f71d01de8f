//! Checks a string against the `format` of its schema: dates and times (RFC 3339), addresses, URIs and UUIDs.
//!
//! The formats are those that the generator supports. Each check follows its standard, with two exceptions: `email` is a "valid email address"
//! of HTML, and `uri` checks only the scheme and the characters (RFC 3986, 2 and 3.1).

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a text matches a format. An unknown format matches any text.
pub(crate) fn matches(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time)),
        "time" => is_time(text),
        "email" => is_email(text),
        "hostname" => text.len() <= 253 && is_hostname(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uri" => is_uri(text),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

/// Parses a text that consists of exactly `count` ASCII digits.
fn parse_digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A full date such as `2024-02-29` (RFC 3339, 5.6).
fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(3, '-').collect();
    let [year, month, day] = parts[..] else { return false };
    let (Some(year), Some(month), Some(day)) = (parse_digits(year, 4), parse_digits(month, 2), parse_digits(day, 2))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A full time such as `23:59:60.5+00:00` (RFC 3339, 5.6). A leap second, `60`, is valid only as the last second of a day in UTC.
fn is_time(text: &str) -> bool {
    let Some(zone) = text.find(['Z', 'z', '+', '-']) else { return false };
    let (time, offset) = text.split_at(zone);
    let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
    let parts: Vec<_> = clock.splitn(4, ':').map(|part| parse_digits(part, 2)).collect();
    let [Some(hour @ 0..=23), Some(minute @ 0..=59), Some(second @ 0..=60)] = parts[..] else { return false };
    let is_fraction = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(offset) = offset_minutes(offset).filter(|_| fraction.is_none_or(is_fraction)) else { return false };
    let of_day = i64::from(hour * 60 + minute) - offset;
    second < 60 || of_day.rem_euclid(24 * 60) == 23 * 60 + 59
}

/// An offset from UTC in minutes: `Z`, `+01:00`.
fn offset_minutes(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, offset) = match offset.strip_prefix('-') {
        Some(offset) => (-1, offset),
        None => (1, offset.strip_prefix('+')?),
    };
    let (hours, minutes) = offset.split_once(':')?;
    let hours = parse_digits(hours, 2).filter(|hours| *hours <= 23)?;
    let minutes = parse_digits(minutes, 2).filter(|minutes| *minutes <= 59)?;
    Some(sign * i64::from(hours * 60 + minutes))
}

fn is_email(text: &str) -> bool {
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    text.split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && local.bytes().all(is_local) && is_hostname(domain))
}

/// Labels of letters, digits and hyphens (RFC 1123, 2.1).
fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(is_label)
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte);
    let mut segments = rest.split('%');
    let starts_plain = segments.next().is_some_and(|segment| segment.bytes().all(is_plain));
    let is_escape = |segment: &str| {
        let (hex, rest) = segment.as_bytes().split_at_checked(2).unwrap_or_default();
        hex.len() == 2 && hex.iter().all(u8::is_ascii_hexdigit) && rest.iter().all(|byte| is_plain(*byte))
    };
    is_scheme && starts_plain && segments.all(is_escape)
}

/// A UUID such as `55eca520-ea16-4979-a09d-9ac6e060ed82` (RFC 4122, 3).
fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.splitn(6, '-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_texts_match_their_format_and_invalid_texts_do_not() {
        for (format, good, bad) in [
            (
                "date",
                &["2024-02-29", "0000-01-01", "9999-12-31", "2000-02-29"][..],
                &[
                    "2023-02-29",
                    "1900-02-29",
                    "2024-13-01",
                    "2024-00-01",
                    "2024-01-00",
                    "2024-1-01",
                    "24-01-01",
                    "2024-01-01 ",
                    "2024-01-011",
                    "+024-01-01",
                    "2024-04-31",
                    "٢٠٢٤-01-01",
                ][..],
            ),
            (
                "time",
                &[
                    "10:00:00Z",
                    "10:00:00.123456789z",
                    "23:59:60Z",
                    "00:59:60+01:00",
                    "18:59:60-05:00",
                    "10:00:00-23:59",
                ],
                &[
                    "10:00:00",
                    "10:00Z",
                    "24:00:00Z",
                    "10:60:00Z",
                    "22:59:60Z",
                    "10:00:61Z",
                    "10:00:00.Z",
                    "10:00:00+1:00",
                    "10:00:00+24:00",
                    "10:00:00+00:60",
                    "10:00:00Zx",
                    "10:00:00Z01:00",
                    "10:00:00z23:59",
                    "10:00:00+01:000",
                ],
            ),
            (
                "date-time",
                &["2024-02-29T10:00:00Z", "2024-02-29t10:00:00+01:00"],
                &["2024-02-29 10:00:00Z", "2024-02-30T10:00:00Z", "2024-02-29T10:00:00", "2024-02-29"],
            ),
            (
                "email",
                &["a@b", "a.b+c@example.com", "..@x-y.z"],
                &["a", "@b", "a@", "a@b@c", "a b@c", "a@-b", "a@b.", "é@b.c", "a@b_c"],
            ),
            ("hostname", &["a", "a-b.c", "1.2"], &["", "a.", ".a", "-a", "a-", "a_b", "é", "a..b"]),
            ("ipv4", &["192.0.2.1"], &["192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1 "]),
            ("ipv6", &["::", "2001:db8::1", "::ffff:192.0.2.1"], &["2001::db8::1", "[::1]", "::1%1", ""]),
            (
                "uri",
                &["https://example.com/a?b=%2F#c", "urn:x:y", "a:", "a+b.c-1:/"],
                &["", "example", "//example.com", ":x", "1a:x", "a b:c", "a:%", "a:%2", "a:%2g", "a:é", "a:<>", "a:%é"],
            ),
            (
                "uuid",
                &["55eca520-ea16-4979-a09d-9ac6e060ed82", "55ECA520-EA16-4979-A09D-9AC6E060ED82"],
                &[
                    "55eca520ea164979a09d9ac6e060ed82",
                    "{55eca520-ea16-4979-a09d-9ac6e060ed82}",
                    "55eca520-ea16-4979-a09d-9ac6e060ed8g",
                    "",
                    "----",
                ],
            ),
            ("password", &["", "anything"], &[]),
        ] {
            assert!(good.iter().all(|text| matches(format, text)), "{format}: {good:?}");
            for text in bad {
                assert!(!matches(format, text), "{format}: {text}");
            }
        }
        assert!(
            matches("hostname", &format!("{}a", "a.".repeat(126)))
                && !matches("hostname", &format!("{}ab", "a.".repeat(126)))
        );
        assert!(matches("hostname", &"a".repeat(63)) && !matches("hostname", &"a".repeat(64)));
    }
}
