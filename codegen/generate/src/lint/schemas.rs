//! Whether every schema is one that the emitter can express: an allow-list of keywords by type, and names that stay apart in Rust.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::objects::FOR_ANY_TYPE;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::{self, resolve};
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use colt_numbers_pattern::Patterns;
use serde_json::Value;

/// Checks every schema of the document.
pub fn check(root: &Value, findings: &mut Findings) {
    let mut patterns = Patterns::default();
    walk::schemas(root, &mut |at, schema| {
        if walk::is_data(at) || reference::of(schema).is_some() {
            return;
        }
        check_one(root, at, schema, findings);
        super::strings::check(at, schema, &mut patterns, findings);
    });
}

fn check_one(root: &Value, at: &str, schema: &Value, findings: &mut Findings) {
    let Some(members) = schema.as_object() else {
        findings.error(at, "no schema object", "write the schema as a mapping");
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
            findings.error(&join(at, "type"), format!("unknown type `{other}`"), "use a type of OpenAPI 3.0");
            return;
        }
        None if schema.get("maxLength").is_some()
            || schema.get("pattern").is_some()
            || schema.get("enum").is_some() =>
        {
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
            findings.error(&join(at, keyword), format!("`{keyword}` cannot be expressed beside {kind}"), remedy);
        }
    }
    check_untyped(at, schema, findings);
    check_enum(at, schema, findings);
    check_nullable(at, schema, findings);
    check_object(root, at, schema, findings);
    check_composition(root, at, schema, findings);
    if kind == Some("array") && schema.get("items").is_none() {
        findings.error(at, "an array without `items`", "say what the items are");
    }
    for keyword in ["readOnly", "writeOnly"] {
        if value::flag(schema, keyword) {
            findings.note(at, format!("`{keyword}` makes no difference to the type"), "none needed");
        }
    }
}

/// A constraint of text has no say over other types; listed values say all, but not to the emitter, which goes by the type.
fn check_untyped(at: &str, schema: &Value, findings: &mut Findings) {
    if schema.get("type").is_some() {
        return;
    }
    if schema.get("enum").is_some() {
        findings.error(at, "an `enum` without `type`", "write `type: string` beside it; enums hold strings");
    } else if schema.get("maxLength").is_some() || schema.get("pattern").is_some() {
        findings.error(
            at,
            "a schema of text without `type`, which allows numbers and objects as well",
            "write `type: string`; that is what it becomes",
        );
    }
}

fn check_enum(at: &str, schema: &Value, findings: &mut Findings) {
    let Some(values) = schema.get("enum") else { return };
    let at = join(at, "enum");
    let values: Vec<&Value> = items(Some(values)).collect();
    if values.is_empty() {
        findings.error(&at, "an enum without values", "list the values, or take it out");
    }
    for (index, value) in values.iter().enumerate() {
        if value.is_null() {
            findings.error(
                &item(&at, index),
                "null is a listed value; the type of an enum has no room for it",
                "take it out, and write `nullable: true`",
            );
        } else if !value.is_string() {
            findings.error(&item(&at, index), format!("`{value}` is no string"), "quote it; enums hold strings");
        }
    }
    for keyword in ["pattern", "minLength", "maxLength"] {
        if schema.get(keyword).is_some() {
            findings.error(
                &at,
                format!("`enum` and `{keyword}` at once"),
                format!("take `{keyword}` out; the values say it all"),
            );
        }
    }
}

/// A named text with a constraint becomes a type of its own, which has no room for null; a property that refers to it becomes an
/// `Option` of that type.
fn check_nullable(at: &str, schema: &Value, findings: &mut Findings) {
    if !walk::is_named(at) || !value::flag(schema, "nullable") {
        return;
    }
    let constraints = ["enum", "pattern", "minLength", "maxLength"];
    if let Some(keyword) = constraints.into_iter().find(|keyword| schema.get(*keyword).is_some()) {
        findings.error(
            &join(at, "nullable"),
            format!("`nullable` is lost beside `{keyword}` in a schema with a name"),
            "write it at each property that refers to the schema: `nullable: true`, and the reference within `allOf`",
        );
    }
}

