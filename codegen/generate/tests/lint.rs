//! What the lint says of specs that mean more than the generator emits: each is refused with its place and a remedy.
#![expect(clippy::unwrap_used, reason = "tests")]

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::source::Source;
use serde_json::{Value, json};

/// A spec of one operation that is in order.
fn spec() -> Value {
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

fn generated(spec: &Value) -> Result<(), Findings> {
    generate(&Source::of_text("t.yaml", &serde_yaml::to_string(spec).unwrap())).map(drop)
}

/// The errors at a pointer, each with its remedy.
fn errors(findings: &Findings, pointer: &str) -> Vec<String> {
    let errors = findings.of(Level::Error).filter(|finding| finding.pointer == pointer);
    errors.map(|finding| format!("{} ({})", finding.message, finding.remedy)).collect()
}

#[test]
fn what_the_emitter_would_lose_is_refused() {
    generated(&spec()).unwrap();
    let servers = json!([{ "url": "https://b.example" }]);
    for (holder, key, value, pointer, words) in [
        (
            "/paths/~1things",
            "servers",
            servers.clone(),
            "/paths/~1things/servers",
            "still go to the document's servers",
        ),
        (
            "/paths/~1things/get",
            "servers",
            servers,
            "/paths/~1things/get/servers",
            "still go to the document's servers",
        ),
        ("/paths/~1things/get", "security", json!([]), "/paths/~1things/get/security", "still send"),
        ("", "security", json!([{ "token": ["write"] }]), "/security/0/token", "without these scopes"),
        ("/components/schemas", "Code", json!({ "maxLength": 3 }), "/components/schemas/Code", "allows numbers"),
        (
            "/components/schemas",
            "Code",
            json!({ "enum": ["a"] }),
            "/components/schemas/Code",
            "an `enum` without `type` (",
        ),
        (
            "/components/schemas",
            "Code",
            json!({ "enum": [1, 2] }),
            "/components/schemas/Code",
            "an `enum` without `type` (",
        ),
        (
            "/components/schemas",
            "Code",
            json!({ "minLength": 1 }),
            "/components/schemas/Code/minLength",
            "without a type",
        ),
        ("/components/schemas", "Code", json!({ "pattern": "^a$" }), "/components/schemas/Code", "allows numbers"),
    ] {
        let mut spec = spec();
        spec.pointer_mut(holder).unwrap()[key] = value;
        let findings = generated(&spec).expect_err(pointer);
        let errors = errors(&findings, pointer);
        assert!(errors.iter().any(|error| error.contains(words)), "{pointer}: {findings}");
    }
}

/// A style that would be sent in another form is refused; the one that a single value has in any case is not.
#[test]
fn a_style_that_changes_what_is_sent_is_refused() {
    for (place, style, accepted) in [
        ("path", "simple", true),
        ("path", "label", false),
        ("path", "matrix", false),
        ("header", "simple", true),
        ("query", "form", true),
        ("query", "deepObject", false),
        ("query", "pipeDelimited", false),
        ("query", "spaceDelimited", false),
    ] {
        let mut spec = spec();
        let mut item = spec["paths"]["/things"].take();
        item["parameters"] =
            json!([{ "name": "id", "in": place, "required": true, "style": style, "schema": { "type": "string" } }]);
        let path = if place == "path" { "/things/{id}" } else { "/things" };
        spec["paths"] = json!({ path: item });
        let pointer =
            format!("{}/parameters/0/style", if place == "path" { "/paths/~1things~1{id}" } else { "/paths/~1things" });
        let errors = generated(&spec).map_or_else(|findings| errors(&findings, &pointer), |()| Vec::new());
        assert_eq!(errors.is_empty(), accepted, "{place} {style}: {errors:?}");
    }
}

#[test]
fn what_operations_share_is_told_once() {
    for (key, value, pointer) in [
        ("servers", json!([{ "url": "https://b.example" }]), "/paths/~1things/servers"),
        (
            "parameters",
            json!([{ "name": "kind", "in": "cookie", "schema": { "type": "string" } }]),
            "/paths/~1things/parameters/0",
        ),
    ] {
        let mut spec = spec();
        let item = spec.pointer_mut("/paths/~1things").unwrap();
        item[key] = value;
        item["post"] = json!({ "operationId": "add", "responses": { "204": { "description": "" } } });
        let findings = generated(&spec).expect_err(pointer);
        assert_eq!(errors(&findings, pointer).len(), 1, "{findings}");
        assert_eq!(findings.of(Level::Error).count(), 1, "{findings}");
    }
}

#[test]
fn a_warning_that_cites_the_document_is_refused() {
    for (severity, cites, words) in [
        ("warning", true, Some("a warning that the document states")),
        ("warning", false, None),
        ("error", true, None),
        ("error", false, Some("an error that the document does not state")),
    ] {
        let mut rule = json!({ "severity": severity, "statement": "It holds.", "x-assumption": "Made up." });
        if cites {
            rule["x-source"] = json!("t.txt:1");
        }
        let mut spec = spec();
        spec["x-rules"] = json!({ "it-holds": rule });
        // It has no cases either, which is another error.
        let errors = errors(&generated(&spec).unwrap_err(), "/x-rules/it-holds").join("\n");
        let states = errors.contains("that the document");
        assert!(words.map_or(!states, |words| errors.contains(words)), "{severity} {cites}: {errors}");
    }
}
