//! Keeps what the run has made at the target, numbers with a status and orders, for requests whose path names one of them.

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

/// A request with something in its path that the run has made.
pub(super) struct FilledRequest {
    pub(super) planned: PlannedRequest,
    made: MadeResource,
}

/// What the run has made at the target.
#[derive(Debug, Default)]
pub(super) struct MadeResources(Vec<MadeResource>);

impl MadeResource {
    /// The text for the path, if this meets the resource.
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

    /// The request with something in its path that the run has made, if there is any. A request that may change the target uses it up.
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

    /// Takes back what a request did not use up.
    pub(super) fn put_back(&mut self, filled: FilledRequest) {
        if !self.0.contains(&filled.made) {
            self.0.push(filled.made);
        }
    }

    /// Notes what an accepted request has made.
    pub(super) fn note(&mut self, tested: &TestedOperation, draft: &RequestDraft, response: &HttpResponse) {
        let effects = &tested.operation.effects;
        let status = effects.number_status.as_ref().map(|(_, to)| to.clone());
        let body: Option<Value> = serde_json::from_slice(&response.body).ok();
        let order =
            effects.order.as_ref().and_then(|pointer| body.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned));
        let mut numbers = tested.numbers.texts(draft);
        numbers.dedup();
        // It is not certain which numbers a range has whose ends differ in length.
        if numbers.iter().any(|number| number.len() != numbers[0].len()) {
            return;
        }
        let made = |number| MadeResource { status: status.clone(), number, order: order.clone() };
        match numbers.is_empty() {
            true => self.0.extend(order.is_some().then(|| made(None))),
            false => self.0.extend(numbers.into_iter().map(|number| made(Some(number)))),
        }
    }
}
