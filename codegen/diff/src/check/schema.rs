//! Compares two schemas: which values the new schema no longer allows, and which values it allows in addition.

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

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::schema::annotations::compare_annotations;
use crate::check::schema::arrays::compare_arrays;
use crate::check::schema::discriminator::compare_discriminators;
use crate::check::schema::not::compare_nots;
use crate::check::schema::numbers::compare_numbers;
use crate::check::schema::objects::compare_objects;
use crate::check::schema::shape_pair::ShapePair;
use crate::check::schema::strings::compare_strings;
use crate::check::schema::unions::{compare_unions, remove_equal_unions};
use crate::check::schema::values::{compare_listed_values, listed};
use crate::context::{Context, PairStatus};
use crate::direction::Direction;
use crate::document::is_extension;
use crate::effect::Effect;
use crate::schema::json_types::JsonTypes;
use crate::schema::located_schema::LocatedSchema;
use crate::schema::shape::Shape;
use crate::set_difference::{SetChange, SetDifference};

/// Compares two schemas. The result is empty for a pair of schemas that was compared before.
pub(crate) fn compare<'d>(
    context: &Context<'d>,
    old: &[LocatedSchema<'d>],
    new: &[LocatedSchema<'d>],
    direction: Direction,
) -> Vec<Change> {
    if context.is_reported_at_component(old, new) {
        // Annotations beside a reference are reported here.
        return compare_annotations(context, old, new, direction);
    }
    let pointer = new.first().or(old.first()).map_or("", LocatedSchema::report_pointer);
    match context.begin(old, new, direction) {
        PairStatus::New => {}
        PairStatus::AlreadyCompared => return Vec::new(),
        PairStatus::BeyondLimits => return vec![Change::new(ChangeType::SchemaTooDeep, pointer, Effect::Breaking)],
    }
    let mut changes = compare_annotations(context, old, new, direction);
    let mut shapes = ShapePair { old: Shape::of(old), new: Shape::of(new), direction, pointer: pointer.to_owned() };
    changes.extend(compare_discriminators(context, &shapes));
    remove_equal_unions(context, &mut shapes);
    changes.extend(keywords_not_understood(&shapes));
    changes.extend(compare_null(&shapes));
    if shapes.old.unions.is_empty() && shapes.new.unions.is_empty() {
        changes.extend(compare_other_keywords(context, &shapes));
    } else {
        changes.extend(compare_unions(context, &shapes, old, new, compare_other_keywords));
    }
    changes.extend(written_differently(old, new, &changes));
    context.end();
    changes
}

/// Compares all keywords except `nullable`, `oneOf`, `anyOf` and `discriminator`.
fn compare_other_keywords<'d>(context: &Context<'d>, shapes: &ShapePair<'d>) -> Vec<Change> {
    let (old, new) = (shapes.old.types, shapes.new.types);
    let common = old.and(new);
    let types = |set_change: SetChange| {
        let names = MessageValue::OldAndNewTypes(type_names(&shapes.old), type_names(&shapes.new));
        vec![shapes.change(ChangeType::Type, "type", set_change).with(names)]
    };
    if old != new && common == JsonTypes::NONE {
        return types(SetChange::of(old != JsonTypes::NONE, new != JsonTypes::NONE));
    }
    if let Some(changes) = compare_listed_values(shapes) {
        return changes;
    }
    let mut changes = Vec::new();
    if old != new {
        changes = types(SetChange::of(old.minus(new) != JsonTypes::NONE, new.minus(old) != JsonTypes::NONE));
    }
    if common.has(JsonTypes::STRING) {
        changes.extend(compare_strings(shapes));
    }
    if common.has(JsonTypes::NUMBER) {
        changes.extend(compare_numbers(shapes));
    }
    if common.has(JsonTypes::ARRAY) {
        changes.extend(compare_arrays(context, shapes));
    }
    if common.has(JsonTypes::OBJECT) {
        changes.extend(compare_objects(context, shapes));
    }
    changes.extend(compare_nots(context, shapes));
    changes
}

