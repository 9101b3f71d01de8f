//! Checks that the emitter supports every schema: the keywords allowed for its type, and their combinations.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::objects::FOR_ANY_TYPE;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::{self, MAX_HOPS, resolve};
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use colt_numbers_pattern::PatternCache;
use serde_json::Value;

use crate::integer_range::integer_range;
use crate::simplify::enum_type;

/// Checks every schema of the spec.
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
        lint.error(at, "not a schema object").hint("write the schema as a mapping");
        return;
    };
    let kind = value::text(schema, "type");
    let allowed: &[&str] = match kind {
        Some("string") => &["type", "enum", "pattern", "minLength", "maxLength", "format"],
        Some("integer" | "number") => {
            &["type", "enum", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
        }
        Some("boolean") => &["type"],
        Some("array") => &["type", "items", "minItems", "maxItems", "uniqueItems"],
        Some("object") => {
            &["type", "properties", "required", "additionalProperties", "allOf", "oneOf", "anyOf", "discriminator"]
        }
        Some(other) => {
            lint.error(&join(at, "type"), format!("unknown type `{other}`")).hint("use a type of OpenAPI 3.0");
            return;
        }
        None if ["maxLength", "pattern", "enum"].iter().any(|key| schema.get(key).is_some()) => {
            &["enum", "pattern", "minLength", "maxLength"]
        }
        None => &["allOf", "oneOf", "anyOf", "properties", "required", "discriminator"],
    };
    for keyword in members.keys() {
        if !(keyword.starts_with("x-")
            || FOR_ANY_TYPE.contains(&keyword.as_str())
            || allowed.contains(&keyword.as_str()))
        {
            let remedy = match keyword.as_str() {
                "enum" if kind.is_some() => {
                    "only strings and numbers can be listed; state other values in a rule under `x-rules`"
                }
                "not" | "minProperties" | "maxProperties" => {
                    "state it in a rule under `x-rules`, or write the schema without it"
                }
                _ => "remove it, or give the schema the type that the keyword is for",
            };
            let kind =
                kind.map_or_else(|| "a schema without a type".to_owned(), |kind| format!("a schema of type `{kind}`"));
            lint.error(&join(at, keyword), format!("`{keyword}` is not supported in {kind}")).hint(remedy);
        }
    }
    check_untyped(at, schema, lint);
    check_enum(at, schema, lint);
    check_limits(at, schema, lint);
    check_object(root, at, schema, lint);
    check_composition(root, at, schema, lint);
    if kind == Some("array") && schema.get("items").is_none() {
        lint.error(at, "an array without `items`").hint("add the schema of the items");
    }
    if schema.get("default").is_some() {
        let message = "the server applies `default`; the generated type keeps an absent value absent";
        lint.note(&join(at, "default"), message).hint("none needed");
    }
}

/// Constraints of strings do not apply to other types. An `enum` does; without a type, its values state the type.
fn check_untyped(at: &str, schema: &Value, lint: &mut Findings) {
    if schema.get("type").is_some() {
        return;
    }
    if schema.get("enum").is_some() && enum_type(schema).is_none() {
        lint.error(at, "an `enum` without `type`, whose values are neither all strings nor all integers")
            .hint("add the `type`, and list values of that type");
    } else if schema.get("maxLength").is_some() || schema.get("pattern").is_some() {
        lint.error(at, "a constraint of strings without `type` allows numbers and objects as well")
            .hint("add `type: string`");
    }
}

/// Whether a value is of a type for which values can be listed.
fn is_of_type(value: &Value, kind: Option<&str>) -> bool {
    match kind {
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        // Other types cannot list values, which is reported at the keyword.
        Some("string") => value.is_string(),
        _ => true,
    }
}

/// Whether an integer is beyond the range of its format; without a format, that of `int64`.
fn is_beyond(value: &Value, format: Option<&str>) -> bool {
    let range = format.and_then(integer_range).or_else(|| integer_range("int64"));
    range.is_some_and(|(least, greatest)| {
        value.as_i64().is_some_and(|value| value < least) || value.as_u64().is_some_and(|value| value > greatest)
    })
}

fn check_enum(at: &str, schema: &Value, lint: &mut Findings) {
    let Some(values) = schema.get("enum") else { return };
    let kind = value::text(schema, "type").or_else(|| enum_type(schema));
    let at = join(at, "enum");
    let values: Vec<&Value> = items(Some(values)).collect();
    if values.is_empty() {
        lint.error(&at, "an enum without values").hint("list the values, or remove it");
    }
    for (index, value) in values.iter().enumerate() {
        if value.is_null() {
            lint.note(&item(&at, index), "null is a listed value, and is allowed only if `nullable` is `true`")
                .hint("none needed");
        } else if kind == Some("integer") && is_beyond(value, value::text(schema, "format")) {
            lint.error(&item(&at, index), format!("`{value}` is beyond the range of the type"))
                .hint("state the `format`, such as `uint64`, or correct the value");
        } else if !is_of_type(value, kind) {
            lint.error(&item(&at, index), format!("`{value}` is not of type `{}`", kind.unwrap_or_default()))
                .hint("correct the value or the type");
        }
    }
    for keyword in ["pattern", "minLength", "maxLength"] {
        if schema.get(keyword).is_some() {
            lint.error(&at, format!("`enum` and `{keyword}` in one schema"))
                .hint(format!("remove `{keyword}`; the listed values are the constraint"));
        }
    }
}

