//! Property tests of comparisons: no panics, every edit is reported, and equivalent notations are equal.
use colt_numbers_diff::{ChangeReport, Effect, diff_wire};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::{arbitrary_schemas, labelled_edits, seeds};

fn report(old: &Value, new: &Value) -> ChangeReport {
    diff_wire(&old.to_string(), &new.to_string()).expect("two documents")
}

fn worst(report: &ChangeReport) -> Effect {
    report.changes().iter().map(|change| change.wire).max().unwrap_or(Effect::None)
}

/// The pointers of all values within a value.
fn pointers(value: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        let members = value.as_object().into_iter().flatten();
        let items = value.as_array().into_iter().flatten().enumerate();
        let inner = members
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .chain(items.map(|(index, value)| (index.to_string(), value)));
        for (key, value) in inner {
            let at = format!("{at}/{key}");
            found.push(at.clone());
            walk(value, &at, found);
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// The value with the members of objects reversed, and with the lists of these keys reversed.
fn shuffled(value: &Value, key: &str, sets: &[&str]) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().rev();
            Value::Object(members.map(|(key, value)| (key.clone(), shuffled(value, key, sets))).collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| shuffled(item, "", sets)).collect();
            if sets.contains(&key) {
                items.reverse();
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// The keys of lists without an order.
const SETS: [&str; 6] = ["required", "enum", "tags", "security", "parameters", "countries"];

/// The document with each reference replaced by its target, once.
fn inlined(document: &Value) -> Value {
    let mut inlined = document.clone();
    for pointer in pointers(document) {
        let Some(name) = pointer.strip_suffix("/$ref") else {
            continue;
        };
        let reference = document.pointer(&pointer).and_then(Value::as_str);
        let target = reference.and_then(|reference| reference.strip_prefix('#')).and_then(|at| document.pointer(at));
        if let (Some(target), Some(found)) = (target, inlined.pointer_mut(name)) {
            *found = target.clone();
        }
    }
    inlined
}

/// Keys of OpenAPI documents, so that arbitrary values reach every part of the comparison.
const KEYS: [&str; 60] = [
    "paths",
    "/a",
    "/a/{b}",
    "get",
    "post",
    "parameters",
    "requestBody",
    "responses",
    "200",
    "2XX",
    "default",
    "content",
    "application/json",
    "schema",
    "$ref",
    "components",
    "schemas",
    "T",
    "U",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "exclusiveMinimum",
    "multipleOf",
    "minItems",
    "uniqueItems",
    "nullable",
    "discriminator",
    "propertyName",
    "mapping",
    "readOnly",
    "headers",
    "X-A",
    "links",
    "callbacks",
    "security",
    "securitySchemes",
    "flows",
    "scopes",
    "servers",
    "url",
    "variables",
    "name",
    "in",
    "x-rules",
    "x-effects",
    "operationId",
    "info",
    "severity",
];

fn anything() -> impl Strategy<Value = Value> {
    let texts = vec![
        "#/components/schemas/T",
        "#/components/schemas/U",
        "#/paths/~1a/get",
        "#",
        "%",
        "object",
        "string",
        "integer",
        "array",
        "query",
        "header",
        "path",
        "a",
        "^(a",
        "^a+$",
        "https://{a}/b",
        "error",
        "oauth2",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        select(vec![json!(0), json!(1), json!(-1), json!(1e300), json!(u64::MAX), json!(0.1)]),
        select(texts).prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 96, 6, |inner| {
        let object = proptest::collection::vec((select(&KEYS[..]), inner.clone()), 0..6);
        prop_oneof![
            4 => object.prop_map(|members| {
                Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
            1 => proptest::collection::vec(inner, 0..4).prop_map(Value::from),
        ]
    })
}

/// A document with valid top-level members and arbitrary content.
fn document() -> impl Strategy<Value = Value> {
    let schemas = (arbitrary_schemas::schema(), anything());
    (anything(), anything(), schemas, anything()).prop_map(|(paths, operation, (schema, arbitrary), more)| {
        let reference = json!({"$ref": "#/components/schemas/T"});
        let body = json!({"content": {"application/json": {"schema": reference}}});
        let mut paths = paths.as_object().cloned().unwrap_or_default();
        paths.insert(
            "/a".to_owned(),
            json!({"post": {"requestBody": body, "responses": {"200": body}}, "get": operation}),
        );
        let mut document = json!({
            "openapi": "3.0.3",
            "paths": paths,
            "components": {"schemas": {"T": schema, "U": arbitrary}},
        });
        if let (Value::Object(more), Some(members)) = (more, document.as_object_mut()) {
            for (key, value) in more {
                members.entry(key).or_insert(value);
            }
        }
        document
    })
}

proptest! {
    #![proptest_config(seeds::config())]

    #[test]
    fn a_document_compared_with_itself_has_no_changes(document in document()) {
        let report = report(&document, &document);
        prop_assert!(report.changes().is_empty(), "{}\n{}", document, report.text());
    }

    #[test]
    fn no_document_or_text_causes_a_panic(old in document(), new in document(), text in ".{0,60}") {
        let report = report(&old, &new);
        prop_assert_eq!(report.changes().is_empty(), old == new);
        let _ = (report.text(), report.json(), report.changelog());
        let _ = diff_wire(&text, &old.to_string());
        let _ = diff_wire(&old.to_string(), &format!("openapi: 3.0.3\n{text}"));
    }

    #[test]
    fn every_edit_of_the_spec_is_reported(at in any::<Index>(), edit in 0..4, other in anything()) {
        let spec = labelled_edits::spec();
        let all = pointers(&spec);
        let pointer = at.get(&all);
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut new = spec.clone();
        match (edit, new.pointer_mut(parent).unwrap()) {
            (0, Value::Object(members)) => {
                members.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
            }
            (0, Value::Array(items)) => {
                items.remove(key.parse().unwrap());
            }
            (1, Value::Object(members)) => {
                members.insert("unknownMember".to_owned(), other);
            }
            (1, Value::Array(items)) => items.push(other),
            _ => *new.pointer_mut(pointer).unwrap() = other,
        }
        prop_assume!(is_3_0(&new));
        let report = report(&spec, &new);
        prop_assert_eq!(report.changes().is_empty(), spec == new, "{} {}", pointer, edit);
    }

    #[test]
    fn the_order_of_members_is_ignored(document in document()) {
        let report = report(&document, &shuffled(&document, "", &[]));
        prop_assert!(report.changes().is_empty(), "{}\n{}", document, report.text());
    }

    #[test]
    fn the_order_of_sets_is_ignored(schema in arbitrary_schemas::schema(), sent in any::<bool>()) {
        let reversed = shuffled(&schema, "", &SETS);
        let report = diff_wire(&arbitrary_schemas::document(&schema, sent), &arbitrary_schemas::document(&reversed, sent)).unwrap();
        prop_assert!(report.changes().is_empty(), "{}\n{}", schema, report.text());
    }

    #[test]
    fn an_inlined_reference_has_no_effect_on_the_wire(schema in arbitrary_schemas::schema()) {
        let document: Value = serde_json::from_str(&arbitrary_schemas::document(&json!({"$ref": "#/components/schemas/T"}), true)).unwrap();
        let mut document = document;
        document["components"] = json!({"schemas": {"T": schema}});
        let report = report(&document, &inlined(&document));
        prop_assert!(worst(&report) == Effect::None, "{}\n{}", document, report.text());
    }

    #[test]
    fn yaml_and_json_are_equivalent(document in document()) {
        let yaml = serde_yaml::to_string(&document).unwrap();
        let report = diff_wire(&document.to_string(), &yaml).unwrap();
        prop_assert!(report.changes().is_empty(), "{}\n{}", yaml, report.text());
    }
}

fn is_3_0(document: &Value) -> bool {
    document.get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0."))
}

#[test]
fn the_order_of_the_spec_is_ignored() {
    let spec = labelled_edits::spec();
    let report = report(&spec, &shuffled(&spec, "", &SETS));
    assert!(report.changes().is_empty(), "{}", report.text());
}

#[test]
fn inlining_the_references_of_the_spec_has_no_effect_on_the_wire() {
    let spec = labelled_edits::spec();
    let mut new = spec.clone();
    // Each round inlines the references that the previous one added.
    for _ in 0..6 {
        new = inlined(&new);
        let report = report(&spec, &new);
        assert_eq!(worst(&report), Effect::None, "{}", report.text());
    }
}
