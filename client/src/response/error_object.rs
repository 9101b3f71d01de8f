//! Reads the error object of a response, and summarizes it for a message.

use colt_numbers_api::types::ApiError;
use http::StatusCode;

use crate::response::sanitize::sanitize;

/// The error object in a body, if the body is one, with each of its texts redacted.
pub(crate) fn read(body: &[u8], redact: impl Fn(&mut String)) -> Option<ApiError> {
    let body = std::str::from_utf8(body).ok()?.trim();
    let mut object: ApiError = body.starts_with('{').then(|| serde_json::from_str(body).ok())??;
    // Without `..`, so that a new field does not compile until it is redacted here.
    let ApiError { code, reason, message, status, reference_error } = &mut object;
    [code, reason, message, status, reference_error].into_iter().flatten().for_each(redact);
    (object != ApiError::default()).then_some(object)
}

/// A response that is not 2xx on one line: its status, and code, reason and message of its error object.
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
