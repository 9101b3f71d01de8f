//! The lint rejects specs that state more than the generator emits, with a pointer and a hint.
#![expect(clippy::unwrap_used, reason = "tests")]

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::source::Source;
use serde_json::{Value, json};

/// A valid spec with one operation.
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

/// The errors at a pointer, each with its hint.
fn errors(findings: &Findings, pointer: &str) -> Vec<String> {
    let errors = findings.of(Level::Error).filter(|finding| finding.pointer == pointer);
    errors.map(|finding| format!("{} ({})", finding.message, finding.remedy)).collect()
}

#[test]
fn keywords_that_the_emitter_would_ignore_are_rejected() {
    generated(&spec()).unwrap();
    for (holder, key, value, pointer, words) in [
        ("/components/schemas", "Code", json!({ "maxLength": 3 }), "/components/schemas/Code", "allows numbers"),
        (
            "/components/schemas",
            "Code",
            json!({ "enum": ["a", 1] }),
            "/components/schemas/Code",
            "an `enum` without `type`, whose values",
        ),
        (
            "/components/schemas",
            "Code",
            json!({ "minLength": 1 }),
            "/components/schemas/Code/minLength",
            "without a type",
        ),
        ("/components/schemas", "Code", json!({ "pattern": "^a$" }), "/components/schemas/Code", "allows numbers"),
        (
            "/components/schemas",
            "Code",
            json!({ "allOf": [{ "type": "string" }], "required": ["a"] }),
            "/components/schemas/Code/allOf/0",
            "is not an object, but `type` or `required`",
        ),
        (
            "/components/schemas",
            "Code",
            json!({ "allOf": [{ "type": "string" }], "type": "object" }),
            "/components/schemas/Code/allOf/0",
            "is not an object, but `type` or `required`",
        ),
    ] {
        let mut spec = spec();
        spec.pointer_mut(holder).unwrap()[key] = value;
        let findings = generated(&spec).expect_err(pointer);
        let errors = errors(&findings, pointer);
        assert!(errors.iter().any(|error| error.contains(words)), "{pointer}: {findings}");
    }
}

/// The default style of a single value is accepted; styles that would change what is sent are rejected.
#[test]
fn a_style_that_changes_what_is_sent_is_rejected() {
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
        match generated(&spec) {
            Ok(()) => assert!(accepted, "{place} {style}"),
            Err(findings) => {
                assert!(!accepted && errors(&findings, &pointer).len() == 1, "{place} {style}: {findings}");
                assert_eq!(findings.of(Level::Error).count(), 1, "{place} {style}: {findings}");
            }
        }
    }
}

#[test]
fn a_component_that_operations_share_is_reported_once() {
    let pointer = "/paths/~1things/parameters/0";
    let mut spec = spec();
    let item = spec.pointer_mut("/paths/~1things").unwrap();
    item["parameters"] = json!([{ "name": "kind", "in": "cookie", "schema": { "type": "string" } }]);
    item["post"] = json!({ "operationId": "add", "responses": { "204": { "description": "" } } });
    let findings = generated(&spec).expect_err(pointer);
    assert_eq!(errors(&findings, pointer).len(), 1, "{findings}");
    assert_eq!(findings.of(Level::Error).count(), 1, "{findings}");
}

#[test]
fn a_warning_that_cites_the_document_is_rejected() {
    for (severity, cites, words) in [
        ("warning", true, Some("`warning` must not cite the document")),
        ("warning", false, None),
        ("error", true, None),
        ("error", false, Some("`error` must cite the document")),
    ] {
        let mut rule = json!({ "severity": severity, "statement": "It holds.", "x-assumption": "Made up." });
        if cites {
            rule["x-source"] = json!("t.txt:1");
        }
        let mut spec = spec();
        spec["x-rules"] = json!({ "it-holds": rule });
        // The rule has no cases, which is another error.
        let errors = errors(&generated(&spec).unwrap_err(), "/x-rules/it-holds").join("\n");
        let is_about_citation = errors.contains("cite the document");
        assert!(words.map_or(!is_about_citation, |words| errors.contains(words)), "{severity} {cites}: {errors}");
    }
}

