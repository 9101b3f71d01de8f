//! Bearer tokens, and custom token sources.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::token_error::TokenError;
use crate::secret::Secret;

/// A bearer token and its remaining lifetime.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Token {
    /// The token as it is sent after `Authorization: Bearer `: visible ASCII characters, no blanks.
    pub secret: Secret,
    /// How long the token is valid, from the moment at which it was requested. The client uses a token for a day at most, and renews it before
    /// it expires: one minute before, or a tenth of its lifetime if that is shorter.
    pub expires_in: Duration,
}

impl Token {
    /// Creates a token from its text and its remaining lifetime.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let token = colt_numbers::Token::new("a-token", Duration::from_secs(1800));
    /// assert_eq!(token.secret.expose(), "a-token");
    /// ```
    #[must_use]
    pub fn new(secret: impl Into<Secret>, expires_in: Duration) -> Self {
        Self { secret: secret.into(), expires_in }
    }
}

/// The future that [`TokenSource::token`] returns. Its output is a token, or the error that states why it could not be obtained.
pub type TokenFuture<'s> = Pin<Box<dyn Future<Output = Result<Token, TokenError>> + Send + 's>>;

/// A source of bearer tokens that replaces [`Credentials`](crate::Credentials), for example one that exchanges a signed JWT.
///
/// The client reuses a token until shortly before it expires, and requests a new token if the server rejects the old one with 401. A client
/// never calls its source concurrently, however many of its calls need a token.
///
/// The source has one token for all operations. If operations need scopes ([`Operation::security`](crate::Operation::security)), the token needs the
/// scopes of every operation that is called.
///
/// Without a token nothing is sent. If the error is [temporary](TokenError::temporary), the client makes another attempt as
/// [`Retries`](crate::Retries) states. Otherwise the call ends as [`Outcome::NotSent`](crate::Outcome::NotSent), or with the outcome of an earlier
/// attempt that may have been sent.
///
/// A closure that returns a future is a source, and so is an [`Arc`] of a source:
///
/// ```
/// use std::time::Duration;
///
/// use colt_numbers::{Client, Target, Token, TokenError};
///
/// let target = Target::url("http://127.0.0.1:4010/api", None)?;
/// let from_file = || async {
///     let text = std::fs::read_to_string("token.txt").map_err(TokenError::temporary)?;
///     Ok(Token::new(text.trim(), Duration::from_secs(1800)))
/// };
/// let client = Client::builder(target).token_source(from_file).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A custom type implements the trait:
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use colt_numbers::{Client, Target, Token, TokenFuture, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async { Ok(Token::new("a-token-from-the-vault", Duration::from_secs(1800))) })
///     }
/// }
///
/// let vault = Arc::new(Vault);
/// let target = Target::url("http://127.0.0.1:4010/api", None)?;
/// let client = Client::builder(target).token_source(Arc::clone(&vault)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token.
    fn token(&self) -> TokenFuture<'_>;
}

impl<T: TokenSource + ?Sized> TokenSource for Arc<T> {
    fn token(&self) -> TokenFuture<'_> {
        T::token(self)
    }
}

impl<F, Fut> TokenSource for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Token, TokenError>> + Send + 'static,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

/// The longest time for which a token is used, whatever its lifetime.
pub(crate) const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
