//! The token endpoint: OAuth 2.0 client credentials, with the errors that the vendor's portal states.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::faults::fault::When;
use crate::faults::fault_schedule::{Script, Target};
use crate::faults::socket_faults::Wire;
use crate::http::app::App;
use crate::http::request::{credentials, has_media_type, read_body};
use crate::http::response::{Refusal, json_response};
use crate::state::token_store::{LIFETIME_SECONDS, TokenStore};
use crate::sync::lock;

const FORM: &str = "application/x-www-form-urlencoded";
const NOT_MET: &str = "Validation not met";

/// Answers a token call.
pub(crate) async fn issue(
    State(app): State<Arc<App>>,
    Extension(wire): Extension<Wire>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    let body = read_body(body).await;
    check_headers(&app, &head.headers)?;
    check_form(&body?)?;
    let fault = app.next_fault(Target::Token).await;
    let token = match fault.as_ref().map(Script::when) {
        Some(When::Before) => TokenStore::new_token(),
        Some(When::After) | None => lock(&app.tokens).issue(app.clock.now()),
    };
    if let Some(script) = fault {
        return Ok(wire.hand_over(app.socket_fault(&script, head.uri.path(), &token, issued(&token))).await);
    }
    let mut response = json_response(StatusCode::OK, issued(&token));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn check_headers(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    if !headers.contains_key(CONTENT_TYPE) {
        return Err(Refusal::bad_request("003", NOT_MET, "no content type"));
    }
    if !has_media_type(headers, FORM) {
        return Err(Refusal::media_type(FORM));
    }
    match credentials(headers, "Basic") {
        None => {
            return Err(Refusal::unauthorized("001", "authorization is missing", "Basic"));
        }
        Some(pair) if !is_pair(pair) => {
            return Err(Refusal::unauthorized("002", "authorization is not valid", "Basic"));
        }
        Some(_) => {}
    }
    let header = app.served.tracking_header.as_str();
    if !headers.contains_key(header) {
        return Err(Refusal::bad_request("004", NOT_MET, format!("no {header}")));
    }
    if app.tracking_id(headers).is_none() {
        return Err(Refusal::bad_request("005", NOT_MET, format!("invalid input: {header}")));
    }
    Ok(())
}

/// Whether it is a client id and a secret, neither of them empty.
fn is_pair(encoded: &str) -> bool {
    let Ok(pair) = STANDARD.decode(encoded) else {
        return false;
    };
    let colon = pair.iter().position(|&b| b == b':');
    colon.is_some_and(|at| at > 0 && at + 1 < pair.len())
}

fn check_form(body: &[u8]) -> Result<(), Refusal> {
    let mut grant_types = form_urlencoded::parse(body).filter(|(name, _)| name == "grant_type").map(|(_, value)| value);
    match (grant_types.next(), grant_types.next()) {
        (None, _) => Err(Refusal::bad_request("002", NOT_MET, "no grant_type")),
        (Some(_), Some(_)) => Err(Refusal::bad_request("005", NOT_MET, "invalid input: grant_type is given twice")),
        (Some(one), None) if one == "client_credentials" => Ok(()),
        (Some(_), None) => Err(Refusal::bad_request("006", NOT_MET, "the grant type is not supported")),
    }
}

/// The answer that carries a token.
fn issued(token: &str) -> String {
    json!({ "access_token": token, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS }).to_string()
}
