//! Keywords of schemas that the generator does not support or does not know, and extensions of other generators.

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use serde_json::json;

use crate::{errors, generated, source, spec};

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

/// Limits that have no effect, or that exclude every value.
#[test]
fn limits_without_effect_and_limits_that_exclude_every_value_are_rejected() {
    let object = json!({ "a": {} });
    for (schema, at, words) in [
        (json!({ "type": "integer", "exclusiveMinimum": true }), "/exclusiveMinimum", "without `minimum`"),
        (json!({ "type": "number", "exclusiveMaximum": true, "minimum": 1 }), "/exclusiveMaximum", "without `maximum`"),
        (json!({ "type": "number", "multipleOf": 0 }), "/multipleOf", "greater than 0"),
        (json!({ "type": "integer", "multipleOf": -2 }), "/multipleOf", "greater than 0"),
        (json!({ "type": "integer", "minimum": 2, "maximum": 1 }), "/minimum", "no value is valid"),
        (json!({ "type": "array", "items": {}, "minItems": 2, "maxItems": 1 }), "/minItems", "no value is valid"),
        (json!({ "type": "object", "properties": object, "required": ["a", "a"] }), "/required/1", "required twice"),
    ] {
        let mut spec = spec();
        spec["components"]["schemas"]["Limited"] = schema.clone();
        let findings = generated(&spec).expect_err(words);
        let errors = errors(&findings, &format!("/components/schemas/Limited{at}"));
        assert!(errors.len() == 1 && errors[0].contains(words), "{schema}: {findings}");
    }
    let mut spec = spec();
    let limits = json!({ "type": "integer", "minimum": 1, "maximum": 1, "exclusiveMinimum": false, "multipleOf": 2 });
    spec["components"]["schemas"]["Limited"] = limits;
    generated(&spec).unwrap_or_else(|findings| panic!("{findings}"));
}

/// A schema with two kinds of alternatives.
#[test]
fn alternatives_of_two_kinds_are_rejected() {
    let mut spec = spec();
    let part = json!([{ "$ref": "#/components/schemas/Code" }]);
    spec["components"]["schemas"]["Both"] = json!({ "oneOf": part, "anyOf": part });
    let findings = generated(&spec).expect_err("both");
    assert_eq!(errors(&findings, "/components/schemas/Both/anyOf").len(), 1, "{findings}");
}

/// Unknown keywords do not hide other findings, except findings that they may cause.
#[test]
fn unknown_keywords_are_reported_together_with_everything_else() {
    let mut spec = spec();
    let schemas = &mut spec["components"]["schemas"];
    schemas["Code"] = json!({ "type": "string", "maxLenght": 3 });
    schemas["Thing"] = json!({ "type": "object", "propertes": {}, "required": ["a"], "additionalProperties": false });
    schemas["Other"] = json!({ "type": "string", "pattern": "(" });
    spec["paths"]["/{id}"] = json!({ "get": { "responses": { "204": { "description": "" } } } });
    let findings = generated(&spec).expect_err("several errors");
    let found: Vec<&str> = findings.of(Level::Error).map(|finding| finding.pointer.as_str()).collect();
    let of = |name: &str, keyword: &str| format!("/components/schemas/{name}/{keyword}");
    assert_eq!(
        found,
        [&of("Code", "maxLenght"), &of("Thing", "propertes"), &of("Other", "pattern"), "/paths/~1{id}/get"],
        "{findings}"
    );
    // A spec that cannot be read without the unknown keyword.
    spec["paths"]["/things"]["get"]["parameters"] = json!([{ "nmae": "a", "in": "query", "schema": {} }]);
    let findings = generated(&spec).expect_err("several errors");
    assert_eq!(errors(&findings, "/paths/~1things/get/parameters/0/nmae").len(), 1, "{findings}");
    assert!(errors(&findings, "/paths/~1things").is_empty() && errors(&findings, "").is_empty(), "{findings}");
}

/// A note on a keyword that OpenAPI ignores does not hide other findings.
#[test]
fn an_ignored_description_hides_no_finding() {
    let mut spec = spec();
    spec["components"]["schemas"]["Alias"] = json!({ "$ref": "#/components/schemas/Code", "description": "A code." });
    spec["components"]["schemas"]["Code"] = json!({ "type": "string", "pattern": "(" });
    let findings = generated(&spec).expect_err("an invalid pattern");
    assert_eq!(errors(&findings, "/components/schemas/Code/pattern").len(), 1, "{findings}");
}

/// An extension that has a meaning only for another generator is ignored.
#[test]
fn extensions_of_other_generators_are_ignored() {
    let clean = generate(&source(&spec())).unwrap();
    for (extension, value) in
        [("x-dropshot-websocket", json!({})), ("x-dropshot-pagination", json!({ "required": [] }))]
    {
        let mut spec = spec();
        spec["paths"]["/things"]["get"][extension] = value;
        let files = generate(&source(&spec)).unwrap();
        assert_eq!(files["requests.rs"], clean["requests.rs"], "{extension}");
    }
}
