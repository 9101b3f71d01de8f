//! Labelled edits of specs, as pairs of documents.

use serde_json::{Value, json};

use crate::patch;

const SPEC: &str = include_str!("../../../../spec/number-management.yaml");
const SPEC_EDITS: &str = include_str!("../data/diff/spec-edits.yaml");
const SMALL_SPEC_EDITS: &str = include_str!("../data/diff/small-spec-edits.yaml");
const PUBLIC_SHAPE_EDITS: &str = include_str!("../data/diff/public-shape-edits.yaml");

/// An edit, with its expected effects.
pub struct LabelledEdit {
    pub id: String,
    pub old: Value,
    pub new: Value,
    /// The edit as written in the YAML file.
    pub source: Value,
}

/// The spec of the project.
pub fn spec() -> Value {
    serde_yaml::from_str(SPEC).unwrap()
}

/// Edits of the spec of the project.
pub fn spec_edits() -> Vec<LabelledEdit> {
    let spec = spec();
    read(SPEC_EDITS, |edit| {
        let edited = patch::apply(&spec, &edit["do"]);
        let id = &edit["id"];
        (spec.clone(), edited.unwrap_or_else(|error| panic!("{id}: {error}")))
    })
}

/// Edits of small specs.
pub fn small_spec_edits() -> Vec<LabelledEdit> {
    read(SMALL_SPEC_EDITS, |edit| match edit.get("schema") {
        Some(schema) => (document_with(edit, schema), document_with(edit, &edit["new"])),
        None => (with_version(&edit["old"]), with_version(&edit["to"])),
    })
}

/// Edits of small specs that resemble public ones.
pub fn public_shape_edits() -> Vec<LabelledEdit> {
    read(PUBLIC_SHAPE_EDITS, |edit| {
        let file =
            format!("{}/../generate/tests/shapes/{}.yaml", env!("CARGO_MANIFEST_DIR"), edit["shape"].as_str().unwrap());
        let shape: Value = serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let edited = patch::apply(&shape, &edit["do"]);
        let id = &edit["id"];
        (shape, edited.unwrap_or_else(|error| panic!("{id}: {error}")))
    })
}

/// All labelled edits.
pub fn all() -> Vec<LabelledEdit> {
    [spec_edits(), small_spec_edits(), public_shape_edits()].into_iter().flatten().collect()
}

fn read(text: &str, documents: impl Fn(&Value) -> (Value, Value)) -> Vec<LabelledEdit> {
    let edits: Vec<Value> = serde_yaml::from_str(text).unwrap();
    let edit = |source: Value| {
        let id = source["id"].as_str().unwrap().to_owned();
        assert!(source["why"].is_string(), "`{id}` has no reason");
        let (old, new) = documents(&source);
        LabelledEdit { id, old, new, source }
    };
    edits.into_iter().map(edit).collect()
}

/// How the operation of a small document uses the component `T`.
#[derive(Clone, Copy)]
pub enum SchemaUse {
    Sent,
    Received,
    Unused,
}

fn document_with(edit: &Value, schema: &Value) -> Value {
    used(schema, if edit.get("received").is_some() { SchemaUse::Received } else { SchemaUse::Sent })
}

/// A document with one operation, which sends or receives the component `T`, or does not use it.
pub fn used(schema: &Value, schema_use: SchemaUse) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/T"}}});
    let no_content = json!({"204": {"description": "ok"}});
    let operation = match schema_use {
        SchemaUse::Sent => json!({"operationId": "a", "requestBody": {"content": content}, "responses": no_content}),
        SchemaUse::Received => {
            json!({"operationId": "a", "responses": {"200": {"description": "ok", "content": content}}})
        }
        SchemaUse::Unused => json!({"operationId": "a", "responses": no_content}),
    };
    with_version(&json!({"paths": {"/a": {"post": operation}}, "components": {"schemas": {"T": schema}}}))
}

/// The document with the member `openapi`.
pub fn with_version(document: &Value) -> Value {
    let mut document = document.clone();
    document["openapi"] = json!("3.0.3");
    document
}
