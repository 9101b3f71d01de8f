//! Makes the responses: those of operations, JSON, and errors with an error object in the TM Forum's form.

use axum::http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderName, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use colt_numbers_judge::judge::json::MAX_REQUEST_BYTES;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::documentation::Documentation;
use colt_numbers_judge::model::rule::Severity;
use colt_numbers_terminal_text::{self as terminal_text, Safe};
use serde_json::json;

use crate::excerpt::excerpt;
use crate::request_log::RecordedRejection;
use crate::state::call::{Rejection, Reply, ReplyBody};

/// The maximum number of violations in a message; the rest is counted.
const MAX_LISTED: usize = 20;

/// The maximum length of a message, in characters. It quotes parts of the request, such as pointers.
const MAX_MESSAGE: usize = 4000;

/// An error response: its status, and the content of its error object.
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    /// The code of the error object. Like the vendor's codes, it is unique only within a status.
    pub(crate) code: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    /// What the spec states about the reason; empty if it states nothing.
    documentation: Box<Documentation>,
    /// The value of `WWW-Authenticate`.
    challenge: Option<&'static str>,
}

impl ErrorResponse {
    pub(crate) fn new(status: StatusCode, code: &'static str, reason: &'static str, message: impl AsRef<str>) -> Self {
        let message = Safe::new(message.as_ref()).truncated(MAX_MESSAGE).to_string();
        Self { status, code, reason, message, documentation: Box::default(), challenge: None }
    }

    pub(crate) fn bad_request(code: &'static str, reason: &'static str, message: impl AsRef<str>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, reason, message)
    }

    pub(crate) fn unauthorized(code: &'static str, message: &'static str, challenge: &'static str) -> Self {
        let response = Self::new(StatusCode::UNAUTHORIZED, code, "Authentication error", message);
        Self { challenge: Some(challenge), ..response }
    }

    pub(crate) fn media_type(expected: &str) -> Self {
        let message = format!("expected the content type `{expected}` without a content encoding");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "001", "Unsupported media type", message)
    }

    /// The response of an operation that the sandbox cannot serve.
    pub(crate) fn not_implemented(why: &str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "001", "Not implemented", why)
    }

    pub(crate) fn too_large() -> Self {
        let message = format!("the body is longer than {} bytes", MAX_REQUEST_BYTES);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "001", "Body too large", message)
    }

    /// The response to violations of severity `error`; `None` if there are none. The status is 422 if only rules are violated, and 400
    /// otherwise, so that tools that know only the schema can distinguish the two cases.
    pub(crate) fn of_violations(violations: &[Violation], is_rule: impl Fn(&str) -> bool) -> Option<Self> {
        let errors: Vec<_> = violations.iter().filter(|v| v.severity == Severity::Error).collect();
        let is_malformed = errors.first()?.id == "json";
        let (code, reason) = if is_malformed { ("001", "Malformed body") } else { ("002", "Validation not met") };
        let line = |v: &&Violation| format!("`{}` at `{}`: {}", v.id, v.pointer, v.message);
        let mut message = errors.iter().take(MAX_LISTED).map(line).collect::<Vec<_>>().join("; ");
        if errors.len() > MAX_LISTED {
            message.push_str(&format!("; and {} more", errors.len() - MAX_LISTED));
        }
        let only_rules = errors.iter().all(|violation| is_rule(&violation.id));
        let status = if only_rules { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
        Some(Self::new(status, code, reason, message))
    }

    /// The error object.
    pub(crate) fn body(&self) -> String {
        let Self { status, code, reason, message, .. } = self;
        json!({ "code": code, "reason": reason, "message": message, "status": status.as_u16().to_string() }).to_string()
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let mut response = json_response(self.status, self.body());
        let Self { code, reason, message, documentation, .. } = self;
        let Documentation { text: statement, source, assumption } = *documentation;
        let recorded = RecordedRejection { code, reason, message, statement, source, assumption };
        response.extensions_mut().insert(recorded);
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

impl From<Rejection> for ErrorResponse {
    fn from(Rejection { status, code, reason, message, documentation }: Rejection) -> Self {
        Self { documentation, ..Self::new(status, code, reason, message) }
    }
}

/// The response to a call that was carried out.
pub(crate) fn reply_response(reply: Reply) -> Response {
    let mut response = match reply.body {
        Some(ReplyBody::Json(body)) => json_response(reply.status, body.to_string()),
        Some(ReplyBody::Text { media_type, text }) => {
            (reply.status, [(CONTENT_TYPE, media_type)], text).into_response()
        }
        None => reply.status.into_response(),
    };
    for (name, value) in reply.headers {
        // A sample that is not a valid header is left out.
        let header = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(value).ok());
        response.headers_mut().extend(header);
    }
    response
}

/// A response with a JSON body, escaped so that it is safe to print on a terminal.
pub(crate) fn json_response(status: StatusCode, body: String) -> Response {
    let body = terminal_text::escape_json(&body).into_owned();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// The response to an unknown path.
pub(crate) async fn not_found(uri: Uri) -> ErrorResponse {
    ErrorResponse::new(StatusCode::NOT_FOUND, "001", "Not found", format!("there is no path `{}`", excerpt(uri.path())))
}

/// The response to a method that the path does not support, without `Allow`.
pub(crate) async fn not_allowed(method: Method, uri: Uri) -> ErrorResponse {
    let message = format!("`{}` does not support {}", excerpt(uri.path()), excerpt(method.as_str()));
    ErrorResponse::new(StatusCode::METHOD_NOT_ALLOWED, "001", "Method not allowed", message)
}
