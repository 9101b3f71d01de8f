//! Generates arbitrary schemas and values near their limits, and validates these with a JSON Schema validator.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// The names of properties.
const NAMES: [&str; 3] = ["a", "b", "c"];

/// Patterns over few characters, some of them equivalent.
const PATTERNS: [&str; 10] =
    ["^a*$", "^a+$", "^[ab]+$", "^(a|b)+$", "a", "^b?a{1,2}$", "^.{2}$", "^(aa|b)$", "^[^b]*$", "b$"];

/// All strings up to four characters over a small alphabet: characters that most patterns, some or none contain, and a line feed, which `.`
/// does not match.
pub fn all_strings() -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut last = texts.clone();
    for _ in 0..4 {
        last = last.iter().flat_map(|text| ["a", "b", "1", "\n"].map(|end| format!("{text}{end}"))).collect();
        texts.extend(last.iter().cloned());
    }
    texts
}

/// Numbers in steps of a quarter, from -10 to 10.
pub fn all_numbers() -> Vec<Value> {
    (-40..=40)
        .map(|quarters: i32| match quarters % 4 {
            0 => json!(quarters / 4),
            _ => json!(f64::from(quarters) / 4.0),
        })
        .collect()
}

fn members(members: Vec<(&'static str, Option<Value>)>) -> Value {
    let stated = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(stated.collect())
}

/// String schemas whose keywords differ within four characters.
pub fn string_schema() -> impl Strategy<Value = Value> {
    let values = subsequence(vec!["", "a", "b", "aa", "ab", "bb", "a1"], 1..4);
    (
        proptest::option::weighted(0.5, select(&PATTERNS[..])),
        proptest::option::weighted(0.4, 0..4_u64),
        proptest::option::weighted(0.4, 0..4_u64),
        proptest::option::weighted(0.2, values),
    )
        .prop_map(|(pattern, min, max, values)| {
            members(vec![
                ("type", Some(json!("string"))),
                ("pattern", pattern.map(Value::from)),
                ("minLength", min.map(Value::from)),
                ("maxLength", max.map(Value::from)),
                ("enum", values.map(|values| json!(values))),
            ])
        })
}

/// Number schemas whose keywords differ between -10 and 10.
pub fn number_schema() -> impl Strategy<Value = Value> {
    let limit =
        || proptest::option::weighted(0.5, select(vec![json!(-5), json!(0), json!(0.5), json!(1), json!(4), json!(6)]));
    let flag = || proptest::option::weighted(0.3, any::<bool>());
    let step =
        proptest::option::weighted(0.3, select(vec![json!(0.25), json!(0.5), json!(1), json!(2), json!(3), json!(4)]));
    let values =
        proptest::option::weighted(0.2, subsequence(vec![json!(-5), json!(0), json!(1), json!(2), json!(4.5)], 1..4));
    (select(vec!["integer", "number"]), limit(), limit(), flag(), flag(), step, values).prop_map(
        |(type_name, minimum, maximum, above, below, step, values)| {
            members(vec![
                ("type", Some(json!(type_name))),
                ("exclusiveMinimum", above.filter(|_| minimum.is_some()).map(Value::from)),
                ("exclusiveMaximum", below.filter(|_| maximum.is_some()).map(Value::from)),
                ("minimum", minimum),
                ("maximum", maximum),
                ("multipleOf", step),
                ("enum", values.map(Value::from)),
            ])
        },
    )
}

/// Any schema that the comparison understands, without references.
pub fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => string_schema(),
        3 => number_schema(),
        1 => Just(json!({"type": "boolean"})),
        1 => Just(json!({})),
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        prop_oneof![
            3 => object(inner.clone()),
            2 => array(inner.clone()),
            1 => composed("allOf", inner.clone()),
            1 => composed("oneOf", inner.clone()),
            1 => composed("anyOf", inner.clone()),
            1 => (inner.clone(), inner.clone()).prop_map(|(base, not)| with(base, "not", not)),
            1 => inner.prop_map(|base| with(base, "nullable", json!(true))),
        ]
    })
}

