//! What a call of an operation does to the target: reads it, changes it, or places an order.

use colt_numbers_judge::model::operation::Operation;

use crate::cases::request_draft::RequestDraft;

/// What a call does to the target besides responding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Impact {
    /// Nothing.
    Reads,
    /// It may change the state of the target, but places no order.
    Changes,
    /// It places an order, which costs money.
    Orders,
}

impl Impact {
    /// The impact of an operation. Any method except GET may change the target, even if the spec states no change.
    pub(crate) fn of(operation: &Operation) -> Self {
        let effects = &operation.effects;
        let states_change = effects.number_status.is_some() || effects.holds_days.is_some();
        match (effects.orders, states_change || operation.method != "GET") {
            (true, _) => Self::Orders,
            (false, true) => Self::Changes,
            (false, false) => Self::Reads,
        }
    }

    /// The impact of a request to an operation with this impact. With another method, the target may have an operation that the spec does not have.
    pub(crate) fn of_request(self, operation: &Operation, draft: &RequestDraft) -> Self {
        match (self, draft.method.as_str()) {
            (impact, method) if method == operation.method => impact,
            (Self::Orders, _) => Self::Orders,
            (_, "GET") => Self::Reads,
            _ => Self::Changes,
        }
    }
}