/// The lint rejects a default that its schema or its generated type does not allow.
#[test]
fn a_default_is_valid_against_its_schema_and_type() {
    let named = |name: &str| json!([{ "$ref": format!("#/components/schemas/{name}") }]);
    for (schema, default, accepted) in [
        (json!({ "allOf": named("Code") }), json!("abc"), true),
        (json!({ "allOf": named("Code") }), json!("abcd"), false),
        (json!({ "allOf": named("Code"), "nullable": true }), json!(null), true),
        (json!({ "allOf": named("Code") }), json!(null), false),
        (json!({ "allOf": named("Kind") }), json!("b"), false),
        (json!({ "allOf": named("Thing") }), json!({ "code": "abc" }), true),
        (json!({ "allOf": named("Thing") }), json!({ "code": "abcd" }), false),
        (json!({ "allOf": named("Thing") }), json!({}), false),
        (json!({ "allOf": named("Either") }), json!("a"), true),
        (json!({ "allOf": named("Either") }), json!(3), false),
        (json!({ "type": "array", "items": { "$ref": "#/components/schemas/Code" } }), json!(["abcd"]), false),
        (json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }), json!([]), false),
        (json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true }), json!(["a", "a"]), false),
        (json!({ "type": "object", "additionalProperties": { "type": "integer" } }), json!({ "a": "b" }), false),
        (json!({ "type": "integer" }), json!(9_223_372_036_854_775_808_u64), false),
        (json!({ "type": "integer" }), json!(3.0), false),
        (json!({ "type": "integer", "format": "uint64" }), json!(u64::MAX), true),
        (json!({ "type": "integer", "format": "uint64" }), json!(-1), false),
        (json!({ "type": "integer", "format": "int8" }), json!(128), false),
        (json!({ "type": "integer", "minimum": 5 }), json!(5), true),
        (json!({ "type": "integer", "minimum": 5 }), json!(4), false),
        (json!({ "type": "integer", "maximum": 5, "exclusiveMaximum": true }), json!(5), false),
        (json!({ "type": "number", "format": "float" }), json!(1e300), false),
        (json!({ "type": "number", "format": "double" }), json!(1e300), true),
        (json!({ "type": "boolean" }), json!("true"), false),
        (json!({}), json!(null), true),
    ] {
        let mut spec = spec();
        let mut property = schema;
        property["default"] = default;
        let schemas = &mut spec["components"]["schemas"];
        schemas["Kind"] = json!({ "type": "string", "enum": ["a"] });
        schemas["Thing"] = json!({ "type": "object", "required": ["code"], "properties": { "code": { "$ref": "#/components/schemas/Code" } } });
        schemas["Either"] =
            json!({ "oneOf": [{ "$ref": "#/components/schemas/Code" }, { "$ref": "#/components/schemas/Thing" }] });
        schemas["Holder"] = json!({ "type": "object", "properties": { "it": property.clone() } });
        let pointer = "/components/schemas/Holder/properties/it/default";
        match generated(&spec) {
            Ok(()) => assert!(accepted, "{property}"),
            Err(findings) => assert!(!accepted && errors(&findings, pointer).len() == 1, "{property}: {findings}"),
        }
    }
}

/// Path templates with unpaired braces, and a schema with two kinds of alternatives.
#[test]
fn braces_and_alternatives_are_rejected_with_a_pointer() {
    for (path, at) in [("/a}b", "/paths/~1a}b/get"), ("/a{b", "/paths/~1a{b/get"), ("/{a{b}}", "/paths/~1{a{b}}/get")] {
        let mut spec = spec();
        let item = spec["paths"]["/things"].take();
        spec["paths"] = json!({ path: item });
        let errors = errors(&generated(&spec).expect_err(path), at);
        assert!(errors.iter().any(|error| error.contains("brace")), "{path}: {errors:?}");
    }
    let mut spec = spec();
    let part = json!([{ "$ref": "#/components/schemas/Code" }]);
    spec["components"]["schemas"]["Both"] = json!({ "oneOf": part, "anyOf": part });
    let findings = generated(&spec).expect_err("both");
    assert_eq!(errors(&findings, "/components/schemas/Both/anyOf").len(), 1, "{findings}");
}

/// An extension that has a meaning only for another generator is ignored.
#[test]
fn extensions_of_other_generators_are_ignored() {
    let clean = generate(&Source::of_text("t.yaml", &serde_yaml::to_string(&spec()).unwrap())).unwrap();
    for (extension, value) in
        [("x-dropshot-websocket", json!({})), ("x-dropshot-pagination", json!({ "required": [] }))]
    {
        let mut spec = spec();
        spec["paths"]["/things"]["get"][extension] = value;
        let files = generate(&Source::of_text("t.yaml", &serde_yaml::to_string(&spec).unwrap())).unwrap();
        assert_eq!(files["requests.rs"], clean["requests.rs"], "{extension}");
    }
}

/// A parameter may be null or an array of scalars. It is rejected if it may be an object or an array of arrays.
#[test]
fn a_parameter_that_cannot_be_written_as_text_is_rejected() {
    let text = |schema: serde_json::Value| {
        let mut spec = spec();
        spec["components"]["schemas"]["Maybe"] =
            json!({ "allOf": [{ "$ref": "#/components/schemas/Code" }], "nullable": true });
        spec["paths"]["/things"]["get"]["parameters"] = json!([{ "name": "code", "in": "query", "schema": schema }]);
        generated(&spec)
    };
    let scalar = json!({ "type": "string" });
    for schema in [
        json!({ "$ref": "#/components/schemas/Maybe" }),
        json!({ "type": "integer", "nullable": true }),
        json!({ "type": "array", "items": { "$ref": "#/components/schemas/Code" } }),
        json!({ "oneOf": [scalar, { "type": "array", "items": scalar }] }),
    ] {
        text(schema.clone()).unwrap_or_else(|findings| panic!("{schema}: {findings}"));
    }
    for schema in [
        json!({ "type": "object" }),
        json!({}),
        json!({ "oneOf": [scalar, { "type": "object" }] }),
        json!({ "type": "array", "items": { "type": "array", "items": scalar } }),
    ] {
        let findings = text(schema.clone()).expect_err("no text");
        let errors = errors(&findings, "/paths/~1things/get/parameters/0");
        assert!(errors.iter().any(|error| error.contains("may be an object")), "{schema}: {findings}");
    }
}
