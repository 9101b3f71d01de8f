//! Detects a lockout: repeated 403s after a success may mean that the target blocks this run.
//!
//! This module decides when to send an accepted request again; `recheck.rs` sends it.

use crate::{cases::case::Expectation, run::plan::PlannedRequest};

/// The number of consecutive 403s after which the accepted request is sent again.
const MAX_FORBIDDEN: usize = 3;

/// The consecutive 403s since the last response with another status.
#[derive(Default)]
pub(crate) struct Lockout {
    /// The cases and the exchange of each rejected request.
    forbidden: Vec<(Vec<usize>, usize)>,
    /// The number of these requests with the run's token. A target may reject another token because of that token.
    with_run_token: usize,
    /// Whether the accepted request was sent again, and the target does not block the run.
    is_rechecked: bool,
    /// Whether the last rejected request is valid.
    is_last_valid: bool,
}

impl Lockout {
    /// Notes a request. `is_forbidden`: the target rejected this request by 403, and had accepted another request before. Returns whether the
    /// accepted request has to be sent again.
    pub(crate) fn note(&mut self, planned: &PlannedRequest, exchange: usize, is_forbidden: bool) -> bool {
        let has_run_token = !planned.is_about_token();
        if !is_forbidden {
            if has_run_token {
                *self = Self::default();
            }
            return false;
        }
        let is_valid = planned.expect == Expectation::Accept;
        // A 403 for an invalid request is not evidence about valid ones.
        if is_valid && !self.is_last_valid && self.is_rechecked {
            *self = Self::default();
        }
        self.is_last_valid = is_valid;
        if self.is_rechecked {
            return false;
        }
        self.with_run_token += usize::from(has_run_token);
        self.forbidden.push((planned.cases.iter().map(|case| case.index).collect(), exchange));
        has_run_token && self.with_run_token == MAX_FORBIDDEN
    }

    /// The cases and the exchange of each request since the last response other than 403.
    pub(crate) fn forbidden(&self) -> &[(Vec<usize>, usize)] {
        &self.forbidden
    }

    /// Notes that the accepted request was sent again. The same 403s do not cause another recheck.
    pub(crate) fn set_rechecked(&mut self) {
        *self = Self { is_rechecked: true, is_last_valid: self.is_last_valid, ..Self::default() };
    }
}
