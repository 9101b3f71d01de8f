//! What a request may have cost: an order, possibly an order, or nothing.

use crate::{
    cases::operation_impact::Impact,
    send::one_shot_client::{HttpResponse, SendOutcome},
};

/// What a request may have cost. The limit on orders counts possible orders too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// Nothing was ordered: the request was not sent, or it was clearly rejected.
    Nothing,
    /// The target reported success.
    Order,
    /// There may be an order: the outcome is in doubt.
    PossibleOrder,
}

impl Cost {
    /// What a request to an operation with this impact cost.
    pub(crate) fn of(outcome: &SendOutcome, impact: Impact) -> Self {
        match outcome {
            _ if impact != Impact::Orders => Self::Nothing,
            SendOutcome::NotSent(_) => Self::Nothing,
            SendOutcome::Unknown(_) => Self::PossibleOrder,
            SendOutcome::Response(response) => of_response(response),
        }
    }
}

fn of_response(response: &HttpResponse) -> Cost {
    match response.status {
        200..=299 => Cost::Order,
        // An encoded body is not read, so it may report an order.
        _ if response.reports_order || response.encoding().is_some() => Cost::PossibleOrder,
        // The server timed out waiting for the request, but may have read all of it.
        408 => Cost::PossibleOrder,
        400..=499 => Cost::Nothing,
        503 if response.header("retry-after").is_some() => Cost::Nothing,
        _ => Cost::PossibleOrder,
    }
}
