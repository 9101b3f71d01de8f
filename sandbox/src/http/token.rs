//! The token endpoint: OAuth 2.0 client credentials, with the errors stated on the vendor's portal.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::faults::fault::FaultTiming;
use crate::faults::fault_responses::OrderBody;
use crate::faults::fault_schedule::{FaultScript, FaultTarget};
use crate::faults::socket_faults::ConnectionHandle;
use crate::http::app::App;
use crate::http::recorder::RequestRecord;
use crate::http::request::{credentials, has_media_type, read_body};
use crate::http::response::{ErrorResponse, json_response};
use crate::state::issued_tokens::{IssuedTokens, LIFETIME_SECONDS};
use crate::sync::lock;

const FORM: &str = "application/x-www-form-urlencoded";
const NOT_MET: &str = "Validation not met";

/// Handles a token request.
pub(crate) async fn issue(
    State(app): State<Arc<App>>,
    Extension(connection): Extension<ConnectionHandle>,
    Extension(record): Extension<RequestRecord>,
    request: Request,
) -> Result<Response, ErrorResponse> {
    let (head, body) = request.into_parts();
    let body = read_body(body).await;
    record.body(body.as_deref().unwrap_or_default());
    check_headers(&app, &head.headers)?;
    check_form(&body?)?;
    let fault = app.next_fault(&FaultTarget::Token).await;
    let token = match fault.as_ref().map(FaultScript::timing) {
        Some(FaultTiming::Before) => IssuedTokens::new_token(),
        Some(FaultTiming::After) | None => lock(&app.tokens).issue(app.clock.now()),
    };
    if let Some(script) = fault {
        record.fault(&script);
        // A fault that changes the order id sends an order instead of a token.
        let order = OrderBody { value: json!({ "order": { "id": token } }), pointer: Some("/order/id".to_owned()) };
        return Ok(connection.hand_over(app.socket_fault(&script, head.uri.path(), token_body(&token), order)).await);
    }
    let mut response = json_response(StatusCode::OK, token_body(&token));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn check_headers(app: &App, headers: &HeaderMap) -> Result<(), ErrorResponse> {
    if !headers.contains_key(CONTENT_TYPE) {
        return Err(ErrorResponse::bad_request("003", NOT_MET, "the content type is missing"));
    }
    if !has_media_type(headers, FORM) {
        return Err(ErrorResponse::media_type(FORM));
    }
    match credentials(headers, "Basic") {
        None => {
            return Err(ErrorResponse::unauthorized("001", "authorization is missing", "Basic"));
        }
        Some(pair) if !is_id_and_secret(pair) => {
            return Err(ErrorResponse::unauthorized("002", "authorization is invalid", "Basic"));
        }
        Some(_) => {}
    }
    let Some(header) = &app.served.token_tracking_header else { return Ok(()) };
    if !headers.contains_key(header) {
        return Err(ErrorResponse::bad_request("004", NOT_MET, format!("the header {header} is missing")));
    }
    if app.served.token_tracking_id(headers).is_none() {
        return Err(ErrorResponse::bad_request("005", NOT_MET, format!("the header {header} is invalid")));
    }
    Ok(())
}

/// Whether this is an encoded client id and secret, both non-empty.
fn is_id_and_secret(encoded: &str) -> bool {
    let Ok(pair) = STANDARD.decode(encoded) else {
        return false;
    };
    let colon = pair.iter().position(|&b| b == b':');
    colon.is_some_and(|at| at > 0 && at + 1 < pair.len())
}

fn check_form(body: &[u8]) -> Result<(), ErrorResponse> {
    let mut grant_types = form_urlencoded::parse(body).filter(|(name, _)| name == "grant_type").map(|(_, value)| value);
    match (grant_types.next(), grant_types.next()) {
        (None, _) => Err(ErrorResponse::bad_request("002", NOT_MET, "grant_type is missing")),
        (Some(_), Some(_)) => Err(ErrorResponse::bad_request("005", NOT_MET, "grant_type is given twice")),
        (Some(one), None) if one == "client_credentials" => Ok(()),
        (Some(_), None) => Err(ErrorResponse::bad_request("006", NOT_MET, "the grant type is not supported")),
    }
}

/// The response body with a token.
fn token_body(token: &str) -> String {
    json!({ "access_token": token, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS }).to_string()
}
