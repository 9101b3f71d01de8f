//! The tokens that were issued, and until when each of them is good.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How long a token is good, in seconds; the vendor's portal states 30 minutes.
pub(crate) const LIFETIME_SECONDS: i64 = 1800;

/// The tokens that are good, with the time each expires.
#[derive(Debug, Default)]
pub(crate) struct Tokens(BTreeMap<String, Timestamp>);

impl Tokens {
    /// A token that was not issued: an opaque text of 64 characters.
    pub(crate) fn new_token() -> String {
        format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
    }

    /// Issues a token. Those that have expired are forgotten.
    pub(crate) fn issue(&mut self, now: Timestamp) -> String {
        self.0.retain(|_, expires| *expires > now);
        let token = Self::new_token();
        let lifetime = SignedDuration::from_secs(LIFETIME_SECONDS);
        let expires = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        self.0.insert(token.clone(), expires);
        token
    }

    /// Whether a token was issued and has not expired.
    pub(crate) fn is_good(&self, token: &str, now: Timestamp) -> bool {
        self.0.get(token).is_some_and(|expires| *expires > now)
    }

    /// Makes a token bad from now on.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.0.remove(token);
    }
}
