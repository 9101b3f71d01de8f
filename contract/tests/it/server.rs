//! The server of the tests, written by hand from the document, without the code under test. One defect at a time can be enabled
//! by its name; without one, the server does what the document says.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode, body::Bytes, body::Incoming, header::HeaderMap, service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

use crate::checks::{FailedCheck, OrderedNumbers, check};
use crate::example_request::{PATH, TRACKING_HEADER};

/// One request that the server received, and the status of its response.
#[derive(Debug, Clone)]
pub struct RecordedRequest {
    pub tracking_id: Option<String>,
    pub authorization: Option<String>,
    pub body: String,
    pub status: u16,
}

/// Status, headers and body of a response.
pub type CannedResponse = (u16, Vec<(&'static str, &'static str)>, Vec<u8>);

/// The requests that get no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    Requests,
    Tokens,
}

/// The configuration of the server, and what it has received.
#[derive(Debug, Default)]
pub struct ServerState {
    pub defect: &'static str,
    /// Countries in which the account has several service profiles.
    pub several_profiles: Vec<&'static str>,
    /// A rejection of the first requests: status, `Retry-After` and the number of requests.
    pub reject_first: Option<(u16, Option<&'static str>, usize)>,
    /// Whether numbers can be ordered repeatedly.
    pub allows_reuse: bool,
    pub token: Option<&'static str>,
    /// Whether each token is valid for only one request. `token` is then the prefix of every token.
    pub single_use: bool,
    /// The number of issued tokens.
    pub issued: usize,
    /// The response to every request.
    pub always: Option<CannedResponse>,
    /// The requests that get no response.
    pub unanswered: Option<Unanswered>,
    /// A gateway in front of the server. The function gets the body of a request, and whether the request is valid. It returns the status with which
    /// the gateway itself responds, or `None` if the gateway forwards the request.
    pub gateway: Option<fn(&str, bool) -> Option<u16>>,
    /// The text in the body of each rejection, already escaped for JSON, and the content type of each rejection.
    pub echo: Option<(&'static str, &'static str)>,
    pub received: Vec<RecordedRequest>,
    pub reserved: BTreeSet<(usize, u128)>,
    pub locks: BTreeSet<String>,
    pub orders: usize,
}

/// A running server. It ends with the runtime of the test.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    pub state: Arc<Mutex<ServerState>>,
}

impl Server {
    pub async fn start(state: ServerState) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), state: Arc::new(Mutex::new(state)) };
        let shared = server.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                let service = service_fn(move |request| respond(shared.clone(), request));
                let mut builder = hyper::server::conn::http1::Builder::new();
                builder.ignore_invalid_headers(true).auto_date_header(false);
                tokio::spawn(builder.serve_connection(TokioIo::new(stream), service));
            }
        });
        server
    }

    pub async fn with(defect: &'static str) -> Self {
        Self::start(ServerState { defect, several_profiles: vec!["ES"], ..ServerState::default() }).await
    }

    pub fn base(&self) -> String {
        format!("http://{}/numberManagement", self.address)
    }

    pub fn received(&self) -> Vec<RecordedRequest> {
        self.state.lock().unwrap().received.clone()
    }
}

/// A request that is being checked, with the parts of the configuration that the checks depend on.
pub struct IncomingRequest<'a> {
    pub method: &'a Method,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
    pub defect: &'a str,
    pub several_profiles: &'a [&'static str],
}

async fn respond(
    state: Arc<Mutex<ServerState>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let is_token = parts.uri.path() == "/token";
    let is_unanswered =
        state.lock().unwrap().unanswered == Some(if is_token { Unanswered::Tokens } else { Unanswered::Requests });
    if is_unanswered {
        record(&mut state.lock().unwrap(), &parts.headers, &body, 0);
        return std::future::pending().await;
    }
    let mut state = state.lock().unwrap();
    let text = |name: &str| parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let response = if parts.uri.path() == "/token" {
        token(&mut state, text("authorization").as_deref())
    } else {
        handle(&mut state, parts.uri.path(), &parts.method, &parts.headers, &body)
    };
    if !is_token {
        record(&mut state, &parts.headers, &body, response.status().as_u16());
    }
    Ok(response)
}

