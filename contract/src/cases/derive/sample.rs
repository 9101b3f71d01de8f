//! Makes a valid sample value from a schema, for elements without an example.

use colt_numbers_judge::model::{flat_schema::FlatSchema, operation::Parameter, spec::Spec};
use serde_json::{Map, Value, json};

use super::pattern::ClassSequence;

/// The maximum depth of optional members in a sample.
const MAX_DEPTH: usize = 8;

/// A sample of a schema. It may violate keywords that are not supported here; the validator decides.
pub(crate) fn value(spec: &Spec, schema: &Value, at: &str) -> Value {
    of(spec, &FlatSchema::of(&spec.root, schema, at), 0)
}

/// A sample of a flattened schema.
pub(crate) fn of_flat_schema(spec: &Spec, flat_schema: &FlatSchema) -> Value {
    of(spec, flat_schema, 0)
}

/// A sample of a parameter.
pub(crate) fn parameter(spec: &Spec, parameter: &Parameter) -> Value {
    parameter.example.clone().unwrap_or_else(|| value(spec, &parameter.schema, &parameter.at))
}

fn of(spec: &Spec, flat_schema: &FlatSchema, depth: usize) -> Value {
    if let Some(example) = flat_schema.get("example") {
        return example.value.clone();
    }
    if let Some(first) = flat_schema.values().first() {
        return first.clone();
    }
    match flat_schema.kind() {
        "object" => object(spec, flat_schema, depth),
        "array" => {
            let Some((schema, at)) = flat_schema.items.as_ref().filter(|_| depth < MAX_DEPTH) else { return json!([]) };
            let item = of(spec, &FlatSchema::of(&spec.root, schema, at), depth + 1);
            Value::Array(vec![item; flat_schema.count("minItems").unwrap_or(1).clamp(1, 100)])
        }
        "string" => Value::String(text(flat_schema)),
        "integer" | "number" => number(flat_schema),
        "boolean" => Value::Bool(true),
        _ => Value::String("text".to_owned()),
    }
}

fn object(spec: &Spec, flat_schema: &FlatSchema, depth: usize) -> Value {
    let mut members = Map::new();
    for (name, schema, at) in &flat_schema.properties {
        let inner = FlatSchema::of(&spec.root, schema, at);
        let is_read_only = inner.get("readOnly").is_some_and(|keyword| keyword.value == true);
        if !is_read_only && (depth < MAX_DEPTH || flat_schema.required_by(name).is_some()) && depth < 2 * MAX_DEPTH {
            members.insert(name.clone(), of(spec, &inner, depth + 1));
        }
    }
    Value::Object(members)
}

fn text(flat_schema: &FlatSchema) -> String {
    let pattern = flat_schema.get("pattern").and_then(|keyword| keyword.value.as_str());
    if let Some(sequence) = pattern.and_then(ClassSequence::of) {
        let shortest = sequence.shortest();
        let min = flat_schema.count("minLength").unwrap_or(0);
        return sequence.with_length(&shortest, shortest.chars().count().max(min)).unwrap_or(shortest);
    }
    let seed = match flat_schema.get("format").and_then(|keyword| keyword.value.as_str()) {
        Some("date-time") => return "2030-01-31T12:00:00Z".to_owned(),
        Some("time") => return "12:00:00Z".to_owned(),
        Some("date") => return "2030-01-31".to_owned(),
        Some("uuid") => return "55eca520-ea16-4979-a09d-9ac6e060ed82".to_owned(),
        Some("email") => return "someone@example.com".to_owned(),
        Some("uri") => return "https://example.com/".to_owned(),
        Some("ipv4") => return "192.0.2.1".to_owned(),
        Some("ipv6") => return "2001:db8::1".to_owned(),
        _ => "text",
    };
    let min = flat_schema.count("minLength").unwrap_or(1).max(1);
    let max = flat_schema.count("maxLength").unwrap_or(usize::MAX);
    seed.chars().cycle().take(min.max(seed.len()).min(max)).collect()
}

fn number(flat_schema: &FlatSchema) -> Value {
    let bound = |name: &str| flat_schema.get(name).and_then(|keyword| keyword.value.as_f64());
    let step = bound("multipleOf").unwrap_or(1.0);
    let value = match (bound("minimum"), bound("maximum")) {
        (Some(min), _) => (min / step).ceil().max(min / step) * step + step,
        (None, Some(max)) => (max / step).floor() * step - step,
        (None, None) => step,
    };
    let value = bound("maximum").map_or(value, |max| value.min(max));
    if flat_schema.kind() == "integer" || value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
}
