//! Judges what came back: the verdict on a case, the verdicts on a response, and whether there may be an order.

pub(crate) mod cost;
pub(crate) mod outcome;
pub(crate) mod response_checks;
