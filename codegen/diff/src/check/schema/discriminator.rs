//! Discriminators: the property that names the branch, and which value stands for which schema.
//!
//! A value that no `mapping` names is the name of the branch's schema, so a schema renamed there shows on the wire.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer::join;
use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::members::other;
use crate::check::schema::shape_pair::Shapes;
use crate::context::Context;
use crate::direction::{Difference, Shift};
use crate::document::component_uses::mapped_schema;
use crate::document::pair::Pair;
use crate::schema::located_schema::{View, component};
use crate::schema::shape::Shape;

const KEYWORD: &str = "discriminator";

/// The places of schemas by the values that stand for them.
type Mapping = BTreeMap<String, String>;

pub(crate) fn discriminators<'d>(context: &Context<'d>, shapes: &Shapes<'d>) -> Vec<Change> {
    let (old, new) = match (shapes.old.discriminators.first(), shapes.new.discriminators.first()) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return Vec::new(),
        (Some(_), None) => return vec![shapes.change(Kind::DiscriminatorRemoved, KEYWORD, Shift::Wider)],
        (None, Some(_)) => return vec![shapes.change(Kind::DiscriminatorAdded, KEYWORD, Shift::Narrower)],
    };
    let [before, after] = [old, new].map(|view| view.node.value.get("propertyName").cloned());
    if before != after {
        let change = shapes.change(Kind::DiscriminatorPropertyChanged, KEYWORD, Shift::Apart);
        return vec![change.with(Datum::Step(before, after))];
    }
    let mut changes = mappings(context, shapes, old, new);
    for (key, member) in Pair::of(&old.node, &new.node).members() {
        if !matches!(key, "propertyName" | "mapping") {
            changes.extend(other(key, &member));
        }
    }
    changes
}

fn mappings<'d>(context: &Context<'d>, shapes: &Shapes<'d>, old: &View<'d>, new: &View<'d>) -> Vec<Change> {
    let mut before = mapping(&shapes.old, old);
    for place in before.values_mut() {
        *place = context.names.moved(place);
    }
    let after = mapping(&shapes.new, new);
    // Values of branches that came or went are reported of these.
    let has = |mapping: &Mapping, place: &String| mapping.values().any(|other| other == place);
    let change =
        |kind, value: &str, place: &str, difference| shapes.change(kind, KEYWORD, difference).with(value).with(place);
    let mut changes = Vec::new();
    for (value, place) in &before {
        let shift = match after.get(value) {
            Some(other) if other == place => continue,
            Some(_) => Shift::Apart,
            None if has(&after, place) => Shift::Narrower,
            None => continue,
        };
        let lost = Some(Value::String(value.clone()));
        changes.push(change(Kind::DiscriminatorValueRemoved, value, place, Difference { lost, ..shift.into() }));
    }
    for (value, place) in after.iter().filter(|(value, _)| !before.contains_key(*value)) {
        if has(&before, place) {
            let gained = Difference::of(None, Some(Value::String(value.clone())));
            changes.push(change(Kind::DiscriminatorValueAdded, value, place, gained));
        }
    }
    changes
}

/// What each value stands for: the names of the branches, and what `mapping` states.
fn mapping(shape: &Shape<'_>, discriminator: &View<'_>) -> Mapping {
    let mut mapping = Mapping::new();
    for branch in shape.unions.iter().flat_map(|union| &union.branches) {
        if let Some(name) = component(&branch.node) {
            let place = join("/components/schemas", &name);
            mapping.insert(name, place);
        }
    }
    let stated = discriminator.node.child("mapping");
    for (value, target) in stated.map(|node| node.members()).unwrap_or_default() {
        let text = target.value.as_str();
        let place = text.and_then(mapped_schema).or_else(|| text.map(str::to_owned));
        mapping.insert(value.to_owned(), place.unwrap_or_else(|| target.value.to_string()));
    }
    mapping
}
