//! The whole document, part by part.

mod bodies;
mod components;
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

use crate::change::{Change, Why};
use crate::change_type::Kind;
use crate::check::components::components;
use crate::check::members::{not_understood, other, wording};
use crate::check::paths::paths;
use crate::check::rules::rules;
use crate::check::security::security;
use crate::check::servers::servers;
use crate::context::Context;
use crate::direction::Side;
use crate::document::Document;
use crate::document::base_path::Rebase;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// All changes on the wire that can be understood.
pub(crate) fn documents(old: &Document, new: &Document) -> Vec<Change> {
    let context = Context::new(old, new, schema::compare);
    let rebase = Rebase::between(old, new);
    let mut changes = Vec::new();
    for (key, pair) in Pair::of(&old.root(), &new.root()).members() {
        match key {
            "openapi" | "tags" => changes.extend(wording(key, &pair)),
            "info" => changes.extend(info(&pair)),
            "servers" => {
                let found = match &rebase {
                    Some(rebase) => vec![base_path_moved(&context, &pair, rebase)],
                    None => servers(&pair),
                };
                changes.extend(if_inherited(&context, "servers", found));
            }
            "security" => changes.extend(if_inherited(&context, "security", security(&context, &pair))),
            "paths" => changes.extend(paths(&context, &pair, Side::Sent, rebase.as_ref())),
            "components" => changes.extend(components(&context, &pair)),
            "x-rules" => changes.extend(rules(&pair)),
            _ => changes.extend(other(key, &pair)),
        }
    }
    changes
}

fn info(pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("info", pair);
    }
    let mut changes = Vec::new();
    for (key, member) in pair.members() {
        match key {
            "title" | "version" | "termsOfService" | "contact" | "license" => changes.extend(wording(key, &member)),
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

fn base_path_moved(context: &Context<'_>, pair: &Pair<'_>, rebase: &Rebase) -> Change {
    let change = Change::new(Kind::BasePathMoved, pair.place(), Effect::None).behaviour(true);
    Change { moved: rebase.moved_paths(context.old), ..change }
}

/// What holds for operations that say nothing of their own; where all of them do, it holds for none.
fn if_inherited(context: &Context<'_>, key: &'static str, changes: Vec<Change>) -> Vec<Change> {
    if is_inherited(context.old, key) || is_inherited(context.new, key) {
        return changes;
    }
    let overruled = |change: Change| Change { wire: Effect::None, ..change.because(Why::NotInherited(key)) };
    changes.into_iter().map(overruled).collect()
}

/// Whether some operation has no member of this name of its own, so that the document's holds.
fn is_inherited(document: &Document, key: &str) -> bool {
    document.members("/paths").into_iter().any(|(_, item)| {
        let Ok(item) = item.target() else {
            return true;
        };
        let shared = key == "servers" && item.child(key).is_some();
        !shared
            && METHODS.iter().filter_map(|method| item.child(method)).any(|operation| operation.child(key).is_none())
    })
}