/// Reports changed keywords that are not understood.
fn keywords_not_understood(shapes: &ShapePair<'_>) -> Vec<Change> {
    let (old, new) = (&shapes.old.not_understood, &shapes.new.not_understood);
    let keywords: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for keyword in keywords {
        let (before, after) = (old.get(keyword), new.get(keyword));
        let all = |stated: Option<&(String, Vec<Value>)>| stated.map(|(_, values)| values.clone());
        if all(before) == all(after) {
            continue;
        }
        let pointer = after.or(before).map_or("", |(pointer, _)| pointer);
        let first = |stated: Option<&(String, Vec<Value>)>| stated.and_then(|(_, values)| values.first().cloned());
        let change_type = match keyword.as_str() {
            "$ref" => ChangeType::ReferenceNotResolved,
            "" => ChangeType::SchemaNotUnderstood,
            _ => ChangeType::NotUnderstood,
        };
        let mut change = Change::new(change_type, pointer, Effect::Breaking);
        if change_type == ChangeType::NotUnderstood {
            change = change.with(keyword.as_str());
        }
        changes.push(change.with(MessageValue::OldAndNew(first(before), first(after))));
    }
    changes
}

/// Compares whether null is allowed.
fn compare_null(shapes: &ShapePair<'_>) -> Option<Change> {
    let (change_type, set_change) = match (shapes.old.null, shapes.new.null) {
        (true, false) => (ChangeType::NullDisallowed, SetChange::Narrowed),
        (false, true) => (ChangeType::NullAllowed, SetChange::Widened),
        _ => return None,
    };
    // If one schema allows everything, null included, the change of `type` covers null.
    let (nullable, other) = if shapes.old.null { (&shapes.old, &shapes.new) } else { (&shapes.new, &shapes.old) };
    if nullable.allows_everything() && other.types != JsonTypes::ALL && listed(other).is_none() {
        return None;
    }
    let null = Some(Value::Null);
    Some(shapes.change(
        change_type,
        "nullable",
        SetDifference { lost: null.clone(), gained: null, ..set_change.into() },
    ))
}

/// The names of the types that a schema allows.
fn type_names(shape: &Shape<'_>) -> Vec<&'static str> {
    if shape.types == JsonTypes::ALL {
        return vec!["any"];
    }
    let number = if shape.numbers.integer { "integer" } else { "number" };
    [
        (JsonTypes::BOOLEAN, "boolean"),
        (JsonTypes::NUMBER, number),
        (JsonTypes::STRING, "string"),
        (JsonTypes::ARRAY, "array"),
        (JsonTypes::OBJECT, "object"),
    ]
    .into_iter()
    .filter_map(|(change_type, name)| shape.types.has(change_type).then_some(name))
    .collect()
}

/// Reports a schema that is written differently but allows the same values, unless another change is reported in the schema.
fn written_differently(old: &[LocatedSchema<'_>], new: &[LocatedSchema<'_>], found: &[Change]) -> Option<Change> {
    let ([old], [new]) = (old, new) else { return None };
    if old.reported_at.is_some() || new.reported_at.is_some() {
        return None;
    }
    let is_within = |pointer: &str| pointer.starts_with(&new.node.pointer) || pointer.starts_with(&old.node.pointer);
    let is_found = found.iter().any(|change| !change.change_type.is_wording() && is_within(&change.pointer));
    let differs = !is_found && normalized(old.node.value) != normalized(new.node.value);
    differs.then(|| Change::new(ChangeType::SchemaWrittenDifferently, new.node.pointer.clone(), Effect::None))
}

/// A schema without annotations, also in the schemas inside it, and with sorted sets.
fn normalized(schema: &Value) -> Value {
    sorted("", schema)
}

fn sorted(key: &str, value: &Value) -> Value {
    // The members of these are names or values, not keywords.
    let has_keywords = !matches!(key, "properties" | "patternProperties" | "mapping" | "default" | "enum");
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(key, _)| !has_keywords || !is_annotation(key));
            let inner = |name: &str| if has_keywords { name.to_owned() } else { String::new() };
            members.map(|(name, value)| (name.clone(), sorted(&inner(name), value))).collect()
        }
        Value::Array(items) => {
            let inner = if has_keywords { "" } else { key };
            let mut items: Vec<Value> = items.iter().map(|item| sorted(inner, item)).collect();
            if matches!(key, "required" | "enum") {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}

fn is_annotation(key: &str) -> bool {
    is_extension(key) || matches!(key, "description" | "title" | "example" | "externalDocs")
}
