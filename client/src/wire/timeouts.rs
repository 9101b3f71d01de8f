//! The time limits of a call and of its parts.

use std::time::Duration;

/// The time limits of a call and of its parts. [`Duration::MAX`] means no limit.
///
/// They run on tokio's clock, which a test can pause. The struct is non-exhaustive: start from the default, and set its fields.
///
/// ```
/// use std::time::Duration;
///
/// let mut timeouts = colt_numbers::Timeouts::default();
/// timeouts.connect = Duration::from_secs(3);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Resolving the host and connecting to one of its addresses. Default: 10 seconds.
    pub connect: Duration,
    /// The TLS handshake. Default: 10 seconds.
    pub tls: Duration,
    /// The longest pause in sending a request while the server does not read. Default: 30 seconds.
    pub send: Duration,
    /// From the start of sending a request to the head of its response. Default: 2 minutes. A shorter limit leaves more orders in doubt.
    pub response: Duration,
    /// The longest pause between two bytes of a response's body, and the longest time to read a response that is not HTTP. Default: 30 seconds.
    pub body: Duration,
    /// A whole call, including every attempt and the waits between them. Default: 5 minutes.
    ///
    /// A request is sent only if the remaining time is enough for its response: [`Timeouts::response`], or half of this limit if that is shorter.
    pub call: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(10),
            tls: seconds(10),
            send: seconds(30),
            response: seconds(120),
            body: seconds(30),
            call: seconds(300),
        }
    }
}
