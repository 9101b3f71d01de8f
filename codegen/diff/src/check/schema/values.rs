//! Compares schemas whose values can be listed: `enum`, booleans, and integers between two near limits.

use serde_json::Value;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::schema::shape_pair::ShapePair;
use crate::schema::accepts::shape_accepts;
use crate::schema::decimal::to_value;
use crate::schema::json_types::JsonTypes;
use crate::schema::shape::Shape;
use crate::set_difference::{SetChange, SetDifference};

/// Compares the listed values. `None` if the schemas have to be compared keyword by keyword.
pub(crate) fn compare_listed_values(shapes: &ShapePair<'_>) -> Option<Vec<Change>> {
    match (listed(&shapes.old), listed(&shapes.new)) {
        (Some(old), Some(new)) => Some(compare_lists(shapes, &old, &new)),
        (None, None) => None,
        // Integers between two limits can be listed too.
        (old, new) => {
            match (old.or_else(|| listed_numbers(&shapes.old)), new.or_else(|| listed_numbers(&shapes.new))) {
                (Some(old), Some(new)) => Some(compare_lists(shapes, &old, &new)),
                _ => compare_list_with_keywords(shapes).map(|change| vec![change]),
            }
        }
    }
}

fn compare_lists(shapes: &ShapePair<'_>, old: &[Value], new: &[Value]) -> Vec<Change> {
    let missing = |from: &[Value], others: &[Value]| -> Vec<Value> {
        from.iter().filter(|value| !others.contains(value)).cloned().collect()
    };
    let keyword = changed_keyword(&shapes.old, &shapes.new);
    [
        (ChangeType::EnumValuesRemoved, SetChange::Narrowed, missing(old, new)),
        (ChangeType::EnumValuesAdded, SetChange::Widened, missing(new, old)),
    ]
    .into_iter()
    .filter_map(|(change_type, set_change, values)| {
        let first = Some(values.first()?.clone());
        let difference = SetDifference { lost: first.clone(), gained: first, ..set_change.into() };
        Some(shapes.change(change_type, keyword, difference).with(MessageValue::Values(values)))
    })
    .collect()
}

/// Compares a list of values with keywords. `None` for strings, which automata compare exactly.
fn compare_list_with_keywords(shapes: &ShapePair<'_>) -> Option<Change> {
    let only_strings =
        |shape: &Shape<'_>| shape.types == JsonTypes::STRING && shape.formats.is_empty() && shape.nots.is_empty();
    if only_strings(&shapes.old) && only_strings(&shapes.new) {
        return None;
    }
    let outside = |values: &[Value], rules: &Shape<'_>| {
        values.iter().find(|value| shape_accepts(rules, value) != Some(true)).cloned()
    };
    match (listed(&shapes.old), listed(&shapes.new)) {
        (Some(old), None) => {
            let lost = outside(&old, &shapes.new);
            let set_change = SetChange::of(lost.is_some(), true);
            Some(shapes.change(ChangeType::EnumRemoved, "enum", SetDifference { lost, ..set_change.into() }))
        }
        (None, Some(new)) => {
            let gained = outside(&new, &shapes.old);
            let set_change = SetChange::of(true, gained.is_some());
            let difference = SetDifference { gained, ..set_change.into() };
            Some(shapes.change(ChangeType::EnumAdded, "enum", difference).with(MessageValue::Values(new)))
        }
        _ => None,
    }
}

/// The values that a schema allows except null, if `enum` or `type: boolean` lists them.
pub(crate) fn listed(shape: &Shape<'_>) -> Option<Vec<Value>> {
    let all = match &shape.values {
        Some(values) => values.clone(),
        None if shape.types == JsonTypes::BOOLEAN => vec![Value::Bool(false), Value::Bool(true)],
        None => return None,
    };
    Some(allowed(shape, all))
}

/// The numbers that a schema without `enum` allows, if they are few.
fn listed_numbers(shape: &Shape<'_>) -> Option<Vec<Value>> {
    if shape.types != JsonTypes::NUMBER || shape.values.is_some() {
        return None;
    }
    let values = shape.numbers.list()?.iter().map(to_value).collect();
    Some(allowed(shape, values))
}

fn allowed(shape: &Shape<'_>, values: Vec<Value>) -> Vec<Value> {
    values.into_iter().filter(|value| shape_accepts(shape, value) != Some(false)).collect()
}

/// The keyword to which a change of the listed values is attributed: the first that differs.
fn changed_keyword(old: &Shape<'_>, new: &Shape<'_>) -> &'static str {
    let values = |shape: &Shape<'_>| {
        let mut values: Vec<String> = shape.values.iter().flatten().map(Value::to_string).collect();
        values.sort();
        values
    };
    let differs = [
        ("enum", values(old) != values(new)),
        ("pattern", old.strings.patterns != new.strings.patterns),
        ("minLength", old.strings.min != new.strings.min),
        ("maxLength", old.strings.max != new.strings.max),
        ("minimum", old.numbers.minimum != new.numbers.minimum),
        ("maximum", old.numbers.maximum != new.numbers.maximum),
    ];
    differs.into_iter().find_map(|(keyword, differs)| differs.then_some(keyword)).unwrap_or("not")
}
