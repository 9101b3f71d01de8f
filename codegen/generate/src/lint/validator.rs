//! Validates a value of the spec against its schema, and against the type that is generated from it.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value::{self, items, members};
use serde_json::Value;

use colt_numbers_pattern::PatternCache;

use crate::integer_range::integer_range;
use crate::string_constraints::string_constraints;

/// Validates values against the schemas of one spec, except for `multipleOf` and string formats.
pub struct Validator<'v> {
    root: &'v Value,
    patterns: PatternCache<'v>,
    /// Results by value and schema, so that shared parts of a composition are validated once.
    known: BTreeMap<(*const Value, *const Value), bool>,
}

impl<'v> Validator<'v> {
    /// A validator for a spec whose references were checked.
    pub fn new(root: &'v Value) -> Self {
        Self { root, patterns: PatternCache::default(), known: BTreeMap::new() }
    }

    /// Whether the value is valid against the schema, following references. The schema must not contain itself through composition.
    pub fn is_valid(&mut self, value: &'v Value, schema: &'v Value) -> bool {
        let schema = resolve(self.root, schema);
        let pair = (std::ptr::from_ref(value), std::ptr::from_ref(schema));
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        let is_valid = if value.is_null() {
            allows_null(schema)
        } else {
            self.matches_composition(value, schema) && self.matches_type(value, schema)
        };
        self.known.insert(pair, is_valid);
        is_valid
    }

    fn matches_composition(&mut self, value: &'v Value, schema: &'v Value) -> bool {
        let all = items(schema.get("allOf")).all(|part| self.is_valid(value, part));
        all && ["oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)).all(|parts| {
            // More than one valid part of `oneOf` makes no difference to the type.
            items(Some(parts)).any(|part| self.is_valid(value, part))
        })
    }

    fn matches_type(&mut self, value: &'v Value, schema: &'v Value) -> bool {
        match value::text(schema, "type") {
            Some("string") => value.as_str().is_some_and(|text| self.matches_string(text, schema)),
            Some("integer") => is_integer(value, schema) && is_within_limits(value, schema),
            Some("number") => is_number(value, schema) && is_within_limits(value, schema),
            Some("boolean") => value.is_boolean(),
            Some("array") => value.as_array().is_some_and(|list| {
                let distinct = || list.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() == list.len();
                has_valid_length(list.len(), schema)
                    && (!value::flag(schema, "uniqueItems") || distinct())
                    && schema.get("items").is_none_or(|of| list.iter().all(|item| self.is_valid(item, of)))
            }),
            Some("object") => self.matches_object(value, schema),
            _ => schema.get("properties").is_none() || self.matches_object(value, schema),
        }
    }

    fn matches_object(&mut self, value: &'v Value, schema: &'v Value) -> bool {
        let Some(object) = value.as_object() else { return false };
        let others = schema.get("additionalProperties");
        let required = items(schema.get("required")).filter_map(Value::as_str).all(|name| object.contains_key(name));
        required
            && members(Some(value)).all(|(name, member)| {
                match (schema.get("properties").and_then(|properties| properties.get(name)), others) {
                    (Some(property), _) => self.is_valid(member, property),
                    (None, Some(Value::Bool(allowed))) => *allowed,
                    (None, Some(of)) => self.is_valid(member, of),
                    (None, None) => true,
                }
            })
    }

    fn matches_string(&mut self, text: &str, schema: &'v Value) -> bool {
        let listed = schema.get("enum").is_none_or(|values| items(Some(values)).any(|listed| listed == text));
        // Invalid patterns and limits are reported by `strings`.
        listed
            && match string_constraints(schema, &mut self.patterns).map(|rules| rules.language()) {
                Ok(Ok(language)) => language.accepts(text),
                Ok(Err(_)) => false,
                Err(_) => true,
            }
    }
}

/// A schema without any type allows every value, including null.
fn allows_null(schema: &Value) -> bool {
    let has_type =
        ["type", "enum", "allOf", "oneOf", "anyOf", "properties"].iter().any(|key| schema.get(key).is_some());
    value::flag(schema, "nullable") || !has_type
}

fn is_integer(value: &Value, schema: &Value) -> bool {
    let range = value::text(schema, "format").and_then(integer_range);
    let (least, greatest) = range.unwrap_or((i64::MIN, i64::MAX as u64));
    match (value.as_u64(), value.as_i64()) {
        (Some(number), _) => number <= greatest,
        (None, number) => number.is_some_and(|number| number >= least),
    }
}

fn is_number(value: &Value, schema: &Value) -> bool {
    let is_single = schema.get("format").is_some_and(|format| format == "float");
    value.as_f64().is_some_and(|number| number.is_finite() && (!is_single || number.abs() <= f64::from(f32::MAX)))
}

/// Whether a number is within `minimum` and `maximum`.
fn is_within_limits(value: &Value, schema: &Value) -> bool {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let excludes = |key: &str| value::flag(schema, key);
    let Some(number) = value.as_f64() else { return false };
    let above = |limit: f64| number > limit || (number == limit && !excludes("exclusiveMinimum"));
    let below = |limit: f64| number < limit || (number == limit && !excludes("exclusiveMaximum"));
    limit("minimum").is_none_or(above) && limit("maximum").is_none_or(below)
}

/// Whether a number of items is within `minItems` and `maxItems`.
fn has_valid_length(count: usize, schema: &Value) -> bool {
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
    let count = count as u64;
    limit("minItems").is_none_or(|limit| count >= limit) && limit("maxItems").is_none_or(|limit| count <= limit)
}
