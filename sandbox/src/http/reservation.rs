//! The reservation endpoint: checks the token, the request, and whether the numbers are free.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::faults::fault::{Fault, FaultTiming};
use crate::faults::fault_schedule::FaultTarget;
use crate::faults::socket_faults::ConnectionHandle;
use crate::http::app::App;
use crate::http::request::{credentials, has_media_type, read_body};
use crate::http::response::{ErrorResponse, json_response};
use crate::state::ledger::{Claim, Conflict};
use crate::sync::lock;

/// Handles a reservation request.
pub(crate) async fn reserve(
    State(app): State<Arc<App>>,
    Extension(connection): Extension<ConnectionHandle>,
    request: Request,
) -> Result<Response, ErrorResponse> {
    let (head, body) = request.into_parts();
    let tracking_id = app.tracking_id(&head.headers);
    app.count_request(tracking_id);
    let body = read_body(body).await;
    authorize(&app, &head.headers)?;
    if !has_media_type(&head.headers, &app.served.media_type) {
        return Err(ErrorResponse::media_type(&app.served.media_type));
    }
    let request = validate(&app, &head.headers, body?)?;
    let fault = app.next_fault(FaultTarget::Reservation).await;
    let record = || record(&app, tracking_id.unwrap_or_default(), request);
    let Some(script) = fault else {
        return Ok(json_response(StatusCode::OK, success_body(&record()?)));
    };
    let id = match script.timing() {
        FaultTiming::Before => Uuid::new_v4().to_string(),
        FaultTiming::After => record()?,
    };
    if script.fault == Fault::Status401 {
        revoke(&app, &head.headers);
    }
    Ok(connection.hand_over(app.socket_fault(&script, head.uri.path(), &id, success_body(&id))).await)
}

fn revoke(app: &App, headers: &HeaderMap) {
    if let Some(token) = credentials(headers, "Bearer") {
        lock(&app.tokens).revoke(token);
    }
}

/// A valid request: its body, and the numbers or the lock id that it claims.
struct ValidRequest {
    claim: Claim,
    body: Vec<u8>,
}

fn authorize(app: &App, headers: &HeaderMap) -> Result<(), ErrorResponse> {
    if app.no_auth {
        return Ok(());
    }
    let Some(token) = credentials(headers, "Bearer") else {
        return Err(ErrorResponse::unauthorized("001", "the request has no token", "Bearer"));
    };
    if lock(&app.tokens).is_valid(token, app.clock.now()) {
        return Ok(());
    }
    Err(ErrorResponse::unauthorized("002", "the token is invalid or has expired", "Bearer error=\"invalid_token\""))
}

fn validate(app: &App, headers: &HeaderMap, body: Vec<u8>) -> Result<ValidRequest, ErrorResponse> {
    let request = app.judged_request(headers, &body);
    let violations = app.judge.violations(&request, &app.account);
    match ErrorResponse::of_violations(&violations, |id| app.judge.is_rule(id)) {
        Some(response) => Err(response),
        None => {
            Ok(ValidRequest { claim: Claim::of(&app.judge.fields(request.body.value().unwrap_or(&Value::Null))), body })
        }
    }
}

/// Records the order; returns its id.
fn record(app: &App, tracking_id: &str, request: ValidRequest) -> Result<String, ErrorResponse> {
    let now = app.clock.now();
    let recorded = lock(&app.ledger).reserve(request.claim, tracking_id, request.body, now, app.served.lapse_days);
    recorded.map(|id| id.to_string()).map_err(|conflict| match conflict {
        Conflict::Reserved { start, end } => {
            let message = format!(
                "a number of the range is not {}: {start} to {end} are {}",
                app.served.free, app.served.reserved
            );
            ErrorResponse::new(StatusCode::CONFLICT, "001", "Number not available", message)
        }
        Conflict::LockUsed => ErrorResponse::new(
            StatusCode::CONFLICT,
            "002",
            "Lock not available",
            "the lock id was used by another order",
        ),
    })
}

/// The response body for an accepted order.
fn success_body(id: &str) -> String {
    json!({ "order": { "id": id } }).to_string()
}
