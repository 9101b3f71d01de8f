//! Every keyword of OpenAPI 3.0.3 with a value and with null: the lint accepts it, or rejects it for the reason in the reviewed golden file.
//!
//! `UPDATE_EXPECT=1 cargo test -p colt-numbers-generate --test keywords` rewrites the golden file.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::objects::{OPENAPI, ObjectType, ValueType};
use colt_numbers_openapi::source::Source;
use expect_test::expect_file;
use serde_json::{Value, json};

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A spec that contains each object of OpenAPI.
fn document() -> Value {
    serde_yaml::from_str(&fs::read_to_string(data("keywords.yaml")).unwrap()).unwrap()
}

/// Every object of OpenAPI, and the pointers of its occurrences in the spec.
fn objects(root: &Value) -> BTreeMap<&'static str, (&'static ObjectType, Vec<String>)> {
    fn add(
        value: &Value,
        at: String,
        object: &'static ObjectType,
        found: &mut BTreeMap<&'static str, (&'static ObjectType, Vec<String>)>,
    ) {
        let is_new = !found.contains_key(object.name);
        let is_here = value.is_object() && value.get("$ref").is_none();
        let pointers = &mut found.entry(object.name).or_insert((object, Vec::new())).1;
        if is_here {
            pointers.push(at.clone());
        }
        if !(is_new || is_here) {
            return;
        }
        for (name, holds) in object.keywords {
            let inner = &value[*name];
            match holds {
                ValueType::Object(object) => add(inner, format!("{at}/{name}"), object, found),
                ValueType::List(object) => add(&inner[0], format!("{at}/{name}/0"), object, found),
                ValueType::Map(object) => member(inner, format!("{at}/{name}"), object, found),
                ValueType::AnyJson | ValueType::JsonCollection | ValueType::NonNull => {}
            }
        }
        if let Some(others) = object.others {
            member(value, at, others, found);
        }
    }
    /// Adds the first member of a mapping.
    fn member(
        value: &Value,
        at: String,
        object: &'static ObjectType,
        found: &mut BTreeMap<&'static str, (&'static ObjectType, Vec<String>)>,
    ) {
        let first = value.as_object().and_then(|members| members.iter().next());
        let (name, inner) = first.map_or(("", &Value::Null), |(name, inner)| (name.as_str(), inner));
        add(inner, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), object, found);
    }
    let mut found = BTreeMap::new();
    add(root, String::new(), &OPENAPI, &mut found);
    found
}