/// Checks the limits of numbers, lists and objects: each has an effect, and they do not exclude every value.
fn check_limits(at: &str, schema: &Value, lint: &mut Findings) {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    for (keyword, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if value::flag(schema, keyword) && schema.get(limit).is_none() {
            lint.error(&join(at, keyword), format!("`{keyword}` without `{limit}` has no effect"))
                .hint(format!("add `{limit}`, or remove `{keyword}`"));
        }
    }
    for (least, greatest) in [("minimum", "maximum"), ("minItems", "maxItems")] {
        if number(least) > number(greatest) && number(greatest).is_some() {
            let message = format!("`{least}` is greater than `{greatest}`, so no value is valid");
            lint.error(&join(at, least), message).hint("correct one of them");
        }
    }
    if number("multipleOf").is_some_and(|divisor| divisor <= 0.0) {
        lint.error(&join(at, "multipleOf"), "`multipleOf` is not greater than 0").hint("correct it, or remove it");
    }
    let required: Vec<&Value> = items(schema.get("required")).collect();
    for (index, name) in required.iter().enumerate().filter(|(index, name)| required[..*index].contains(name)) {
        lint.error(&item(&join(at, "required"), index), format!("{name} is required twice")).hint("remove one of them");
    }
}

fn check_object(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    let properties = schema.get("properties");
    let here = join(at, "properties");
    // With `allOf`, a part may define the property.
    let required = items(schema.get("required")).enumerate().filter(|_| schema.get("allOf").is_none());
    for (index, name) in required {
        if !members(properties).any(|(known, _)| name == known) {
            let at = item(&join(at, "required"), index);
            if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
                lint.error(&at, format!("{name} is required but not an allowed property"))
                    .hint("correct the name, or add the property");
            } else {
                lint.note(&at, format!("{name} is required but not described; it becomes a JSON value of any form"))
                    .hint("none needed if the name is correct");
            }
        }
    }
    check_composed_lenient(root, at, schema, lint);
    for (name, property) in members(properties) {
        if property.get("x-lenient").is_some() {
            check_lenient(root, &join(&here, name), schema, name, property, lint);
        }
    }
}

/// Rejects a lenient property that another part of `allOf` requires.
fn check_composed_lenient(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    if schema.get("allOf").is_none() {
        return;
    }
    let mut required = Vec::new();
    walk::all_of_parts(root, schema, &mut |part| required.extend(items(part.get("required"))));
    for (name, property) in walk::properties(root, schema) {
        if property.get("x-lenient").is_some() && required.iter().any(|required| *required == name) {
            let message = format!("`{name}` is required here, but a part of `allOf` has it with `x-lenient`");
            lint.error(at, message).hint("remove it from `required`, or remove `x-lenient`");
        }
    }
}

/// Checks a lenient property. It becomes an `Option`, `None` for a value of another type, so it cannot be required.
fn check_lenient(root: &Value, at: &str, schema: &Value, name: &str, property: &Value, lint: &mut Findings) {
    let at = join(at, "x-lenient");
    if !value::flag(property, "x-lenient") {
        lint.error(&at, "`x-lenient` is not `true`").hint("write `true`, or remove it");
    }
    if items(schema.get("required")).any(|required| required == name) {
        lint.error(&at, "a required property cannot be lenient").hint("remove it from `required`");
    }
    if property.get("default").is_some() {
        lint.error(&at, "a property with `default` cannot be lenient").hint("remove one of the two");
    }
    let is_free_text = value::text(property, "type") == Some("string")
        && !["enum", "pattern", "minLength", "maxLength"].iter().any(|keyword| property.get(*keyword).is_some());
    let is_object = property.get("type").is_none() && describes_objects(root, property, 0);
    if !is_free_text && !is_object {
        // A value of any other form would always be read as absent.
        lint.error(&at, "only strings without constraints and named objects can be lenient").hint("remove `x-lenient`");
    }
}

fn check_composition(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    if schema.get("oneOf").is_some() && schema.get("anyOf").is_some() {
        lint.error(&join(at, "anyOf"), "`oneOf` together with `anyOf` is not supported")
            .hint("keep one, or move each to a named schema in `components/schemas`");
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let Some(parts) = schema.get(keyword) else { continue };
        let parts: Vec<&Value> = items(Some(parts)).collect();
        let here = join(at, keyword);
        if parts.is_empty() {
            lint.error(&here, format!("`{keyword}` without parts")).hint("list the parts, or remove it");
        }
        if keyword == "allOf" && parts.len() == 1 {
            let is_object = schema.get("type").is_some() || schema.get("required").is_some();
            if is_object && parts.iter().any(|part| !describes_objects(root, part, 0)) {
                lint.error(
                    &item(&here, 0),
                    "this part of `allOf` is not an object, but `type` or `required` beside it is for objects",
                )
                .hint("remove `type` and `required`, or refer to an object");
            }
            continue;
        }
        for (index, part) in parts.iter().enumerate() {
            let here = item(&here, index);
            if keyword == "allOf" && value::text(resolve(root, part), "type").is_some_and(|kind| kind != "object") {
                lint.error(&here, "a part of `allOf` that is not an object, next to others")
                    .hint("merge only objects; give other types a schema of their own");
            }
        }
    }
}

/// Whether the keywords of a schema describe objects.
fn describes_objects(root: &Value, schema: &Value, depth: usize) -> bool {
    let schema = resolve(root, schema);
    let is_object = value::text(schema, "type") == Some("object") || schema.get("properties").is_some();
    is_object || depth < MAX_HOPS && items(schema.get("allOf")).any(|part| describes_objects(root, part, depth + 1))
}
