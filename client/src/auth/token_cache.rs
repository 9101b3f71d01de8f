//! Caches a bearer token for each list of scopes until shortly before it expires. Calls that wait for a token at the same time share one request for it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::auth::token::{MAX_LIFETIME, Token, TokenSource};
use crate::auth::token_endpoint::TokenEndpoint;
use crate::auth::token_error::{TokenError, TokenErrorKind};
use crate::secret::Secret;
use crate::wire::send_deadline::SendDeadline;

/// The source of new tokens: the vendor's token endpoint, or the caller's own source.
pub(crate) enum TokenProvider {
    Endpoint(Box<TokenEndpoint>),
    Custom(Box<dyn TokenSource>),
}

/// A provider of tokens, and the last token that it issued for each list of scopes.
pub(crate) struct TokenCache {
    provider: TokenProvider,
    /// The last token for each list of scopes. The lock is never held across an `await`.
    slots: Mutex<BTreeMap<Vec<&'static str>, Arc<TokenSlot>>>,
}

/// The last token for a list of scopes.
#[derive(Default)]
struct TokenSlot {
    /// The token, and the instant at which its use ends. The lock is never held across an `await`.
    cached: Mutex<Option<(Arc<Secret>, Instant)>>,
    /// The last error and its time. Calls that waited for the failed request return this error too. The lock is held while a token is requested.
    last_error: tokio::sync::Mutex<Option<(TokenError, Instant)>>,
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache(…)")
    }
}

/// How long before its expiry a token is renewed, unless a tenth of its lifetime is shorter.
const RENEWAL_MARGIN: Duration = Duration::from_secs(60);

impl TokenCache {
    pub(crate) fn new(provider: TokenProvider) -> Self {
        Self { provider, slots: Mutex::default() }
    }

    /// A valid token with these scopes: the cached one, or a new one if it arrives by the deadline. A custom source issues tokens with its own
    /// scopes, so it has one token for all.
    pub(crate) async fn get(&self, scopes: &[&'static str], deadline: SendDeadline) -> Result<Arc<Secret>, TokenError> {
        let scopes: &[&'static str] = if matches!(self.provider, TokenProvider::Custom(_)) { &[] } else { scopes };
        let slot = Arc::clone(self.slots().entry(scopes.to_vec()).or_default());
        let timed_out = |_| TokenError::timed_out();
        if let Some(token) = slot.valid() {
            return Ok(token);
        }
        let started = Instant::now();
        let mut last_error = timeout_at(deadline.instant(), slot.last_error.lock()).await.map_err(timed_out)?;
        if let Some(token) = slot.valid() {
            return Ok(token);
        }
        if let Some((error, failed_at)) = &*last_error
            && *failed_at >= started
        {
            return Err(error.clone());
        }
        // Only the server knows when it issued the token, but it cannot have done so before the request.
        let requested = Instant::now();
        let fetched = timeout_at(deadline.instant(), self.fetch(scopes, deadline)).await;
        match fetched.map_err(timed_out).and_then(|fetched| fetched) {
            Ok(Token { secret, expires_in }) => {
                let secret = Arc::new(secret);
                *slot.cached() = Some((Arc::clone(&secret), requested + usable_for(expires_in)));
                *last_error = None;
                Ok(secret)
            }
            Err(error) => {
                let failed_at = Instant::now();
                // If this call's own deadline has passed, the error is not shared: a waiting call requests a token itself.
                *last_error = (failed_at < deadline.instant()).then(|| (error.clone(), failed_at));
                Err(error)
            }
        }
    }

    /// Removes a token that the server rejected, unless it has been replaced already.
    pub(crate) fn remove(&self, rejected: &Arc<Secret>) {
        for slot in self.slots().values() {
            slot.cached().take_if(|(token, _)| Arc::ptr_eq(token, rejected));
        }
    }

    /// Redacts the client secret in a server's text.
    pub(crate) fn redact(&self, text: &mut String) {
        if let TokenProvider::Endpoint(endpoint) = &self.provider {
            endpoint.credentials.redact(text);
        }
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<Vec<&'static str>, Arc<TokenSlot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self, scopes: &[&'static str], deadline: SendDeadline) -> Result<Token, TokenError> {
        let token = match &self.provider {
            TokenProvider::Endpoint(endpoint) => endpoint.token(scopes, deadline).await?,
            TokenProvider::Custom(source) => source.token().await.map_err(TokenError::of_custom_source)?,
        };
        let text = token.secret.expose();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let reason = "the token is empty, or has characters other than visible ASCII".to_owned();
            return Err(TokenError::new(TokenErrorKind::Permanent, reason));
        }
        Ok(token)
    }
}

