//! The error of an invalid proxy.

use std::error::Error;
use std::fmt;

/// Why a proxy cannot be used. `Display` prints what is invalid and the reason on one line, without credentials: a URL that may contain them is
/// redacted, and the value of a variable of the environment is not printed.
///
/// ```
/// use colt_numbers::{InvalidProxyKind, Proxy};
///
/// let error = Proxy::url("socks5://me:hunter2@proxy.example:1080").unwrap_err();
/// assert_eq!(error.kind(), InvalidProxyKind::Scheme);
/// assert!(!error.to_string().contains("hunter2"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidProxy {
    kind: InvalidProxyKind,
    subject: String,
    reason: String,
}

/// What is wrong with a proxy.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum InvalidProxyKind {
    /// Its URL has no valid host and port, or has a path.
    Malformed,
    /// Its scheme is not `http`.
    Scheme,
    /// HTTP Basic cannot carry its credentials.
    Credentials,
    /// A host that is connected to directly is neither a name, an address nor a network.
    Exception,
}

impl InvalidProxy {
    /// An error about `subject`, which contains no secret: a redacted URL, or the name of a variable.
    pub(crate) fn new(kind: InvalidProxyKind, subject: &str, reason: String) -> Self {
        Self { kind, subject: subject.to_owned(), reason }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> InvalidProxyKind {
        self.kind
    }

    /// The reason, such as `it has no port`.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be used: {}", self.subject, self.reason)
    }
}

impl Error for InvalidProxy {}
