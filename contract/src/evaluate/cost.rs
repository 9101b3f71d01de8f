//! What a request may have cost: an order, perhaps an order, or nothing.

use crate::send::http_client::{Answer, Outcome};

/// What a request may have cost. An order and a doubt count alike towards the bound on orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// Nothing was ordered: the request did not leave, or it was clearly rejected or refused.
    Nothing,
    /// The target reported success.
    Order,
    /// There may be an order.
    Doubt,
}

impl Cost {
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::NotSent(_) => Self::Nothing,
            Outcome::Unknown(_) => Self::Doubt,
            Outcome::Answer(answer) => of_response(answer),
        }
    }
}

fn of_response(answer: &Answer) -> Cost {
    match answer.status {
        200..=299 => Cost::Order,
        // A body that cannot be read may report one.
        _ if answer.reports_order || answer.encoding().is_some() => Cost::Doubt,
        // The server gave up waiting for the request; it may have read all of it.
        408 => Cost::Doubt,
        400..=499 => Cost::Nothing,
        503 if answer.header("retry-after").is_some() => Cost::Nothing,
        _ => Cost::Doubt,
    }
}
