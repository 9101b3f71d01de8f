//! What arrived of a response beside its body: how the body ended, and every byte where not all of them are in the response.

use bytes::Bytes;

/// How the body of an answer ended; it is among the extensions of every response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BodyEnd {
    /// As the answer announced it.
    Whole,
    /// With the connection, and the answer announced no other end: it may have been cut off.
    Closed,
    /// As the answer announced it, and more bytes came with it.
    Excess,
    /// Before its end: cut off or malformed.
    Broken,
    /// Before its end: nothing more arrived in time.
    Stalled,
    /// At the limit; the rest was not read.
    TooLong,
}

/// Every byte of an answer, head and framing included, up to the limits of both together: where not all of it is in the response, among
/// its extensions.
#[derive(Clone, Debug)]
pub(crate) struct RawResponse(pub(crate) Bytes);

/// The status of a response that is known by its bytes alone: that of the first head that is not interim.
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
