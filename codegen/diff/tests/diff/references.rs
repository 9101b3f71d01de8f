//! Tests of schemas behind references: a narrowed target is reported at every reference to it, and nowhere as "the same values".

use std::fmt::Write as _;

use colt_numbers_diff::{ChangeReport, Effect, diff_wire};
use serde_json::{Value, json};

/// The longest chain of references to the target.
const MOST_HOPS: usize = 3;

/// A schema and a narrower one, for each type of value.
fn targets() -> Vec<(Value, Value)> {
    let text = |limit: u64| json!({"type": "string", "maxLength": limit});
    let around = |limit: u64| json!({"type": "object", "properties": {"p": {"type": "array", "items": text(limit)}}});
    vec![
        (text(9), text(8)),
        (json!({"type": "integer", "maximum": 9}), json!({"type": "integer", "maximum": 8})),
        (json!({"type": "string", "enum": ["a", "b"]}), json!({"type": "string", "enum": ["a"]})),
        (json!({"type": "array", "items": text(9)}), json!({"type": "array", "items": text(8)})),
        (around(9), around(8)),
        (json!({"allOf": [around(9)], "description": "a"}), json!({"allOf": [around(8)], "description": "a"})),
        (
            json!({"type": "object", "additionalProperties": text(9)}),
            json!({"type": "object", "additionalProperties": text(8)}),
        ),
        (
            json!({"type": "object", "properties": {"p": {"$ref": "#/components/schemas/Inner"}}}),
            json!({"type": "object", "properties": {"p": {"$ref": "#/components/schemas/NarrowInner"}}}),
        ),
    ]
}

/// Schemas that contain a reference in different ways.
fn schemas_with(reference: &Value) -> Vec<Value> {
    vec![
        reference.clone(),
        json!({"description": "a", "allOf": [reference]}),
        json!({"allOf": [{"description": "anything"}, reference]}),
        json!({"type": "object", "properties": {"q": reference}}),
        json!({"type": "object", "properties": {"q": {"type": "object", "properties": {"r": reference}}}}),
        json!({"type": "object", "additionalProperties": reference}),
        json!({"type": "array", "items": reference}),
        json!({"oneOf": [{"type": "boolean"}, reference]}),
        json!({"anyOf": [{"type": "boolean"}, reference]}),
    ]
}

