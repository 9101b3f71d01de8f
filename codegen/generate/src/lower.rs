//! Lowers a spec: removes from a copy what progenitor panics on, misreads or turns into unwanted types.
//!
//! Removed are unsuccessful responses (callers get every response with status, headers and body anyway), limits that lead to unusual
//! number types, and formats that need more dependencies. What matters at run time is emitted by `emit` from the spec itself.

use colt_numbers_openapi::operation::{Operation, operations, successes};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::walk;
use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::doc_text::doc_text;

/// The lowered spec.
///
/// # Errors
/// If the lowered value is not an OpenAPI document, which is a bug in this file.
pub fn lower(root: &Value) -> Result<OpenAPI, serde_json::Error> {
    let mut lowered = root.clone();
    for operation in operations(root) {
        let success = success_only(root, &operation);
        if let Some(target) = lowered.pointer_mut(&operation.at).and_then(Value::as_object_mut) {
            target.insert("responses".to_owned(), success);
            target.remove("security");
            // progenitor gives these extensions a meaning of its own.
            target.retain(|key, _| !key.starts_with("x-dropshot-"));
            if let Some(body) = target.get_mut("requestBody") {
                lower_body(body);
            }
        }
    }
    let named = lowered.pointer_mut("/components/requestBodies").and_then(Value::as_object_mut);
    named.into_iter().flatten().for_each(|(_, body)| lower_body(body));
    for section in ["responses", "headers", "securitySchemes", "examples", "links", "callbacks"] {
        if let Some(components) = lowered.pointer_mut("/components").and_then(Value::as_object_mut) {
            components.remove(section);
        }
    }
    let mut pointers = Vec::new();
    walk::schemas(&lowered, &mut |at, _| pointers.push(at.to_owned()));
    for at in pointers {
        if let Some(schema) = lowered.pointer_mut(&at).and_then(Value::as_object_mut) {
            lower_schema(schema);
        }
    }
    escape_texts(&mut lowered, "");
    serde_json::from_value(lowered)
}

/// Removes what progenitor panics on from a request body. `encoding` is for forms and multipart bodies, not for JSON.
fn lower_body(body: &mut Value) {
    if let Some(body) = body.as_object_mut() {
        body.remove("description");
    }
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    for media in content.into_iter().flatten().filter_map(|(_, media)| media.as_object_mut()) {
        media.remove("encoding");
    }
}

/// One successful response, with the schema that all of them share (checked by the lint).
fn success_only(root: &Value, operation: &Operation<'_>) -> Value {
    let schema =
        successes(root, operation).find_map(|(_, response)| response.pointer("/content/application~1json/schema"));
    match schema {
        Some(schema) => {
            json!({ "2XX": { "description": "", "content": { "application/json": { "schema": schema } } } })
        }
        None => json!({ "2XX": { "description": "" } }),
    }
}

/// Removes keywords that would change a type in unwanted ways. Emitted code enforces them instead.
fn lower_schema(schema: &mut Map<String, Value>) {
    for keyword in [
        "minItems",
        "maxItems",
        "uniqueItems",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "example",
        "title",
        "xml",
        "externalDocs",
    ] {
        schema.remove(keyword);
    }
    if schema.get("type").is_some_and(|kind| kind == "string") {
        schema.remove("format");
    }
}

/// Makes every text safe that progenitor writes into a doc comment.
fn escape_texts(value: &mut Value, at: &str) {
    match value {
        Value::Object(members) if !walk::is_data(at) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" || name == "summary" => *text = doc_text(text),
                    _ => escape_texts(member, &pointer::join(at, name)),
                }
            }
        }
        Value::Array(items) => {
            items.iter_mut().enumerate().for_each(|(index, item)| escape_texts(item, &pointer::item(at, index)));
        }
        _ => {}
    }
}
