//! The schemas to compare: one schema for each meaning that two implementations have interpreted differently, and random schemas.

use colt_numbers_generate::CHECKED_FORMATS;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// The schemas that other schemas refer to.
pub fn named() -> [(&'static str, Value); 7] {
    [
        ("Short", json!({ "type": "string", "maxLength": 3 })),
        ("Code", json!({ "type": "string", "pattern": "^[A-Z]{2}$" })),
        ("Color", json!({ "type": "string", "enum": ["red", "green"] })),
        ("Day", json!({ "type": "string", "format": "date" })),
        ("Whole", json!({ "type": "integer", "minimum": 0 })),
        (
            "Pair",
            json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" }, "b": reference("Short") } }),
        ),
        (
            "Triple",
            json!({ "type": "object", "required": ["c"], "properties": { "c": { "type": "integer" }, "b": { "type": "string", "nullable": true } } }),
        ),
    ]
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// One schema for each meaning that two implementations have interpreted differently.
pub fn listed() -> Vec<Value> {
    let text = |more: Value| merged(json!({ "type": "string" }), more);
    let whole = |more: Value| merged(json!({ "type": "integer" }), more);
    let number = |more: Value| merged(json!({ "type": "number" }), more);
    let of = |value: Value| json!({ "type": "object", "properties": { "a": value } });
    let mut schemas = vec![
        text(json!({})),
        text(json!({ "minLength": 2, "maxLength": 3 })),
        text(json!({ "pattern": r"^(?!\d{4}-|a$)^\w+\S*$" })),
        whole(json!({})),
        whole(json!({ "maximum": 9_007_199_254_740_993_u64 })),
        whole(json!({ "minimum": -9_007_199_254_740_993_i64 })),
        whole(json!({ "minimum": 1, "exclusiveMinimum": true, "maximum": 5, "exclusiveMaximum": true })),
        whole(json!({ "maximum": u64::MAX })),
        whole(json!({ "multipleOf": 3 })),
        number(json!({ "multipleOf": 0.1 })),
        number(json!({ "multipleOf": 2 })),
        number(json!({ "minimum": 0.3, "maximum": 1e10 })),
        number(json!({ "minimum": 0, "exclusiveMinimum": true })),
        number(json!({ "format": "double" })),
        json!({ "type": "array", "items": number(json!({})), "uniqueItems": true, "minItems": 1, "maxItems": 3 }),
        json!({ "type": "object", "additionalProperties": false, "properties": { "a": text(json!({})) } }),
        json!({ "type": "object", "additionalProperties": false }),
        json!({ "type": "object", "additionalProperties": whole(json!({})) }),
        json!({ "properties": { "a": text(json!({})) } }),
        json!({ "oneOf": [reference("Whole"), reference("Short")] }),
        json!({ "anyOf": [reference("Pair"), reference("Short")] }),
        json!({ "allOf": [reference("Pair")], "type": "object", "required": ["b"] }),
        json!({ "allOf": [reference("Pair"), { "type": "object", "required": ["c"], "properties": { "c": { "type": "boolean" } } }] }),
        json!({ "allOf": [reference("Pair")], "type": "object", "required": ["b"], "additionalProperties": false }),
        json!({ "allOf": [reference("Pair")], "type": "object", "required": ["b", "c"] }),
        json!({ "allOf": [reference("Pair")], "oneOf": [reference("Pair"), reference("Triple")] }),
        of(json!({ "allOf": [reference("Pair")], "anyOf": [reference("Triple"), reference("Short")] })),
        // Nullable schemas.
        of(text(json!({ "nullable": true }))),
        of(json!({ "nullable": true, "allOf": [reference("Color")] })),
        of(json!({ "nullable": true, "allOf": [reference("Short")] })),
        of(json!({ "nullable": true, "allOf": [reference("Pair")] })),
        of(json!({ "allOf": [reference("Short")] })),
        of(json!({ "nullable": true, "type": "array", "items": reference("Pair") })),
        of(json!({ "type": "array", "items": whole(json!({ "nullable": true, "minimum": 2 })) })),
        of(json!({})),
    ];
    schemas.extend(formats().map(|(kind, format, _)| json!({ "type": kind, "format": format })));
    schemas
}

/// Types and formats, and whether the format is checked.
pub fn formats() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    let of_integers = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
    let checked = CHECKED_FORMATS
        .map(|format| ("string", format))
        .into_iter()
        .chain(of_integers.map(|format| ("integer", format)));
    let unchecked = ["byte", "password", "regex", "phone"].map(|format| ("string", format)).into_iter();
    let unchecked = unchecked.chain([("integer", "unknown")]);
    checked.map(|(kind, format)| (kind, format, true)).chain(unchecked.map(|(kind, format)| (kind, format, false)))
}

fn merged(mut one: Value, other: Value) -> Value {
    let more = other.as_object().unwrap().clone();
    one.as_object_mut().unwrap().extend(more);
    one
}

/// Random schemas with a few keywords.
pub fn random() -> impl Strategy<Value = Value> {
    let text = (prop::option::of(0..3_u8), prop::option::of(3..5_u8))
        .prop_map(|(min, max)| optional(json!({ "type": "string" }), [("minLength", min), ("maxLength", max)]));
    let format = select(vec!["date", "time", "email", "uri", "uuid", "x"])
        .prop_map(|format| json!({ "type": "string", "format": format }));
    let limits = (
        prop::option::of(select(vec![0, 2])),
        prop::option::of(select(vec![2, 7])),
        prop::option::of(select(vec![1, 2, 3])),
    );
    let numbers = (select(vec!["integer", "number"]), limits, any::<[bool; 2]>()).prop_map(
        |(kind, (min, max, step), [above, below])| {
            let limited = optional(json!({ "type": kind }), [("minimum", min), ("maximum", max), ("multipleOf", step)]);
            let mut flags = Map::new();
            flags.extend((min.is_some() && above).then(|| ("exclusiveMinimum".to_owned(), json!(true))));
            flags.extend((max.is_some() && below).then(|| ("exclusiveMaximum".to_owned(), json!(true))));
            merged(limited, Value::Object(flags))
        },
    );
    let of_name = select(named().map(|(name, _)| name).to_vec()).prop_map(|name| json!({ "allOf": [reference(name)] }));
    let leaf = prop_oneof![text, format, numbers, of_name, Just(json!({ "type": "boolean" }))];
    let leaf = (leaf, any::<bool>())
        .prop_map(|(leaf, nullable)| if nullable { merged(leaf, json!({ "nullable": true })) } else { leaf });
    leaf.prop_recursive(2, 8, 3, |inner| {
        let list = (inner.clone(), prop::option::of(0..2_u8), prop::option::of(1..3_u8), any::<bool>()).prop_map(
            |(items, min, max, unique)| {
                optional(
                    json!({ "type": "array", "items": items, "uniqueItems": unique }),
                    [("minItems", min), ("maxItems", max)],
                )
            },
        );
        let object = (prop::collection::vec(inner, 1..3), any::<[bool; 4]>()).prop_map(
            |(members, [first, second, closed, nullable])| {
                let names = ["a", "b"];
                let required: Vec<_> = names
                    .iter()
                    .zip([first, second])
                    .take(members.len())
                    .filter(|(_, is)| *is)
                    .map(|(name, _)| name)
                    .collect();
                let properties: Map<_, _> =
                    names.iter().zip(&members).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
                let mut object = json!({ "type": "object", "properties": properties, "required": required });
                if closed {
                    object["additionalProperties"] = json!(false);
                }
                if nullable {
                    object["nullable"] = json!(true);
                }
                object
            },
        );
        prop_oneof![list, object]
    })
}

fn optional<T: Into<Value>, const N: usize>(mut schema: Value, keywords: [(&str, Option<T>); N]) -> Value {
    for (keyword, value) in keywords {
        if let Some(value) = value {
            schema[keyword] = value.into();
        }
    }
    schema
}
