//! Reads the error object of a response, and summarizes it for a message.

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

/// Summarizes a response other than 2xx on one line: its status, and the code, reason and message of its error object.
pub(crate) fn summary(status: StatusCode, object: Option<&ApiError>) -> String {
    let mut summary = format!("status {}", status.as_u16());
    let Some(object) = object else { return summary };
    for (name, value) in [("code", &object.code), ("reason", &object.reason), ("message", &object.message)] {
        if let Some(value) = value.as_deref().map(sanitize).filter(|value| !value.is_empty()) {
            summary.push_str(&format!(", {name} `{value}`"));
        }
    }
    summary
}