impl TokenSlot {
    fn valid(&self) -> Option<Arc<Secret>> {
        self.cached().as_ref().filter(|(_, end)| Instant::now() < *end).map(|(token, _)| Arc::clone(token))
    }

    fn cached(&self) -> MutexGuard<'_, Option<(Arc<Secret>, Instant)>> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a token of this lifetime is used.
fn usable_for(expires_in: Duration) -> Duration {
    let lifetime = expires_in.min(MAX_LIFETIME);
    lifetime - RENEWAL_MARGIN.min(lifetime / 10)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;
    use tokio::time::{advance, sleep};

    use super::*;
    use crate::auth::token::TokenFuture;

    /// A source that issues `token-1`, `token-2` and so on, or fails if `fails` is set. Each request needs a permit and lasts a second.
    struct CountingTokenSource {
        requests: Arc<AtomicUsize>,
        permits: Arc<Semaphore>,
        expires_in: Duration,
        fails: bool,
    }

    impl TokenSource for CountingTokenSource {
        fn token(&self) -> TokenFuture<'_> {
            Box::pin(async {
                let number = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
                self.permits.acquire().await.map_err(TokenError::permanent)?.forget();
                sleep(Duration::from_secs(1)).await;
                if self.fails {
                    return Err(TokenError::permanent(format!("no {number}")));
                }
                Ok(Token::new(format!("token-{number}"), self.expires_in))
            })
        }
    }

    struct CacheFixture {
        cache: Arc<TokenCache>,
        requests: Arc<AtomicUsize>,
        permits: Arc<Semaphore>,
    }

    fn cache_fixture(expires_in: Duration, fails: bool) -> CacheFixture {
        let (requests, permits) = (Arc::<AtomicUsize>::default(), Arc::new(Semaphore::new(1000)));
        let source =
            CountingTokenSource { requests: Arc::clone(&requests), permits: Arc::clone(&permits), expires_in, fails };
        CacheFixture { cache: Arc::new(TokenCache::new(TokenProvider::Custom(Box::new(source)))), requests, permits }
    }

    impl CacheFixture {
        async fn get(&self) -> Result<String, String> {
            let token = self.cache.get(&[], SendDeadline::after(Duration::from_secs(60))).await;
            token.map(|token| token.expose().to_owned()).map_err(|error| error.to_string())
        }

        fn requests(&self) -> usize {
            self.requests.load(Ordering::SeqCst)
        }

        /// The results of a hundred concurrent calls.
        async fn get_a_hundred_times(&self) -> Vec<Result<String, String>> {
            let mut calls = tokio::task::JoinSet::new();
            for _ in 0..100 {
                let cache = Arc::clone(&self.cache);
                calls.spawn(async move {
                    let token = cache.get(&[], SendDeadline::after(Duration::from_secs(60))).await;
                    token.map(|token| token.expose().to_owned()).map_err(|error| error.to_string())
                });
            }
            calls.join_all().await
        }
    }

    const HALF_AN_HOUR: Duration = Duration::from_secs(1800);

