//! Simplifies a spec before code is emitted. OpenAPI can express the same schema or body in several ways; here it is rewritten to one of these, so
//! that the emitter has to support only one.

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
            keep_one_media_type(content);
        }
    }
    let mut pointers = Vec::new();
    walk::schemas(root, &mut |at, _| pointers.push(at.to_owned()));
    // Inner schemas are simplified first, so that the pointers of outer schemas stay valid.
    for at in pointers.iter().rev() {
        let Some(schema) = root.pointer(at) else { continue };
        let alternatives_are_objects = ["oneOf", "anyOf"].iter().any(|keyword| {
            let mut parts = items(schema.get(*keyword)).peekable();
            parts.peek().is_some() && parts.all(|part| is_object(root, part))
        });
        let is_part = at.rsplit('/').nth(1) == Some("allOf");
        if let Some(schema) = root.pointer_mut(at).and_then(Value::as_object_mut) {
            remove_annotation_parts(schema);
            merge_enums(schema);
            remove_null_from_enum(schema);
            add_enum_type(schema);
            // A discriminator without alternatives marks a base type, whose values may have the members of a subtype.
            if !["oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword))
                && schema.remove("discriminator").is_some()
            {
                schema.insert("x-subtypes".to_owned(), Value::Bool(true));
            }
            if alternatives_are_objects && !schema.contains_key("properties") {
                schema.remove("type");
            }
            if !is_part {
                add_required_properties(schema);
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

/// Keeps only the first media type that is JSON with a schema, otherwise the first form with a schema. If there is neither, all media types
/// stay, but their schemas are removed, because their content is handled as bytes.
fn keep_one_media_type(content: &mut Map<String, Value>) {
    let first = |is_it: fn(&str) -> bool| {
        let with_schema = content.iter().filter(|(_, media)| media.get("schema").is_some());
        with_schema.map(|(media_type, _)| media_type).find(|media_type| is_it(media_type)).cloned()
    };
    match first(is_json).or_else(|| first(is_form)) {
        Some(chosen) => content.retain(|media_type, _| *media_type == chosen),
        None => content.values_mut().filter_map(Value::as_object_mut).for_each(|media| drop(media.remove("schema"))),
    }
}

/// Removes the parts of `allOf` that have only annotations. Their `nullable` and `description` move to the schema.
fn remove_annotation_parts(schema: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = schema.get_mut("allOf") else { return };
    let has_only_annotations = |part: &Value| {
        let mut keywords = members(Some(part)).map(|(keyword, _)| keyword.as_str());
        part.is_object() && keywords.all(|keyword| keyword.starts_with("x-") || FOR_ANY_TYPE.contains(&keyword))
    };
    let nullable = parts.iter().any(|part| has_only_annotations(part) && value::flag(part, "nullable"));
    let description =
        parts.iter().filter(|part| has_only_annotations(part)).find_map(|part| part.get("description").cloned());
    if parts.iter().all(has_only_annotations) {
        return;
    }
    parts.retain(|part| !has_only_annotations(part));
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if let Some(description) = description {
        schema.entry("description").or_insert(description);
    }
}

/// Merges alternatives that are all enums of strings into one enum.
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

/// Removes null from `enum`, because `nullable` states whether null is allowed.
fn remove_null_from_enum(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// The type of the values of `enum`, if all are strings or all are integers.
pub fn enum_type(schema: &Value) -> Option<&'static str> {
    let mut values = items(schema.get("enum")).filter(|value| !value.is_null()).peekable();
    let is_text = values.peek()?.is_string();
    let kind = if is_text { "string" } else { "integer" };
    values.all(|value| if is_text { value.is_string() } else { value.is_i64() || value.is_u64() }).then_some(kind)
}

/// Adds the missing `type` of a schema with `enum`.
fn add_enum_type(schema: &mut Map<String, Value>) {
    if !schema.contains_key("type")
        && let Some(kind) = schema.get("enum").and_then(|values| enum_type(&json!({ "enum": values })))
    {
        schema.insert("type".to_owned(), json!(kind));
    }
}

/// Adds a property for each required member that has no property, with the schema of `additionalProperties` if there is one. The meaning of the
/// schema stays the same.
fn add_required_properties(schema: &mut Map<String, Value>) {
    if schema.contains_key("allOf") || schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        return;
    }
    let required: Vec<String> = items(schema.get("required")).filter_map(Value::as_str).map(str::to_owned).collect();
    if required.is_empty() {
        return;
    }
    let described = schema.get("additionalProperties").filter(|values| values.is_object()).cloned();
    let described = described.unwrap_or_else(|| json!({}));
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    for name in required {
        if let Some(properties) = properties.as_object_mut() {
            properties.entry(name).or_insert_with(|| described.clone());
        }
    }
}
