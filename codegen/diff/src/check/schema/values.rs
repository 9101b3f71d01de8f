//! Schemas that list their values: `enum`, truth values, and whole numbers between near limits.

use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::schema::shape_pair::Shapes;
use crate::direction::{Difference, Shift};
use crate::schema::accepts::shape_accepts;
use crate::schema::decimal::to_value;
use crate::schema::json_types::Kinds;
use crate::schema::shape::Shape;

/// Compares value by value, where that decides the matter.
pub(crate) fn values(shapes: &Shapes<'_>) -> Option<Vec<Change>> {
    match (listed(&shapes.old), listed(&shapes.new)) {
        (Some(old), Some(new)) => Some(lists(shapes, &old, &new)),
        (None, None) => None,
        // Whole numbers between two limits are a list as well.
        (old, new) => match (old.or_else(|| few(&shapes.old)), new.or_else(|| few(&shapes.new))) {
            (Some(old), Some(new)) => Some(lists(shapes, &old, &new)),
            _ => on_one_side(shapes).map(|change| vec![change]),
        },
    }
}

fn lists(shapes: &Shapes<'_>, old: &[Value], new: &[Value]) -> Vec<Change> {
    let missing = |from: &[Value], others: &[Value]| -> Vec<Value> {
        from.iter().filter(|value| !others.contains(value)).cloned().collect()
    };
    let keyword = blamed(&shapes.old, &shapes.new);
    [
        (Kind::EnumValuesRemoved, Shift::Narrower, missing(old, new)),
        (Kind::EnumValuesAdded, Shift::Wider, missing(new, old)),
    ]
    .into_iter()
    .filter_map(|(kind, shift, values)| {
        let first = Some(values.first()?.clone());
        let difference = Difference { lost: first.clone(), gained: first, ..shift.into() };
        Some(shapes.change(kind, keyword, difference).with(Datum::Values(values)))
    })
    .collect()
}

/// A list of values on one side, and rules on the other. Strings are left to the automata, which compare both exactly.
fn on_one_side(shapes: &Shapes<'_>) -> Option<Change> {
    let only_strings =
        |shape: &Shape<'_>| shape.kinds == Kinds::STRING && shape.formats.is_empty() && shape.nots.is_empty();
    if only_strings(&shapes.old) && only_strings(&shapes.new) {
        return None;
    }
    let outside = |values: &[Value], rules: &Shape<'_>| {
        values.iter().find(|value| shape_accepts(rules, value) != Some(true)).cloned()
    };
    match (listed(&shapes.old), listed(&shapes.new)) {
        (Some(old), None) => {
            let lost = outside(&old, &shapes.new);
            let shift = Shift::of(lost.is_some(), true);
            Some(shapes.change(Kind::EnumRemoved, "enum", Difference { lost, ..shift.into() }))
        }
        (None, Some(new)) => {
            let gained = outside(&new, &shapes.old);
            let shift = Shift::of(true, gained.is_some());
            let difference = Difference { gained, ..shift.into() };
            Some(shapes.change(Kind::EnumAdded, "enum", difference).with(Datum::Values(new)))
        }
        _ => None,
    }
}

/// The values that a schema allows, null left out, where they can be listed.
pub(crate) fn listed(shape: &Shape<'_>) -> Option<Vec<Value>> {
    let all = match &shape.values {
        Some(values) => values.clone(),
        None if shape.kinds == Kinds::BOOLEAN => vec![Value::Bool(false), Value::Bool(true)],
        None => return None,
    };
    Some(allowed(shape, all))
}

/// The same where it is numbers, and few of them.
fn few(shape: &Shape<'_>) -> Option<Vec<Value>> {
    if shape.kinds != Kinds::NUMBER || shape.values.is_some() {
        return None;
    }
    let values = shape.numbers.list()?.iter().map(to_value).collect();
    Some(allowed(shape, values))
}

fn allowed(shape: &Shape<'_>, values: Vec<Value>) -> Vec<Value> {
    values.into_iter().filter(|value| shape_accepts(shape, value) != Some(false)).collect()
}

/// The keyword to which a change of listed values is put down.
fn blamed(old: &Shape<'_>, new: &Shape<'_>) -> &'static str {
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
