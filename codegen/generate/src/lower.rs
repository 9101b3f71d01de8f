//! From the spec as it is meant to the spec as the generator crate can digest it.
//!
//! The spec stays truthful; what progenitor panics on, reads wrongly or turns into types that nobody wants is taken out of a copy:
//! answers other than success (every answer reaches the caller with status, headers and body in any case), limits that it would read
//! into odd types, formats that would need more dependencies. What is taken out here and matters at run time is emitted by
//! `emit` from the spec itself.

use colt_numbers_openapi::operation::{Operation, operations, successes};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::walk;
use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::doc_text::doc_text;

/// The lowered model, or why there is none.
///
/// # Errors
/// When the lowered value is not an OpenAPI document; that is a fault of this file.
pub fn lower(root: &Value) -> Result<OpenAPI, serde_json::Error> {
    let mut lowered = root.clone();
    for operation in operations(root) {
        let success = success_only(root, &operation);
        if let Some(target) = lowered.pointer_mut(&operation.at).and_then(Value::as_object_mut) {
            target.insert("responses".to_owned(), success);
            target.remove("security");
            // The generator crate has meanings of its own for these, which no reader of OpenAPI knows.
            target.retain(|key, _| !key.starts_with("x-dropshot-"));
            if let Some(body) = target.get_mut("requestBody") {
                plain_body(body);
            }
        }
    }
    let named = lowered.pointer_mut("/components/requestBodies").and_then(Value::as_object_mut);
    named.into_iter().flatten().for_each(|(_, body)| plain_body(body));
    for section in ["responses", "headers", "securitySchemes", "examples", "links", "callbacks"] {
        if let Some(components) = lowered.pointer_mut("/components").and_then(Value::as_object_mut) {
            components.remove(section);
        }
    }
    let mut places = Vec::new();
    walk::schemas(&lowered, &mut |at, _| places.push(at.to_owned()));
    for at in places {
        if let Some(schema) = lowered.pointer_mut(&at).and_then(Value::as_object_mut) {
            plain_schema(schema);
        }
    }
    plain_texts(&mut lowered, "");
    serde_json::from_value(lowered)
}

/// Removes what progenitor panics on from a body. `encoding` is for forms and multipart bodies, not for JSON.
fn plain_body(body: &mut Value) {
    if let Some(body) = body.as_object_mut() {
        body.remove("description");
    }
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    for media in content.into_iter().flatten().filter_map(|(_, media)| media.as_object_mut()) {
        media.remove("encoding");
    }
}

/// One answer of success, with the schema that the lint found them to share.
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

/// Takes the keywords out that change a type in ways that are not wanted. They are enforced by what is emitted beside the types.
fn plain_schema(schema: &mut Map<String, Value>) {
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

/// Makes every text that the generator crate writes as a doc comment safe there.
fn plain_texts(value: &mut Value, at: &str) {
    match value {
        Value::Object(members) if !walk::is_data(at) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" || name == "summary" => *text = doc_text(text),
                    _ => plain_texts(member, &pointer::join(at, name)),
                }
            }
        }
        Value::Array(items) => {
            items.iter_mut().enumerate().for_each(|(index, item)| plain_texts(item, &pointer::item(at, index)));
        }
        _ => {}
    }
}
