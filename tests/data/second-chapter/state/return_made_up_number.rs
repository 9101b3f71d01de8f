//! `returnMadeUpNumber`: hands an active number back.

use axum::http::StatusCode;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;

use crate::state::activate_made_up_number::{Activations, change, number_of, statuses};
use crate::state::call::Reply;
use crate::state::numbers::StatusChange;
use crate::state::operation_handler::OperationHandler;

/// The `operationId`.
pub(crate) const ID: &str = "returnMadeUpNumber";

pub(crate) fn handler(_: &Spec, operation: &Operation) -> Result<OperationHandler, SpecError> {
    let (from, _) = statuses(operation)?;
    Ok(Box::new(move |call, store| {
        let number = number_of(call)?;
        change(call, store, number, StatusChange { from: Some(&from), to: None })?;
        let activations = store.own::<Activations>();
        activations.customers.remove(&number);
        activations.in_progress.retain(|_, (other, _)| *other != number);
        Ok(Reply { status: StatusCode::NO_CONTENT, headers: Vec::new(), body: None })
    }))
}
