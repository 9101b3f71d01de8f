//! The base, which is the request that every case is made of: whether the target accepts it, and what it needs for that.

use crate::{
    cases::{case::Expect, request_draft::Edit},
    run::{
        options::Options,
        plan::{Member, Trial},
    },
    suite::Suite,
};

/// What is known of the base. Without an accepted base a rejection proves nothing.
#[derive(Default)]
pub(super) struct Base {
    state: State,
    /// What the base needs for this target to accept it, where it does not accept the base itself.
    needs: Vec<Edit>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unknown,
    Accepted,
    Rejected,
}

impl Base {
    pub(super) fn is_accepted(&self) -> bool {
        self.state == State::Accepted
    }

    pub(super) fn is_rejected(&self) -> bool {
        self.state == State::Rejected
    }

    /// A request was accepted. Where the state of the target kept it from the base, another request will do.
    pub(super) fn note_accepted(&mut self, holds_base: bool) {
        if holds_base || self.state == State::Unknown {
            self.state = State::Accepted;
        }
    }

    pub(super) fn note_rejected(&mut self) {
        self.state = State::Rejected;
    }

    /// The base is accepted with these edits.
    pub(super) fn accept_with(&mut self, needs: Vec<Edit>) {
        self.state = State::Accepted;
        self.needs = needs;
    }

    /// The request as this target needs it, and whether it can be had that way.
    pub(super) fn fit(&self, suite: &Suite, options: &Options, trial: Trial) -> (Trial, bool) {
        // What is asked of the token does not hang on the body.
        if self.needs.is_empty() || trial.verbatim || trial.unidentified() {
            return (trial, true);
        }
        let edits = self.needs.iter().chain(trial.cases.iter().flat_map(|member| &member.edits));
        let breaches = |draft: &_| suite.judge(trial.operation).breaches(draft, &options.several_service_profiles);
        let fitted = suite.base(trial.operation).with(edits).filter(|draft| breaches(draft) == breaches(&trial.draft));
        match fitted {
            Some(draft) => (Trial { draft, ..trial }, true),
            None => (trial, false),
        }
    }
}

/// Whether a case is the base itself.
pub(super) fn is_base(suite: &Suite, member: &Member) -> bool {
    let case = &suite.cases()[member.case];
    case.expect == Expect::Accept && case.edits.is_empty()
}
