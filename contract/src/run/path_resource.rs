//! Finds the resource in the path of a request that another operation has to make first: a number with a status, or an order.
//!
//! The effects in the spec show which operation makes it: they state the status of a number before and after a call, and the pointer of the order id
//! in a response.

use colt_numbers_judge::model::operation::Operation;

use crate::{
    cases::{derive::parameter::encoded_twice, request_draft::RequestDraft, tested_operation::TestedOperation},
    suite::Suite,
};

/// The most operations that are called one after the other to make the resource in the path of a request.
pub(crate) const MAX_PREREQUISITES: usize = 3;

/// The resource that the paths of an operation's requests name, and that another operation makes.
#[derive(Debug, Clone)]
pub(crate) struct PathResource {
    /// The name of the path parameter.
    pub(crate) parameter: String,
    pub(crate) kind: ResourceKind,
    /// The status that the number, or the number of the order, must have. `None`: any.
    pub(crate) status: Option<String>,
}

/// The kind of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceKind {
    Number,
    Order,
}

impl PathResource {
    /// The resource in the path of an operation. `None` if no other operation makes the resource.
    pub(crate) fn of(suite: &Suite, operation: usize) -> Option<Self> {
        let tested = suite.operation(operation);
        let in_path = tested.operation.parameters.iter().filter(|parameter| parameter.location == "path");
        let status = tested.operation.effects.number_status.as_ref().map(|(from, _)| from.clone());
        in_path.map(|parameter| parameter.name.clone()).find_map(|parameter| {
            let is_number = tested.numbers.parameters.iter().any(|(_, name)| *name == parameter);
            let is_order =
                || suite.operations().iter().any(|other| order_name(&other.operation).as_ref() == Some(&parameter));
            let kind = if is_number {
                status.as_ref().map(|_| ResourceKind::Number)?
            } else {
                is_order().then_some(ResourceKind::Order)?
            };
            Some(Self { parameter, kind, status: status.clone() })
        })
    }

    /// The request with `made` in its path. If the case is about that part of the path, its mistake stays: a space at the end, for example. `None` if
    /// that is not possible.
    pub(crate) fn fill_path(&self, tested: &TestedOperation, draft: &RequestDraft, made: &str) -> Option<RequestDraft> {
        let find = |draft: &RequestDraft| draft.parameters.iter().position(|known| known.is("path", &self.parameter));
        let sample = tested.base.parameters.get(find(&tested.base)?)?.text();
        let mut changed = draft.clone();
        let parameter = changed.parameters.get_mut(find(draft)?)?;
        let text = parameter.text();
        parameter.items = vec![if text == encoded_twice(&sample) {
            encoded_twice(made)
        } else if text.contains(&sample) {
            text.replace(&sample, made)
        } else {
            return None;
        }];
        let violations = |draft: &RequestDraft| tested.validator.violations(draft, &[]);
        (violations(&changed) == violations(draft)).then_some(changed)
    }

    /// Whether an operation makes this resource.
    pub(crate) fn is_made_by(&self, tested: &TestedOperation) -> bool {
        let effects = &tested.operation.effects;
        let has_status = match (&self.status, &effects.number_status) {
            (Some(from), Some((_, to))) => from == to,
            (wanted, _) => wanted.is_none(),
        };
        match self.kind {
            ResourceKind::Number => has_status && !tested.numbers.is_empty(),
            ResourceKind::Order => has_status && order_name(&tested.operation).as_ref() == Some(&self.parameter),
        }
    }

    /// The number of requests that make this resource, one after the other: the request to the operation that makes it, and the prerequisites of that
    /// request.
    pub(crate) fn prerequisites(&self, suite: &Suite, most: usize) -> usize {
        let mut operations = 0..suite.operations().len();
        let index = operations.find(|index| most > 0 && self.is_made_by(suite.operation(*index)));
        index
            .map_or(0, |index| 1 + Self::of(suite, index).map_or(0, |resource| resource.prerequisites(suite, most - 1)))
    }
}

/// The name of a parameter with the order id of an operation: `orderId` for the pointer `/order/id`.
fn order_name(operation: &Operation) -> Option<String> {
    let pointer = operation.effects.order.as_ref()?;
    let mut steps = pointer.split('/').skip(1);
    let mut name = steps.next()?.to_owned();
    for step in steps {
        let (first, rest) = step.split_at_checked(1)?;
        name += &first.to_uppercase();
        name += rest;
    }
    Some(name)
}
