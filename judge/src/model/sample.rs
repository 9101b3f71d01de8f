//! Makes a sample value of a schema: from examples where the schema has them, else the simplest value.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value, json};

use crate::model::flat_schema::FlatSchema;
use crate::model::pattern::look_ahead;

/// The maximum depth of optional members and of items in a sample.
const MAX_DEPTH: usize = 8;

/// The maximum number of items, and of characters, in a sample.
const MAX_COUNT: usize = 100;

/// A sample of a schema of responses, without members that are `writeOnly`; `at` is the JSON Pointer of the schema. The sample may violate
/// keywords that are not supported here, so the caller has to validate it.
pub fn sample(document: &Value, schema: &Value, at: &str) -> Value {
    of(document, &FlatSchema::of(document, schema, at), 0)
}

fn of(document: &Value, flat: &FlatSchema, depth: usize) -> Value {
    let stated = flat.get("example").or_else(|| flat.get("default")).map(|keyword| keyword.value.clone());
    if let Some(value) = stated.or_else(|| flat.values().into_iter().next()) {
        return value;
    }
    match flat.kind() {
        "object" => object(document, flat, depth),
        "array" => match flat.items.as_ref().filter(|_| depth < MAX_DEPTH) {
            Some((schema, at)) => {
                let item = of(document, &FlatSchema::of(document, schema, at), depth + 1);
                Value::Array(vec![item; flat.count("minItems").unwrap_or(1).clamp(1, MAX_COUNT)])
            }
            None => json!([]),
        },
        "integer" => number(flat).as_f64().map_or(Value::Null, |number| json!(number as i64)),
        "number" => number(flat),
        "boolean" => Value::Bool(true),
        _ => Value::String(text(flat)),
    }
}

fn object(document: &Value, flat: &FlatSchema, depth: usize) -> Value {
    let mut members = Map::new();
    for (name, schema, at) in &flat.properties {
        let inner = FlatSchema::of(document, schema, at);
        let is_absent = inner.get("writeOnly").is_some_and(|keyword| keyword.value == true);
        if !is_absent && (depth < MAX_DEPTH || (flat.required_by(name).is_some() && depth < 2 * MAX_DEPTH)) {
            members.insert(name.clone(), of(document, &inner, depth + 1));
        }
    }
    Value::Object(members)
}

/// The number next to the lower bound, or else to the upper bound.
fn number(flat: &FlatSchema) -> Value {
    let bound = |name: &str| flat.get(name).and_then(|keyword| keyword.value.as_f64());
    let step = bound("multipleOf").unwrap_or(1.0);
    let is_exclusive = |name: &str| flat.get(name).is_some_and(|keyword| keyword.value == true);
    let value = match (bound("minimum"), bound("maximum")) {
        (Some(minimum), _) if is_exclusive("exclusiveMinimum") => ((minimum / step).floor() + 1.0) * step,
        (Some(minimum), _) => (minimum / step).ceil() * step,
        (None, Some(maximum)) if is_exclusive("exclusiveMaximum") => ((maximum / step).ceil() - 1.0) * step,
        (None, Some(maximum)) => (maximum / step).floor() * step,
        (None, None) => step,
    };
    json!(value)
}

fn text(flat: &FlatSchema) -> String {
    let minimum = flat.count("minLength").unwrap_or(0).min(MAX_COUNT);
    let keyword = |name: &str| flat.get(name).and_then(|keyword| keyword.value.as_str());
    if let Some(text) = keyword("pattern").and_then(|pattern| match_of(pattern, minimum)) {
        return text;
    }
    let seed = match keyword("format") {
        Some("date-time") => return "2030-01-31T12:00:00Z".to_owned(),
        Some("time") => return "12:00:00Z".to_owned(),
        Some("date") => return "2030-01-31".to_owned(),
        Some("uuid") => return "55eca520-ea16-4979-a09d-9ac6e060ed82".to_owned(),
        Some("email") => return "someone@example.com".to_owned(),
        Some("uri") => return "https://example.com/".to_owned(),
        Some("hostname") => return "example.com".to_owned(),
        Some("ipv4") => return "192.0.2.1".to_owned(),
        Some("ipv6") => return "2001:db8::1".to_owned(),
        _ => "text",
    };
    let maximum = flat.count("maxLength").unwrap_or(MAX_COUNT);
    seed.chars().cycle().take(minimum.max(seed.len()).min(maximum)).collect()
}

/// A text that matches an ECMA-262 pattern. Look-aheads at the start of the pattern are ignored.
fn match_of(pattern: &str, minimum: usize) -> Option<String> {
    let look_ahead = look_ahead(pattern);
    let pattern = look_ahead.as_ref().map_or(pattern, |look_ahead| &look_ahead.rest);
    let pattern = jsonschema_regex::to_rust_regex(pattern).ok()?;
    let hir = regex_syntax::parse(&pattern).ok()?;
    let mut text = String::new();
    // The repetitions get longer until the text has the minimum length.
    for more in 0..=minimum {
        text.clear();
        push(&hir, u32::try_from(more).ok()?, &mut text)?;
        if text.chars().count() >= minimum {
            break;
        }
    }
    Some(text)
}

/// Appends a text that matches. A part is repeated `more` times beyond its minimum, up to its maximum.
fn push(hir: &Hir, more: u32, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(class)?),
        HirKind::Repetition(repetition) => {
            let wanted = repetition.min.saturating_add(more);
            for _ in 0..repetition.max.map_or(wanted, |most| wanted.min(most)).min(1000) {
                push(&repetition.sub, more, text)?;
            }
        }
        HirKind::Capture(capture) => push(&capture.sub, more, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| push(part, more, text))?,
        HirKind::Alternation(parts) => push(parts.first()?, more, text)?,
    }
    Some(())
}

/// A printable ASCII character of a class, if it has one.
fn character(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.ranges().iter().map(|r| (char::from(r.start()), char::from(r.end()))).collect(),
    };
    let is_in = |c: &char| ranges.iter().any(|(first, last)| (*first..=*last).contains(c));
    ('0'..='~').find(is_in).or_else(|| (' '..'0').find(is_in)).or_else(|| ranges.first().map(|(first, _)| *first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::schema::Schema;

    #[test]
    fn a_sample_satisfies_its_schema() {
        let document = json!({ "components": { "schemas": {
            "Tree": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "minLength": 3 },
                "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
            } },
        } } });
        for schema in [
            json!({ "$ref": "#/components/schemas/Tree" }),
            json!({ "type": "string", "pattern": r"^\+?[1-9]\d{6,15}$" }),
            json!({ "type": "string", "pattern": "^(?!x)(ab|[^a-z])+-.$", "minLength": 9 }),
            json!({ "type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$", "minLength": 40 }),
            json!({ "type": "string", "minLength": 30 }),
            json!({ "type": "string", "maxLength": 2 }),
            json!({ "type": "string", "format": "ipv6" }),
            json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true, "multipleOf": 4 }),
            json!({ "type": "integer", "maximum": -3 }),
            json!({ "type": "number", "maximum": 0.5, "exclusiveMaximum": true }),
            json!({ "type": "array", "minItems": 2, "items": { "enum": ["a", 1] } }),
            json!({ "allOf": [{ "type": "object", "required": ["a"] }, { "properties": { "a": { "type": "boolean" } } }] }),
            json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] }),
        ] {
            let value = sample(&document, &schema, "");
            assert!(Schema::compile(&document, &schema, "").unwrap().is_valid(&value), "{schema}: {value}");
        }
    }
}