fn with(mut schema: Value, key: &str, value: Value) -> Value {
    schema[key] = value;
    schema
}

fn composed(keyword: &'static str, inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec(inner, 1..4).prop_map(move |branches| json!({ keyword: branches }))
}

fn array(items: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let limit = || proptest::option::weighted(0.3, 0..3_u64);
    (items, limit(), limit(), any::<bool>()).prop_map(|(items, min, max, unique)| {
        members(vec![
            ("type", Some(json!("array"))),
            ("items", Some(items)),
            ("minItems", min.map(Value::from)),
            ("maxItems", max.map(Value::from)),
            ("uniqueItems", unique.then_some(json!(true))),
        ])
    })
}

fn object(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    let limit = || proptest::option::weighted(0.2, 0..3_u64);
    let extra = prop_oneof![
        4 => Just(None),
        2 => Just(Some(json!(false))),
        1 => Just(Some(json!(true))),
        1 => inner.clone().prop_map(Some),
    ];
    (subsequence(NAMES.to_vec(), 0..=3), vec(inner, 3), subsequence(NAMES.to_vec(), 0..=2), extra, limit(), limit())
        .prop_map(|(names, schemas, required, extra, min, max)| {
            let properties: Map<String, Value> = names.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
            members(vec![
                ("type", Some(json!("object"))),
                ("properties", Some(Value::Object(properties))),
                ("required", (!required.is_empty()).then(|| json!(required))),
                ("additionalProperties", extra),
                ("minProperties", min.map(Value::from)),
                ("maxProperties", max.map(Value::from)),
            ])
        })
}

/// A schema after one change somewhere in it.
pub fn edited() -> impl Strategy<Value = (Value, Value)> {
    (schema(), schema(), any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..3).prop_map(
        |(old, other, at, key, edit)| {
            let mut new = old.clone();
            let pointers = schema_pointers(&new);
            let pointer = at.get(&pointers);
            let copied_key = other.as_object().and_then(|members| {
                let keys: Vec<&String> = members.keys().collect();
                (!keys.is_empty()).then(|| (*key.get(&keys)).clone())
            });
            if let Some(found) = new.pointer_mut(pointer) {
                match (edit, copied_key, found.as_object_mut()) {
                    (0, Some(key), Some(members)) => {
                        members.insert(key.clone(), other[&key].clone());
                    }
                    (1, _, Some(members)) => {
                        let keys: Vec<String> = members.keys().cloned().collect();
                        if !keys.is_empty() {
                            members.shift_remove(key.get(&keys));
                        }
                    }
                    _ => *found = other,
                }
            }
            (old, new)
        },
    )
}

/// The pointers of all schemas within a schema, including itself.
fn schema_pointers(schema: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut index = 0;
    while let Some(at) = found.get(index).cloned() {
        index += 1;
        let here = schema.pointer(&at).unwrap_or(&Value::Null);
        for keyword in ["items", "not", "additionalProperties"] {
            if here.get(keyword).is_some_and(Value::is_object) {
                found.push(format!("{at}/{keyword}"));
            }
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let count = here.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            found.extend((0..count).map(|index| format!("{at}/{keyword}/{index}")));
        }
        if let Some(properties) = here.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().map(|name| format!("{at}/properties/{name}")));
        }
    }
    found
}

/// Values near the limits of a schema, allowed or not. Objects have only members that the schema states.
pub fn samples(schema: &Value) -> Vec<Value> {
    let mut found = sample(schema, 4);
    found.dedup();
    found.truncate(400);
    found
}

