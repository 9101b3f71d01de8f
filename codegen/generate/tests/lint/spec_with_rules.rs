//! A valid spec with all extensions of this project, and cases for its rules.

use colt_numbers_openapi::source::Source;
use serde_json::{Value, json};

/// A valid spec with documents, effects, rules, and two operations: one that orders, and one with a parameter and no body.
pub fn spec_with_rules() -> Value {
    let number = json!({ "type": "string", "description": "A number.", "x-assumption": "Made up." });
    let ranges = json!({ "type": "array", "items": { "type": "object", "properties": { "start": number } }, "description": "Ranges.", "x-source": "a.txt:1" });
    let order = json!({ "type": "object", "properties": { "id": number }, "description": "An order.", "x-source": "b.txt:1-2,4" });
    let content =
        |properties: Value| json!({ "application/json": { "schema": { "type": "object", "properties": properties } } });
    let code = json!({ "type": "string", "description": "A code.", "x-source": "a.txt:1", "x-codes": [
        { "code": "1001", "status": 409, "statement": "Taken.", "x-source": "a.txt:2" },
        { "code": "1001", "statement": "Invalid.", "x-assumption": "Made up." },
    ] });
    let response = |schema: Value| json!({ "description": "Done.", "x-source": "a.txt:1", "content": content(schema) });
    let tracking_id = json!({ "$ref": "#/components/schemas/TrackingId" });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1", "x-documents": [
            { "file": "a.txt", "title": "A", "sha256": "0".repeat(64) },
            { "file": "b.txt", "title": "B", "sha256": "1".repeat(64) },
        ] },
        "paths": {
            "/orders": { "post": {
                "operationId": "order",
                "description": "Orders.",
                "x-source": "b.txt:1",
                "x-effects": {
                    "order-created": { "statement": "It orders.", "x-source": "a.txt:1", "orders": true, "order": "/order/id" },
                    "lapse": { "statement": "It lapses.", "x-source": "a.txt:1", "holds": { "days": 90 }, "from": "Free", "to": "Held", "next": ["Sold"], "status": "Open" },
                },
                "parameters": [{ "name": "x-call-id", "in": "header", "description": "The id.", "x-source": "b.txt:3", "schema": tracking_id }],
                "requestBody": { "required": true, "description": "What.", "x-source": "a.txt:1", "content": content(json!({ "ranges": ranges })) },
                "responses": { "200": response(json!({ "order": order })), "4XX": response(json!({ "code": code })) },
            } },
            "/orders/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "description": "The id.", "x-source": "b.txt:3", "schema": { "type": "string" } }],
                "get": { "operationId": "find", "description": "Finds.", "x-source": "b.txt:1", "responses": { "200": response(json!({ "order": order })) } },
            },
        },
        "components": { "securitySchemes": {
            "token": {
                "type": "oauth2", "description": "A token.", "x-assumption": "Made up.", "x-tracking-header": "x-call-id",
                "flows": { "clientCredentials": { "tokenUrl": "https://localhost/token", "scopes": {} } },
            },
        }, "schemas": {
            "TrackingId": { "type": "string", "description": "An id.", "x-source": "b.txt:3" },
            "Country": {
                "type": "string", "enum": ["GB"], "description": "A country.", "x-source": "a.txt:1",
                "x-countries": { "GB": { "name": "Britain", "callingCode": "44", "zone": "A" } },
            },
        } },
        "x-rules": {
            "at-most": {
                "severity": "error", "operations": ["order"], "statement": "Few ranges.", "x-source": "a.txt:1",
                "data": { "most": 3, "isFirm": true, "words": ["a"], "steps": [1, -2], "of": "/ranges/-/start", "countries": ["GB"] },
            },
            "both": { "severity": "warning", "operations": ["order", "find"], "statement": "Both.", "x-assumption": "Made up." },
        },
    })
}

/// The spec as a source, with a case of each kind for each rule and one for the schema.
pub fn source_with_rules(spec: &Value) -> Source {
    let mut source = crate::source(spec);
    let order = json!({ "about": "", "operation": "order", "body": {}, "violations": [] });
    let find = json!({ "about": "", "operation": "find", "parameters": { "id": "1" }, "violations": [] });
    let alone = json!({ "about": "", "body": {}, "violations": [] });
    for (name, case) in [
        ("at-most/accept-one", &alone),
        ("at-most/reject-one", &order),
        ("both/accept-find", &find),
        ("both/accept-order", &order),
        ("both/reject-find", &find),
        ("both/reject-order", &order),
        ("schema/accept-one", &find),
    ] {
        source.cases.insert(format!("spec/cases/{name}.json"), case.to_string());
    }
    source
}
