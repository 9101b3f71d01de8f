//! Two schemas: which values the new one takes away and which it adds, kind by kind.

mod annotations;
mod arrays;
mod discriminator;
mod disjoint;
mod keyword_change;
mod not;
mod numbers;
mod objects;
mod shape_pair;
mod strings;
mod unions;
mod values;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::schema::annotations::annotations;
use crate::check::schema::arrays::arrays;
use crate::check::schema::discriminator::discriminators;
use crate::check::schema::not::nots;
use crate::check::schema::numbers::numbers;
use crate::check::schema::objects::objects;
use crate::check::schema::shape_pair::Shapes;
use crate::check::schema::strings::strings;
use crate::check::schema::unions::{leave_same_unions, unions};
use crate::check::schema::values::{listed, values};
use crate::context::{Context, Entry};
use crate::direction::{Difference, Shift, Side};
use crate::document::is_extension;
use crate::effect::Effect;
use crate::schema::json_types::Kinds;
use crate::schema::located_schema::View;
use crate::schema::shape::Shape;

/// Compares two schemas, and finds each difference once.
pub(crate) fn compare<'d>(context: &Context<'d>, old: &[View<'d>], new: &[View<'d>], side: Side) -> Vec<Change> {
    if context.is_reported_elsewhere(old, new) {
        // What stands beside a reference is reported here.
        return annotations(context, old, new, side);
    }
    let place = new.first().or(old.first()).map_or("", View::place);
    match context.enter(old, new, side) {
        Entry::First => {}
        Entry::Known => return Vec::new(),
        Entry::TooDeep => return vec![Change::new(Kind::SchemaTooDeep, place, Effect::Breaking)],
    }
    let mut changes = annotations(context, old, new, side);
    let mut shapes = Shapes { old: Shape::of(old), new: Shape::of(new), side, place: place.to_owned() };
    changes.extend(discriminators(context, &shapes));
    leave_same_unions(context, &mut shapes);
    changes.extend(strange(&shapes));
    changes.extend(null(&shapes));
    if shapes.old.unions.is_empty() && shapes.new.unions.is_empty() {
        changes.extend(rules(context, &shapes));
    } else {
        changes.extend(unions(context, &shapes, old, new, rules));
    }
    changes.extend(written_differently(old, new, &changes));
    context.leave();
    changes
}

/// Everything but null, unions and discriminators.
fn rules<'d>(context: &Context<'d>, shapes: &Shapes<'d>) -> Vec<Change> {
    let (old, new) = (shapes.old.kinds, shapes.new.kinds);
    let common = old.and(new);
    let types = |shift: Shift| {
        let names = Datum::Types(type_names(&shapes.old), type_names(&shapes.new));
        vec![shapes.change(Kind::Type, "type", shift).with(names)]
    };
    if old != new && common == Kinds::NONE {
        return types(Shift::of(old != Kinds::NONE, new != Kinds::NONE));
    }
    if let Some(changes) = values(shapes) {
        return changes;
    }
    let mut changes = Vec::new();
    if old != new {
        changes = types(Shift::of(old.minus(new) != Kinds::NONE, new.minus(old) != Kinds::NONE));
    }
    if common.has(Kinds::STRING) {
        changes.extend(strings(shapes));
    }
    if common.has(Kinds::NUMBER) {
        changes.extend(numbers(shapes));
    }
    if common.has(Kinds::ARRAY) {
        changes.extend(arrays(context, shapes));
    }
    if common.has(Kinds::OBJECT) {
        changes.extend(objects(context, shapes));
    }
    changes.extend(nots(context, shapes));
    changes
}

/// Keywords that are not understood.
fn strange(shapes: &Shapes<'_>) -> Vec<Change> {
    let (old, new) = (&shapes.old.strange, &shapes.new.strange);
    let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for keyword in keywords {
        let (before, after) = (old.get(keyword), new.get(keyword));
        let all = |stated: Option<&(String, Vec<Value>)>| stated.map(|(_, values)| values.clone());
        if all(before) == all(after) {
            continue;
        }
        let place = after.or(before).map_or("", |(place, _)| place);
        let first = |stated: Option<&(String, Vec<Value>)>| stated.and_then(|(_, values)| values.first().cloned());
        let kind = match keyword.as_str() {
            "$ref" => Kind::ReferenceNotResolved,
            "" => Kind::SchemaNotUnderstood,
            _ => Kind::NotUnderstood,
        };
        let mut change = Change::new(kind, place, Effect::Breaking);
        if kind == Kind::NotUnderstood {
            change = change.with(keyword.as_str());
        }
        changes.push(change.with(Datum::Step(first(before), first(after))));
    }
    changes
}

fn null(shapes: &Shapes<'_>) -> Option<Change> {
    let (kind, shift) = match (shapes.old.null, shapes.new.null) {
        (true, false) => (Kind::NullDisallowed, Shift::Narrower),
        (false, true) => (Kind::NullAllowed, Shift::Wider),
        _ => return None,
    };
    // A schema that allows anything allows null as well, and `type` is what reports it.
    let (with, without) = if shapes.old.null { (&shapes.old, &shapes.new) } else { (&shapes.new, &shapes.old) };
    if with.is_anything() && without.kinds != Kinds::ALL && listed(without).is_none() {
        return None;
    }
    let null = Some(Value::Null);
    Some(shapes.change(kind, "nullable", Difference { lost: null.clone(), gained: null, ..shift.into() }))
}

/// The types in a schema's own terms.
fn type_names(shape: &Shape<'_>) -> Vec<&'static str> {
    if shape.kinds == Kinds::ALL {
        return vec!["any"];
    }
    let number = if shape.numbers.integer { "integer" } else { "number" };
    [
        (Kinds::BOOLEAN, "boolean"),
        (Kinds::NUMBER, number),
        (Kinds::STRING, "string"),
        (Kinds::ARRAY, "array"),
        (Kinds::OBJECT, "object"),
    ]
    .into_iter()
    .filter_map(|(kind, name)| shape.kinds.has(kind).then_some(name))
    .collect()
}

/// A schema that is written differently and allows the same, with nothing found in any part of it.
fn written_differently(old: &[View<'_>], new: &[View<'_>], found: &[Change]) -> Option<Change> {
    let ([old], [new]) = (old, new) else { return None };
    if old.anchor.is_some() || new.anchor.is_some() {
        return None;
    }
    let is_within = |place: &str| place.starts_with(&new.node.pointer) || place.starts_with(&old.node.pointer);
    let is_found = found.iter().any(|change| !change.kind.is_wording() && is_within(&change.pointer));
    let differs = !is_found && rules_of(old.node.value) != rules_of(new.node.value);
    differs.then(|| Change::new(Kind::SchemaWrittenDifferently, new.node.pointer.clone(), Effect::None))
}

/// A schema without what is for people, and with its sets in one order.
fn rules_of(schema: &Value) -> Value {
    let mut rules = in_order("", schema);
    if let Some(members) = rules.as_object_mut() {
        members.retain(|key, _| {
            !is_extension(key) && !matches!(key.as_str(), "description" | "title" | "example" | "externalDocs")
        });
    }
    rules
}

fn in_order(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(key, value)| (key.clone(), in_order(key, value))).collect()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| in_order("", item)).collect();
            if matches!(key, "required" | "enum") {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}
