//! The base request, which every case is made from: whether the target accepts it, and which edits it needs for that.

use crate::{
    cases::{case::Expectation, request_draft::RequestEdit},
    run::{
        options::Options,
        plan::{AdaptedCase, PlannedRequest},
    },
    suite::Suite,
};

/// What is known about the base request. Unless it is accepted, rejections of other requests are no evidence.
#[derive(Default)]
pub(super) struct BaseRequest {
    state: BaseState,
    /// The edits that this target needs to accept the base request, if it does not accept it unchanged.
    needed_edits: Vec<RequestEdit>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum BaseState {
    #[default]
    Unknown,
    Accepted,
    Rejected,
}

impl BaseRequest {
    pub(super) fn is_accepted(&self) -> bool {
        self.state == BaseState::Accepted
    }

    pub(super) fn is_rejected(&self) -> bool {
        self.state == BaseState::Rejected
    }

    /// Notes an accepted request. One without the base case counts only while the base request is neither accepted nor rejected, as when it
    /// was inconclusive for the target's state.
    pub(super) fn note_accepted(&mut self, has_base_case: bool) {
        if has_base_case || self.state == BaseState::Unknown {
            self.state = BaseState::Accepted;
        }
    }

    pub(super) fn note_rejected(&mut self) {
        self.state = BaseState::Rejected;
    }

    /// Notes that the base request is accepted with these edits.
    pub(super) fn accept_with(&mut self, needed_edits: Vec<RequestEdit>) {
        self.state = BaseState::Accepted;
        self.needed_edits = needed_edits;
    }

    /// Adds the needed edits to a request. The flag is false if that is impossible without changing its violations; then it is unchanged.
    pub(super) fn adapt(&self, suite: &Suite, options: &Options, planned: PlannedRequest) -> (PlannedRequest, bool) {
        // Cases about the token do not depend on the body.
        if self.needed_edits.is_empty() || planned.verbatim || planned.is_about_token() {
            return (planned, true);
        }
        let edits = self.needed_edits.iter().chain(planned.cases.iter().flat_map(|case| &case.edits));
        let violations =
            |draft: &_| suite.validator(planned.operation).violations(draft, &options.several_service_profiles);
        let adapted =
            suite.base(planned.operation).with(edits).filter(|draft| violations(draft) == violations(&planned.draft));
        match adapted {
            Some(draft) => (PlannedRequest { draft, ..planned }, true),
            None => (planned, false),
        }
    }
}

/// Whether a case is that the base request is accepted.
pub(super) fn is_base_case(suite: &Suite, case: &AdaptedCase) -> bool {
    let case = &suite.cases()[case.index];
    case.expect == Expectation::Accept && case.edits.is_empty()
}
