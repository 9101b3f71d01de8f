//! Tokens: kept until shortly before they lapse, and fetched once however many calls wait for one.
//!
//! Where they come from by client credentials is in [`vendor`].

mod vendor;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::answer;
use crate::credentials::Secret;

pub(crate) use vendor::Vendor;

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

/// Why there is no token. Nothing of an order was sent.
#[derive(Clone, Debug)]
pub(crate) struct NoToken {
    pub(crate) why: String,
    /// Whether the server said that the credentials are wrong.
    pub(crate) credentials: bool,
    /// Whether another try may help.
    pub(crate) passing: bool,
    /// How long the server asked to wait before it.
    pub(crate) retry_after: Option<Duration>,
}

impl NoToken {
    fn new(why: String) -> Self {
        Self { why, credentials: false, passing: false, retry_after: None }
    }

    fn passing(why: String) -> Self {
        Self { passing: true, ..Self::new(why) }
    }
}

/// Where tokens come from.
pub(crate) enum Source {
    Vendor(Box<Vendor>),
    Caller(Box<dyn TokenSource>),
}

/// A source, and the token that it gave last.
pub(crate) struct Tokens {
    source: Source,
    /// The token, and until when it is used. Never held while anything is waited for.
    kept: Mutex<Option<(Arc<Secret>, Instant)>>,
    /// Held while a token is fetched. The last failure and when it was known, for those who waited for the same try.
    fetching: tokio::sync::Mutex<Option<(NoToken, Instant)>>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// A token is renewed this long before it lapses, or a tenth of its time if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// No token is kept longer than this, whatever it says.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Tokens {
    pub(crate) fn new(source: Source) -> Self {
        Self { source, kept: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// A token that holds: the kept one, or a new one.
    pub(crate) async fn get(&self, deadline: Instant) -> Result<Arc<Secret>, NoToken> {
        let late = |_| NoToken::passing("no token in time".to_owned());
        if let Some(token) = self.holding() {
            return Ok(token);
        }
        let asked = Instant::now();
        let mut failure = timeout_at(deadline, self.fetching.lock()).await.map_err(late)?;
        if let Some(token) = self.holding() {
            return Ok(token);
        }
        if let Some((failure, known)) = &*failure
            && *known >= asked
        {
            return Err(failure.clone());
        }
        // It is the server that knows when the token began to hold; no earlier than it was asked.
        let asked = Instant::now();
        match timeout_at(deadline, self.fetch(deadline)).await.map_err(late).and_then(|fetched| fetched) {
            Ok(Token { secret, expires_in }) => {
                let secret = Arc::new(secret);
                *self.kept() = Some((Arc::clone(&secret), asked + used_for(expires_in)));
                *failure = None;
                Ok(secret)
            }
            Err(error) => {
                let known = Instant::now();
                // Where it was this caller's time that was up, those who wait behind it have their own.
                *failure = (known < deadline).then(|| (error.clone(), known));
                Err(error)
            }
        }
    }

    /// Forgets a token that was not taken, unless there is another one by now.
    pub(crate) fn forget(&self, refused: &Arc<Secret>) {
        self.kept().take_if(|(token, _)| Arc::ptr_eq(token, refused));
    }

    /// Takes what is secret here out of what a server said.
    pub(crate) fn hide_in(&self, text: &mut String) {
        if let Source::Vendor(vendor) = &self.source {
            vendor.credentials.hide_in(text);
        }
    }

    fn holding(&self) -> Option<Arc<Secret>> {
        self.kept().as_ref().filter(|(_, until)| Instant::now() < *until).map(|(token, _)| Arc::clone(token))
    }

    fn kept(&self) -> MutexGuard<'_, Option<(Arc<Secret>, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, deadline: Instant) -> Result<Token, NoToken> {
        let token = match &self.source {
            Source::Vendor(vendor) => vendor.token(deadline).await?,
            Source::Caller(source) => {
                let token = source.token().await;
                token.map_err(|error| {
                    NoToken::new(format!("the token source failed: {}", answer::one_line(&error.to_string())))
                })?
            }
        };
        let text = token.secret.expose();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NoToken::new("the token is empty, or no token of visible ASCII".to_owned()));
        }
        Ok(token)
    }
}

/// How long a token is used that holds for so long.
fn used_for(expires_in: Duration) -> Duration {
    let holds = expires_in.min(LONGEST);
    holds - MARGIN.min(holds / 10)
}
