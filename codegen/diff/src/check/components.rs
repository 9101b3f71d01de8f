//! Components: each schema once for every side that uses it, and security schemes. Others are compared where they are used.

use std::collections::BTreeSet;

use colt_numbers_openapi::pointer::join;

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::members::{not_understood, other};
use crate::check::security::schemes;
use crate::context::Context;
use crate::direction::Side;
use crate::document::component_uses::Uses;
use crate::document::pair::Pair;
use crate::document::schema_names::schemas as schemas_of;
use crate::effect::Effect;
use crate::schema::located_schema::View;

pub(crate) fn components<'d>(context: &Context<'d>, pair: &Pair<'d>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("components", pair);
    }
    let mut changes = Vec::new();
    for (key, member) in pair.members() {
        match key {
            "schemas" => changes.extend(schemas(context, &member)),
            "securitySchemes" => changes.extend(schemes(context, &member)),
            // What nothing uses is left to `unreported`.
            "parameters" | "headers" | "responses" | "requestBodies" | "examples" | "links" | "callbacks" => {
                if !member.are_objects() {
                    changes.extend(not_understood(key, &member));
                }
            }
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

fn schemas<'d>(context: &Context<'d>, pair: &Pair<'d>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("schemas", pair);
    }
    let uses = (Uses::of(context.old), Uses::of(context.new));
    let mut changes = Vec::new();
    for (old_name, new_name) in context.names.pairs() {
        let (old, new) = (pair.child(old_name).old, pair.child(new_name).new);
        let (Some(old), Some(new)) = (old, new) else { continue };
        if old_name != new_name {
            let change = Change::new(Kind::SchemaRenamed, new.pointer.clone(), Effect::None);
            changes.push(change.with(old_name).with(new_name).moving(&old.pointer, &new.pointer));
        }
        let mut sides: BTreeSet<Side> = uses.0.sides(&old.pointer);
        sides.extend(uses.1.sides(&new.pointer));
        if sides.is_empty() {
            sides.insert(Side::Unused);
        }
        for side in sides {
            // The schema itself, rather than a reference to it, which would count as reported elsewhere.
            changes.extend(context.schema(&[View::new(old.clone())], &[View::new(new.clone())], side));
        }
    }
    let single = |kind, name: &str| Change::new(kind, join("/components/schemas", name), Effect::None).with(name);
    let is_old = |name: &str| context.names.pairs().any(|(old, _)| old == name);
    let is_new = |name: &str| context.names.pairs().any(|(_, new)| new == name);
    let (olds, news) = (schemas_of(context.old), schemas_of(context.new));
    changes.extend(olds.keys().filter(|name| !is_old(name)).map(|name| single(Kind::SchemaRemoved, name)));
    changes.extend(news.keys().filter(|name| !is_new(name)).map(|name| single(Kind::SchemaAdded, name)));
    changes
}
