//! `activateMadeUpNumber`: puts a reserved number into service, and records the order.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use colt_numbers_judge::judge::telephone_number::TelephoneNumber;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;
use serde_json::json;
use uuid::Uuid;

use crate::state::call::{Call, Rejection, Reply};
use crate::state::numbers::{Holding, Selection, StatusChange};
use crate::state::operation_handler::OperationHandler;
use crate::state::store::Store;

/// The `operationId`.
pub(crate) const ID: &str = "activateMadeUpNumber";

/// The activations that are in progress, by order id, and the end customers of active numbers.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    /// The number and its reservation.
    pub(crate) in_progress: BTreeMap<String, (TelephoneNumber, Holding)>,
    pub(crate) customers: BTreeMap<TelephoneNumber, String>,
}

pub(crate) fn handler(_: &Spec, operation: &Operation) -> Result<OperationHandler, SpecError> {
    let (from, to) = statuses(operation)?;
    Ok(Box::new(move |call, store| activate(call, store, &from, &to)))
}

fn activate(call: &Call<'_>, store: &mut Store, from: &str, to: &str) -> Result<Reply, Rejection> {
    let number = number_of(call)?;
    let reservation = store.numbers.holding(number, call.now).cloned();
    let id = Uuid::new_v4().to_string();
    let active = Holding { status: to.into(), order: id.as_str().into(), lapses_at: None };
    change(call, store, number, StatusChange { from: Some(from), to: Some(&active) })?;
    let customer = call.request.body.value().and_then(|body| body.pointer("/endCustomer/name")?.as_str());
    let activations = store.own::<Activations>();
    activations.customers.insert(number, customer.unwrap_or_default().to_owned());
    activations.in_progress.extend(reservation.map(|reservation| (id.clone(), (number, reservation))));
    store.orders.record(&id, call, None);
    Ok(Reply::json(json!({ "order": { "id": id } })))
}

/// The statuses of a number before and after an operation.
pub(crate) fn statuses(operation: &Operation) -> Result<(String, String), SpecError> {
    let missing = || SpecError::new(format!("{}/x-effects", operation.at), "no effect has `from` and `to`");
    operation.effects.number_status.clone().ok_or_else(missing)
}

/// The number in the path.
pub(crate) fn number_of(call: &Call<'_>) -> Result<TelephoneNumber, Rejection> {
    let text = call.judge.parameter(call.request, "number").and_then(|number| number.as_str());
    text.and_then(TelephoneNumber::parse).ok_or_else(|| Rejection {
        status: StatusCode::NOT_FOUND,
        code: "M-2001",
        reason: "Number not found",
        message: "the path has no telephone number".to_owned(),
        documentation: Box::default(),
    })
}

/// Changes the status of one number.
pub(crate) fn change(
    call: &Call<'_>,
    store: &mut Store,
    number: TelephoneNumber,
    change: StatusChange<'_>,
) -> Result<(), Rejection> {
    let mut selection = Selection::default();
    selection.numbers.add(number, number);
    store.numbers.change(&selection, change, call.now).map_err(|conflict| Rejection {
        status: StatusCode::CONFLICT,
        code: "M-2002",
        reason: "Number not available",
        message: format!(
            "{number} is {}, not {}",
            conflict.status.as_deref().unwrap_or("Free"),
            change.from.unwrap_or("Free")
        ),
        documentation: Box::new(call.operation.effects.number_status_documentation.clone()),
    })
}
