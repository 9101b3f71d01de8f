//! The tokens that were issued, and until when each of them is good.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How long a token is good, in seconds; the vendor's portal states 30 minutes.
pub(crate) const LIFETIME_SECONDS: i64 = 1800;

/// The tokens that are good, with the time each expires.
#[derive(Debug, Default)]
pub(crate) struct TokenStore {
    expiries: BTreeMap<String, Timestamp>,
    /// How many there may be before those that have expired are looked for: looking at each call would make many calls slow.
    full_at: usize,
}

impl TokenStore {
    /// A token that was not issued: an opaque text of 64 characters.
    pub(crate) fn new_token() -> String {
        format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
    }

    /// Issues a token. Where many are kept, those that have expired are forgotten.
    pub(crate) fn issue(&mut self, now: Timestamp) -> String {
        if self.expiries.len() >= self.full_at {
            self.expiries.retain(|_, expires| *expires > now);
            self.full_at = (2 * self.expiries.len()).max(100);
        }
        let token = Self::new_token();
        let lifetime = SignedDuration::from_secs(LIFETIME_SECONDS);
        let expires = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        self.expiries.insert(token.clone(), expires);
        token
    }

    /// Whether a token was issued and has not expired.
    pub(crate) fn is_good(&self, token: &str, now: Timestamp) -> bool {
        self.expiries.get(token).is_some_and(|expires| *expires > now)
    }

    /// Makes a token bad from now on.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.expiries.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expired_tokens_are_forgotten_and_good_ones_are_not() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut tokens = TokenStore::default();
        for second in 0..20_000 {
            let now = start + SignedDuration::from_secs(second);
            let token = tokens.issue(now);
            assert!(tokens.is_good(&token, now + SignedDuration::from_secs(LIFETIME_SECONDS - 1)));
            assert!(!tokens.is_good(&token, now + SignedDuration::from_secs(LIFETIME_SECONDS)));
            assert!(tokens.expiries.len() <= 2 * 1800 + 1, "{}", tokens.expiries.len());
        }
        assert_eq!(
            tokens.expiries.values().filter(|expires| **expires > start + SignedDuration::from_secs(19_999)).count(),
            1800
        );
    }
}
