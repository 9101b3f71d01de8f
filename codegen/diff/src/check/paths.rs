//! Paths and methods: which operation of the new document is which of the old, and what became of its parts.

use std::collections::BTreeMap;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::METHODS;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::bodies::request_body;
use crate::check::members::{deprecation, not_understood, other, targets};
use crate::check::parameters::parameters;
use crate::check::responses::responses;
use crate::check::security::security;
use crate::check::servers::servers;
use crate::context::Context;
use crate::direction::Side;
use crate::document::base_path::Rebase;
use crate::document::pair::Pair;
use crate::document::path_template::{placeholders, template};
use crate::effect::Effect;

/// A path item with the name of its path.
#[derive(Clone, Debug)]
struct Path<'d> {
    name: &'d str,
    item: Node<'d>,
}

/// An operation where it stands.
#[derive(Clone, Debug)]
struct Operation<'d> {
    path: &'d str,
    method: &'static str,
    item: Node<'d>,
    node: Node<'d>,
}

impl<'d> Path<'d> {
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

/// Operations that only one of the documents has at their place.
#[derive(Default)]
struct Unmatched<'d> {
    old: Vec<Operation<'d>>,
    new: Vec<Operation<'d>>,
}

/// Compares all paths, or the path items of a callback. `side` is that of requests: sent, and received for callbacks.
pub(crate) fn paths<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side, rebase: Option<&Rebase>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("paths", pair);
    }
    let mut changes = Vec::new();
    for (key, member) in pair.members() {
        if !key.starts_with('/') && side == Side::Sent {
            changes.extend(other(key, &member));
        }
    }
    let (mut removed, mut added) = (paths_of(pair.old.as_ref(), side), paths_of(pair.new.as_ref(), side));
    let mut unmatched = Unmatched::default();
    for is_same in [same_name, same_template] {
        removed.retain(|old| {
            // Part of it may have gone to the servers, or come from there.
            let name = rebase.and_then(|rebase| rebase.path(old.name)).unwrap_or_else(|| old.name.to_owned());
            let Some(index) = added.iter().position(|new| is_same(&name, new.name)) else { return true };
            changes.extend(path(context, old, &added.remove(index), side, &mut unmatched));
            false
        });
    }
    unmatched.old.extend(removed.iter().flat_map(Path::operations));
    unmatched.new.extend(added.iter().flat_map(Path::operations));
    changes.extend(moved_or_single(context, unmatched, side));
    changes
}

