//! The received bytes of a response in addition to its parsed parts, and how its body ended.

use bytes::Bytes;

/// How the body of a response ended. It is an extension of every response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BodyEnd {
    /// The body ended as the head announced.
    Complete,
    /// The connection closed. The head announced no other end, so the body may have been cut off.
    Closed,
    /// The body ended as the head announced, but further bytes followed.
    Excess,
    /// The body was cut off before its end, or is malformed.
    Broken,
    /// No further byte arrived in time.
    Stalled,
    /// The body is longer than the limit. The rest was not read.
    TooLong,
}

/// Every received byte of a response, head and framing included, up to the limits of head and body together. It is an extension of a response
/// for which bytes arrived that belong to neither head nor body.
#[derive(Clone, Debug)]
pub(crate) struct ReceivedBytes(pub(crate) Bytes);

/// The status in the received bytes of a response. Interim responses are skipped.
pub(crate) fn status_of(mut received: &[u8]) -> Option<u16> {
    const END_OF_HEAD: &[u8] = b"\r\n\r\n";
    loop {
        let line = received.strip_prefix(b"HTTP/1.")?.get(1..)?.strip_prefix(b" ")?;
        let status = std::str::from_utf8(line.get(..3)?).ok()?.parse().ok().filter(|status| *status >= 100)?;
        if status >= 200 {
            return Some(status);
        }
        let end = received.windows(END_OF_HEAD.len()).position(|four| four == END_OF_HEAD)?;
        received = &received[end + END_OF_HEAD.len()..];
    }
}

/// The received bytes of a response with the values of cookies redacted.
pub(crate) fn without_cookies(received: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"set-cookie";
    let is_cookie = |line: &[u8]| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME));
    let lines = received.split_inclusive(|byte| *byte == b'\n');
    lines.map(|line| if is_cookie(line) { b"set-cookie: ***\r\n" } else { line }).collect::<Vec<_>>().concat()
}
