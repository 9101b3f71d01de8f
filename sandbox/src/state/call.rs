//! A call of an operation, and its result: a response or a rejection. The handlers of all operations use these types.

use axum::http::StatusCode;
use colt_numbers_judge::judge::judged_request::JudgedRequest;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::documentation::Documentation;
use colt_numbers_judge::model::operation::Operation;
use jiff::Timestamp;
use serde_json::Value;

/// A valid call of an operation.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) judge: &'a RequestJudge,
    /// The parameters and the body. `judge.parameter` finds a parameter by its name.
    pub(crate) request: &'a JudgedRequest,
    /// The body as it was received.
    pub(crate) body: &'a [u8],
    /// The tracking id; empty for a request without a tracking id.
    pub(crate) tracking_id: &'a str,
    /// The time by the sandbox's clock.
    pub(crate) now: Timestamp,
    /// Whether numbers and lock ids that another order holds are accepted.
    pub(crate) takes_twice: bool,
}

/// The response to a call that is carried out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// Headers besides `Content-Type`.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<ReplyBody>,
}

/// The body of a response.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ReplyBody {
    Json(Value),
    Text { media_type: String, text: String },
}

impl Reply {
    /// A response with status 200 and a JSON body.
    pub(crate) fn json(body: Value) -> Self {
        Self { status: StatusCode::OK, headers: Vec::new(), body: Some(ReplyBody::Json(body)) }
    }

    /// The JSON body; `null` for a response without JSON.
    pub(crate) fn json_body(&self) -> Value {
        match &self.body {
            Some(ReplyBody::Json(body)) => body.clone(),
            _ => Value::Null,
        }
    }

    /// The text of the body; empty for a response without a body.
    pub(crate) fn text(&self) -> String {
        match &self.body {
            Some(ReplyBody::Json(body)) => body.to_string(),
            Some(ReplyBody::Text { text, .. }) => text.clone(),
            None => String::new(),
        }
    }
}

/// Why a valid call is rejected: the content of the error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) status: StatusCode,
    /// The code of the error object. Like the vendor's codes, it is unique only within a status.
    pub(crate) code: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    /// What the spec states about the reason; empty if it states nothing.
    pub(crate) documentation: Box<Documentation>,
}
