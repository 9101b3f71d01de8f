//! Bearer tokens, custom token sources, and the error if no token could be obtained.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::auth::secret::Secret;

/// A bearer token and its remaining lifetime.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token as it is sent after `Authorization: Bearer `: visible ASCII characters, no blanks.
    pub secret: Secret,
    /// How long the token is valid, from the moment at which it was requested. The client uses a token for a day at most, and renews it before
    /// it expires: one minute before, or a tenth of its lifetime if that is shorter.
    pub expires_in: Duration,
}

/// The future that [`TokenSource::token`] returns. Its output is a token, or the error that explains why there is none.
pub type TokenFuture<'s> = Pin<Box<dyn Future<Output = Result<Token, Box<dyn Error + Send + Sync>>> + Send + 's>>;

/// A source of bearer tokens that replaces [`Credentials`](crate::Credentials), for example one that exchanges a signed JWT.
///
/// The client reuses a token until shortly before it expires, and requests a new token if the server rejects the old one with 401. A client
/// never calls its source concurrently, however many of its calls need a token.
///
/// An error ends the call as [`Outcome::NotSent`](crate::Outcome::NotSent), or with the outcome of an earlier attempt if that attempt got a
/// response. The text of the error is part of
/// [`SendError::reason`](crate::SendError::reason), so it must not contain a secret.
///
/// ```
/// use std::time::Duration;
///
/// use colt_numbers::{Client, Secret, Target, Token, TokenFuture, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             let secret = Secret::new("a-token-from-the-vault");
///             Ok(Token { secret, expires_in: Duration::from_secs(1800) })
///         })
///     }
/// }
///
/// let target = Target::url("http://127.0.0.1:4010/numberManagement", None)?;
/// let client = Client::builder(target).token_source(Vault).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token.
    fn token(&self) -> TokenFuture<'_>;
}

/// The error of an attempt that could not obtain a token, and therefore sent no byte of an order.
#[derive(Clone, Debug)]
pub(crate) struct TokenError {
    pub(crate) reason: String,
    /// Whether the server rejected the credentials, or its response shows that the configuration is wrong.
    pub(crate) is_auth_error: bool,
    /// Whether another attempt may succeed.
    pub(crate) is_temporary: bool,
    /// How long the server asked to wait before another attempt.
    pub(crate) retry_after: Option<Duration>,
}

impl TokenError {
    pub(crate) fn new(reason: String) -> Self {
        Self { reason, is_auth_error: false, is_temporary: false, retry_after: None }
    }

    pub(crate) fn temporary(reason: String) -> Self {
        Self { is_temporary: true, ..Self::new(reason) }
    }
}

/// The longest time for which a token is used, whatever its lifetime.
pub(crate) const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
