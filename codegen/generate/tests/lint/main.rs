//! The lint rejects specs that state more than the generator emits, with a pointer and a hint.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cases;
mod document_changes;
mod documents;
mod extensions;
mod keywords;
mod operations;
mod spec_with_rules;

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::source::Source;
use serde_json::{Value, json};

/// A valid spec with one operation.
pub fn spec() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "servers": [{ "url": "https://a.example" }],
        "security": [{ "token": [] }],
        "paths": { "/things": { "get": { "operationId": "things", "responses": { "204": { "description": "" } } } } },
        "components": {
            "schemas": { "Code": { "type": "string", "maxLength": 3 } },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// A spec without cases as a source.
pub fn source(spec: &Value) -> Source {
    Source::of_text("t.yaml", &serde_yaml::to_string(spec).unwrap())
}

/// Generates code from a spec, and returns only the findings.
pub fn generated(spec: &Value) -> Result<(), Findings> {
    generate(&source(spec)).map(drop)
}

/// The errors at a pointer, each with its hint.
pub fn errors(findings: &Findings, pointer: &str) -> Vec<String> {
    let errors = findings.of(Level::Error).filter(|finding| finding.pointer == pointer);
    errors.map(|finding| format!("{} ({})", finding.message, finding.remedy)).collect()
}
