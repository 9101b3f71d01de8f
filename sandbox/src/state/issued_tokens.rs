//! Issues, verifies and revokes access tokens.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// The lifetime of a token, in seconds; the vendor's portal states 30 minutes.
pub(crate) const LIFETIME_SECONDS: i64 = 1800;

/// The issued tokens, each with its expiry.
#[derive(Debug, Default)]
pub(crate) struct IssuedTokens {
    expiries: BTreeMap<String, Timestamp>,
    /// The number of tokens at which expired ones are removed. Removing them at each call would be slow under load.
    cleanup_at: usize,
}

impl IssuedTokens {
    /// A random token of 64 characters, which is not stored.
    pub(crate) fn new_token() -> String {
        format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
    }

    /// Issues a token. Removes expired tokens if there are many.
    pub(crate) fn issue(&mut self, now: Timestamp) -> String {
        if self.expiries.len() >= self.cleanup_at {
            self.expiries.retain(|_, expires| *expires > now);
            self.cleanup_at = (2 * self.expiries.len()).max(100);
        }
        let token = Self::new_token();
        let lifetime = SignedDuration::from_secs(LIFETIME_SECONDS);
        let expires = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        self.expiries.insert(token.clone(), expires);
        token
    }

    /// Whether a token was issued, and has not expired or been revoked.
    pub(crate) fn is_valid(&self, token: &str, now: Timestamp) -> bool {
        self.expiries.get(token).is_some_and(|expires| *expires > now)
    }

    /// Revokes a token.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.expiries.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expired_tokens_are_removed_and_valid_ones_are_kept() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut tokens = IssuedTokens::default();
        for second in 0..20_000 {
            let now = start + SignedDuration::from_secs(second);
            let token = tokens.issue(now);
            assert!(tokens.is_valid(&token, now + SignedDuration::from_secs(LIFETIME_SECONDS - 1)));
            assert!(!tokens.is_valid(&token, now + SignedDuration::from_secs(LIFETIME_SECONDS)));
            assert!(tokens.expiries.len() <= 2 * 1800 + 1, "{}", tokens.expiries.len());
        }
        assert_eq!(
            tokens.expiries.values().filter(|expires| **expires > start + SignedDuration::from_secs(19_999)).count(),
            1800
        );
    }
}
