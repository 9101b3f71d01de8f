//! The endpoint of all operations: checks the token and the request, carries out the call, and sends the response.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use colt_numbers_judge::judge::judged_request::{JudgedRequest, RequestHead};
use serde_json::{Value, json};

use crate::faults::fault::{Fault, FaultTiming};
use crate::faults::fault_responses::OrderBody;
use crate::faults::fault_schedule::FaultTarget;
use crate::faults::socket_faults::ConnectionHandle;
use crate::http::app::App;
use crate::http::recorder::RequestRecord;
use crate::http::request::{credentials, has_media_type, read_body};
use crate::http::response::{ErrorResponse, json_response, not_allowed, not_found, reply_response};
use crate::served_api::{Route, SPEC_PATH, ServedOperation};
use crate::state::call::{Call, Reply};
use crate::sync::lock;

/// The header of a response that does not depend on any state.
const STATELESS: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-sandbox"), HeaderValue::from_static("stateless"));

/// A request to an operation.
struct Received<'a> {
    served: &'a ServedOperation,
    head: &'a Parts,
    /// The names of the placeholders with their texts, percent-encoded.
    texts: &'a [(&'a str, &'a str)],
    record: &'a RequestRecord,
}

/// Handles a request to an operation, or to an unknown path.
pub(crate) async fn handle(
    State(app): State<Arc<App>>,
    Extension(connection): Extension<ConnectionHandle>,
    Extension(record): Extension<RequestRecord>,
    request: Request,
) -> Result<Response, ErrorResponse> {
    let (head, body) = request.into_parts();
    let (served, texts) = match app.served.route(head.method.as_str(), head.uri.path()) {
        Route::UnknownPath if head.method == Method::GET && head.uri.path() == SPEC_PATH => {
            return Ok(json_response(StatusCode::OK, app.served.openapi()));
        }
        Route::UnknownPath => return Err(not_found(head.uri).await),
        Route::OtherMethod { allow } => {
            let mut response = not_allowed(head.method, head.uri).await.into_response();
            response.headers_mut().extend(HeaderValue::try_from(allow).ok().map(|allow| (ALLOW, allow)));
            return Ok(response);
        }
        Route::Operation { served, texts } => (served, texts),
    };
    let tracking_id = served.tracking_id(&head.headers);
    app.count_request(served, tracking_id);
    let body = read_body(body).await;
    record.body(body.as_deref().unwrap_or_default());
    let received = Received { served, head: &head, texts: &texts, record: &record };
    let (request, body) = check(&app, &received, body)?;
    let fault = app.next_fault(&FaultTarget::of_operation(&served.operation.id)).await;
    let call = Call {
        operation: &served.operation,
        judge: &served.judge,
        request: &request,
        body: &body,
        tracking_id: tracking_id.unwrap_or_default(),
        now: app.clock.now(),
        takes_twice: app.takes_twice,
    };
    let Some(script) = fault else {
        let mut response = reply_response(carry_out(&app, &received, &call)?);
        response.headers_mut().extend(served.handler.is_none().then_some(STATELESS));
        return Ok(response);
    };
    let reply = match script.timing() {
        FaultTiming::Before => {
            served.stateless.as_ref().map_or_else(|_| Reply::json(json!({})), |stateless| stateless.reply())
        }
        FaultTiming::After => carry_out(&app, &received, &call)?,
    };
    record.fault(&script);
    if script.fault == Fault::Status401 {
        revoke(&app, &head.headers);
    }
    let order = OrderBody { value: reply.json_body(), pointer: served.operation.effects.order.clone() };
    Ok(connection.hand_over(app.socket_fault(&script, head.uri.path(), reply.text(), order)).await)
}

fn revoke(app: &App, headers: &HeaderMap) {
    if let Some(token) = credentials(headers, "Bearer") {
        lock(&app.tokens).revoke(token);
    }
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

/// Checks the token, the media type, and the request by schema and rules.
fn check(
    app: &App,
    &Received { served, head, texts, record }: &Received<'_>,
    body: Result<Vec<u8>, ErrorResponse>,
) -> Result<(JudgedRequest, Vec<u8>), ErrorResponse> {
    if let Some(why) = served.why_unserved() {
        return Err(ErrorResponse::not_implemented(why));
    }
    if served.operation.security.is_some() {
        authorize(app, &head.headers)?;
    }
    let is_sent = |body: &Result<Vec<u8>, ErrorResponse>| !body.as_ref().is_ok_and(Vec::is_empty);
    if let Some(documented) = served.operation.body.as_ref().filter(|documented| documented.required || is_sent(&body))
        && !has_media_type(&head.headers, &documented.media)
    {
        return Err(ErrorResponse::media_type(&documented.media.to_ascii_lowercase()));
    }
    let body = body?;
    let headers: Vec<_> = head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let given = RequestHead { path: texts, query: head.uri.query().unwrap_or_default(), headers: &headers };
    let parameters = served.judge.parameters_of_head(&given);
    let request = JudgedRequest { parameters, body: served.judge.body_of_bytes(&body) };
    let violations = served.judge.violations(&request, &app.account);
    record.violations(served, &violations);
    match ErrorResponse::of_violations(&violations, |id| served.judge.is_rule(id)) {
        Some(response) => Err(response),
        None => Ok((request, body)),
    }
}

/// Carries out a valid call.
fn carry_out(app: &App, received: &Received<'_>, call: &Call<'_>) -> Result<Reply, ErrorResponse> {
    let served = received.served;
    let reply = {
        let mut store = lock(&app.store);
        match (&served.handler, &served.stateless) {
            (Some(handler), _) => handler(call, &mut store)?,
            (None, Ok(stateless)) => stateless.respond(call, &mut store),
            (None, Err(why)) => return Err(ErrorResponse::not_implemented(why)),
        }
    };
    if let Some(pointer) = served.operation.effects.order.as_ref().filter(|_| served.operation.effects.orders)
        && let Some(id) = reply.json_body().pointer(pointer).and_then(Value::as_str)
    {
        received.record.order(id);
    }
    Ok(reply)
}
