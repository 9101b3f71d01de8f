//! A server of the API, written by hand from the document: no schema, no spec, nothing of the runner. One defect at a time can be switched
//! on by its name; without one it does as the document says.

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

use crate::checks::{Order, Refusal, check};

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub tracking_id: Option<String>,
    pub authorization: Option<String>,
    pub body: String,
    pub status: u16,
}

/// Status, headers and body of a response.
pub type Fixed = (u16, Vec<(&'static str, &'static str)>, Vec<u8>);

/// What gets no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    Requests,
    Tokens,
}

/// What the server is and has been.
#[derive(Debug, Default)]
pub struct State {
    pub defect: &'static str,
    /// Countries in which the account has several service profiles.
    pub several_profiles: Vec<&'static str>,
    /// Status, Retry-After and how many requests it is answered to first.
    pub refuse: Option<(u16, Option<&'static str>, usize)>,
    /// Ranges are taken whoever has them already.
    pub forgetful: bool,
    pub token: Option<&'static str>,
    /// Each token is good for one request; `token` is what they begin with.
    pub single_use: bool,
    /// How many tokens were issued.
    pub issued: usize,
    /// What every request gets.
    pub always: Option<Fixed>,
    /// Requests, or those of the token endpoint, that get no response.
    pub silent: Option<Silent>,
    /// What a gateway in front answers, by the body and whether the request is as it should be.
    pub gateway: Option<fn(&str, bool) -> Option<u16>>,
    /// What each refusal says as well, as it stands between the quotes of a JSON string, and what its content type says.
    pub echo: Option<(&'static str, &'static str)>,
    pub seen: Vec<Seen>,
    pub reserved: BTreeSet<(usize, u128)>,
    pub locks: BTreeSet<String>,
    pub orders: usize,
}

/// A running server. It ends with the runtime of its test.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    pub state: Arc<Mutex<State>>,
}

impl Server {
    pub async fn start(state: State) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), state: Arc::new(Mutex::new(state)) };
        let shared = server.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                let service = service_fn(move |request| answer(shared.clone(), request));
                let mut builder = hyper::server::conn::http1::Builder::new();
                builder.ignore_invalid_headers(true).auto_date_header(false);
                tokio::spawn(builder.serve_connection(TokioIo::new(stream), service));
            }
        });
        server
    }

    pub async fn with(defect: &'static str) -> Self {
        Self::start(State { defect, several_profiles: vec!["ES"], ..State::default() }).await
    }

    pub fn base(&self) -> String {
        format!("http://{}/numberManagement", self.address)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }
}

/// A request, read.
pub struct Sent<'a> {
    pub method: &'a Method,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
    pub defect: &'a str,
    pub several_profiles: &'a [&'static str],
}

async fn answer(state: Arc<Mutex<State>>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let is_token = parts.uri.path() == "/token";
    let silent = state.lock().unwrap().silent == Some(if is_token { Silent::Tokens } else { Silent::Requests });
    if silent {
        note(&mut state.lock().unwrap(), &parts.headers, &body, 0);
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
        note(&mut state, &parts.headers, &body, response.status().as_u16());
    }
    Ok(response)
}

fn note(state: &mut State, headers: &HeaderMap, body: &[u8], status: u16) {
    let text = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    state.seen.push(Seen {
        tracking_id: text("x-tracking-id"),
        authorization: text("authorization"),
        body: String::from_utf8_lossy(body).into_owned(),
        status,
    });
}

