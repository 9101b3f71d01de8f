//! The error object of a response, and the line that a message makes of it.

use colt_numbers_api::types::ApiError;
use http::StatusCode;

use crate::response::sanitize::quoted;

/// The error object of a body, if it is one, with each of its texts redacted.
pub(crate) fn read(body: &[u8], redact: impl Fn(&mut String)) -> Option<ApiError> {
    let body = std::str::from_utf8(body).ok()?.trim();
    let mut object: ApiError = body.starts_with('{').then(|| serde_json::from_str(body).ok())??;
    // Named one by one, so that a field that is new does not compile before it is here.
    let ApiError { code, reason, message, status, reference_error } = &mut object;
    [code, reason, message, status, reference_error].into_iter().flatten().for_each(redact);
    (object != ApiError::default()).then_some(object)
}

/// One line on a response that is not a success: its status, and what its error object says.
pub(crate) fn line(status: StatusCode, object: Option<&ApiError>) -> String {
    let mut line = format!("status {}", status.as_u16());
    let Some(object) = object else { return line };
    for (name, value) in [("code", &object.code), ("reason", &object.reason), ("message", &object.message)] {
        if let Some(value) = value.as_deref().map(quoted).filter(|value| !value.is_empty()) {
            line.push_str(&format!(", {name} `{value}`"));
        }
    }
    line
}