    #[tokio::test(start_paused = true)]
    async fn a_hundred_calls_send_one_request() {
        let fixture = cache_fixture(HALF_AN_HOUR, false);
        assert_eq!(fixture.get_a_hundred_times().await, vec![Ok("token-1".to_owned()); 100]);
        assert_eq!(fixture.requests(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_calls_share_one_error_and_the_next_call_requests_again() {
        let fixture = cache_fixture(HALF_AN_HOUR, true);
        assert_eq!(fixture.get_a_hundred_times().await, vec![Err("the token source failed: no 1".to_owned()); 100]);
        assert_eq!(fixture.requests(), 1);
        advance(Duration::from_millis(1)).await;
        assert_eq!(fixture.get().await, Err("the token source failed: no 2".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_renewed_shortly_before_it_expires() {
        // The lifetime counts from the request; the response takes a second.
        for (expires_in, usable_for) in [(1800, 1740), (600, 540), (100, 90), (10, 9), (100 * 86_400, 86_340)] {
            let fixture = cache_fixture(Duration::from_secs(expires_in), false);
            assert_eq!(fixture.get().await.unwrap(), "token-1");
            advance(Duration::from_millis(usable_for * 1000 - 1001)).await;
            assert_eq!(fixture.get().await.unwrap(), "token-1", "{expires_in}");
            advance(Duration::from_millis(1)).await;
            assert_eq!(fixture.get().await.unwrap(), "token-2", "{expires_in}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_without_lifetime_is_used_once() {
        let fixture = cache_fixture(Duration::ZERO, false);
        assert_eq!(fixture.get().await.unwrap(), "token-1");
        assert_eq!(fixture.get().await.unwrap(), "token-2");
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_rejected_token_is_removed() {
        let fixture = cache_fixture(HALF_AN_HOUR, false);
        let first = fixture.cache.get(&[], SendDeadline::after(HALF_AN_HOUR)).await.unwrap();
        fixture.cache.remove(&first);
        assert_eq!(fixture.get().await.unwrap(), "token-2");
        // Another call reports the same rejection later.
        fixture.cache.remove(&first);
        assert_eq!(fixture.get().await.unwrap(), "token-2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_times_out_fails_alone() {
        let fixture = cache_fixture(HALF_AN_HOUR, false);
        fixture.permits.forget_permits(1000);
        let hasty = Arc::clone(&fixture.cache);
        let hasty = tokio::spawn(async move { hasty.get(&[], SendDeadline::after(Duration::from_secs(5))).await });
        tokio::task::yield_now().await;
        let (patient, hasty) = tokio::join!(fixture.get(), async {
            let error = hasty.await.unwrap().unwrap_err();
            fixture.permits.add_permits(1);
            error
        });
        assert!(hasty.kind() == TokenErrorKind::Temporary && hasty.is_timeout(), "{hasty:?}");
        assert_eq!(hasty.to_string(), "no token within the time limit of the call");
        assert_eq!(patient.unwrap(), "token-2");
    }

    #[tokio::test(start_paused = true)]
    async fn no_call_waits_for_another_call_beyond_its_own_deadline() {
        let fixture = cache_fixture(HALF_AN_HOUR, false);
        fixture.permits.forget_permits(1000);
        let (patient, hasty) =
            tokio::join!(fixture.get(), fixture.cache.get(&[], SendDeadline::after(Duration::from_secs(5))));
        assert_eq!(hasty.unwrap_err().to_string(), "no token within the time limit of the call");
        assert_eq!(patient, Err("no token within the time limit of the call".to_owned()));
        assert_eq!(fixture.requests(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_dropped_call_the_next_one_requests_the_token() {
        let fixture = cache_fixture(HALF_AN_HOUR, false);
        let _ = tokio::time::timeout(Duration::from_millis(500), fixture.get()).await.unwrap_err();
        assert_eq!(fixture.get().await.unwrap(), "token-2");
    }

    #[tokio::test]
    async fn a_token_that_no_header_can_carry_is_invalid() {
        struct FixedToken(&'static str);
        impl TokenSource for FixedToken {
            fn token(&self) -> TokenFuture<'_> {
                Box::pin(async { Ok(Token::new(self.0, HALF_AN_HOUR)) })
            }
        }
        for (text, is_valid) in
            [("a", true), ("~!.-_/+=", true), ("", false), ("a b", false), ("a\n", false), ("é", false)]
        {
            let cache = TokenCache::new(TokenProvider::Custom(Box::new(FixedToken(text))));
            let token = cache.get(&[], SendDeadline::after(HALF_AN_HOUR)).await;
            assert_eq!(token.is_ok(), is_valid, "{text:?}");
            assert!(token.err().is_none_or(|error| error.kind() == TokenErrorKind::Permanent));
        }
    }
}
