//! The admin API under `/__sandbox`: recorded data, clock, faults and reset. The admin API needs no token.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use colt_numbers_judge::judge::json;
use colt_numbers_judge::judge::telephone_number::TelephoneNumber;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::faults::fault::Fault;
use crate::faults::fault_schedule::{FaultScript, RandomFaults};
use crate::http::app::App;
use crate::http::request::read_body;
use crate::http::response::{ErrorResponse, json_response};
use crate::served_api::ADMIN_PATH;
use crate::state::reserve_numbers::UsedLocks;
use crate::sync::lock;

type AdminResult = Result<Response, ErrorResponse>;

/// The routes of the admin API.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(&format!("{ADMIN_PATH}/requests"), get(requests))
        .route(&format!("{ADMIN_PATH}/requests/recent"), get(recent_requests))
        .route(&format!("{ADMIN_PATH}/requests/{{number}}"), get(recent_request))
        .route(&format!("{ADMIN_PATH}/orders"), get(orders))
        .route(&format!("{ADMIN_PATH}/numbers"), get(numbers))
        .route(&format!("{ADMIN_PATH}/clock"), get(clock).post(advance))
        .route(&format!("{ADMIN_PATH}/faults"), get(faults).post(add_faults).delete(clear_faults))
        .route(&format!("{ADMIN_PATH}/reset"), post(reset))
}

async fn requests(State(app): State<Arc<App>>) -> AdminResult {
    ok(&*lock(&app.requests))
}

/// The latest requests, newest first; with `?trackingId=…` those whose tracking id contains this text.
async fn recent_requests(State(app): State<Arc<App>>, request: Request) -> AdminResult {
    let query = request.uri().query().unwrap_or_default();
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "trackingId");
    let tracking_id = given.map(|(_, text)| text.into_owned()).unwrap_or_default();
    let requests: Vec<_> = lock(&app.log).newest(&tracking_id).cloned().collect();
    ok(&json!({ "requests": requests }))
}

/// One of the latest requests, by its number.
async fn recent_request(State(app): State<Arc<App>>, Path(number): Path<String>) -> AdminResult {
    let request = number.parse().ok().and_then(|number| lock(&app.log).get(number).cloned());
    let message = "the request is not kept; hint: `requests/recent` lists the latest requests";
    ok(&request.ok_or_else(|| ErrorResponse::new(StatusCode::NOT_FOUND, "001", "Not found", message))?)
}

async fn orders(State(app): State<Arc<App>>) -> AdminResult {
    let orders = lock(&app.store).orders.list();
    let mut by_tracking_id = BTreeMap::<_, u64>::new();
    for order in &orders {
        *by_tracking_id.entry(&order.tracking_id).or_default() += 1;
    }
    ok(&json!({ "total": orders.len(), "byTrackingId": by_tracking_id, "orders": orders }))
}

/// All reserved numbers, or the status of one number: `?number=442081324758`.
async fn numbers(State(app): State<Arc<App>>, request: Request) -> AdminResult {
    let now = app.clock.now();
    let query = request.uri().query().unwrap_or("");
    let Some((_, given)) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "number") else {
        let mut store = lock(&app.store);
        let reserved: Vec<_> = store.numbers.held(now).collect();
        return ok(&json!({ "reserved": reserved, "usedLockIds": store.own::<UsedLocks>().0 }));
    };
    // A plus sign that is not percent-encoded decodes to a space.
    let Some(number) = TelephoneNumber::parse(given.trim()) else {
        return Err(ErrorResponse::bad_request("005", "Invalid input", "`number` is not a telephone number"));
    };
    let holding = lock(&app.store).numbers.holding(number, now).cloned();
    let status = holding.as_ref().map_or(app.served.free.as_str(), |holding| &holding.status);
    ok(
        &json!({ "number": number.to_string(), "status": status, "orderId": holding.as_ref().map(|holding| &*holding.order) }),
    )
}

/// The time by which to move the clock forward.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[derive(Default)]
struct ClockAdvance {
    advance_days: u32,
    advance_seconds: u64,
}

async fn clock(State(app): State<Arc<App>>) -> AdminResult {
    ok(&json!({ "now": app.clock.now(), "advancedSeconds": app.clock.advanced().as_secs() }))
}

async fn advance(State(app): State<Arc<App>>, request: Request) -> AdminResult {
    let by: ClockAdvance = body_of(request).await?;
    let days = Duration::from_secs(u64::from(by.advance_days) * 86_400);
    app.clock.advance(days.saturating_add(Duration::from_secs(by.advance_seconds)));
    clock(State(app)).await
}

/// Faults to schedule: one script, or random faults.
#[derive(Deserialize)]
#[serde(untagged)]
enum FaultsRequest {
    RandomFaults(RandomFaultsRequest),
    FaultScript(FaultScript),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RandomFaultsRequest {
    rate: f64,
    #[serde(default)]
    seed: u64,
    faults: Option<Vec<Fault>>,
}

async fn faults(State(app): State<Arc<App>>) -> AdminResult {
    let schedule = lock(&app.schedule);
    let known = |&fault: &Fault| json!({ "fault": fault, "about": fault.about(), "when": fault.timings() });
    let known: Vec<_> = Fault::ALL.iter().map(known).collect();
    let scripts: Vec<_> = schedule.scripts().collect();
    ok(&json!({ "scripts": scripts, "random": schedule.random(), "known": known }))
}

async fn add_faults(State(app): State<Arc<App>>, request: Request) -> AdminResult {
    let invalid = |message: String| ErrorResponse::bad_request("005", "Invalid input", message);
    match body_of(request).await? {
        FaultsRequest::FaultScript(script) => app.script(script).await.map_err(|e| invalid(e.to_string()))?,
        FaultsRequest::RandomFaults(RandomFaultsRequest { rate, seed, faults: only }) => {
            if !(0.0..=1.0).contains(&rate) {
                return Err(invalid("`rate` must be between 0 and 1".to_owned()));
            }
            let random = RandomFaults::new(seed, rate);
            let random = match only {
                Some(faults) => random.among(faults),
                None => random,
            };
            lock(&app.schedule).set_random(Some(random));
        }
    }
    faults(State(app)).await
}

async fn clear_faults(State(app): State<Arc<App>>) -> AdminResult {
    app.clear_faults().await;
    faults(State(app)).await
}

async fn reset(State(app): State<Arc<App>>) -> AdminResult {
    app.reset().await;
    ok(&json!({}))
}

/// Parses the body as a JSON object; an empty body counts as `{}`.
async fn body_of<T: DeserializeOwned>(request: Request) -> Result<T, ErrorResponse> {
    let bytes = read_body(request.into_body()).await?;
    let bytes = if bytes.is_empty() { b"{}" } else { bytes.as_slice() };
    let invalid = |problem: String| ErrorResponse::bad_request("005", "Invalid input", problem);
    let object = match json::read(bytes).map_err(invalid)? {
        object @ Value::Object(_) => object,
        _ => return Err(invalid("the body is not a JSON object".to_owned())),
    };
    serde_json::from_value(object).map_err(|error| invalid(error.to_string()))
}

fn ok(value: &impl Serialize) -> AdminResult {
    let body = serde_json::to_string(value);
    let body = body
        .map_err(|e| ErrorResponse::new(StatusCode::INTERNAL_SERVER_ERROR, "001", "Internal error", e.to_string()))?;
    Ok(json_response(StatusCode::OK, body))
}
