//! Tokens are kept until shortly before they lapse, and fetched once however many calls wait for one.
//!
//! Where they come from by client credentials is in [`crate::auth::token_endpoint`].

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::auth::secret::Secret;
use crate::auth::token::{LONGEST, Token, TokenError, TokenSource};
use crate::auth::token_endpoint::TokenEndpoint;
use crate::response::sanitize::quoted;
use crate::wire::send_deadline::SendDeadline;

/// Where tokens come from.
pub(crate) enum TokenProvider {
    Endpoint(Box<TokenEndpoint>),
    Custom(Box<dyn TokenSource>),
}

/// A source, and the token that it gave last.
pub(crate) struct TokenCache {
    source: TokenProvider,
    /// The token, and until when it is used. Never held while anything is waited for.
    kept: Mutex<Option<(Arc<Secret>, Instant)>>,
    /// Held while a token is fetched. The last failure and when it was known, for those who waited for the same attempt.
    fetching: tokio::sync::Mutex<Option<(TokenError, Instant)>>,
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache(…)")
    }
}

/// A token is renewed this long before it lapses, or a tenth of its time if that is less.
const MARGIN: Duration = Duration::from_secs(60);

impl TokenCache {
    pub(crate) fn new(source: TokenProvider) -> Self {
        Self { source, kept: Mutex::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// A token that holds: the kept one, or a new one.
    pub(crate) async fn get(&self, latest: SendDeadline) -> Result<Arc<Secret>, TokenError> {
        let late = |_| TokenError::passing("no token in time".to_owned());
        if let Some(token) = self.holding() {
            return Ok(token);
        }
        let asked = Instant::now();
        let mut failure = timeout_at(latest.instant(), self.fetching.lock()).await.map_err(late)?;
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
        match timeout_at(latest.instant(), self.fetch(latest)).await.map_err(late).and_then(|fetched| fetched) {
            Ok(Token { secret, expires_in }) => {
                let secret = Arc::new(secret);
                *self.kept() = Some((Arc::clone(&secret), asked + used_for(expires_in)));
                *failure = None;
                Ok(secret)
            }
            Err(error) => {
                let known = Instant::now();
                // Where it was this caller's time that was up, those who wait behind it have their own.
                *failure = (known < latest.instant()).then(|| (error.clone(), known));
                Err(error)
            }
        }
    }

    /// Forgets a token that was not taken, unless there is another one by now.
    pub(crate) fn forget(&self, refused: &Arc<Secret>) {
        self.kept().take_if(|(token, _)| Arc::ptr_eq(token, refused));
    }

    /// Takes what is secret here out of what a server said.
    pub(crate) fn redact(&self, text: &mut String) {
        if let TokenProvider::Endpoint(endpoint) = &self.source {
            endpoint.credentials.redact(text);
        }
    }

    fn holding(&self) -> Option<Arc<Secret>> {
        self.kept().as_ref().filter(|(_, until)| Instant::now() < *until).map(|(token, _)| Arc::clone(token))
    }

    fn kept(&self) -> MutexGuard<'_, Option<(Arc<Secret>, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, latest: SendDeadline) -> Result<Token, TokenError> {
        let token = match &self.source {
            TokenProvider::Endpoint(endpoint) => endpoint.token(latest).await?,
            TokenProvider::Custom(source) => {
                let token = source.token().await;
                token.map_err(|error| {
                    TokenError::new(format!("the token source failed: {}", quoted(&error.to_string())))
                })?
            }
        };
        let text = token.secret.expose();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::new("the token is empty, or no token of visible ASCII".to_owned()));
        }
        Ok(token)
    }
}

