//! `getMadeUpOrder`: the state of an order.

use axum::http::StatusCode;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;
use serde_json::json;

use crate::state::activate_made_up_number::Activations;
use crate::state::call::{Call, Rejection, Reply};
use crate::state::operation_handler::OperationHandler;

/// The `operationId`.
pub(crate) const ID: &str = "getMadeUpOrder";

pub(crate) fn handler(_: &Spec, _: &Operation) -> Result<OperationHandler, SpecError> {
    Ok(Box::new(|call, store| {
        let id = order_of(call);
        let is_in_progress = store.own::<Activations>().in_progress.contains_key(id);
        if !is_in_progress && store.orders.list().iter().all(|order| order.id != id) {
            return Err(unknown(id));
        }
        let status = if is_in_progress { "In progress" } else { "Completed" };
        Ok(Reply::json(json!({ "order": { "id": id, "orderStatus": status } })))
    }))
}

/// The order id in the path.
pub(crate) fn order_of<'a>(call: &'a Call<'_>) -> &'a str {
    call.judge.parameter(call.request, "orderId").and_then(|id| id.as_str()).unwrap_or_default()
}

/// The rejection of an unknown order id.
pub(crate) fn unknown(id: &str) -> Rejection {
    let message = format!("there is no order `{id}`");
    let documentation = Box::default();
    Rejection { status: StatusCode::NOT_FOUND, code: "M-2001", reason: "Order not found", message, documentation }
}
