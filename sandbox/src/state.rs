//! What operations do: a file an operation, and the data that they store until it is reset.
//!
//! Without such a file, an operation is stateless: it responds with an example of the spec. A new file has a function like that of
//! `reserve_numbers`, and is listed in [`handler`].

use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;

use crate::state::operation_handler::OperationHandler;

pub(crate) mod call;
pub(crate) mod clock;
pub(crate) mod issued_tokens;
pub(crate) mod numbers;
pub(crate) mod operation_handler;
pub(crate) mod orders;
pub(crate) mod request_counts;
pub(crate) mod reserve_numbers;
pub(crate) mod stateless;
pub(crate) mod store;

/// What an operation does; `None` if that is not written.
pub(crate) fn handler(spec: &Spec, operation: &Operation) -> Result<Option<OperationHandler>, SpecError> {
    Ok(Some(match operation.id.as_str() {
        reserve_numbers::ID => reserve_numbers::handler(spec, operation)?,
        _ => return Ok(None),
    }))
}
