//! The base request, which every case is made from: whether the target accepts it, and with which edits.

use crate::{
    cases::{case::Expectation, request_draft::RequestEdit},
    run::{
        options::Options,
        plan::{AdaptedCase, PlannedRequest},
    },
    suite::Suite,
};

/// What is known about the base request. Rejections of other requests are evidence only if the target accepts the base request.
#[derive(Default)]
pub(super) struct BaseRequest {
    state: BaseState,
    /// The edits with which this target accepts the base request. Empty if the target accepts the unchanged base request.
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

    /// Notes that the target accepted a request. If the request does not have the base case, it proves that the base request is acceptable only
    /// while the state of the base request is unknown, for example after an inconclusive response.
    pub(super) fn note_accepted(&mut self, has_base_case: bool) {
        if has_base_case || self.state == BaseState::Unknown {
            self.state = BaseState::Accepted;
        }
    }

    /// Notes that the target rejected the base request.
    pub(super) fn note_rejected(&mut self) {
        self.state = BaseState::Rejected;
    }

    /// Notes that the target accepts the base request with these edits.
    pub(super) fn note_accepted_with_edits(&mut self, needed_edits: Vec<RequestEdit>) {
        self.state = BaseState::Accepted;
        self.needed_edits = needed_edits;
    }

    /// Adds the needed edits to a request, and returns the request and `true`. If the edits would change the violations of the request, returns
    /// the unchanged request and `false`.
    pub(super) fn adapt(&self, suite: &Suite, options: &Options, planned: PlannedRequest) -> (PlannedRequest, bool) {
        // Cases about the token do not depend on the body.
        if self.needed_edits.is_empty() || planned.verbatim || planned.is_about_token() {
            return (planned, true);
        }
        let edits = self.needed_edits.iter().chain(planned.cases.iter().flat_map(|case| &case.edits));
        let tested = suite.operation(planned.operation);
        let violations = |draft: &_| tested.validator.violations(draft, &options.several_service_profiles);
        let adapted = tested.base.with(edits).filter(|draft| violations(draft) == violations(&planned.draft));
        match adapted {
            Some(draft) => (PlannedRequest { draft, ..planned }, true),
            None => (planned, false),
        }
    }
}

/// Whether a case tests that the target accepts the unchanged base request.
pub(super) fn is_base_case(suite: &Suite, case: &AdaptedCase) -> bool {
    let case = &suite.cases()[case.index];
    case.expect == Expectation::Accept && case.edits.is_empty()
}
