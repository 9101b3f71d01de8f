//! Detects a lockout: repeated 403s after a success may mean that the target blocks this run. When to send the accepted request once more
//! is decided here; `recheck.rs` sends it.

use crate::{cases::case::Expect, run::plan::Trial};

/// So many in a row make it doubtful whether the target still takes anything.
const DOUBTFUL: usize = 3;

#[derive(Default)]
pub(crate) struct Lockout {
    /// The cases of each, and the exchange.
    row: Vec<(Vec<usize>, usize)>,
    /// How many of them came with the run's own token: another may be refused for itself.
    own: usize,
    /// The target was asked, and the row is for what the requests are.
    asked: bool,
    /// Whether the last of them should be taken.
    accept: bool,
}

impl Lockout {
    /// Notes a request. `refused`: by 403, and another had been taken before. Gives whether the target is to be asked now.
    pub(crate) fn note(&mut self, trial: &Trial, exchange: usize, refused: bool) -> bool {
        let own = !trial.unidentified();
        if !refused {
            if own {
                *self = Self::default();
            }
            return false;
        }
        let accept = trial.expect == Expect::Accept;
        // A 403 for an invalid request is not evidence about valid ones.
        if accept && !self.accept && self.asked {
            *self = Self::default();
        }
        self.accept = accept;
        if self.asked {
            return false;
        }
        self.own += usize::from(own);
        self.row.push((trial.cases.iter().map(|member| member.case).collect(), exchange));
        own && self.own == DOUBTFUL
    }

    /// What was refused since the last answer that was no 403: the cases of each request, and its exchange.
    pub(crate) fn row(&self) -> &[(Vec<usize>, usize)] {
        &self.row
    }

    /// The target was asked, and said that it takes requests, or nothing clear. It is not asked for the same row again.
    pub(crate) fn asked(&mut self) {
        *self = Self { asked: true, accept: self.accept, ..Self::default() };
    }
}
