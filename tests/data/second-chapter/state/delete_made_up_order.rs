//! `deleteMadeUpOrder`: undoes an activation that is in progress.

use axum::http::StatusCode;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;

use crate::state::activate_made_up_number::{Activations, change, statuses};
use crate::state::call::Reply;
use crate::state::get_made_up_order::{order_of, unknown};
use crate::state::numbers::StatusChange;
use crate::state::operation_handler::OperationHandler;

/// The `operationId`.
pub(crate) const ID: &str = "deleteMadeUpOrder";

pub(crate) fn handler(_: &Spec, operation: &Operation) -> Result<OperationHandler, SpecError> {
    let (from, _) = statuses(operation)?;
    Ok(Box::new(move |call, store| {
        let id = order_of(call);
        let activation = store.own::<Activations>().in_progress.get(id).cloned();
        let (number, reservation) = activation.ok_or_else(|| unknown(id))?;
        change(call, store, number, StatusChange { from: Some(&from), to: Some(&reservation) })?;
        let activations = store.own::<Activations>();
        activations.in_progress.remove(id);
        activations.customers.remove(&number);
        Ok(Reply { status: StatusCode::NO_CONTENT, headers: Vec::new(), body: None })
    }))
}
