//! Whether every key is one that OpenAPI 3.0.3 gives to its object, and holds a value.
//!
//! What the generator does not support of a known keyword is its own matter.

use serde_json::{Map, Value};

use crate::finding::Findings;
use crate::objects::{Holds, OPENAPI, Object};
use crate::pointer;

/// Keywords of later versions of OpenAPI, and of JSON Schema, each with what OpenAPI 3.0 has in its place.
const ELSEWHERE: [(&str, &str); 13] = [
    ("const", "write an `enum` of one value"),
    ("examples", "write one `example`"),
    ("webhooks", "take it out; OpenAPI 3.0 has none"),
    ("jsonSchemaDialect", "take it out; OpenAPI 3.0 has one dialect"),
    ("identifier", "write the `url` of the license"),
    ("pathItems", "write the path items under `paths`"),
    ("$defs", "move the schemas to `components/schemas`"),
    ("definitions", "move the schemas to `components/schemas`"),
    ("prefixItems", "write one schema under `items`"),
    ("patternProperties", "write one schema under `additionalProperties`"),
    ("propertyNames", "say it as a rule under `x-rules`"),
    ("if", "say it as a rule under `x-rules`"),
    ("$schema", "take it out; OpenAPI 3.0 has one dialect"),
];

/// Checks every key of the document.
pub fn check(root: &Value, lint: &mut Findings) {
    one("", root, &OPENAPI, lint);
}

fn one(at: &str, value: &Value, object: &Object, lint: &mut Findings) {
    // A value of another form is reported by the reader of the model.
    let Some(members) = value.as_object() else { return };
    if object.referable && members.contains_key("$ref") {
        return reference(at, members, lint);
    }
    for (name, member) in members {
        let here = pointer::join(at, name);
        let known = object.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, holds)| *holds);
        match known.or_else(|| object.others.map(Holds::One)) {
            _ if name.starts_with("x-") => {}
            Some(holds) => held(&here, name, member, holds, lint),
            None => unknown(&here, name, object, lint),
        }
    }
}

fn held(at: &str, name: &str, value: &Value, holds: Holds, lint: &mut Findings) {
    match (holds, value) {
        (Holds::Json, _) => {}
        (_, Value::Null) => lint
            .error(at, format!("`{name}` has no value, which YAML reads as null"))
            .hint("give it a value, or take the line out"),
        (Holds::Plain | Holds::Jsons, _) => {}
        (Holds::One(object), _) => one(at, value, object, lint),
        (Holds::List(object), _) => {
            for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                held(&pointer::item(at, index), name, item, Holds::One(object), lint);
            }
        }
        (Holds::Map(object), _) => {
            for (key, member) in value.as_object().into_iter().flatten() {
                held(&pointer::join(at, key), key, member, Holds::One(object), lint);
            }
        }
    }
}

fn reference(at: &str, members: &Map<String, Value>, lint: &mut Findings) {
    for name in members.keys().filter(|name| *name != "$ref") {
        let hint = "write it in the component that is referred to; beside a reference to a schema, put the reference into `allOf`";
        lint.error(&pointer::join(at, name), format!("OpenAPI 3.0 ignores `{name}` beside `$ref`")).hint(hint);
    }
}

fn unknown(at: &str, name: &str, object: &Object, lint: &mut Findings) {
    let remedy =
        ELSEWHERE.iter().find(|(keyword, _)| *keyword == name).map_or(
            "correct the spelling or the place, or take it out; our own data begins with `x-`",
            |(_, remedy)| *remedy,
        );
    lint.error(at, format!("OpenAPI 3.0 has no `{name}` in a {} object", object.name)).hint(remedy);
}