/// A value of the type that the keyword has.
fn value(object: &str, keyword: &str) -> Value {
    match keyword {
        "style" if object == "Encoding" => json!("form"),
        "style" => json!("simple"),
        "enum" if object == "Server Variable" => json!(["a"]),
        "default" if object == "Responses" => json!({ "description": "" }),
        "parameters" if object == "Link" => json!({ "a": null }),
        "responses" if object == "Operation" => json!({ "204": { "description": "" } }),
        "required" if object == "Schema" => json!(["a"]),
        "enum" if object == "Schema" => json!(["a", "b"]),
        "type" if object == "Schema" => json!("boolean"),
        "properties" => json!({ "a": { "type": "string" } }),
        "type" if object == "Security Scheme" => json!("http"),
        "in" if object == "Security Scheme" => json!("header"),
        "items" | "not" | "additionalProperties" | "schema" => json!({ "type": "string" }),
        "openapi" => json!("3.0.3"),
        "type" => json!("string"),
        "in" => json!("query"),
        "scheme" => json!("bearer"),
        "url" | "tokenUrl" | "authorizationUrl" | "refreshUrl" | "openIdConnectUrl" | "externalValue"
        | "termsOfService" | "namespace" => json!("https://a.example"),
        "deprecated" | "required" | "allowEmptyValue" | "explode" | "allowReserved" | "exclusiveMaximum"
        | "exclusiveMinimum" | "uniqueItems" | "nullable" | "readOnly" | "writeOnly" | "attribute" | "wrapped" => {
            json!(true)
        }
        "multipleOf" | "maximum" | "minimum" | "maxLength" | "minLength" | "maxItems" | "minItems"
        | "maxProperties" | "minProperties" => json!(1),
        "servers" => json!([{ "url": "https://a.example" }]),
        "security" => json!([{ "token": [] }]),
        "tags" if object == "OpenAPI" => json!([{ "name": "a" }]),
        "tags" | "enum" => json!(["a"]),
        "parameters" if object != "Components" => {
            json!([{ "name": "b", "in": "query", "schema": { "type": "string" } }])
        }
        "allOf" | "oneOf" | "anyOf" => json!([{ "$ref": "#/components/schemas/Thing" }]),
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => {
            json!({ "operationId": keyword, "responses": { "204": { "description": "" } } })
        }
        "requestBody" if object == "Operation" => {
            json!({ "content": { "application/json": { "schema": { "type": "string" } } } })
        }
        "info" => json!({ "title": "T", "version": "1" }),
        "license" => json!({ "name": "MIT" }),
        "externalDocs" => json!({ "url": "https://a.example" }),
        "server" => json!({ "url": "https://a.example" }),
        "discriminator" => json!({ "propertyName": "kind" }),
        "flows" | "contact" | "xml" | "paths" | "implicit" | "password" | "clientCredentials" | "authorizationCode" => {
            json!({})
        }
        "content" => json!({ "application/json": {} }),
        "components" | "variables" | "schemas" | "responses" | "parameters" | "examples" | "requestBodies"
        | "headers" | "securitySchemes" | "links" | "callbacks" | "encoding" | "mapping" | "scopes" => {
            json!({})
        }
        "title" | "description" | "version" | "name" | "email" | "default" | "summary" | "operationId"
        | "contentType" | "value" | "operationRef" | "requestBody" | "pattern" | "format" | "example"
        | "propertyName" | "prefix" | "bearerFormat" => json!("a"),
        other => panic!("no value for `{other}` of {object}"),
    }
}

/// The lint's result for the spec with a value at a keyword.
fn lint_result(root: &Value, object_at: &str, keyword: &str, value: Value) -> String {
    let mut changed = root.clone();
    changed.pointer_mut(object_at).unwrap()[keyword] = value;
    let at = format!("{object_at}/{keyword}");
    let source = Source::of_text("t.yaml", &changed.to_string());
    match load(&source) {
        Ok(spec) => {
            generate(&source).unwrap_or_else(|findings| {
                panic!("{at}: accepted by the lint but rejected by the emitter: {findings}")
            });
            let note = spec.notes.of(Level::Note).find(|note| note.pointer == at);
            note.map_or_else(|| "accepted".to_owned(), |note| format!("accepted, with the note: {}", note.message))
        }
        Err(findings) => {
            let errors: Vec<_> = findings.of(Level::Error).collect();
            assert!(errors.iter().all(|error| !error.remedy.contains("spelling")), "{at}: {findings}");
            let here = errors.iter().find(|error| error.pointer == at).or(errors.first()).unwrap();
            here.message.clone()
        }
    }
}

