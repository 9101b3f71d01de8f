//! Bearer tokens, custom sources of them, and why a token could not be obtained.

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
    /// How long the token stays valid, counted from now. The client uses a token for a day at most, and renews it a minute, or a tenth of
    /// this time if that is less, before it expires.
    pub expires_in: Duration,
}

/// The future that [`TokenSource::token`] returns: a token, or the error that prevented it.
pub type TokenFuture<'s> = Pin<Box<dyn Future<Output = Result<Token, Box<dyn Error + Send + Sync>>> + Send + 's>>;

/// A source of bearer tokens that replaces [`Credentials`](crate::Credentials), for example one that exchanges a signed JWT.
///
/// The client keeps a token until shortly before it expires, and requests a new one if the server rejects it with 401. However many calls
/// need a token, the source is called once at a time.
///
/// An error ends the call as [`Outcome::NotSent`](crate::Outcome::NotSent). Its text is part of
/// [`ReserveError::reason`](crate::ReserveError::reason), so it must not contain a secret.
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

/// Why no token could be obtained. No byte of an order was sent.
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

/// The longest time for which a token is used, whatever lifetime it states.
pub(crate) const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
