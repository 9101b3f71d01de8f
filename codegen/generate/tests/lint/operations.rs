//! Paths, parameters, names and servers of operations.

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use serde_json::json;

use crate::{errors, generated, source, spec};

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

/// Path templates with unpaired braces or adjacent parameters.
#[test]
fn unpaired_braces_and_adjacent_parameters_are_rejected() {
    for (path, at) in [("/a}b", "/paths/~1a}b/get"), ("/a{b", "/paths/~1a{b/get"), ("/{a{b}}", "/paths/~1{a{b}}/get")] {
        let mut spec = spec();
        let item = spec["paths"]["/things"].take();
        spec["paths"] = json!({ path: item });
        let errors = errors(&generated(&spec).expect_err(path), at);
        assert!(errors.iter().any(|error| error.contains("brace")), "{path}: {errors:?}");
    }
    let mut adjacent = spec();
    let item = adjacent["paths"]["/things"].take();
    adjacent["paths"] = json!({ "/{a}{b}": item });
    let errors_of_path = errors(&generated(&adjacent).expect_err("adjacent"), "/paths/~1{a}{b}/get");
    assert!(errors_of_path.iter().any(|error| error.contains("nothing separates")), "{errors_of_path:?}");
}

/// Two operations without an id, whose paths differ in a slash, would have the same name.
#[test]
fn operations_whose_names_are_made_from_the_path_may_collide() {
    let get = json!({ "get": { "responses": { "204": { "description": "" } } } });
    let mut spec = spec();
    spec["paths"] = json!({ "/a": get, "/a/": get });
    let findings = generated(&spec).expect_err("one name");
    let errors = errors(&findings, "/paths/~1a~1/get");
    assert!(errors.len() == 1 && errors[0].contains("`operationId`"), "{findings}");
}

/// Two names that become the same name in Rust.
#[test]
fn names_of_operations_may_not_collide() {
    for (one, other) in [("getA", "get_a"), ("Straße", "Strasse")] {
        let mut spec = spec();
        let item = spec.pointer_mut("/paths/~1things").unwrap();
        item["get"]["operationId"] = json!(one);
        item["put"] = json!({ "operationId": other, "responses": { "204": { "description": "" } } });
        let findings = generated(&spec).expect_err(one);
        assert_eq!(errors(&findings, "/paths/~1things/put").len(), 1, "{findings}");
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
fn variables_of_every_server_are_noted() {
    let servers = json!([{ "url": "https://{a}.example", "variables": { "a": { "default": "b" } } }]);
    for pointer in ["", "/paths/~1things", "/paths/~1things/get"] {
        let mut spec = spec();
        spec.pointer_mut(pointer).unwrap()["servers"] = servers.clone();
        let notes = load(&source(&spec)).unwrap_or_else(|findings| panic!("{findings}")).notes;
        let at = format!("{pointer}/servers/0/variables");
        assert!(notes.of(Level::Note).any(|note| note.pointer == at), "{pointer}: {notes}");
    }
}

/// A security scheme that is not in the spec is an error. One that is not a bearer token is noted, and is data of the generated crate.
#[test]
fn security_schemes_exist_and_are_noted_if_they_are_not_bearer_tokens() {
    for (scheme, proof) in [
        (json!({ "type": "http", "scheme": "Bearer" }), Ok("Bearer")),
        (json!({ "type": "openIdConnect", "openIdConnectUrl": "https://a.example" }), Ok("Bearer")),
        (json!({ "type": "http", "scheme": "Basic" }), Err(r#"Http("basic")"#)),
        (json!({ "type": "apiKey", "in": "header", "name": "X-Key" }), Err(r#"HeaderKey("X-Key")"#)),
        (json!({ "type": "apiKey", "in": "query", "name": "key" }), Err(r#"QueryKey("key")"#)),
        (json!({ "type": "apiKey", "in": "cookie", "name": "key" }), Err(r#"CookieKey("key")"#)),
    ] {
        for (holder, at) in [("", "/security/0/other"), ("/paths/~1things/get", "/paths/~1things/get/security/0/other")]
        {
            let mut spec = spec();
            spec["components"]["securitySchemes"]["other"] = scheme.clone();
            spec.pointer_mut(holder).unwrap()["security"] = json!([{ "other": [] }]);
            let notes = load(&source(&spec)).unwrap_or_else(|findings| panic!("{findings}")).notes;
            assert_eq!(notes.of(Level::Note).any(|note| note.pointer == at), proof.is_err(), "{scheme}: {notes}");
            let files = generate(&source(&spec)).unwrap();
            let expected = format!("proof: SecurityProof::{}", proof.unwrap_or_else(|other| other));
            assert!(files["operations.rs"].contains(&expected), "{}", files["operations.rs"]);
        }
    }
    let mut spec = spec();
    spec["security"] = json!([{ "tokne": [] }]);
    let findings = generated(&spec).expect_err("an unknown scheme");
    assert_eq!(errors(&findings, "/security/0/tokne").len(), 1, "{findings}");
}
