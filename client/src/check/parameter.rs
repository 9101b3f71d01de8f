//! Checks the value of a parameter: by its schema, and whether HTTP can carry it unchanged.

use colt_numbers_api::operations::{OperationParameter, ParameterLocation};
use colt_numbers_api::rules::Severity;
use http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};

use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::schema;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;

/// Checks a parameter against its schema, and whether it can be sent. Its violations are at its name in lower case.
pub(crate) fn check(parameter: &OperationParameter, value: Option<&Json<'_>>, violations: &mut ViolationList) {
    let name = parameter.name.to_ascii_lowercase();
    let location = JsonLocation::Member(&JsonLocation::Root, &name);
    let mut report = |id, message: String, hint: &str| {
        violations.add(Severity::Error, location.pointer_bytes(), || Violation {
            id,
            pointer: location.pointer(),
            severity: Severity::Error,
            message,
            hint: Some(hint.to_owned()),
        });
    };
    let Some(value) = value else {
        if parameter.required {
            report("required", format!("the parameter `{}` is missing", parameter.name), "add it");
        }
        return;
    };
    match (parameter.location, value) {
        (ParameterLocation::Header, _) if CONNECTION_HEADERS.iter().any(|header| *header == *name) => {
            report(
                "http",
                "this header depends on the connection, so it is sent with another value".to_owned(),
                "omit it",
            );
        }
        // In a query, a list without items looks like an absent list; in a header, it looks like a list with one empty item.
        (ParameterLocation::Query, Json::List(items)) if items.is_empty() && !parameter.required => {}
        (ParameterLocation::Query | ParameterLocation::Header, Json::List(items)) if items.is_empty() => {
            report("http", "a list without items cannot be sent".to_owned(), "add an item");
        }
        (ParameterLocation::Header, value) if !is_header_text(value) => {
            let message = "a header can have neither blanks around its value nor control characters";
            report("http", message.to_owned(), "remove them");
        }
        _ => {}
    }
    schema::check(parameter.schema, value, location, violations);
}

/// The headers that the client sets for each connection, so that no parameter can set them.
const CONNECTION_HEADERS: [HeaderName; 5] = [ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING];

/// Whether a header can have a value, and each item of a list. HTTP removes blanks around them.
fn is_header_text(value: &Json<'_>) -> bool {
    match value {
        Json::Text(text) => text.trim_matches([' ', '\t']) == text && HeaderValue::try_from(&**text).is_ok(),
        Json::List(items) => items.iter().all(is_header_text),
        _ => true,
    }
}
