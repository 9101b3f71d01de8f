//! The answers that are refusals: an error object in the TM Forum's form.

use axum::http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use colt_numbers_judge::judge::json::MAX_REQUEST_BYTES;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::rule::Severity;
use colt_numbers_terminal_text::{self as terminal_text, Safe};
use serde_json::json;

use crate::excerpt::brief;

/// How many violations an answer names; the rest is counted.
const NAMED: usize = 20;

/// The longest message, in characters: it names parts of the request, such as pointers.
const LONGEST_MESSAGE: usize = 4000;

/// A refusal: its status, and what its error object says.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// Unique only within a status, as the vendor's are.
    pub(crate) code: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    /// How a client is to authenticate, as `WWW-Authenticate` has it.
    challenge: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, reason: &'static str, message: impl AsRef<str>) -> Self {
        let message = Safe::new(message.as_ref()).truncated(LONGEST_MESSAGE).to_string();
        Self { status, code, reason, message, challenge: None }
    }

    pub(crate) fn bad_request(code: &'static str, reason: &'static str, message: impl AsRef<str>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, reason, message)
    }

    pub(crate) fn unauthorized(code: &'static str, message: &'static str, challenge: &'static str) -> Self {
        let refusal = Self::new(StatusCode::UNAUTHORIZED, code, "Authentication error", message);
        Self { challenge: Some(challenge), ..refusal }
    }

    pub(crate) fn media_type(expected: &str) -> Self {
        let message = format!("the content type of the body is to be `{expected}`, and no content encoding");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "001", "Unsupported media type", message)
    }

    pub(crate) fn too_large() -> Self {
        let message = format!("the body is longer than {} bytes", MAX_REQUEST_BYTES);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "001", "Body too large", message)
    }

    /// Names the violations of severity error, if there is one. What the schema accepts and a rule alone refuses has a status of its
    /// own, so that who reads the schema alone can tell the two apart.
    pub(crate) fn of_violations(violations: &[Violation], is_rule: impl Fn(&str) -> bool) -> Option<Self> {
        let errors: Vec<_> = violations.iter().filter(|v| v.severity == Severity::Error).collect();
        let malformed = errors.first()?.id == "json";
        let (code, reason) = if malformed { ("001", "Malformed body") } else { ("002", "Validation not met") };
        let line = |v: &&Violation| format!("`{}` at `{}`: {}", v.id, v.pointer, v.message);
        let mut message = errors.iter().take(NAMED).map(line).collect::<Vec<_>>().join("; ");
        if errors.len() > NAMED {
            message.push_str(&format!("; and {} more", errors.len() - NAMED));
        }
        let by_rules_alone = errors.iter().all(|violation| is_rule(&violation.id));
        let status = if by_rules_alone { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
        Some(Self::new(status, code, reason, message))
    }

    /// The error object.
    pub(crate) fn body(&self) -> String {
        let Self { status, code, reason, message, .. } = self;
        json!({ "code": code, "reason": reason, "message": message, "status": status.as_u16().to_string() }).to_string()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = json_response(self.status, self.body());
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// An answer with a JSON body, safe to print on a terminal as it comes.
pub(crate) fn json_response(status: StatusCode, body: String) -> Response {
    let body = terminal_text::escape_json(&body).into_owned();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// The answer where there is no such path.
pub(crate) async fn not_found(uri: Uri) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "001", "Not found", format!("there is no `{}` here", brief(uri.path())))
}

/// The answer where the path knows other methods; the router adds `Allow`.
pub(crate) async fn not_allowed(method: Method, uri: Uri) -> Refusal {
    let message = format!("`{}` takes no {}", brief(uri.path()), brief(method.as_str()));
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "001", "Method not allowed", message)
}
