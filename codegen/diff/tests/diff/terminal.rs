//! Tests with hostile text in documents: printed output contains no terminal control characters and no added lines.

use colt_numbers_diff::{check_versions, diff};
use colt_numbers_terminal_text::is_unsafe;
use serde_json::{Map, Value, json};

/// An escape sequence, line breaks of all kinds, and a change of the writing direction.
const HOSTILE: &str = "a\u{1b}[2J\r\nwire: none\u{85}\u{2028}\u{202e}\u{7f}";

/// The value with hostile text in every string and in additional member names, made unique by `suffix`.
fn hostile(value: &Value, suffix: &str) -> Value {
    match value {
        Value::String(text) if text.starts_with("#/") || text == "3.0.3" => value.clone(),
        Value::String(text) => json!(format!("{text}{HOSTILE}{suffix}")),
        Value::Array(items) => items.iter().map(|item| hostile(item, suffix)).collect(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| (key.clone(), hostile(value, suffix));
            let mut members: Map<String, Value> = members.iter().map(member).collect();
            members.insert(format!("x-{HOSTILE}"), json!(suffix));
            members.insert(format!("{HOSTILE}{suffix}"), json!(HOSTILE));
            Value::Object(members)
        }
        other => other.clone(),
    }
}

fn assert_safe(text: &str) {
    let found: Vec<char> = text.chars().filter(|c| is_unsafe(*c) && *c != '\n').collect();
    assert!(found.is_empty(), "{found:?}\n{text:?}");
    // No line of the output was injected by a document.
    assert!(!text.lines().any(|line| line.starts_with("wire: ")), "{text}");
}

#[test]
fn reports_of_hostile_documents_are_safe_to_print() {
    let spec = json!({
        "openapi": "3.0.3",
        "info": {"title": "a", "version": "1"},
        "servers": [{"url": "https://a.example", "x-id": "a"}],
        "security": [{"token": ["a"]}],
        "paths": {"/a/{b}": {"post": {
            "operationId": "a",
            "parameters": [{"name": "b", "in": "path", "required": true, "schema": {"type": "string", "default": "a"}}],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/T"}}}},
            "responses": {"200": {"description": "ok", "headers": {"X-A": {"schema": {"type": "string"}}}}},
            "x-effects": {"a": {"statement": "a"}},
        }}},
        "components": {
            "schemas": {"T": {"type": "object", "properties": {"p": {"type": "string", "enum": ["a"], "pattern": "a"}}}},
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "a"}},
        },
        "x-rules": {"a": {"severity": "error", "statement": "a", "data": {"countries": ["GB"]}}},
    });
    let texts = [spec.clone(), hostile(&spec, "1"), hostile(&spec, "2")].map(|document| document.to_string());
    for old in &texts {
        for new in &texts {
            let report = diff(old, new).unwrap();
            assert_safe(&report.text());
            assert_safe(&report.changelog());
        }
    }
}

#[test]
fn errors_are_safe_to_print() {
    for text in [
        format!("openapi: \"{}\"", HOSTILE.escape_default()),
        format!("{HOSTILE}: ["),
        json!({"openapi": HOSTILE}).to_string(),
    ] {
        assert_safe(&diff(&text, "openapi: 3.0.3").unwrap_err().to_string());
    }
    let report = diff("openapi: 3.0.3", "openapi: 3.0.3").unwrap();
    assert_safe(&check_versions(&report, HOSTILE, "1.0.0").unwrap_err().to_string());
}
