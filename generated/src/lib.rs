//! Models and the bundled spec of the vendor's API.

/// The bundled spec, as JSON (OpenAPI 3.0.3).
pub const OPENAPI_JSON: &str = include_str!("openapi.json");

/// The bundled cases: requests that the schema and each rule accept or reject, as JSON.
pub const CASES_JSON: &str = include_str!("cases.json");
