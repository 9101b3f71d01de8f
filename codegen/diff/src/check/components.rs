//! Compares components: each schema in every direction in which it is used, and security schemes.
//!
//! Other components are compared where they are used.

use std::collections::BTreeSet;

use colt_numbers_openapi::pointer::join;

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::members::{compare_common_member, not_understood};
use crate::check::security::compare_schemes;
use crate::context::Context;
use crate::direction::Direction;
use crate::document::component_uses::ComponentUses;
use crate::document::pair::Pair;
use crate::document::schema_names::schemas as schemas_of;
use crate::effect::Effect;
use crate::schema::located_schema::LocatedSchema;

pub(crate) fn compare_components<'d>(context: &Context<'d>, pair: &Pair<'d>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("components", pair);
    }
    let mut changes = Vec::new();
    for (key, member) in pair.members() {
        match key {
            "schemas" => changes.extend(compare_component_schemas(context, &member)),
            "securitySchemes" => changes.extend(compare_schemes(context, &member)),
            // These components are compared where they are used. `unreported` reports changes of unused components.
            "parameters" | "headers" | "responses" | "requestBodies" | "examples" | "links" | "callbacks" => {
                if !member.are_objects() {
                    changes.extend(not_understood(key, &member));
                }
            }
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

fn compare_component_schemas<'d>(context: &Context<'d>, pair: &Pair<'d>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("schemas", pair);
    }
    let uses = (ComponentUses::of(context.old), ComponentUses::of(context.new));
    let mut changes = Vec::new();
    for (old_name, new_name) in context.names.pairs() {
        let (old, new) = (pair.child(old_name).old, pair.child(new_name).new);
        let (Some(old), Some(new)) = (old, new) else { continue };
        if old_name != new_name {
            let change = Change::new(ChangeType::SchemaRenamed, new.pointer.clone(), Effect::None);
            changes.push(change.with(old_name).with(new_name).moving(&old.pointer, &new.pointer));
        }
        let mut directions: BTreeSet<Direction> = uses.0.directions(&old.pointer);
        directions.extend(uses.1.directions(&new.pointer));
        if directions.is_empty() {
            directions.insert(Direction::Unused);
        }
        for direction in directions {
            // Compares the schemas themselves: a change behind a reference would count as reported at its component.
            changes.extend(context.compare_schemas(
                &[LocatedSchema::new(old.clone())],
                &[LocatedSchema::new(new.clone())],
                direction,
            ));
        }
    }
    let only_in_one =
        |change_type, name: &str| Change::new(change_type, join("/components/schemas", name), Effect::None).with(name);
    let is_old = |name: &str| context.names.pairs().any(|(old, _)| old == name);
    let is_new = |name: &str| context.names.pairs().any(|(_, new)| new == name);
    let (olds, news) = (schemas_of(context.old), schemas_of(context.new));
    changes.extend(olds.keys().filter(|name| !is_old(name)).map(|name| only_in_one(ChangeType::SchemaRemoved, name)));
    changes.extend(news.keys().filter(|name| !is_new(name)).map(|name| only_in_one(ChangeType::SchemaAdded, name)));
    changes
}
