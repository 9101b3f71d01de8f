//! Finds tracking ids: those of an operation's requests, and those of token requests.
//!
//! The tracking id of a request is the header parameter whose schema is a reference to the component `TrackingId`. The name of the header is
//! stated by the parameter alone, so each operation may have another.

use serde_json::Value;

use crate::operation::{Operation, parameters};
use crate::reference;
use crate::value::text;

/// The name of the component schema of tracking ids.
pub const SCHEMA: &str = "TrackingId";

/// The keyword of an OAuth 2.0 security scheme that has the name of the header for the tracking id of a token request.
pub const TOKEN_KEYWORD: &str = "x-tracking-header";

/// Whether a parameter is the tracking id of its request.
pub fn is_tracking_id(parameter: &Value) -> bool {
    let schema = parameter.get("schema").and_then(reference::schema_name);
    parameter.get("in").is_some_and(|place| place == "header") && schema.as_deref() == Some(SCHEMA)
}

/// The parameters of an operation that are tracking ids, each with its pointer and its name. The lint allows at most one.
pub fn tracking_ids<'v>(root: &'v Value, operation: &Operation<'v>) -> Vec<(String, &'v str)> {
    let found = parameters(root, operation).into_iter().filter(|(_, parameter)| is_tracking_id(parameter));
    found.map(|(at, parameter)| (at, text(parameter, "name").unwrap_or_default())).collect()
}

/// The header for the tracking id of the token requests of a security scheme.
pub fn token_tracking_header<'v>(root: &'v Value, scheme: &str) -> Option<&'v str> {
    text(root.pointer("/components/securitySchemes")?.get(scheme)?, TOKEN_KEYWORD)
}