fn check_object(root: &Value, at: &str, schema: &Value, findings: &mut Findings) {
    let properties = schema.get("properties");
    let here = join(at, "properties");
    let mut known: Vec<&str> = members(properties).map(|(name, _)| name.as_str()).collect();
    for part in items(schema.get("allOf")) {
        known.extend(members(resolve(root, part).get("properties")).map(|(name, _)| name.as_str()));
    }
    for (index, name) in items(schema.get("required")).enumerate() {
        if !name.as_str().is_some_and(|name| known.contains(&name)) && schema.get("allOf").is_none() {
            findings.error(
                &item(&join(at, "required"), index),
                format!("{name} is required and no property"),
                "correct the name, or add the property",
            );
        }
    }
    check_composed_lenient(root, at, schema, findings);
    for (name, property) in members(properties) {
        if property.get("x-lenient").is_some() {
            check_lenient(&join(&here, name), schema, name, property, findings);
        }
    }
}

/// A property of one part may be required by another part.
fn check_composed_lenient(root: &Value, at: &str, schema: &Value, findings: &mut Findings) {
    if schema.get("allOf").is_none() {
        return;
    }
    let mut required = Vec::new();
    walk::parts(root, schema, &mut |part| required.extend(items(part.get("required"))));
    for (name, property) in walk::properties(root, schema) {
        if property.get("x-lenient").is_some() && required.iter().any(|required| *required == name) {
            let message = format!("`{name}` is required here, and read leniently as a property of a part");
            findings.error(at, message, "take it out of `required`, or `x-lenient` out of the property");
        }
    }
}

/// A lenient property becomes an `Option` that is empty where the value has another form; so it cannot be required.
fn check_lenient(at: &str, schema: &Value, name: &str, property: &Value, findings: &mut Findings) {
    let at = join(at, "x-lenient");
    if !value::flag(property, "x-lenient") {
        findings.error(&at, "`x-lenient` is not `true`", "write `true`, or take it out");
    }
    if items(schema.get("required")).any(|required| required == name) {
        findings.error(&at, "a required property cannot be read leniently", "take it out of `required`");
    }
    if property.get("default").is_some() {
        findings.error(&at, "a property with `default` cannot be read leniently", "take one of the two out");
    }
    if value::text(property, "type").is_some_and(|kind| kind != "string") {
        findings.error(&at, "only strings and named schemas are read leniently", "take `x-lenient` out");
    }
}

fn check_composition(root: &Value, at: &str, schema: &Value, findings: &mut Findings) {
    if schema.get("oneOf").is_some() && schema.get("anyOf").is_some() {
        findings.error(
            &join(at, "anyOf"),
            "`oneOf` and `anyOf` at once cannot be expressed",
            "keep one, or name each in `components/schemas`",
        );
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let Some(parts) = schema.get(keyword) else { continue };
        let parts: Vec<&Value> = items(Some(parts)).collect();
        let here = join(at, keyword);
        if parts.is_empty() {
            findings.error(&here, format!("`{keyword}` without parts"), "list the parts, or take it out");
        }
        if keyword == "allOf" && parts.len() == 1 {
            continue;
        }
        for (index, part) in parts.iter().enumerate() {
            let here = item(&here, index);
            let is_object = resolve(root, part).get("properties").is_some();
            if keyword == "allOf" && !is_object {
                findings.error(
                    &here,
                    "a part of `allOf` with no properties",
                    "merge only objects; give other types a schema of their own",
                );
            }
            if keyword != "allOf" && reference::of(part).is_none() {
                findings.error(
                    &here,
                    format!("an unnamed part of `{keyword}`"),
                    "name it in `components/schemas`, so that its variant has a name",
                );
            }
        }
    }
}
