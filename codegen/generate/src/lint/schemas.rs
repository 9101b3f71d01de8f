//! Whether every schema is one that the emitter can express: an allow-list of keywords by type, and names that stay apart in Rust.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::objects::FOR_ANY_TYPE;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::{self, MAX_HOPS, resolve};
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use colt_numbers_pattern::PatternCache;
use serde_json::Value;

/// Checks every schema of the document.
pub fn check(root: &Value, lint: &mut Findings) {
    let mut patterns = PatternCache::default();
    walk::schemas(root, &mut |at, schema| {
        if walk::is_data(at) || reference::of(schema).is_some() {
            return;
        }
        check_one(root, at, schema, lint);
        super::strings::check(at, schema, &mut patterns, lint);
    });
}

fn check_one(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    let Some(members) = schema.as_object() else {
        lint.error(at, "no schema object").hint("write the schema as a mapping");
        return;
    };
    let kind = value::text(schema, "type");
    let allowed: &[&str] = match kind {
        Some("string") => &["type", "enum", "pattern", "minLength", "maxLength", "format"],
        Some("integer" | "number") => {
            &["type", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
        }
        Some("boolean") => &["type"],
        Some("array") => &["type", "items", "minItems", "maxItems", "uniqueItems"],
        Some("object") => &["type", "properties", "required", "additionalProperties", "allOf"],
        Some(other) => {
            lint.error(&join(at, "type"), format!("unknown type `{other}`")).hint("use a type of OpenAPI 3.0");
            return;
        }
        None if ["maxLength", "pattern", "enum"].iter().any(|key| schema.get(key).is_some()) => {
            &["enum", "pattern", "minLength", "maxLength"]
        }
        None => &["allOf", "oneOf", "anyOf", "properties", "required"],
    };
    for keyword in members.keys() {
        if !(keyword.starts_with("x-")
            || FOR_ANY_TYPE.contains(&keyword.as_str())
            || allowed.contains(&keyword.as_str()))
        {
            let remedy = match keyword.as_str() {
                "enum" if kind.is_some() => "enums hold strings; say the values as a rule under `x-rules`",
                "not" | "discriminator" | "minProperties" | "maxProperties" => {
                    "say it as a rule under `x-rules`, or as a schema without it"
                }
                _ => "take it out, or give the schema the type that it belongs to",
            };
            let kind = kind.map_or_else(|| "a schema without a type".to_owned(), |kind| format!("type `{kind}`"));
            lint.error(&join(at, keyword), format!("`{keyword}` cannot be expressed beside {kind}")).hint(remedy);
        }
    }
    check_untyped(at, schema, lint);
    check_enum(at, schema, lint);
    check_nullable(at, schema, lint);
    check_object(root, at, schema, lint);
    check_composition(root, at, schema, lint);
    if kind == Some("array") && schema.get("items").is_none() {
        lint.error(at, "an array without `items`").hint("say what the items are");
    }
    for keyword in ["readOnly", "writeOnly"] {
        if value::flag(schema, keyword) {
            lint.note(at, format!("`{keyword}` makes no difference to the type")).hint("none needed");
        }
    }
}

/// A constraint of text has no say over other types; listed values say all, but not to the emitter, which goes by the type.
fn check_untyped(at: &str, schema: &Value, lint: &mut Findings) {
    if schema.get("type").is_some() {
        return;
    }
    if schema.get("enum").is_some() {
        lint.error(at, "an `enum` without `type`").hint("write `type: string` beside it; enums hold strings");
    } else if schema.get("maxLength").is_some() || schema.get("pattern").is_some() {
        lint.error(at, "a schema of text without `type`, which allows numbers and objects as well")
            .hint("write `type: string`; that is what it becomes");
    }
}

fn check_enum(at: &str, schema: &Value, lint: &mut Findings) {
    let Some(values) = schema.get("enum") else { return };
    let at = join(at, "enum");
    let values: Vec<&Value> = items(Some(values)).collect();
    if values.is_empty() {
        lint.error(&at, "an enum without values").hint("list the values, or take it out");
    }
    for (index, value) in values.iter().enumerate() {
        if value.is_null() {
            lint.error(&item(&at, index), "null is a listed value; the type of an enum has no room for it")
                .hint("take it out, and write `nullable: true`");
        } else if !value.is_string() {
            lint.error(&item(&at, index), format!("`{value}` is no string")).hint("quote it; enums hold strings");
        }
    }
    for keyword in ["pattern", "minLength", "maxLength"] {
        if schema.get(keyword).is_some() {
            lint.error(&at, format!("`enum` and `{keyword}` at once"))
                .hint(format!("take `{keyword}` out; the values say it all"));
        }
    }
}

/// A named text with a constraint becomes a type of its own, which has no room for null; a property that refers to it becomes an
/// `Option` of that type.
fn check_nullable(at: &str, schema: &Value, lint: &mut Findings) {
    if !walk::is_named(at) || !value::flag(schema, "nullable") {
        return;
    }
    let constraints = ["enum", "pattern", "minLength", "maxLength"];
    if let Some(keyword) = constraints.into_iter().find(|keyword| schema.get(*keyword).is_some()) {
        lint.error(&join(at, "nullable"), format!("`nullable` is lost beside `{keyword}` in a schema with a name"))
            .hint("write it at each property that refers to the schema: `nullable: true`, and the reference within `allOf`");
    }
}

fn check_object(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    let properties = schema.get("properties");
    let here = join(at, "properties");
    // A part may have the property as well.
    let required = items(schema.get("required")).enumerate().filter(|_| schema.get("allOf").is_none());
    for (index, name) in required {
        if !members(properties).any(|(known, _)| name == known) {
            lint.error(&item(&join(at, "required"), index), format!("{name} is required and no property"))
                .hint("correct the name, or add the property");
        }
    }
    check_composed_lenient(root, at, schema, lint);
    for (name, property) in members(properties) {
        if property.get("x-lenient").is_some() {
            check_lenient(&join(&here, name), schema, name, property, lint);
        }
    }
}

/// A property of one part may be required by another part.
fn check_composed_lenient(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    if schema.get("allOf").is_none() {
        return;
    }
    let mut required = Vec::new();
    walk::parts(root, schema, &mut |part| required.extend(items(part.get("required"))));
    for (name, property) in walk::properties(root, schema) {
        if property.get("x-lenient").is_some() && required.iter().any(|required| *required == name) {
            let message = format!("`{name}` is required here, and read leniently as a property of a part");
            lint.error(at, message).hint("take it out of `required`, or `x-lenient` out of the property");
        }
    }
}

/// A lenient property becomes an `Option` that is empty where the value has another form; so it cannot be required.
fn check_lenient(at: &str, schema: &Value, name: &str, property: &Value, lint: &mut Findings) {
    let at = join(at, "x-lenient");
    if !value::flag(property, "x-lenient") {
        lint.error(&at, "`x-lenient` is not `true`").hint("write `true`, or take it out");
    }
    if items(schema.get("required")).any(|required| required == name) {
        lint.error(&at, "a required property cannot be read leniently").hint("take it out of `required`");
    }
    if property.get("default").is_some() {
        lint.error(&at, "a property with `default` cannot be read leniently").hint("take one of the two out");
    }
    if value::text(property, "type").is_some_and(|kind| kind != "string") {
        lint.error(&at, "only strings and named schemas are read leniently").hint("take `x-lenient` out");
    }
}

fn check_composition(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    if schema.get("oneOf").is_some() && schema.get("anyOf").is_some() {
        lint.error(&join(at, "anyOf"), "`oneOf` and `anyOf` at once cannot be expressed")
            .hint("keep one, or name each in `components/schemas`");
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let Some(parts) = schema.get(keyword) else { continue };
        let parts: Vec<&Value> = items(Some(parts)).collect();
        let here = join(at, keyword);
        if parts.is_empty() {
            lint.error(&here, format!("`{keyword}` without parts")).hint("list the parts, or take it out");
        }
        if keyword == "allOf" && parts.len() == 1 {
            let is_object = schema.get("type").is_some() || schema.get("required").is_some();
            if is_object && parts.iter().any(|part| !describes_objects(root, part, 0)) {
                lint.error(&item(&here, 0), "a part of `allOf` that is not an object, beside keywords of objects")
                    .hint("take `type` and `required` out, or refer to an object");
            }
            continue;
        }
        for (index, part) in parts.iter().enumerate() {
            let here = item(&here, index);
            let is_object = resolve(root, part).get("properties").is_some();
            if keyword == "allOf" && !is_object {
                lint.error(&here, "a part of `allOf` with no properties")
                    .hint("merge only objects; give other types a schema of their own");
            }
            if keyword != "allOf" && reference::of(part).is_none() {
                lint.error(&here, format!("an unnamed part of `{keyword}`"))
                    .hint("name it in `components/schemas`, so that its variant has a name");
            }
        }
    }
}

/// Whether a schema has objects for its values, as far as its keywords say so.
fn describes_objects(root: &Value, schema: &Value, depth: usize) -> bool {
    let schema = resolve(root, schema);
    let is_object = value::text(schema, "type") == Some("object") || schema.get("properties").is_some();
    is_object || depth < MAX_HOPS && items(schema.get("allOf")).any(|part| describes_objects(root, part, depth + 1))
}
