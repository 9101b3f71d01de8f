//! Reads the error object and the error code of a response, and summarizes them for a message.

use colt_numbers_api::operations::{ErrorCode, Operation};
use colt_numbers_api::types::ApiError;
use http::StatusCode;
use serde_json::Value;

use crate::response::sanitize::sanitize;

/// Reads a body that is an error object, and redacts each of its texts. `None` if the body is not an error object.
pub(crate) fn read(body: &[u8], redact: impl Fn(&mut String)) -> Option<ApiError> {
    let body = std::str::from_utf8(body).ok()?.trim();
    let object: ApiError = body.starts_with('{').then(|| serde_json::from_str(body).ok())??;
    // The object is redacted as JSON, so that a field that a later spec adds is redacted too.
    let mut json = serde_json::to_value(object).ok()?;
    redact_texts(&mut json, &redact);
    let object: ApiError = serde_json::from_value(json).ok()?;
    (object != ApiError::default()).then_some(object)
}

/// Redacts every text of a JSON value.
fn redact_texts(value: &mut Value, redact: &impl Fn(&mut String)) {
    match value {
        Value::String(text) => redact(text),
        Value::Array(items) => items.iter_mut().for_each(|item| redact_texts(item, redact)),
        Value::Object(members) => members.values_mut().for_each(|member| redact_texts(member, redact)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The error code of a response, if the spec lists it for the operation. A code that is listed for the status takes precedence over a code that
/// is listed for any status.
pub(crate) fn listed_code(operation: &Operation, status: StatusCode, body: &[u8]) -> Option<&'static ErrorCode> {
    if operation.error_codes.is_empty() {
        return None;
    }
    let body: Value = serde_json::from_slice(body).ok()?;
    let is_code = |code: &&ErrorCode| match body.pointer(code.pointer) {
        Some(Value::String(text)) => text.trim() == code.code,
        Some(Value::Number(number)) => number.to_string() == code.code,
        _ => false,
    };
    let of_status = |code: &&ErrorCode| code.status.is_none_or(|of| of == status.as_u16());
    operation.error_codes.iter().filter(of_status).filter(is_code).max_by_key(|code| code.status.is_some())
}

/// Summarizes a response other than 2xx on one line: its status, what its error code means if the spec lists the code, and the code, reason and
/// message of its error object.
pub(crate) fn summary(status: StatusCode, listed: Option<&ErrorCode>, object: Option<&ApiError>) -> String {
    let mut summary = format!("status {}", status.as_u16());
    if let Some(code) = listed {
        let statement = sanitize(&code.statement.split_whitespace().collect::<Vec<_>>().join(" "));
        summary.push_str(&format!(", code `{}` ({})", sanitize(code.code), statement.trim_end_matches('.')));
    }
    let Some(object) = object else { return summary };
    let code = object.code.as_ref().filter(|code| listed.is_none_or(|listed| listed.code != code.trim()));
    for (name, value) in [("code", code), ("reason", object.reason.as_ref()), ("message", object.message.as_ref())] {
        if let Some(value) = value.map(|value| sanitize(value)).filter(|value| !value.is_empty()) {
            summary.push_str(&format!(", {name} `{value}`"));
        }
    }
    summary
}
