//! Decides whether a schema accepts a value, for example to find the values of an `enum` that the other keywords allow.

use serde_json::Value;

use crate::schema::decimal::of_value;
use crate::schema::json_types::JsonTypes;
use crate::schema::shape::{AdditionalPropertyRule, SchemaUnion, Shape};

/// The deepest nesting of a value that is checked.
const DEEPEST: usize = 32;

/// Whether the schema accepts the value. `None` if a part of the schema is not understood and the rest does not reject the value.
pub(crate) fn shape_accepts(shape: &Shape<'_>, value: &Value) -> Option<bool> {
    accepts(shape, value, DEEPEST)
}

/// The conjunction of the results: one `Some(false)` makes it `Some(false)`, otherwise one `None` makes it `None`.
fn all(results: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_decided = true;
    for result in results {
        match result {
            Some(false) => return Some(false),
            Some(true) => {}
            None => is_decided = false,
        }
    }
    is_decided.then_some(true)
}

fn accepts(shape: &Shape<'_>, value: &Value, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    if value.is_null() {
        return Some(shape.null);
    }
    if !shape.types.has(JsonTypes::of_value(value)) {
        return Some(false);
    }
    if let Some(values) = &shape.values
        && !values.contains(value)
    {
        return Some(false);
    }
    let unions = shape.unions.iter().map(|union| in_union(union, value, depth));
    let nots = shape
        .nots
        .iter()
        .map(|schema| accepts(&Shape::of(std::slice::from_ref(schema)), value, depth).map(|is_accepted| !is_accepted));
    all([by_type(shape, value, depth), all(unions), all(nots), shape.not_understood.is_empty().then_some(true)])
}

fn by_type(shape: &Shape<'_>, value: &Value, depth: usize) -> Option<bool> {
    match value {
        Value::String(text) => shape.strings.accepts(text),
        Value::Number(_) => shape.numbers.accepts(&of_value(value)?),
        Value::Array(items) => {
            let arrays = &shape.arrays;
            let count = items.len() as u64;
            let is_within_limits = count >= arrays.min && arrays.max.is_none_or(|max| count <= max);
            let has_duplicates = arrays.unique && (1..items.len()).any(|index| items[..index].contains(&items[index]));
            let item_shape = Shape::of(&arrays.items);
            all(items
                .iter()
                .map(|item| accepts(&item_shape, item, depth))
                .chain([Some(is_within_limits && !has_duplicates)]))
        }
        Value::Object(members) => {
            let objects = &shape.objects;
            let count = members.len() as u64;
            let is_within_limits = count >= objects.min
                && objects.max.is_none_or(|max| count <= max)
                && objects.required.iter().all(|name| members.contains_key(name));
            let member = |(name, value): (&String, &Value)| match objects.properties.get(name) {
                Some(schemas) => accepts(&Shape::of(schemas), value, depth),
                None => match &objects.additional {
                    AdditionalPropertyRule::Any => Some(true),
                    AdditionalPropertyRule::None => Some(false),
                    AdditionalPropertyRule::Only(schemas) => accepts(&Shape::of(schemas), value, depth),
                },
            };
            all(members.iter().map(member).chain([Some(is_within_limits)]))
        }
        _ => Some(true),
    }
}

fn in_union(union: &SchemaUnion<'_>, value: &Value, depth: usize) -> Option<bool> {
    let mut accepting = 0;
    let mut is_decided = true;
    for branch in &union.branches {
        match accepts(&Shape::of(std::slice::from_ref(branch)), value, depth) {
            Some(true) => accepting += 1,
            Some(false) => {}
            None => is_decided = false,
        }
    }
    match (union.is_one_of, accepting, is_decided) {
        (false, 1.., _) | (true, 1, true) => Some(true),
        (true, 2.., _) | (_, 0, true) => Some(false),
        _ => None,
    }
}