fn sample(schema: &Value, depth: usize) -> Vec<Value> {
    let mut found = vec![json!(null), json!(true), json!("a"), json!("1"), json!(0), json!(1.5), json!([]), json!({})];
    let Some(depth) = depth.checked_sub(1) else {
        return found;
    };
    found.extend(schema["enum"].as_array().into_iter().flatten().cloned());
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for branch in schema[keyword].as_array().into_iter().flatten() {
            found.extend(sample(branch, depth));
        }
    }
    match schema["type"].as_str() {
        Some("string") => found.extend(all_strings().into_iter().take(40).map(Value::from)),
        Some("integer" | "number") => found.extend(all_numbers()),
        Some("boolean") => found.push(json!(false)),
        Some("array") => {
            let items: Vec<Value> = sample(&schema["items"], depth).into_iter().rev().take(12).collect();
            found.extend(items.iter().map(|item| json!([item])));
            found.extend(items.iter().map(|item| json!([item, item])));
            found.extend(items.windows(2).map(|pair| json!(pair)));
            found.extend(items.windows(3).map(|pair| json!(pair)));
        }
        Some("object") => found.extend(objects(schema, depth)),
        _ => {}
    }
    found
}

fn objects(schema: &Value, depth: usize) -> Vec<Value> {
    let mut found = vec![Map::new()];
    let extra = &schema["additionalProperties"];
    for name in NAMES {
        let values = match schema["properties"].get(name) {
            Some(property) => sample(property, depth),
            None if extra.is_object() => sample(extra, depth),
            None => continue,
        };
        let values: Vec<Value> = values.into_iter().rev().take(9).collect();
        let more: Vec<Map<String, Value>> = found
            .iter()
            .flat_map(|object| {
                values.iter().map(|value| {
                    let mut object = object.clone();
                    object.insert(name.to_owned(), value.clone());
                    object
                })
            })
            .collect();
        found.extend(more);
        found.truncate(120);
    }
    found.into_iter().map(Value::Object).collect()
}

/// A validator for a schema of OpenAPI 3.0.
pub fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft4::new(&json_schema(schema)).expect("a schema")
}

/// The schema as JSON Schema, which has no `nullable`: null is allowed wherever `nullable` intends it.
fn json_schema(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else {
        return schema.clone();
    };
    let mut json_schema_members = Map::new();
    for (key, value) in members {
        let value = match key.as_str() {
            "nullable" => continue,
            // Without a limit there is nothing to exclude.
            "exclusiveMinimum" if !members.contains_key("minimum") => continue,
            "exclusiveMaximum" if !members.contains_key("maximum") => continue,
            "items" | "not" | "additionalProperties" => json_schema(value),
            "allOf" | "oneOf" | "anyOf" => value.as_array().into_iter().flatten().map(json_schema).collect(),
            "properties" => {
                let properties = value.as_object().into_iter().flatten();
                Value::Object(properties.map(|(name, property)| (name.clone(), json_schema(property))).collect())
            }
            _ => value.clone(),
        };
        json_schema_members.insert(key.clone(), value);
    }
    let has = |key: &str| json_schema_members.contains_key(key);
    // The type that a schema without `type` is intended for.
    if !has("type") && (has("properties") || has("additionalProperties")) {
        json_schema_members.insert("type".to_owned(), json!("object"));
    } else if !has("type") && has("items") {
        json_schema_members.insert("type".to_owned(), json!("array"));
    }
    let schema = Value::Object(json_schema_members);
    if members.get("nullable") == Some(&json!(true)) {
        return json!({"anyOf": [{"type": "null"}, schema]});
    }
    schema
}

/// A document with one operation that sends or receives the schema.
pub fn document(schema: &Value, sent: bool) -> String {
    let content = json!({"application/json": {"schema": schema}});
    let operation = if sent {
        json!({"operationId": "a", "requestBody": {"content": content}, "responses": {}})
    } else {
        json!({"operationId": "a", "responses": {"200": {"description": "ok", "content": content}}})
    };
    json!({"openapi": "3.0.3", "paths": {"/a": {"post": operation}}}).to_string()
}
