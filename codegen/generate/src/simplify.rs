//! Rewrites what OpenAPI allows in several forms into one form of the same meaning, so that the emitter needs to know that one only.

use colt_numbers_openapi::objects::FOR_ANY_TYPE;
use colt_numbers_openapi::operation::{is_form, is_json, operations};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::{Map, Value, json};

/// Simplifies every body, response and schema.
pub fn simplify(root: &mut Value) {
    for at in bodies_and_responses(root) {
        if let Some(content) = root.pointer_mut(&join(&at, "content")).and_then(Value::as_object_mut) {
            keep_one(content);
        }
    }
    let mut places = Vec::new();
    walk::schemas(root, &mut |at, _| places.push(at.to_owned()));
    // From the inside, so that the places around stay what they are.
    for at in places.iter().rev() {
        let Some(schema) = root.pointer(at) else { continue };
        let alternatives_are_objects = ["oneOf", "anyOf"].iter().any(|keyword| {
            let mut parts = items(schema.get(*keyword)).peekable();
            parts.peek().is_some() && parts.all(|part| is_object(root, part))
        });
        let is_part = at.rsplit('/').nth(1) == Some("allOf");
        if let Some(schema) = root.pointer_mut(at).and_then(Value::as_object_mut) {
            drop_wordy_parts(schema);
            merge_enums(schema);
            drop_listed_null(schema);
            add_listed_type(schema);
            schema.remove("discriminator");
            if alternatives_are_objects && !schema.contains_key("properties") {
                schema.remove("type");
            }
            if !is_part {
                add_required(schema);
            }
        }
    }
}

/// The pointers of all bodies and responses.
fn bodies_and_responses(root: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for section in ["requestBodies", "responses"] {
        let at = join("/components", section);
        found.extend(members(root.pointer(&at)).map(|(name, _)| join(&at, name)));
    }
    for operation in operations(root) {
        found.push(join(&operation.at, "requestBody"));
        let at = join(&operation.at, "responses");
        found.extend(members(operation.value.get("responses")).map(|(status, _)| join(&at, status)));
    }
    found
}

fn is_object(root: &Value, schema: &Value) -> bool {
    let schema = resolve(root, schema);
    value::text(schema, "type") == Some("object") || schema.get("properties").is_some()
}

/// Keeps the first media type that is JSON, else the first form. Schemas of any other media type are removed: it is handled as bytes.
fn keep_one(content: &mut Map<String, Value>) {
    let first = |is_it: fn(&str) -> bool| content.keys().find(|media_type| is_it(media_type)).cloned();
    match first(is_json).or_else(|| first(is_form)) {
        Some(kept) => content.retain(|media_type, _| *media_type == kept),
        None => content.values_mut().filter_map(Value::as_object_mut).for_each(|media| drop(media.remove("schema"))),
    }
}

/// Removes the parts of `allOf` that state nothing about values. Where one says that null is allowed, the schema around it says so.
fn drop_wordy_parts(schema: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = schema.get_mut("allOf") else { return };
    let is_wordy = |part: &Value| {
        let mut keywords = members(Some(part)).map(|(keyword, _)| keyword.as_str());
        part.is_object() && keywords.all(|keyword| keyword.starts_with("x-") || FOR_ANY_TYPE.contains(&keyword))
    };
    let nullable = parts.iter().any(|part| is_wordy(part) && value::flag(part, "nullable"));
    let description = parts.iter().filter(|part| is_wordy(part)).find_map(|part| part.get("description").cloned());
    if parts.iter().all(is_wordy) {
        return;
    }
    parts.retain(|part| !is_wordy(part));
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if let Some(description) = description {
        schema.entry("description").or_insert(description);
    }
}

/// Makes one list of values of alternatives that are lists of texts.
fn merge_enums(schema: &mut Map<String, Value>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(parts)) = schema.get(keyword) else { continue };
        let values = |part: &Value| -> Option<Vec<Value>> {
            let known = ["type", "enum", "description", "title"];
            let is_plain = members(Some(part)).all(|(keyword, _)| known.contains(&keyword.as_str()));
            (is_plain && value::text(part, "type") == Some("string")).then(|| part.get("enum")?.as_array().cloned())?
        };
        let Some(merged) = parts.iter().map(values).collect::<Option<Vec<_>>>() else { continue };
        let merged: Vec<Value> = merged.into_iter().flatten().collect();
        let is_unique = merged.iter().enumerate().all(|(index, value)| !merged[..index].contains(value));
        if is_unique && !merged.is_empty() {
            schema.remove(keyword);
            schema.insert("type".to_owned(), json!("string"));
            schema.insert("enum".to_owned(), Value::Array(merged));
            return;
        }
    }
}

/// Removes null from the listed values: `nullable` says whether it is allowed.
fn drop_listed_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// The type of listed values, where all are texts or all are whole numbers.
pub fn listed_type(schema: &Value) -> Option<&'static str> {
    let mut values = items(schema.get("enum")).filter(|value| !value.is_null()).peekable();
    let is_text = values.peek()?.is_string();
    let kind = if is_text { "string" } else { "integer" };
    values.all(|value| if is_text { value.is_string() } else { value.is_i64() || value.is_u64() }).then_some(kind)
}

/// States the type of listed values where the schema does not.
fn add_listed_type(schema: &mut Map<String, Value>) {
    if !schema.contains_key("type")
        && let Some(kind) = schema.get("enum").and_then(|values| listed_type(&json!({ "enum": values })))
    {
        schema.insert("type".to_owned(), json!(kind));
    }
}

/// Describes each member that is required and not described as a value of any form, which is what the schema says.
fn add_required(schema: &mut Map<String, Value>) {
    if schema.contains_key("allOf") || schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        return;
    }
    let required: Vec<String> = items(schema.get("required")).filter_map(Value::as_str).map(str::to_owned).collect();
    if required.is_empty() {
        return;
    }
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    for name in required {
        if let Some(properties) = properties.as_object_mut() {
            properties.entry(name).or_insert_with(|| json!({}));
        }
    }
}