#[test]
fn every_keyword_is_accepted_or_rejected_for_its_reason() {
    let root = document();
    load(&Source::of_text("t.yaml", &root.to_string())).unwrap_or_else(|findings| panic!("{findings}"));
    let mut text = String::new();
    for (name, (object, pointers)) in objects(&root) {
        let Some(at) = pointers.first() else {
            // The whole object is rejected.
            assert_eq!(name, "Discriminator");
            continue;
        };
        // A keyword of schemas applies to some types only.
        let schemas = ["Text", "Count", "Many", "Thing", "Composed"].map(|name| format!("/components/schemas/{name}"));
        let pointers = if name == "Schema" { &schemas[..] } else { std::slice::from_ref(at) };
        for (keyword, holds) in object.keywords {
            // Schemas with the same result share a line.
            let mut results: Vec<(String, Vec<&str>)> = Vec::new();
            for at in pointers {
                let schema = if name == "Schema" { at.rsplit('/').next().unwrap() } else { "here" };
                let result = lint_result(&root, at, keyword, value(name, keyword));
                let result =
                    result.split(" in a schema of type").next().unwrap().replace(" in a schema without a type", "");
                match results.iter_mut().find(|(known, _)| *known == result) {
                    Some((_, schemas)) => schemas.push(schema),
                    None => results.push((result, vec![schema])),
                }
            }
            if let [(result, _)] = &results[..] {
                text.push_str(&format!("{name}: {keyword}: {result}\n"));
            } else {
                text.push_str(&format!("{name}: {keyword}\n"));
                let line = |(result, schemas): &(String, Vec<&str>)| format!("  {}: {result}\n", schemas.join(", "));
                text.extend(results.iter().map(line));
            }
            let with_null = lint_result(&root, &pointers[0], keyword, Value::Null);
            assert_eq!(
                with_null.contains("has no value"),
                !matches!(holds, ValueType::AnyJson),
                "{name}: {keyword}: {with_null}"
            );
            if matches!(holds, ValueType::AnyJson) {
                text.push_str(&format!("  null: {with_null}\n"));
            }
        }
    }
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/keywords.txt")].assert_eq(&text);
}

/// An unknown key in each object.
#[test]
fn an_unknown_keyword_is_named_with_its_object() {
    let root = document();
    for (name, (object, pointers)) in objects(&root) {
        if object.others.is_some() || pointers.is_empty() {
            continue;
        }
        let mut changed = root.clone();
        changed.pointer_mut(&pointers[0]).unwrap()["unknwon"] = json!(1);
        let findings = load(&Source::of_text("t.yaml", &changed.to_string())).unwrap_err();
        let expected = format!("OpenAPI 3.0 has no `unknwon` in a {name} object");
        assert!(findings.of(Level::Error).any(|error| error.message == expected), "{name}: {findings}");
    }
}

/// The server applies defaults: an absent value of a generated type stays absent.
#[test]
fn a_default_does_not_change_the_type() {
    for property in [
        json!({ "type": "string", "default": "x" }),
        json!({ "type": "integer", "default": 0 }),
        json!({ "type": "string", "nullable": true, "default": null }),
        json!({ "type": "string", "enum": ["x", "y"], "default": "x" }),
        json!({ "type": "object", "additionalProperties": { "type": "string" }, "default": { "a": "x" } }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Text" }], "default": "x" }),
        json!({ "type": "array", "items": { "type": "string" }, "default": ["x"] }),
        json!({ "default": [1] }),
    ] {
        let types = |property: &Value| {
            let root = json!({
                "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {},
                "components": { "schemas": {
                    "Holder": { "type": "object", "properties": { "p": property } },
                    "Text": { "type": "string" },
                } },
            });
            let source = Source::of_text("t.yaml", &root.to_string());
            let notes = load(&source).unwrap_or_else(|findings| panic!("{findings}")).notes;
            let is_noted = notes.of(Level::Note).any(|note| note.pointer.ends_with("/p/default"));
            (is_noted, colt_numbers_generate::generate(&source).unwrap()["types.rs"].clone())
        };
        let mut without = property.clone();
        without.as_object_mut().unwrap().remove("default");
        let ((is_noted, with), (_, without)) = (types(&property), types(&without));
        assert!(is_noted, "{property}");
        assert_eq!(with, without, "{property}");
    }
}

/// A byte order mark at the start of the spec or of a case is ignored.
#[test]
fn a_byte_order_mark_is_ignored() {
    let text = fs::read_to_string(data("texts.yaml")).unwrap();
    let case = r#"{ "about": "", "body": {}, "violations": [] }"#;
    let source = |mark: &str| {
        let mut source = Source::of_text("t.yaml", &format!("{mark}{text}"));
        for name in ["at-night/accept-one", "at-night/reject-one", "in-rain/accept-one", "in-rain/reject-one"] {
            source.cases.insert(format!("spec/cases/{name}.json"), format!("{mark}{case}"));
        }
        source
    };
    let plain = colt_numbers_generate::generate(&source("")).unwrap();
    assert_eq!(colt_numbers_generate::generate(&source("\u{feff}")).unwrap(), plain);
}
