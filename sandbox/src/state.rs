//! The state of the sandbox: the data that operations store until a reset, and a file for each operation with its handler.
//!
//! An operation without such a file is stateless: it responds with an example of the spec. A new file has a function `handler`, as
//! `reserve_numbers` does, and is listed in [`handler`].

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

/// The handler of an operation; `None` if the operation is stateless.
pub(crate) fn handler(spec: &Spec, operation: &Operation) -> Result<Option<OperationHandler>, SpecError> {
    Ok(Some(match operation.id.as_str() {
        reserve_numbers::ID => reserve_numbers::handler(spec, operation)?,
        _ => return Ok(None),
    }))
}
