//! Compares discriminators: the property that selects the branch, and the schema that each of its values selects.
//!
//! A schema without an entry in `mapping` is selected by its own name, so renaming such a schema is a change on the wire.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer::join;
use serde_json::Value;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::members::compare_common_member;
use crate::check::schema::shape_pair::ShapePair;
use crate::context::Context;
use crate::document::component_uses::mapped_schema_pointer;
use crate::document::pair::Pair;
use crate::schema::located_schema::{LocatedSchema, component};
use crate::schema::shape::Shape;
use crate::set_difference::{SetChange, SetDifference};

const KEYWORD: &str = "discriminator";

/// The pointers of schemas by the values that select them.
type DiscriminatorMapping = BTreeMap<String, String>;

pub(crate) fn compare_discriminators<'d>(context: &Context<'d>, shapes: &ShapePair<'d>) -> Vec<Change> {
    let (old, new) = match (shapes.old.discriminators.first(), shapes.new.discriminators.first()) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return Vec::new(),
        (Some(_), None) => return vec![shapes.change(ChangeType::DiscriminatorRemoved, KEYWORD, SetChange::Widened)],
        (None, Some(_)) => return vec![shapes.change(ChangeType::DiscriminatorAdded, KEYWORD, SetChange::Narrowed)],
    };
    let [before, after] = [old, new].map(|schema| schema.node.value.get("propertyName").cloned());
    if before != after {
        let change = shapes.change(ChangeType::DiscriminatorPropertyChanged, KEYWORD, SetChange::Replaced);
        return vec![change.with(MessageValue::OldAndNew(before, after))];
    }
    let mut changes = compare_mappings(context, shapes, old, new);
    for (key, member) in Pair::of(&old.node, &new.node).members() {
        if !matches!(key, "propertyName" | "mapping") {
            changes.extend(compare_common_member(key, &member));
        }
    }
    changes
}

fn compare_mappings<'d>(
    context: &Context<'d>,
    shapes: &ShapePair<'d>,
    old: &LocatedSchema<'d>,
    new: &LocatedSchema<'d>,
) -> Vec<Change> {
    let mut before = mapping(&shapes.old, old);
    for pointer in before.values_mut() {
        *pointer = context.names.new_pointer(pointer);
    }
    let after = mapping(&shapes.new, new);
    // The values of added and removed branches are reported with the branches.
    let has = |mapping: &DiscriminatorMapping, pointer: &String| mapping.values().any(|other| other == pointer);
    let change = |change_type, value: &str, pointer: &str, difference| {
        shapes.change(change_type, KEYWORD, difference).with(value).with(pointer)
    };
    let mut changes = Vec::new();
    for (value, pointer) in &before {
        let set_change = match after.get(value) {
            Some(other) if other == pointer => continue,
            Some(_) => SetChange::Replaced,
            None if has(&after, pointer) => SetChange::Narrowed,
            None => continue,
        };
        let lost = Some(Value::String(value.clone()));
        changes.push(change(
            ChangeType::DiscriminatorValueRemoved,
            value,
            pointer,
            SetDifference { lost, ..set_change.into() },
        ));
    }
    for (value, pointer) in after.iter().filter(|(value, _)| !before.contains_key(*value)) {
        if has(&before, pointer) {
            let gained = SetDifference::of(None, Some(Value::String(value.clone())));
            changes.push(change(ChangeType::DiscriminatorValueAdded, value, pointer, gained));
        }
    }
    changes
}

/// The schema that each value selects: by the names of the branches, and by `mapping`.
fn mapping(shape: &Shape<'_>, discriminator: &LocatedSchema<'_>) -> DiscriminatorMapping {
    let mut mapping = DiscriminatorMapping::new();
    for branch in shape.unions.iter().flat_map(|union| &union.branches) {
        if let Some(name) = component(&branch.node) {
            let pointer = join("/components/schemas", &name);
            mapping.insert(name, pointer);
        }
    }
    let stated = discriminator.node.child("mapping");
    for (value, target) in stated.map(|node| node.members()).unwrap_or_default() {
        let text = target.value.as_str();
        let pointer = text.and_then(mapped_schema_pointer).or_else(|| text.map(str::to_owned));
        mapping.insert(value.to_owned(), pointer.unwrap_or_else(|| target.value.to_string()));
    }
    mapping
}
