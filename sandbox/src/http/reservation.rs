//! The reservation endpoint: who asks, whether the request is valid, whether the numbers are free.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;
use uuid::Uuid;

use crate::faults::fault::{Fault, When};
use crate::faults::fault_schedule::Target;
use crate::faults::socket_faults::Wire;
use crate::http::app::App;
use crate::http::request::{credentials, has_media_type, read_body};
use crate::http::response::{Refusal, json_response};
use crate::state::ledger::{Conflict, Wanted};
use crate::sync::lock;

/// Answers a reservation.
pub(crate) async fn reserve(
    State(app): State<Arc<App>>,
    Extension(wire): Extension<Wire>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    let tracking_id = app.tracking_id(&head.headers);
    app.arrived(tracking_id);
    let body = read_body(body).await;
    authorize(&app, &head.headers)?;
    if !has_media_type(&head.headers, &app.served.media_type) {
        return Err(Refusal::media_type(&app.served.media_type));
    }
    let order = judge(&app, &head.headers, body?)?;
    let fault = app.next_fault(Target::Reservation).await;
    let record = || record(&app, tracking_id.unwrap_or_default(), order);
    let Some(script) = fault else {
        return Ok(json_response(StatusCode::OK, taken(&record()?)));
    };
    let id = match script.when() {
        When::Before => Uuid::new_v4().to_string(),
        When::After => record()?,
    };
    if script.fault == Fault::Status401 {
        revoke(&app, &head.headers);
    }
    Ok(wire.hand_over(app.socket_fault(&script, head.uri.path(), &id, taken(&id))).await)
}

fn revoke(app: &App, headers: &HeaderMap) {
    if let Some(token) = credentials(headers, "Bearer") {
        lock(&app.tokens).revoke(token);
    }
}

/// A valid request: its body, and what it wants.
struct Order {
    wanted: Wanted,
    body: Vec<u8>,
}

fn authorize(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    if app.no_auth {
        return Ok(());
    }
    let Some(token) = credentials(headers, "Bearer") else {
        return Err(Refusal::unauthorized("001", "the request carries no token", "Bearer"));
    };
    if lock(&app.tokens).is_good(token, app.clock.now()) {
        return Ok(());
    }
    Err(Refusal::unauthorized("002", "the token is not valid, or has expired", "Bearer error=\"invalid_token\""))
}

fn judge(app: &App, headers: &HeaderMap, body: Vec<u8>) -> Result<Order, Refusal> {
    let (value, mut violations) = app.judge.read(&body, &app.account);
    violations.extend(app.header_violations(headers));
    match Refusal::of_violations(&violations, |id| app.judge.declares(id)) {
        Some(refusal) => Err(refusal),
        None => Ok(Order { wanted: Wanted::of(&app.judge.request(&value)), body }),
    }
}

/// Records the order in one step; gives its id.
fn record(app: &App, tracking_id: &str, order: Order) -> Result<String, Refusal> {
    let now = app.clock.now();
    let recorded = lock(&app.ledger).reserve(order.wanted, tracking_id, order.body, now, app.served.lapse_days);
    recorded.map(|id| id.to_string()).map_err(|conflict| match conflict {
        Conflict::Reserved { start, end } => {
            let message = format!(
                "a number of the range is not {}: {start} to {end} are {}",
                app.served.free, app.served.reserved
            );
            Refusal::new(StatusCode::CONFLICT, "001", "Number not available", message)
        }
        Conflict::LockUsed => {
            Refusal::new(StatusCode::CONFLICT, "002", "Lock not available", "the lock id was used up by an order")
        }
    })
}

/// The answer to an order that was taken.
fn taken(id: &str) -> String {
    json!({ "order": { "id": id } }).to_string()
}
