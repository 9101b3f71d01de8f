//! The error of a token that could not be obtained.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::cause::{Cause, source};
use crate::response::sanitize::sanitize;
use crate::wire::exchange_error::ExchangeError;

/// Why a token could not be obtained. Without a token, a call does not send its request.
///
/// A [`TokenSource`](crate::TokenSource) decides by the constructor whether another attempt may succeed. The cause can be an error or a text. Its
/// text is part of [`SendError::reason`](crate::SendError::reason), so it must not contain a secret.
///
/// `Display` prints the reason on one line.
///
/// ```
/// use std::error::Error as _;
///
/// use colt_numbers::{TokenError, TokenErrorKind};
///
/// let error = TokenError::temporary(std::io::Error::other("the vault is sealed"));
/// assert_eq!(error.kind(), TokenErrorKind::Temporary);
/// assert!(error.source().is_some_and(|source| source.is::<std::io::Error>()));
/// assert!(TokenError::authentication("the vault rejected the certificate").is_auth_error());
/// ```
#[derive(Clone)]
#[must_use = "the error states why the token could not be obtained"]
pub struct TokenError {
    kind: TokenErrorKind,
    reason: String,
    is_timeout: bool,
    is_connect: bool,
    retry_after: Option<Duration>,
    cause: Option<Cause>,
}

/// Whether another attempt to get a token may succeed.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// Another attempt may succeed.
    Temporary,
    /// Another attempt fails too.
    Permanent,
    /// The credentials were rejected, or the configuration is wrong: it has to be fixed before another attempt.
    Authentication,
}

impl TokenError {
    /// An error that may pass: the client makes another attempt, as [`Retries`](crate::Retries) states.
    pub fn temporary(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::of_cause(TokenErrorKind::Temporary, cause.into())
    }

    /// An error that does not pass: the client makes no other attempt.
    pub fn permanent(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::of_cause(TokenErrorKind::Permanent, cause.into())
    }

    /// The credentials were rejected: the client makes no other attempt, and [`SendError::is_auth_error`](crate::SendError::is_auth_error) is true.
    pub fn authentication(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::of_cause(TokenErrorKind::Authentication, cause.into())
    }

    /// Sets how long the server asked to wait before another attempt. It matters only if the error is temporary.
    pub fn with_retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// Whether another attempt may succeed.
    #[must_use]
    pub fn kind(&self) -> TokenErrorKind {
        self.kind
    }

    /// Whether the credentials were rejected, or the configuration is wrong.
    #[must_use]
    pub fn is_auth_error(&self) -> bool {
        self.kind == TokenErrorKind::Authentication
    }

    /// Whether the client reached one of its time limits. False for an error that a custom source returns.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// Whether the client could not connect to the token endpoint. False for an error that a custom source returns.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.is_connect
    }

    /// How long the server asked to wait before another attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    pub(crate) fn new(kind: TokenErrorKind, reason: String) -> Self {
        Self { kind, reason, is_timeout: false, is_connect: false, retry_after: None, cause: None }
    }

    fn of_cause(kind: TokenErrorKind, cause: Box<dyn Error + Send + Sync>) -> Self {
        let error = Self::new(kind, sanitize(&cause.to_string()));
        Self { cause: Some(Arc::from(cause)), ..error }
    }

    /// The token did not arrive within the time limit of the call.
    pub(crate) fn timed_out() -> Self {
        let reason = "no token within the time limit of the call".to_owned();
        Self { is_timeout: true, ..Self::new(TokenErrorKind::Temporary, reason) }
    }

    /// The token endpoint did not respond.
    pub(crate) fn of_exchange(error: ExchangeError) -> Self {
        let kind = match (error.is_auth_error(), error.is_permanent()) {
            (true, _) => TokenErrorKind::Authentication,
            (false, true) => TokenErrorKind::Permanent,
            (false, false) => TokenErrorKind::Temporary,
        };
        Self {
            is_timeout: error.is_timeout,
            is_connect: error.is_connect(),
            reason: format!("no token: {error}"),
            cause: error.cause,
            ..Self::new(kind, String::new())
        }
    }

    /// The error of a custom source.
    pub(crate) fn of_custom_source(self) -> Self {
        Self { reason: format!("the token source failed: {}", self.reason), ..self }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl fmt::Debug for TokenError {
    /// Prints the reason, but not the cause, which `source` returns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenError").field("kind", &self.kind).field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl Error for TokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        source(self.cause.as_ref())
    }
}
