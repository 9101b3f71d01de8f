//! Sends the requests that make what the path of another request names, and counts the orders that they take.

use super::session::Session;
use crate::{
    cases::case::Expectation,
    run::{
        path_resource::{MAX_PREREQUISITES, PathResource},
        plan::PlannedRequest,
    },
};

impl Session<'_, '_> {
    /// Makes what the path of a request names, with at most this many operations one after the other.
    pub(super) async fn send_prerequisites(&mut self, planned: &PlannedRequest, most: usize) {
        let Some(prerequisite) = self.prerequisite_for(planned).filter(|_| most > 0) else { return };
        Box::pin(self.send_prerequisites(&prerequisite, most - 1)).await;
        if !self.wait_for_slot().await {
            return;
        }
        self.exchange(&prerequisite).await;
        // An operation that did not make what is needed is not called again for it.
        if self.prerequisite_for(planned).is_some() {
            self.useless_prerequisites.insert(prerequisite.operation);
        }
    }

    /// The accepted request that makes what the path of a request names, if the run has not made it yet. Cases about the token or the method do not
    /// need it.
    fn prerequisite_for(&self, planned: &PlannedRequest) -> Option<PlannedRequest> {
        let tested = self.suite.operation(planned.operation);
        let needs_nothing = planned.is_about_token() || planned.draft.method != tested.operation.method;
        let resource = PathResource::of(self.suite, planned.operation)
            .filter(|resource| !needs_nothing && !self.made.has(resource))?;
        let prerequisites = self.suite.operations().iter().zip(&self.proofs).enumerate();
        let mut prerequisites = prerequisites
            .filter(|(index, (tested, _))| resource.is_made_by(tested) && !self.useless_prerequisites.contains(index));
        prerequisites.find_map(|(_, (_, proof))| proof.clone())
    }

    /// The most orders that a request may place: its own and, for a valid request, those of its prerequisites.
    pub(super) fn orders_for(&self, planned: &PlannedRequest) -> u32 {
        let prerequisites =
            if planned.expect == Expectation::Accept { self.orders_of_prerequisites(planned) } else { 0 };
        u32::from(planned.may_order()) + prerequisites
    }

    /// The number of orders that the prerequisites of a request place.
    pub(super) fn orders_of_prerequisites(&self, planned: &PlannedRequest) -> u32 {
        let prerequisites =
            std::iter::successors(self.prerequisite_for(planned), |prerequisite| self.prerequisite_for(prerequisite))
                .take(MAX_PREREQUISITES);
        prerequisites.map(|prerequisite| u32::from(prerequisite.may_order())).sum()
    }
}
