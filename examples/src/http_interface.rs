//! The HTTP interface of the service: `POST /orders` plans an order, and `GET /orders/{number}` returns its state.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use colt_numbers::Reservation;
use serde::Deserialize;
use serde_json::json;

use crate::order_table::OrderTable;

/// The routes.
pub fn routes(table: Arc<OrderTable>) -> Router {
    Router::new().route("/orders", post(plan)).route("/orders/{number}", get(state)).with_state(table)
}

/// The body of `POST /orders`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewOrder {
    country: String,
    start: String,
    end: String,
    service_profile: Option<String>,
    customer_reference: Option<String>,
}

/// Checks the request, and plans the order.
async fn plan(State(table): State<Arc<OrderTable>>, Json(new): Json<NewOrder>) -> Response {
    let mut reservation = Reservation::of_range(new.country, new.start, new.end);
    if let Some(profile) = new.service_profile {
        reservation = reservation.service_profile(profile);
    }
    if let Some(reference) = new.customer_reference {
        reservation = reservation.customer_reference(reference);
    }
    match reservation.build() {
        Ok(reservation) => {
            let number = table.add(reservation);
            (StatusCode::ACCEPTED, Json(json!({ "number": number }))).into_response()
        }
        // The text lists every violation, each with its JSON Pointer.
        Err(invalid) => (StatusCode::UNPROCESSABLE_ENTITY, invalid.to_string()).into_response(),
    }
}

/// The state of an order.
async fn state(State(table): State<Arc<OrderTable>>, Path(number): Path<u64>) -> Response {
    table.state(number).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |state| Json(state).into_response())
}
