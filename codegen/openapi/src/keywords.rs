//! Checks that every key is an OpenAPI 3.0.3 keyword of its object, and that every key has a value.
//!
//! The generator reports valid keywords that it does not support.

use serde_json::{Map, Value};

use crate::finding::Findings;
use crate::objects::{OPENAPI, ObjectType, ValueType};
use crate::pointer;

/// Keywords of later OpenAPI versions and of JSON Schema, each with its remedy in OpenAPI 3.0.
const FOREIGN_KEYWORDS: [(&str, &str); 13] = [
    ("const", "write an `enum` of one value"),
    ("examples", "write one `example`"),
    ("webhooks", "remove it; OpenAPI 3.0 has no webhooks"),
    ("jsonSchemaDialect", "remove it; OpenAPI 3.0 has one dialect"),
    ("identifier", "write the `url` of the license"),
    ("pathItems", "write the path items under `paths`"),
    ("$defs", "move the schemas to `components/schemas`"),
    ("definitions", "move the schemas to `components/schemas`"),
    ("prefixItems", "write one schema under `items`"),
    ("patternProperties", "write one schema under `additionalProperties`"),
    ("propertyNames", "state it as a rule under `x-rules`"),
    ("if", "state it as a rule under `x-rules`"),
    ("$schema", "remove it; OpenAPI 3.0 has one dialect"),
];

/// Checks every key of the document.
pub fn check(root: &Value, lint: &mut Findings) {
    check_object("", root, &OPENAPI, lint);
}

fn check_object(at: &str, value: &Value, object: &ObjectType, lint: &mut Findings) {
    // A value that is not an object is reported when the model is read.
    let Some(members) = value.as_object() else { return };
    if object.referable && members.contains_key("$ref") {
        return check_reference(at, members, lint);
    }
    for (name, member) in members {
        let here = pointer::join(at, name);
        let known = object.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, holds)| *holds);
        match known.or_else(|| object.others.map(ValueType::Object)) {
            _ if name.starts_with("x-") => {}
            Some(holds) => check_value(&here, name, member, holds, lint),
            None => report_unknown(&here, name, object, lint),
        }
    }
}

fn check_value(at: &str, name: &str, value: &Value, holds: ValueType, lint: &mut Findings) {
    match (holds, value) {
        (ValueType::AnyJson, _) => {}
        (_, Value::Null) => lint
            .error(at, format!("`{name}` has no value; YAML reads it as null"))
            .hint("give it a value, or remove the line"),
        (ValueType::NonNull | ValueType::JsonCollection, _) => {}
        (ValueType::Object(object), _) => check_object(at, value, object, lint),
        (ValueType::List(object), _) => {
            for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                check_value(&pointer::item(at, index), name, item, ValueType::Object(object), lint);
            }
        }
        (ValueType::Map(object), _) => {
            for (key, member) in value.as_object().into_iter().flatten() {
                check_value(&pointer::join(at, key), key, member, ValueType::Object(object), lint);
            }
        }
    }
}

/// Keywords that do not constrain values.
const FOR_READERS: [&str; 5] = ["description", "title", "summary", "example", "externalDocs"];

fn check_reference(at: &str, members: &Map<String, Value>, lint: &mut Findings) {
    for name in members.keys().filter(|name| *name != "$ref") {
        if FOR_READERS.contains(&name.as_str()) || name.starts_with("x-") {
            lint.note(&pointer::join(at, name), format!("OpenAPI 3.0 ignores `{name}` beside `$ref`"))
                .hint("none needed; to keep it, move the reference into `allOf`");
            continue;
        }
        let hint = "move it into the referenced component; for a schema, move the reference into `allOf`";
        lint.error(&pointer::join(at, name), format!("OpenAPI 3.0 ignores `{name}` beside `$ref`")).hint(hint);
    }
}

fn report_unknown(at: &str, name: &str, object: &ObjectType, lint: &mut Findings) {
    let remedy = FOREIGN_KEYWORDS
        .iter()
        .find(|(keyword, _)| *keyword == name)
        .map_or("correct the spelling, or move or remove it; custom members begin with `x-`", |(_, remedy)| *remedy);
    lint.error(at, format!("OpenAPI 3.0 has no `{name}` in a {} object", object.name)).hint(remedy);
}