fn token(state: &mut State, authorization: Option<&str>) -> Response<Full<Bytes>> {
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

fn handle(state: &mut State, path: &str, method: &Method, headers: &HeaderMap, body: &[u8]) -> Response<Full<Bytes>> {
    if let Some((status, headers, body)) = &state.always {
        let mut response = untyped(*status, "");
        *response.body_mut() = Full::new(Bytes::from(body.clone()));
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        return response;
    }
    if let Some((status, retry_after, left)) = state.refuse.filter(|(.., left)| *left > 0) {
        state.refuse = Some((status, retry_after, left - 1));
        let mut response = reply(status, "application/json", "{}");
        if let Some(value) = retry_after {
            response.headers_mut().insert("retry-after", value.parse().unwrap());
        }
        return response;
    }
    let presented = headers.get("authorization").and_then(|value| value.to_str().ok());
    let used = state.seen.iter().any(|seen| seen.authorization.as_deref() == presented);
    let identified = state.token.is_none_or(|token| match state.defect {
        _ if state.single_use => !used && presented == Some(&format!("Bearer {token}-{}", state.issued)),
        "token-none" | "token-none-and-no-body" => true,
        "token-any" => presented.is_some_and(|presented| presented.starts_with("Bearer ")),
        _ => presented == Some(&format!("Bearer {token}")),
    });
    if !identified && state.defect != "token-after-body" {
        let status = if state.defect == "token-403" { 403 } else { 401 };
        let mut response =
            reply(status, "application/json", &json!({ "reason": format!("not {presented:?}") }).to_string());
        response.headers_mut().insert("set-cookie", "session=canary-cookie".parse().unwrap());
        return response;
    }
    if path != "/numberManagement/v1/reservation/order" {
        return refusal(state.defect, &Refusal { status: 404, reason: "no such resource" });
    }
    let several_profiles = state.several_profiles.clone();
    let sent = Sent { method, headers, body, defect: state.defect, several_profiles: &several_profiles };
    if state.defect == "token-none-and-no-body" && body == b"{}" {
        return success(state);
    }
    let checked = check(&sent);
    if let Some(status) = state.gateway.and_then(|gateway| gateway(&String::from_utf8_lossy(body), checked.is_ok())) {
        return reply(status, "application/json", "{}");
    }
    if checked.is_ok() && !identified {
        return reply(401, "application/json", "{}");
    }
    match checked.and_then(|order| reserve(state, order)) {
        Ok(()) => {
            state.orders += 1;
            success(state)
        }
        Err(refused) => match state.echo {
            Some((said, typed)) => {
                reply(refused.status, typed, &format!(r#"{{"code": ["{said}"], "reason": {{"said": "{said}"}}}}"#))
            }
            None => refusal(state.defect, &refused),
        },
    }
}

/// Takes the numbers, or none of them. A lock is used up by its first order.
fn reserve(state: &mut State, order: Order) -> Result<(), Refusal> {
    if order.lock.is_some_and(|lock| !state.locks.insert(lock)) && !state.forgetful {
        return Err(Refusal { status: 409, reason: "the lock was used" });
    }
    let numbers = order.ranges;
    // Ranges whose ends differ in length are noted by their ends.
    let each = numbers
        .into_iter()
        .flat_map(|(digits, first, last)| (first..=last.min(first + 1_000)).map(move |number| (digits, number)));
    let wanted: BTreeSet<(usize, u128)> = each.collect();
    if !state.forgetful && wanted.iter().any(|number| state.reserved.contains(number)) {
        return Err(Refusal { status: 409, reason: "a number is reserved already" });
    }
    state.reserved.extend(wanted);
    Ok(())
}

fn success(state: &State) -> Response<Full<Bytes>> {
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

fn refusal(defect: &str, refused: &Refusal) -> Response<Full<Bytes>> {
    let body = json!({ "code": "005", "reason": refused.reason, "status": refused.status.to_string() });
    let mut response = match defect {
        "error-without-body" => reply(refused.status, "application/json", ""),
        "error-as-text" => reply(refused.status, "text/plain", refused.reason),
        "error-as-html-json" => reply(refused.status, "text/html", &body.to_string()),
        "error-as-list" => reply(refused.status, "application/json", &json!([body]).to_string()),
        "error-code-as-number" => reply(refused.status, "application/json", r#"{"code":5}"#),
        "error-reason-null" => reply(refused.status, "application/json", r#"{"reason":null}"#),
        "error-not-json" => reply(refused.status, "application/json", "invalid"),
        "error-as-302" => reply(302, "application/json", "{}"),
        _ => reply(refused.status, "application/json", &body.to_string()),
    };
    if refused.status == 405 {
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

/// A member of an object, where it is one.
pub fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object().and_then(|object| object.get(name))
}
