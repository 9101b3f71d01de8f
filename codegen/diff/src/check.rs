//! Compares two documents on the wire, with one check for each type of OpenAPI object.

pub(crate) mod bodies;
mod components;
mod error_codes;
mod extensions;
mod headers;
mod members;
mod parameters;
mod paths;
mod responses;
mod rules;
mod schema;
mod security;
mod servers;
pub(crate) mod unreported;

use colt_numbers_openapi::operation::METHODS;

use crate::change::{Change, EffectReason};
use crate::change_type::ChangeType;
use crate::check::components::compare_components;
use crate::check::members::{compare_common_member, compare_wording, not_understood};
use crate::check::paths::compare_paths;
use crate::check::rules::compare_rules;
use crate::check::security::compare_security;
use crate::check::servers::compare_servers;
use crate::context::Context;
use crate::direction::Direction;
use crate::document::OpenApiDocument;
use crate::document::base_path::BasePathMove;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// The changes on the wire that the checks find. `unreported` adds the remaining differences afterwards.
pub(crate) fn compare_documents(old: &OpenApiDocument, new: &OpenApiDocument) -> Vec<Change> {
    let context = Context::new(old, new, schema::compare);
    let base_path_move = BasePathMove::detect(old, new);
    let mut changes = Vec::new();
    for (key, pair) in Pair::of(&old.root(), &new.root()).members() {
        match key {
            "openapi" | "tags" => changes.extend(compare_wording(key, &pair)),
            "info" => changes.extend(compare_info(&pair)),
            "servers" => {
                let of_servers = match &base_path_move {
                    Some(base_path_move) => vec![base_path_moved(&context, &pair, base_path_move)],
                    None => compare_servers(&pair),
                };
                changes.extend(without_effect_unless_inherited(&context, "servers", of_servers));
            }
            "security" => {
                changes.extend(without_effect_unless_inherited(&context, "security", compare_security(&context, &pair)))
            }
            "paths" => changes.extend(compare_paths(&context, &pair, Direction::Sent, base_path_move.as_ref())),
            "components" => changes.extend(compare_components(&context, &pair)),
            "x-rules" => changes.extend(compare_rules(&context, &pair)),
            _ => changes.extend(compare_common_member(key, &pair)),
        }
    }
    changes.iter_mut().filter(|change| is_kept(change)).for_each(|change| change.wire = Effect::Compatible);
    changes
}

/// Whether a change only adds listed values to responses. The generated types keep values that they do not list.
fn is_kept(change: &Change) -> bool {
    change.change_type == ChangeType::EnumValuesAdded
        && change.direction == Some(Direction::Received)
        && change.not_depth == 0
}

fn compare_info(pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("info", pair);
    }
    let mut changes = Vec::new();
    for (key, member) in pair.members() {
        match key {
            "title" | "version" | "termsOfService" | "contact" | "license" => {
                changes.extend(compare_wording(key, &member))
            }
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

fn base_path_moved(context: &Context<'_>, pair: &Pair<'_>, base_path_move: &BasePathMove) -> Change {
    let change = Change::new(ChangeType::BasePathMoved, pair.pointer(), Effect::None).with_changed_meaning(true);
    Change { moved_pointers: base_path_move.moved_paths(context.old), ..change }
}

/// The changes of a member that operations inherit. They have no effect if every operation overrides the member.
fn without_effect_unless_inherited(context: &Context<'_>, key: &'static str, changes: Vec<Change>) -> Vec<Change> {
    if is_inherited(context.old, key) || is_inherited(context.new, key) {
        return changes;
    }
    let overridden =
        |change: Change| Change { wire: Effect::None, ..change.because(EffectReason::AlwaysOverridden(key)) };
    changes.into_iter().map(overridden).collect()
}

/// Whether some operation inherits this member from the document.
fn is_inherited(document: &OpenApiDocument, key: &str) -> bool {
    document.members("/paths").into_iter().any(|(_, item)| {
        let Ok(item) = item.target() else {
            return true;
        };
        let is_overridden = key == "servers" && item.child(key).is_some();
        !is_overridden
            && METHODS.iter().filter_map(|method| item.child(method)).any(|operation| operation.child(key).is_none())
    })
}
