//! Whether one value satisfies a schema, as far as that can be decided: for `enum` beside other keywords.

use serde_json::Value;

use crate::schema::decimal::of_value;
use crate::schema::json_types::Kinds;
use crate::schema::shape::{Extra, Shape, Union};

/// How deep a value is looked into.
const DEEPEST: usize = 32;

/// `None` where something in the schema is not understood and nothing else rejects the value.
pub(crate) fn shape_accepts(shape: &Shape<'_>, value: &Value) -> Option<bool> {
    judge(shape, value, DEEPEST)
}

/// All of them, where one "no" outweighs what cannot be decided.
fn all(judgements: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut certain = true;
    for judgement in judgements {
        match judgement {
            Some(false) => return Some(false),
            Some(true) => {}
            None => certain = false,
        }
    }
    certain.then_some(true)
}

fn judge(shape: &Shape<'_>, value: &Value, depth: usize) -> Option<bool> {
    let depth = depth.checked_sub(1)?;
    if value.is_null() {
        return Some(shape.null);
    }
    if !shape.kinds.has(Kinds::of_value(value)) {
        return Some(false);
    }
    if let Some(values) = &shape.values
        && !values.contains(value)
    {
        return Some(false);
    }
    let unions = shape.unions.iter().map(|union| in_union(union, value, depth));
    let nots =
        shape.nots.iter().map(|view| judge(&Shape::of(std::slice::from_ref(view)), value, depth).map(|held| !held));
    all([by_kind(shape, value, depth), all(unions), all(nots), shape.strange.is_empty().then_some(true)])
}

fn by_kind(shape: &Shape<'_>, value: &Value, depth: usize) -> Option<bool> {
    match value {
        Value::String(text) => shape.strings.accepts(text),
        Value::Number(_) => shape.numbers.accepts(&of_value(value)?),
        Value::Array(items) => {
            let arrays = &shape.arrays;
            let count = items.len() as u64;
            let bounded = count >= arrays.min && arrays.max.is_none_or(|max| count <= max);
            let repeated = arrays.unique && (1..items.len()).any(|index| items[..index].contains(&items[index]));
            let rules = Shape::of(&arrays.items);
            all(items.iter().map(|item| judge(&rules, item, depth)).chain([Some(bounded && !repeated)]))
        }
        Value::Object(members) => {
            let objects = &shape.objects;
            let count = members.len() as u64;
            let bounded = count >= objects.min
                && objects.max.is_none_or(|max| count <= max)
                && objects.required.iter().all(|name| members.contains_key(name));
            let member = |(name, value): (&String, &Value)| match objects.properties.get(name) {
                Some(views) => judge(&Shape::of(views), value, depth),
                None => match &objects.extra {
                    Extra::Any => Some(true),
                    Extra::None => Some(false),
                    Extra::Only(views) => judge(&Shape::of(views), value, depth),
                },
            };
            all(members.iter().map(member).chain([Some(bounded)]))
        }
        _ => Some(true),
    }
}

fn in_union(union: &Union<'_>, value: &Value, depth: usize) -> Option<bool> {
    let mut held = 0;
    let mut certain = true;
    for branch in &union.branches {
        match judge(&Shape::of(std::slice::from_ref(branch)), value, depth) {
            Some(true) => held += 1,
            Some(false) => {}
            None => certain = false,
        }
    }
    match (union.exclusive, held, certain) {
        (false, 1.., _) | (true, 1, true) => Some(true),
        (true, 2.., _) | (_, 0, true) => Some(false),
        _ => None,
    }
}