/// How long a token is used that holds for so long.
fn used_for(expires_in: Duration) -> Duration {
    let holds = expires_in.min(LONGEST);
    holds - MARGIN.min(holds / 10)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;
    use tokio::time::{advance, sleep};

    use super::*;
    use crate::auth::token::TokenFuture;

    /// Gives `token-1`, `token-2` and so on, or errors; as many as there are permits, after a second each.
    struct CountingTokenSource {
        asked: Arc<AtomicUsize>,
        permits: Arc<Semaphore>,
        expires_in: Duration,
        fails: bool,
    }

    impl TokenSource for CountingTokenSource {
        fn token(&self) -> TokenFuture<'_> {
            Box::pin(async {
                let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
                self.permits.acquire().await?.forget();
                sleep(Duration::from_secs(1)).await;
                if self.fails {
                    return Err(format!("no {number}").into());
                }
                Ok(Token { secret: Secret::new(format!("token-{number}")), expires_in: self.expires_in })
            })
        }
    }

    struct CacheFixture {
        tokens: Arc<TokenCache>,
        asked: Arc<AtomicUsize>,
        permits: Arc<Semaphore>,
    }

    fn tokens(expires_in: Duration, fails: bool) -> CacheFixture {
        let (asked, permits) = (Arc::<AtomicUsize>::default(), Arc::new(Semaphore::new(1000)));
        let source =
            CountingTokenSource { asked: Arc::clone(&asked), permits: Arc::clone(&permits), expires_in, fails };
        CacheFixture { tokens: Arc::new(TokenCache::new(TokenProvider::Custom(Box::new(source)))), asked, permits }
    }

    impl CacheFixture {
        async fn get(&self) -> Result<String, String> {
            let token = self.tokens.get(SendDeadline::after(Duration::from_secs(60))).await;
            token.map(|token| token.expose().to_owned()).map_err(|error| error.why)
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::SeqCst)
        }

        /// The results of a hundred callers at once.
        async fn hundred(&self) -> Vec<Result<String, String>> {
            let mut callers = tokio::task::JoinSet::new();
            for _ in 0..100 {
                let tokens = Arc::clone(&self.tokens);
                callers.spawn(async move {
                    let token = tokens.get(SendDeadline::after(Duration::from_secs(60))).await;
                    token.map(|token| token.expose().to_owned()).map_err(|error| error.why)
                });
            }
            callers.join_all().await
        }
    }

    const HALF_AN_HOUR: Duration = Duration::from_secs(1800);

    #[tokio::test(start_paused = true)]
    async fn a_hundred_callers_ask_once() {
        let setup = tokens(HALF_AN_HOUR, false);
        assert_eq!(setup.hundred().await, vec![Ok("token-1".to_owned()); 100]);
        assert_eq!(setup.asked(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_callers_hear_of_one_failure_and_the_next_one_asks_again() {
        let setup = tokens(HALF_AN_HOUR, true);
        assert_eq!(setup.hundred().await, vec![Err("the token source failed: no 1".to_owned()); 100]);
        assert_eq!(setup.asked(), 1);
        advance(Duration::from_millis(1)).await;
        assert_eq!(setup.get().await, Err("the token source failed: no 2".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_renewed_shortly_before_it_lapses() {
        // Time runs from when it was asked for; it takes a second to come.
        for (expires_in, used_for) in [(1800, 1740), (600, 540), (100, 90), (10, 9), (100 * 86_400, 86_340)] {
            let setup = tokens(Duration::from_secs(expires_in), false);
            assert_eq!(setup.get().await.unwrap(), "token-1");
            advance(Duration::from_millis(used_for * 1000 - 1001)).await;
            assert_eq!(setup.get().await.unwrap(), "token-1", "{expires_in}");
            advance(Duration::from_millis(1)).await;
            assert_eq!(setup.get().await.unwrap(), "token-2", "{expires_in}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_without_time_is_used_once() {
        let setup = tokens(Duration::ZERO, false);
        assert_eq!(setup.get().await.unwrap(), "token-1");
        assert_eq!(setup.get().await.unwrap(), "token-2");
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_refused_is_forgotten_and_nothing_else() {
        let setup = tokens(HALF_AN_HOUR, false);
        let first = setup.tokens.get(SendDeadline::after(HALF_AN_HOUR)).await.unwrap();
        setup.tokens.forget(&first);
        assert_eq!(setup.get().await.unwrap(), "token-2");
        // Somebody else is late with the same news.
        setup.tokens.forget(&first);
        assert_eq!(setup.get().await.unwrap(), "token-2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_whose_time_is_up_fails_alone() {
        let setup = tokens(HALF_AN_HOUR, false);
        setup.permits.forget_permits(1000);
        let hasty = Arc::clone(&setup.tokens);
        let hasty = tokio::spawn(async move { hasty.get(SendDeadline::after(Duration::from_secs(5))).await });
        tokio::task::yield_now().await;
        let (patient, hasty) = tokio::join!(setup.get(), async {
            let failure = hasty.await.unwrap().unwrap_err();
            setup.permits.add_permits(1);
            failure
        });
        assert!(hasty.passing && !hasty.credentials, "{hasty:?}");
        assert_eq!(hasty.why, "no token in time");
        assert_eq!(patient.unwrap(), "token-2");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_longer_than_he_may_for_another_one() {
        let setup = tokens(HALF_AN_HOUR, false);
        setup.permits.forget_permits(1000);
        let (patient, hasty) = tokio::join!(setup.get(), setup.tokens.get(SendDeadline::after(Duration::from_secs(5))));
        assert_eq!(hasty.unwrap_err().why, "no token in time");
        assert_eq!(patient, Err("no token in time".to_owned()));
        assert_eq!(setup.asked(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_goes_away_leaves_the_asking_to_the_next() {
        let setup = tokens(HALF_AN_HOUR, false);
        let _ = tokio::time::timeout(Duration::from_millis(500), setup.get()).await.unwrap_err();
        assert_eq!(setup.get().await.unwrap(), "token-2");
    }

    #[tokio::test]
    async fn what_no_header_can_carry_is_no_token() {
        struct FixedToken(&'static str);
        impl TokenSource for FixedToken {
            fn token(&self) -> TokenFuture<'_> {
                Box::pin(async { Ok(Token { secret: Secret::new(self.0), expires_in: HALF_AN_HOUR }) })
            }
        }
        for (text, is_token) in
            [("a", true), ("~!.-_/+=", true), ("", false), ("a b", false), ("a\n", false), ("é", false)]
        {
            let tokens = TokenCache::new(TokenProvider::Custom(Box::new(FixedToken(text))));
            let token = tokens.get(SendDeadline::after(HALF_AN_HOUR)).await;
            assert_eq!(token.is_ok(), is_token, "{text:?}");
            assert!(token.err().is_none_or(|failure| !failure.passing));
        }
    }
}
