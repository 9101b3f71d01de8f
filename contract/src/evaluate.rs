//! Evaluates responses: the verdict on a case, the checks of each response, and whether an order may have been placed.

pub(crate) mod cost;
pub(crate) mod list_checks;
pub(crate) mod outcome;
pub(crate) mod response_checks;