fn record(state: &mut ServerState, headers: &HeaderMap, body: &[u8], status: u16) {
    let text = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    state.received.push(RecordedRequest {
        tracking_id: text(&TRACKING_HEADER),
        authorization: text("authorization"),
        body: String::from_utf8_lossy(body).into_owned(),
        status,
    });
}

fn token(state: &mut ServerState, authorization: Option<&str>) -> Response<Full<Bytes>> {
    match (state.token, authorization) {
        // The Basic form of `id:secret`, of `id:canary-secret`, and of `id:orderStatus`.
        (Some(token), Some("Basic aWQ6c2VjcmV0" | "Basic aWQ6Y2FuYXJ5LXNlY3JldA==" | "Basic aWQ6b3JkZXJTdGF0dXM=")) => {
            state.issued += 1;
            let token = if state.single_use { format!("{token}-{}", state.issued) } else { token.to_owned() };
            reply(200, "application/json", &json!({ "access_token": token }).to_string())
        }
        _ => reply(401, "application/json", "{}"),
    }
}

fn handle(
    state: &mut ServerState,
    path: &str,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Response<Full<Bytes>> {
    if let Some((status, headers, body)) = &state.always {
        let mut response = untyped(*status, "");
        *response.body_mut() = Full::new(Bytes::from(body.clone()));
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        return response;
    }
    if let Some((status, retry_after, left)) = state.reject_first.filter(|(.., left)| *left > 0) {
        state.reject_first = Some((status, retry_after, left - 1));
        let mut response = reply(status, "application/json", "{}");
        if let Some(value) = retry_after {
            response.headers_mut().insert("retry-after", value.parse().unwrap());
        }
        return response;
    }
    let presented = headers.get("authorization").and_then(|value| value.to_str().ok());
    let is_used = state.received.iter().any(|request| request.authorization.as_deref() == presented);
    let is_authorized = state.token.is_none_or(|token| match state.defect {
        _ if state.single_use => !is_used && presented == Some(&format!("Bearer {token}-{}", state.issued)),
        "token-none" | "token-none-and-no-body" => true,
        "token-any" => presented.is_some_and(|presented| presented.starts_with("Bearer ")),
        _ => presented == Some(&format!("Bearer {token}")),
    });
    if !is_authorized && state.defect != "token-after-body" {
        let status = if state.defect == "token-403" { 403 } else { 401 };
        let mut response =
            reply(status, "application/json", &json!({ "reason": format!("not {presented:?}") }).to_string());
        response.headers_mut().insert("set-cookie", "session=canary-cookie".parse().unwrap());
        return response;
    }
    if path != format!("/numberManagement{}", *PATH) {
        return rejection(state.defect, &FailedCheck { status: 404, reason: "no such resource" });
    }
    let several_profiles = state.several_profiles.clone();
    let received = IncomingRequest { method, headers, body, defect: state.defect, several_profiles: &several_profiles };
    if state.defect == "token-none-and-no-body" && body == b"{}" {
        return success(state);
    }
    let checked = check(&received);
    if let Some(status) = state.gateway.and_then(|gateway| gateway(&String::from_utf8_lossy(body), checked.is_ok())) {
        return reply(status, "application/json", "{}");
    }
    if checked.is_ok() && !is_authorized {
        return reply(401, "application/json", "{}");
    }
    match checked.and_then(|order| reserve(state, order)) {
        Ok(()) => {
            state.orders += 1;
            success(state)
        }
        Err(rejected) => match state.echo {
            Some((text, content_type)) => reply(
                rejected.status,
                content_type,
                &format!(r#"{{"code": ["{text}"], "reason": {{"said": "{text}"}}}}"#),
            ),
            None => rejection(state.defect, &rejected),
        },
    }
}

/// Reserves all numbers of an order, or none. A lock can be used for only one order.
fn reserve(state: &mut ServerState, order: OrderedNumbers) -> Result<(), FailedCheck> {
    if order.lock.is_some_and(|lock| !state.locks.insert(lock)) && !state.allows_reuse {
        return Err(FailedCheck { status: 409, reason: "the lock is used up" });
    }
    let ranges = order.ranges;
    let each = ranges
        .into_iter()
        .flat_map(|(digits, first, last)| (first..=last.min(first + 1_000)).map(move |number| (digits, number)));
    let numbers: BTreeSet<(usize, u128)> = each.collect();
    if !state.allows_reuse && numbers.iter().any(|number| state.reserved.contains(number)) {
        return Err(FailedCheck { status: 409, reason: "a number is already reserved" });
    }
    state.reserved.extend(numbers);
    Ok(())
}

fn success(state: &ServerState) -> Response<Full<Bytes>> {
    let id = format!("55eca520-ea16-4979-a09d-{:012}", state.orders);
    match state.defect {
        "success-without-order" => reply(200, "application/json", "{}"),
        "success-without-id" => reply(200, "application/json", r#"{"order":{}}"#),
        "success-with-blank-id" => reply(200, "application/json", r#"{"order":{"id":" "}}"#),
        "success-with-numeric-id" => reply(200, "application/json", r#"{"order":{"id":12}}"#),
        "success-with-null-order" => reply(200, "application/json", r#"{"order":null}"#),
        "success-as-list" => reply(200, "application/json", r#"[{"order":{"id":"x"}}]"#),
        "success-as-html" => reply(200, "text/html", &json!({ "order": { "id": id } }).to_string()),
        "success-without-type" => untyped(200, &json!({ "order": { "id": id } }).to_string()),
        "success-empty" => reply(204, "application/json", ""),
        "success-truncated" => reply(201, "application/json", r#"{"order":{"id":"55eca520"#),
        "success-redirects" => reply(302, "application/json", &json!({ "order": { "id": id } }).to_string()),
        "success-fails" => reply(500, "application/json", r#"{"reason":"x"}"#),
        "status-as-number" => {
            reply(200, "application/json", &json!({ "order": { "id": id, "orderStatus": 1 } }).to_string())
        }
        _ => reply(
            201,
            "application/json; charset=utf-8",
            &json!({ "order": { "id": id, "orderStatus": "In progress" }, "more": 1 }).to_string(),
        ),
    }
}

fn rejection(defect: &str, rejected: &FailedCheck) -> Response<Full<Bytes>> {
    let body = json!({ "code": "005", "reason": rejected.reason, "status": rejected.status.to_string() });
    let mut response = match defect {
        "error-without-body" => reply(rejected.status, "application/json", ""),
        "error-as-text" => reply(rejected.status, "text/plain", rejected.reason),
        "error-as-html-json" => reply(rejected.status, "text/html", &body.to_string()),
        "error-as-list" => reply(rejected.status, "application/json", &json!([body]).to_string()),
        "error-code-as-number" => reply(rejected.status, "application/json", r#"{"code":5}"#),
        "error-reason-null" => reply(rejected.status, "application/json", r#"{"reason":null}"#),
        "error-not-json" => reply(rejected.status, "application/json", "invalid"),
        "error-as-302" => reply(302, "application/json", "{}"),
        _ => reply(rejected.status, "application/json", &body.to_string()),
    };
    if rejected.status == 405 {
        match defect {
            "no-allow" => {}
            "wrong-allow" => drop(response.headers_mut().insert("allow", "GET, HEAD".parse().unwrap())),
            _ => drop(response.headers_mut().insert("allow", "POST, OPTIONS".parse().unwrap())),
        }
    }
    response
}

fn untyped(status: u16, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_owned())));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

fn reply(status: u16, content_type: &str, body: &str) -> Response<Full<Bytes>> {
    let mut response = untyped(status, body);
    response.headers_mut().insert("content-type", content_type.parse().unwrap());
    response
}

/// A member of an object; `None` for other values.
pub fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object().and_then(|object| object.get(name))
}
