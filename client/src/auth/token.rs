//! A token, where a caller has tokens from, and why there is none.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::auth::secret::Secret;

/// A bearer token and how long it holds.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token.
    pub secret: Secret,
    /// How long it holds from now on.
    pub expires_in: Duration,
}

/// What a token source gives: a token some time later, or why there is none.
pub type TokenFuture<'s> = Pin<Box<dyn Future<Output = Result<Token, Box<dyn Error + Send + Sync>>> + Send + 's>>;

/// Where a caller has tokens from who gets them otherwise than by client credentials, as by a JWT of its own.
///
/// The client keeps what it is given until shortly before it lapses, and asks again where the server refuses it. What an error of it
/// says is shown as it is, so it should hold no secret.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token.
    fn token(&self) -> TokenFuture<'_>;
}

/// Why a token could not be fetched. Nothing of an order was sent.
#[derive(Clone, Debug)]
pub(crate) struct TokenError {
    pub(crate) why: String,
    /// Whether the server said that the credentials are wrong.
    pub(crate) credentials: bool,
    /// Whether another attempt may help.
    pub(crate) passing: bool,
    /// How long the server asked to wait before it.
    pub(crate) retry_after: Option<Duration>,
}

impl TokenError {
    pub(crate) fn new(why: String) -> Self {
        Self { why, credentials: false, passing: false, retry_after: None }
    }

    pub(crate) fn passing(why: String) -> Self {
        Self { passing: true, ..Self::new(why) }
    }
}

/// No token is kept longer than this, whatever it says.
pub(crate) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
