//! What all requests share: the spec, the judge, the clock, and everything that was recorded.

use std::fmt;
use std::sync::Mutex;

use axum::http::HeaderMap;

use crate::clock::Clock;
use crate::judge::{Account, Judge, Violation};
use crate::ledger::Ledger;
use crate::spec::Spec;
use crate::sync::lock;
use crate::tokens::Tokens;

/// One sandbox. Each mutex is held for a moment, never across an `await`, and never two at once.
pub(crate) struct App {
    pub(crate) spec: Spec,
    pub(crate) judge: Judge,
    pub(crate) account: Account,
    pub(crate) no_auth: bool,
    pub(crate) clock: Clock,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) tokens: Mutex<Tokens>,
}

impl App {
    /// What is wrong with the headers that the spec names.
    pub(crate) fn header_violations(&self, headers: &HeaderMap) -> Vec<Violation> {
        let names = self.spec.headers.iter().flat_map(|h| {
            headers
                .get_all(&h.name)
                .iter()
                .map(|v| (h.name.as_str(), v.as_bytes()))
        });
        self.judge.headers(names)
    }

    /// The tracking id of a request, where it satisfies the spec.
    pub(crate) fn tracking_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.spec.tracking_header();
        let broken = |v: &Violation| v.pointer.strip_prefix('/') == Some(name);
        let id = headers.get(name)?.to_str().ok()?;
        (!self.header_violations(headers).iter().any(broken)).then_some(id)
    }

    /// Forgets everything that was recorded, and puts the clock back.
    pub(crate) fn reset(&self) {
        *lock(&self.ledger) = Ledger::default();
        *lock(&self.tokens) = Tokens::default();
        self.clock.reset();
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
