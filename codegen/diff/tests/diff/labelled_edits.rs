//! The labelled edits, as pairs of documents.

use serde_json::{Value, json};

use crate::patch;

const SPEC: &str = include_str!("../../../../spec/number-management.yaml");
const EDITS: &str = include_str!("../data/diff/spec-edits.yaml");
const SMALL: &str = include_str!("../data/diff/small-spec-edits.yaml");
const SHAPES: &str = include_str!("../data/diff/public-shape-edits.yaml");

/// One labelled edit.
pub struct Case {
    pub id: String,
    pub old: Value,
    pub new: Value,
    /// The case as it is written.
    pub stated: Value,
}

/// The spec as it stands.
pub fn spec() -> Value {
    serde_yaml::from_str(SPEC).unwrap()
}

/// Edits of the spec.
pub fn edits() -> Vec<Case> {
    let spec = spec();
    read(EDITS, |case| {
        let edited = patch::apply(&spec, &case["do"]);
        let id = &case["id"];
        (spec.clone(), edited.unwrap_or_else(|error| panic!("{id}: {error}")))
    })
}

/// Edits of small specs.
pub fn small() -> Vec<Case> {
    read(SMALL, |case| match case.get("schema") {
        Some(schema) => (around(case, schema), around(case, &case["new"])),
        None => (whole(&case["old"]), whole(&case["to"])),
    })
}

/// Edits of specs shaped like public ones.
pub fn shapes() -> Vec<Case> {
    read(SHAPES, |case| {
        let file =
            format!("{}/../generate/tests/shapes/{}.yaml", env!("CARGO_MANIFEST_DIR"), case["shape"].as_str().unwrap());
        let shape: Value = serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let edited = patch::apply(&shape, &case["do"]);
        let id = &case["id"];
        (shape, edited.unwrap_or_else(|error| panic!("{id}: {error}")))
    })
}

/// All of them.
pub fn all() -> Vec<Case> {
    [edits(), small(), shapes()].into_iter().flatten().collect()
}

fn read(text: &str, documents: impl Fn(&Value) -> (Value, Value)) -> Vec<Case> {
    let cases: Vec<Value> = serde_yaml::from_str(text).unwrap();
    let case = |stated: Value| {
        let id = stated["id"].as_str().unwrap().to_owned();
        assert!(stated["why"].is_string(), "`{id}` has no reason");
        let (old, new) = documents(&stated);
        Case { id, old, new, stated }
    };
    cases.into_iter().map(case).collect()
}

/// Where the component `T` of a small document goes.
#[derive(Clone, Copy)]
pub enum Use {
    Sent,
    Received,
    Unused,
}

fn around(case: &Value, schema: &Value) -> Value {
    used(schema, if case.get("received").is_some() { Use::Received } else { Use::Sent })
}

/// A document whose one operation sends or receives the component `T`, or does neither.
pub fn used(schema: &Value, of: Use) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/T"}}});
    let nothing = json!({"204": {"description": "ok"}});
    let operation = match of {
        Use::Sent => json!({"operationId": "a", "requestBody": {"content": content}, "responses": nothing}),
        Use::Received => json!({"operationId": "a", "responses": {"200": {"description": "ok", "content": content}}}),
        Use::Unused => json!({"operationId": "a", "responses": nothing}),
    };
    whole(&json!({"paths": {"/a": {"post": operation}}, "components": {"schemas": {"T": schema}}}))
}

pub fn whole(document: &Value) -> Value {
    let mut document = document.clone();
    document["openapi"] = json!("3.0.3");
    document
}
