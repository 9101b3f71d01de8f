//! Keeps the numbers and orders that the run has made at the target, for requests whose path names one of them.

use serde_json::Value;

use crate::{
    cases::{operation_impact::Impact, request_draft::RequestDraft, tested_operation::TestedOperation},
    run::{
        path_resource::{PathResource, ResourceKind},
        plan::PlannedRequest,
    },
    send::one_shot_client::HttpResponse,
    suite::Suite,
};

/// A number or an order that a request has made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MadeResource {
    /// The status of the number.
    status: Option<String>,
    number: Option<String>,
    order: Option<String>,
}

/// A request whose path names a number or an order that the run has made.
pub(super) struct FilledRequest {
    pub(super) planned: PlannedRequest,
    made: MadeResource,
}

/// The numbers and orders that the run has made at the target and not used up.
#[derive(Debug, Default)]
pub(super) struct MadeResources(Vec<MadeResource>);

impl MadeResource {
    /// The text for the path, if this is such a resource.
    fn value(&self, resource: &PathResource) -> Option<&String> {
        let has_status = resource.status.is_none() || self.status == resource.status;
        let value = match resource.kind {
            ResourceKind::Number => self.number.as_ref(),
            ResourceKind::Order => self.order.as_ref(),
        };
        value.filter(|_| has_status)
    }
}

impl MadeResources {
    pub(super) fn has(&self, resource: &PathResource) -> bool {
        self.0.iter().any(|made| made.value(resource).is_some())
    }

    /// The request with a number or an order in its path that the run has made, preferably with the calling code of the request's country. A request
    /// that may change the target uses it up. `None` if the run has none that fits.
    pub(super) fn use_for(&mut self, suite: &Suite, planned: &PlannedRequest) -> Option<FilledRequest> {
        let resource = PathResource::of(suite, planned.operation)?;
        let tested = suite.operation(planned.operation);
        let code = tested.countries.as_ref().and_then(|countries| countries.code(&planned.draft)).unwrap_or_default();
        let has_code = |made: &&MadeResource| {
            made.number.as_ref().is_some_and(|number| number.trim_start_matches('+').starts_with(&code))
        };
        let fitting = || self.0.iter().filter(|made| made.value(&resource).is_some());
        let made = fitting().find(has_code).or_else(|| fitting().next())?.clone();
        let draft = resource.fill_path(tested, &planned.draft, made.value(&resource)?)?;
        if planned.impact != Impact::Reads {
            self.0.retain(|known| *known != made);
        }
        Some(FilledRequest { planned: PlannedRequest { draft, names_made_resource: true, ..planned.clone() }, made })
    }

    /// Puts back a number or an order that a request did not use up.
    pub(super) fn put_back(&mut self, filled: FilledRequest) {
        if !self.0.contains(&filled.made) {
            self.0.push(filled.made);
        }
    }

    /// Adds what an accepted request has made.
    pub(super) fn note(&mut self, tested: &TestedOperation, draft: &RequestDraft, response: &HttpResponse) {
        let effects = &tested.operation.effects;
        let status = effects.number_status.as_ref().map(|(_, to)| to.clone());
        let body: Option<Value> = serde_json::from_slice(&response.body).ok();
        let order =
            effects.order.as_ref().and_then(|pointer| body.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned));
        let mut numbers = tested.numbers.texts(draft);
        numbers.dedup();
        // If the ends of a range differ in length, it is uncertain which numbers it has.
        if numbers.iter().any(|number| number.len() != numbers[0].len()) {
            return;
        }
        let made = |number| MadeResource { status: status.clone(), number, order: order.clone() };
        if numbers.is_empty() {
            self.0.extend(order.is_some().then(|| made(None)));
        } else {
            self.0.extend(numbers.into_iter().map(|number| made(Some(number))));
        }
    }
}