/// A position of a schema in an operation: its pointer, whether the schema is sent there, and the operation with a schema there.
type SchemaPosition = (&'static str, bool, fn(&Value) -> Value);

fn positions() -> Vec<SchemaPosition> {
    vec![
        (
            "/requestBody",
            true,
            |schema| json!({"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}),
        ),
        (
            "/parameters/0",
            true,
            |schema| json!({"parameters": [{"name": "q", "in": "query", "schema": schema}], "responses": {}}),
        ),
        (
            "/parameters/0",
            true,
            |schema| json!({"parameters": [{"name": "q", "in": "query", "content": {"application/json": {"schema": schema}}}], "responses": {}}),
        ),
        (
            "/responses/200",
            false,
            |schema| json!({"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}}),
        ),
        (
            "/responses/200",
            false,
            |schema| json!({"responses": {"200": {"description": "ok", "headers": {"X-A": {"schema": schema}}}}}),
        ),
    ]
}

/// A document that has the operation twice, and chains of references to a target and to a narrower one.
fn document(operation: &Value, target: &Value, narrow: &Value) -> Value {
    let mut schemas = json!({
        "Wide0": target,
        "Narrow0": narrow,
        "Inner": {"type": "object", "properties": {"s": {"type": "string", "maxLength": 9}}},
        "NarrowInner": {"type": "object", "properties": {"s": {"type": "string", "maxLength": 8}}},
    });
    for name in ["Wide", "Narrow"] {
        for hop in 1..MOST_HOPS {
            schemas[format!("{name}{hop}")] = json!({"$ref": format!("#/components/schemas/{name}{}", hop - 1)});
        }
    }
    json!({
        "openapi": "3.0.3",
        "paths": {"/a": {"post": operation}, "/b": {"post": operation}},
        "components": {"schemas": schemas},
    })
}

fn reference(name: &str, hops: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}{}", hops - 1)})
}

fn report(old: &Value, new: &Value) -> ChangeReport {
    diff_wire(&old.to_string(), &new.to_string()).unwrap()
}

/// Checks that a report has `effect` at each of these pointers, and adds the failures.
fn check(edit: &str, report: &ChangeReport, pointers: &[String], effect: Effect, failures: &mut String) {
    for pointer in pointers {
        let is_there =
            report.changes().iter().any(|change| change.pointer.starts_with(pointer) && change.wire == effect);
        if !is_there {
            writeln!(failures, "{edit}: no change is {} at {pointer}\n{}", effect.as_str(), report.text()).unwrap();
        }
    }
    if let Some(change) =
        report.changes().iter().find(|change| change.message().contains("the same values are allowed"))
    {
        writeln!(failures, "{edit}: {}: {}", change.pointer, change.message()).unwrap();
    }
}

#[test]
fn a_narrowed_target_is_reported_at_every_use() {
    let mut failures = String::new();
    for (index, (wide, narrow)) in targets().iter().enumerate() {
        for hops in 1..=MOST_HOPS {
            for (pointer, sent, put) in positions() {
                let (wide_uses, narrow_uses) =
                    (schemas_with(&reference("Wide", hops)), schemas_with(&reference("Narrow", hops)));
                for (before, after) in wide_uses.iter().zip(&narrow_uses) {
                    let [old, new] = [before, after].map(|schema| document(&put(schema), wide, narrow));
                    let edit = format!("target {index}, {hops} hops, {before}");
                    let pointers = ["/paths/~1a/post", "/paths/~1b/post"].map(|at| format!("{at}{pointer}"));
                    let (forwards, backwards) = match sent {
                        true => (Effect::Breaking, Effect::Compatible),
                        false => (Effect::Compatible, Effect::Breaking),
                    };
                    check(&edit, &report(&old, &new), &pointers, forwards, &mut failures);
                    // The generated types keep listed values that are new, so their effect depends on the position.
                    if sent || wide.get("enum").is_none() {
                        check(&edit, &report(&new, &old), &pointers, backwards, &mut failures);
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.chars().take(6000).collect::<String>());
}

#[test]
fn a_narrowed_schema_in_a_chain_of_references_is_reported_there() {
    let mut failures = String::new();
    for (index, (wide, narrow)) in targets().iter().enumerate() {
        for (_, sent, put) in positions() {
            for schema in schemas_with(&reference("Wide", MOST_HOPS)) {
                let old = document(&put(&schema), wide, narrow);
                let effect = if sent { Effect::Breaking } else { Effect::Compatible };
                // The target itself, and each schema that is only a reference to the next one.
                for hop in 0..MOST_HOPS {
                    let mut new = old.clone();
                    new["components"]["schemas"][format!("Wide{hop}")] = match hop {
                        0 => narrow.clone(),
                        _ => reference("Narrow", hop),
                    };
                    let edit = format!("target {index}, hop {hop}, {schema}");
                    let pointer = format!("/components/schemas/Wide{hop}");
                    check(&edit, &report(&old, &new), &[pointer], effect, &mut failures);
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.chars().take(6000).collect::<String>());
}

#[test]
fn a_narrowed_schema_behind_other_components_is_reported() {
    let schema = |limit: u64| json!({"type": "string", "maxLength": limit});
    let components = |limit: u64| {
        let content = json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/S{limit}")}}});
        [
            (
                "parameters",
                format!("P{limit}"),
                json!({"name": "q", "in": "query", "schema": {"$ref": format!("#/components/schemas/S{limit}")}}),
            ),
            ("requestBodies", format!("B{limit}"), json!({"content": content})),
            ("responses", format!("R{limit}"), json!({"description": "ok", "content": content})),
            ("headers", format!("H{limit}"), json!({"schema": {"$ref": format!("#/components/schemas/S{limit}")}})),
        ]
    };
    let document = |limit: u64| {
        let to = |section: &str, letter: &str| json!({"$ref": format!("#/components/{section}/{letter}{limit}")});
        let operation = json!({
            "parameters": [to("parameters", "P")],
            "requestBody": to("requestBodies", "B"),
            "responses": {"200": to("responses", "R"), "201": {"description": "ok", "headers": {"X-A": to("headers", "H")}}},
        });
        let mut document = json!({
            "openapi": "3.0.3",
            "paths": {"/a": {"post": operation}, "/b": {"post": operation}},
            "components": {"schemas": {"S9": schema(9), "S8": schema(8)}},
        });
        for (section, name, value) in components(9).into_iter().chain(components(8)) {
            document["components"][section][name] = value;
        }
        document
    };
    let found = report(&document(9), &document(8));
    let mut failures = String::new();
    for (effect, section) in [
        (Effect::Breaking, "parameters/P8"),
        (Effect::Breaking, "requestBodies/B8"),
        (Effect::Compatible, "responses/R8"),
        (Effect::Compatible, "headers/H8"),
    ] {
        check(section, &found, &[format!("/components/{section}")], effect, &mut failures);
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn a_reference_without_a_target_in_one_document_is_reported_even_if_both_have_it() {
    let component = |section: &str, name: &str| json!({"$ref": format!("#/components/{section}/{name}")});
    let old = json!({
        "openapi": "3.0.3",
        "paths": {"/a": {"post": {
            "requestBody": component("requestBodies", "B"),
            "responses": {"200": component("responses", "R")},
        }}},
        "components": {"requestBodies": {"B": {"content": {}}}, "responses": {"R": {"description": "ok"}}},
    });
    let mut new = old.clone();
    new["components"] = json!({});
    for (old, new) in [(&old, &new), (&new, &old)] {
        let report = report(old, new);
        let is_there = |pointer: &str| {
            report.changes().iter().any(|change| change.pointer == pointer && change.wire == Effect::Breaking)
        };
        assert!(
            is_there("/paths/~1a/post/requestBody") && is_there("/paths/~1a/post/responses/200"),
            "{}",
            report.text()
        );
    }
    assert!(report(&new, &new).changes().is_empty());
}