/// One path: what its methods share, and each of them. What only one document has is left for [`moved_or_single`].
fn path<'d>(
    context: &Context<'d>,
    old: &Path<'d>,
    new: &Path<'d>,
    side: Side,
    unmatched: &mut Unmatched<'d>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let renamed = renamed_parameters(old.name, new.name);
    if !renamed.is_empty() {
        let change = Change::new(Kind::PathParameterRenamed, new.item.pointer.clone(), Effect::None);
        let renames = Datum::Renames(renamed.clone().into_iter().collect());
        changes.push(change.with(renames).moving(&old.item.pointer, &new.item.pointer));
    }
    let rest = targets(new.name, &Pair::of(&old.item, &new.item), |items| {
        let Some((before, after)) = items.both() else { return Vec::new() };
        let own = items.members().into_iter();
        let own = own.filter(|(key, _)| !METHODS.contains(key) && !matches!(*key, "parameters" | "servers"));
        let mut changes: Vec<Change> = own.flat_map(|(key, member)| other(key, &member)).collect();
        for method in METHODS {
            match (old.operation(before, method), new.operation(after, method)) {
                (Some(old), Some(new)) => changes.extend(operation(context, &old, &new, side, &renamed)),
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

/// Operations of one document only: moved ones keep their `operationId`, and are compared all the same.
fn moved_or_single<'d>(context: &Context<'d>, unmatched: Unmatched<'d>, side: Side) -> Vec<Change> {
    let Unmatched { old: mut removed, new: mut added } = unmatched;
    let mut changes = Vec::new();
    removed.retain(|old| {
        let id = old.node.text("operationId");
        let index = added.iter().position(|new| id.is_some() && new.node.text("operationId") == id);
        let Some(index) = index else { return true };
        let new = added.remove(index);
        let change = Change::new(Kind::OperationMoved, new.node.pointer.clone(), Effect::Breaking);
        changes.push(change.with(old.name()).with(new.name()).moving(&old.node.pointer, &new.node.pointer));
        changes.extend(operation(context, old, &new, side, &renamed_parameters(old.path, new.path)));
        false
    });
    let single = |kind, effect| {
        move |operation: Operation<'_>| {
            let name = operation.name();
            Change::new(kind, operation.node.pointer, effect).with(name)
        }
    };
    changes.extend(removed.into_iter().map(single(Kind::OperationRemoved, Effect::Breaking)));
    changes.extend(added.into_iter().map(single(Kind::OperationAdded, Effect::Compatible)));
    changes
}

/// Compares two operations that are one. `renamed` holds new names of path parameters by old ones.
fn operation<'d>(
    context: &Context<'d>,
    old: &Operation<'d>,
    new: &Operation<'d>,
    side: Side,
    renamed: &BTreeMap<String, String>,
) -> Vec<Change> {
    let (items, pair) = (Pair::of(&old.item, &new.item), Pair::of(&old.node, &new.node));
    if !pair.are_objects() {
        return not_understood(new.method, &pair);
    }
    let mut changes = parameters(context, [&items, &pair], renamed, side);
    if let Some(own) = inherited(context, "security", &[&pair]) {
        changes.extend(security(context, &own));
    }
    if let Some(own) = inherited(context, "servers", &[&pair, &items]) {
        changes.extend(servers(&own));
    }
    for (key, member) in pair.members() {
        match key {
            "parameters" | "security" | "servers" => {}
            "operationId" => changes.extend(operation_id(&member)),
            "requestBody" => changes.extend(request_body(context, &member, side)),
            "responses" => changes.extend(responses(context, &member, side.flipped())),
            "callbacks" => changes.extend(callbacks(context, &member, side)),
            "deprecated" => changes.extend(deprecation(&member, side)),
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

/// What holds for an operation where one of the documents states it at one of these levels: the first that does, else the document's.
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

fn operation_id(pair: &Pair<'_>) -> Option<Change> {
    let [old, new] = [&pair.old, &pair.new].map(|node| node.as_ref().and_then(|node| node.value.as_str()));
    (old != new).then(|| Change::new(Kind::OperationIdChanged, pair.place(), Effect::None).with(pair.step()))
}

/// Requests of callbacks go the other way.
fn callbacks<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("callbacks", pair);
    }
    let mut changes = Vec::new();
    for (name, member) in pair.members() {
        let (kind, effect) = match (&member.old, &member.new) {
            (Some(_), Some(_)) => {
                changes.extend(targets(name, &member, |pair| paths(context, pair, side.flipped(), None)));
                continue;
            }
            (None, _) => (Kind::CallbackAdded, Effect::Compatible),
            (_, None) => (Kind::CallbackRemoved, Effect::Breaking),
        };
        changes.push(Change::new(kind, member.place(), effect).with(name));
    }
    changes
}

/// Everything under `paths` that is a path; in callbacks every member but extensions.
fn paths_of<'d>(node: Option<&Node<'d>>, side: Side) -> Vec<Path<'d>> {
    let is_path = |name: &str| match side {
        Side::Sent => name.starts_with('/'),
        Side::Received | Side::Unused => !name.starts_with("x-"),
    };
    let members = node.map(Node::members).unwrap_or_default();
    members.into_iter().filter(|(name, _)| is_path(name)).map(|(name, item)| Path { name, item }).collect()
}

fn same_name(old: &str, new: &str) -> bool {
    old == new
}

fn same_template(old: &str, new: &str) -> bool {
    template(old) == template(new)
}

fn renamed_parameters(old: &str, new: &str) -> BTreeMap<String, String> {
    let (old, new) = (placeholders(old), placeholders(new));
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
    fn templates_differ_in_more_than_names() {
        assert!(same_template("/a/{x}/b-{y}", "/a/{z}/b-{x}"));
        assert!(!same_template("/a/{x}", "/a/x"));
        let renamed = renamed_parameters("/a/{x}/{y}", "/a/{y}/{y}");
        assert_eq!(renamed, BTreeMap::from([("x".to_owned(), "y".to_owned())]));
    }
}
