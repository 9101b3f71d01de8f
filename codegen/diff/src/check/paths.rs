//! Compares paths and operations, which are matched by path and method, or by `operationId` if they moved.

use std::collections::BTreeMap;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::METHODS;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::bodies::compare_request_bodies;
use crate::check::members::{compare_common_member, compare_deprecation, compare_targets, not_understood};
use crate::check::parameters::compare_parameters;
use crate::check::responses::compare_responses;
use crate::check::security::compare_security;
use crate::check::servers::compare_servers;
use crate::context::Context;
use crate::direction::Direction;
use crate::document::base_path::BasePathMove;
use crate::document::pair::Pair;
use crate::document::path_template::{parameter_names, without_parameter_names};
use crate::effect::Effect;

/// A path with its Path Item Object.
#[derive(Clone, Debug)]
struct PathEntry<'d> {
    name: &'d str,
    item: Node<'d>,
}

/// An operation with its path and method.
#[derive(Clone, Debug)]
struct Operation<'d> {
    path: &'d str,
    method: &'static str,
    item: Node<'d>,
    node: Node<'d>,
}

impl<'d> PathEntry<'d> {
    fn operation(&self, item: &Node<'d>, method: &'static str) -> Option<Operation<'d>> {
        item.child(method).map(|node| Operation { path: self.name, method, item: item.clone(), node })
    }

    fn operations(&self) -> Vec<Operation<'d>> {
        let item = self.item.target();
        item.map_or_else(|_| Vec::new(), |item| METHODS.iter().filter_map(|m| self.operation(&item, m)).collect())
    }
}

impl Operation<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

/// Operations for which the other document has no operation with the same path and method.
#[derive(Default)]
struct UnmatchedOperations<'d> {
    old: Vec<Operation<'d>>,
    new: Vec<Operation<'d>>,
}

/// Compares all paths of a document or of a callback. Requests have this `direction`: sent, or received for callbacks.
pub(crate) fn compare_paths<'d>(
    context: &Context<'d>,
    pair: &Pair<'d>,
    direction: Direction,
    base_path_move: Option<&BasePathMove>,
) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("paths", pair);
    }
    let mut changes = Vec::new();
    for (key, member) in pair.members() {
        if !key.starts_with('/') && direction == Direction::Sent {
            changes.extend(compare_common_member(key, &member));
        }
    }
    let (mut removed, mut added) = (paths_of(pair.old.as_ref(), direction), paths_of(pair.new.as_ref(), direction));
    let mut unmatched = UnmatchedOperations::default();
    for is_same in [is_same_name, is_same_template] {
        removed.retain(|old| {
            // A prefix of the path may have moved to or from the servers.
            let name = base_path_move
                .and_then(|base_path_move| base_path_move.new_path(old.name))
                .unwrap_or_else(|| old.name.to_owned());
            let Some(index) = added.iter().position(|new| is_same(&name, new.name)) else { return true };
            changes.extend(compare_path(context, old, &added.remove(index), direction, &mut unmatched));
            false
        });
    }
    unmatched.old.extend(removed.iter().flat_map(PathEntry::operations));
    unmatched.new.extend(added.iter().flat_map(PathEntry::operations));
    changes.extend(moved_or_only_in_one(context, unmatched, direction));
    changes
}

/// Compares two path items and their operations. Operations that only one path item has are added to `unmatched`.
fn compare_path<'d>(
    context: &Context<'d>,
    old: &PathEntry<'d>,
    new: &PathEntry<'d>,
    direction: Direction,
    unmatched: &mut UnmatchedOperations<'d>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let renamed = renamed_parameters(old.name, new.name);
    if !renamed.is_empty() {
        let change = Change::new(ChangeType::PathParameterRenamed, new.item.pointer.clone(), Effect::None);
        let renames = MessageValue::Renames(renamed.clone().into_iter().collect());
        changes.push(change.with(renames).moving(&old.item.pointer, &new.item.pointer));
    }
    let rest = compare_targets(new.name, &Pair::of(&old.item, &new.item), |items| {
        let Some((before, after)) = items.both() else { return Vec::new() };
        let own = items.members().into_iter();
        let own = own.filter(|(key, _)| !METHODS.contains(key) && !matches!(*key, "parameters" | "servers"));
        let mut changes: Vec<Change> = own.flat_map(|(key, member)| compare_common_member(key, &member)).collect();
        for method in METHODS {
            match (old.operation(before, method), new.operation(after, method)) {
                (Some(old), Some(new)) => changes.extend(compare_operation(context, &old, &new, direction, &renamed)),
                (old, new) => {
                    unmatched.old.extend(old);
                    unmatched.new.extend(new);
                }
            }
        }
        changes
    });
    changes.extend(rest);
    changes
}

/// Reports unmatched operations. An old and a new operation with the same `operationId` are one operation that moved, and are compared too.
fn moved_or_only_in_one<'d>(
    context: &Context<'d>,
    unmatched: UnmatchedOperations<'d>,
    direction: Direction,
) -> Vec<Change> {
    let UnmatchedOperations { old: mut removed, new: mut added } = unmatched;
    let mut changes = Vec::new();
    removed.retain(|old| {
        let id = old.node.text("operationId");
        let index = added.iter().position(|new| id.is_some() && new.node.text("operationId") == id);
        let Some(index) = index else { return true };
        let new = added.remove(index);
        let change = Change::new(ChangeType::OperationMoved, new.node.pointer.clone(), Effect::Breaking);
        changes.push(change.with(old.name()).with(new.name()).moving(&old.node.pointer, &new.node.pointer));
        changes.extend(compare_operation(context, old, &new, direction, &renamed_parameters(old.path, new.path)));
        false
    });
    let only_in_one = |change_type, effect| {
        move |operation: Operation<'_>| {
            let name = operation.name();
            Change::new(change_type, operation.node.pointer, effect).with(name)
        }
    };
    changes.extend(removed.into_iter().map(only_in_one(ChangeType::OperationRemoved, Effect::Breaking)));
    changes.extend(added.into_iter().map(only_in_one(ChangeType::OperationAdded, Effect::Compatible)));
    changes
}

/// Compares two matched operations. `renamed` maps the old names of path parameters to the new names.
fn compare_operation<'d>(
    context: &Context<'d>,
    old: &Operation<'d>,
    new: &Operation<'d>,
    direction: Direction,
    renamed: &BTreeMap<String, String>,
) -> Vec<Change> {
    let (items, pair) = (Pair::of(&old.item, &new.item), Pair::of(&old.node, &new.node));
    if !pair.are_objects() {
        return not_understood(new.method, &pair);
    }
    let mut changes = compare_parameters(context, [&items, &pair], renamed, direction);
    if let Some(own) = inherited(context, "security", &[&pair]) {
        changes.extend(compare_security(context, &own));
    }
    if let Some(own) = inherited(context, "servers", &[&pair, &items]) {
        changes.extend(compare_servers(&own));
    }
    for (key, member) in pair.members() {
        match key {
            "parameters" | "security" | "servers" => {}
            "operationId" => changes.extend(compare_operation_id(&member)),
            "requestBody" => changes.extend(compare_request_bodies(context, &member, direction)),
            "responses" => changes.extend(compare_responses(context, &member, direction.reversed())),
            "callbacks" => changes.extend(compare_callbacks(context, &member, direction)),
            "deprecated" => changes.extend(compare_deprecation(&member, direction)),
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

/// The member of this name that applies to an operation: from the first level that states it, otherwise from the document. `None` if
/// neither document states it at these levels.
fn inherited<'d>(context: &Context<'d>, key: &str, levels: &[&Pair<'d>]) -> Option<Pair<'d>> {
    let own = levels
        .iter()
        .map(|level| level.child(key))
        .reduce(|inner, outer| Pair { old: inner.old.or(outer.old), new: inner.new.or(outer.new) })?;
    if own.old.is_none() && own.new.is_none() {
        return None;
    }
    let root = format!("/{key}");
    Some(Pair { old: own.old.or_else(|| context.old.node(&root)), new: own.new.or_else(|| context.new.node(&root)) })
}

fn compare_operation_id(pair: &Pair<'_>) -> Option<Change> {
    let [old, new] = [&pair.old, &pair.new].map(|node| node.as_ref().and_then(|node| node.value.as_str()));
    (old != new)
        .then(|| Change::new(ChangeType::OperationIdChanged, pair.pointer(), Effect::None).with(pair.old_and_new()))
}

/// Compares callbacks, whose requests have the opposite direction.
fn compare_callbacks<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("callbacks", pair);
    }
    let mut changes = Vec::new();
    for (name, member) in pair.members() {
        let (change_type, effect) = match (&member.old, &member.new) {
            (Some(_), Some(_)) => {
                changes.extend(compare_targets(name, &member, |pair| {
                    compare_paths(context, pair, direction.reversed(), None)
                }));
                continue;
            }
            (None, _) => (ChangeType::CallbackAdded, Effect::Compatible),
            (_, None) => (ChangeType::CallbackRemoved, Effect::Breaking),
        };
        changes.push(Change::new(change_type, member.pointer(), effect).with(name));
    }
    changes
}

/// The members of `paths` that are paths; in a callback, every member except extensions.
fn paths_of<'d>(node: Option<&Node<'d>>, direction: Direction) -> Vec<PathEntry<'d>> {
    let is_path = |name: &str| match direction {
        Direction::Sent => name.starts_with('/'),
        Direction::Received | Direction::Unused => !name.starts_with("x-"),
    };
    let members = node.map(Node::members).unwrap_or_default();
    members.into_iter().filter(|(name, _)| is_path(name)).map(|(name, item)| PathEntry { name, item }).collect()
}

fn is_same_name(old: &str, new: &str) -> bool {
    old == new
}

fn is_same_template(old: &str, new: &str) -> bool {
    without_parameter_names(old) == without_parameter_names(new)
}

fn renamed_parameters(old: &str, new: &str) -> BTreeMap<String, String> {
    let (old, new) = (parameter_names(old), parameter_names(new));
    if old.len() != new.len() {
        return BTreeMap::new();
    }
    let pairs = old.into_iter().zip(new).filter(|(old, new)| old != new);
    pairs.map(|(old, new)| (old.to_owned(), new.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_regardless_of_parameter_names() {
        assert!(is_same_template("/a/{x}/b-{y}", "/a/{z}/b-{x}"));
        assert!(!is_same_template("/a/{x}", "/a/x"));
        let renamed = renamed_parameters("/a/{x}/{y}", "/a/{y}/{y}");
        assert_eq!(renamed, BTreeMap::from([("x".to_owned(), "y".to_owned())]));
    }
}
