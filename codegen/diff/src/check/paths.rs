//! Paths and methods: which operation of the new document is which of the old, and what became of its parts.

use std::collections::BTreeMap;

use crate::change::{Finding, Side};
use crate::check::members::{members, place};
use crate::check::servers::Rebase;
use crate::context::Comparison;
use crate::document::Node;
use crate::document::uses::METHODS;
use crate::report::Effect;

/// A path item with the name of its path.
#[derive(Clone, Debug)]
struct Path<'d> {
    name: &'d str,
    item: Node<'d>,
}

/// An operation where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Operation<'d> {
    path: &'d str,
    method: &'static str,
    pub(crate) item: Node<'d>,
    pub(crate) node: Node<'d>,
}

impl Operation<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

/// Two operations that are one, and how to read the old one's path parameters.
pub(crate) struct Both<'d> {
    pub(crate) old: Operation<'d>,
    pub(crate) new: Operation<'d>,
    /// The side of requests: sent, and received for callbacks.
    pub(crate) side: Side,
    /// New names of path parameters by their old ones.
    pub(crate) renamed: BTreeMap<String, String>,
}

impl<'d> Comparison<'d> {
    /// Compares all paths, or the path items of a callback.
    pub(crate) fn paths(
        &mut self,
        old: Option<&Node<'d>>,
        new: Option<&Node<'d>>,
        side: Side,
        rebase: Option<&Rebase>,
    ) {
        if !self.are_objects("paths", old, new) {
            return;
        }
        for (key, before, after) in members(old, new) {
            if !key.starts_with('/') && side == Side::Sent {
                self.other(key, before.as_ref(), after.as_ref());
            }
        }
        let (mut gone, mut come) = (paths_of(old, side), paths_of(new, side));
        let mut lost = Vec::new();
        let mut added = Vec::new();
        for same in [same_name, same_template] {
            gone.retain(|before| {
                let after = come.iter().position(|after| same(&moved(before.name, rebase), after.name));
                let Some(index) = after else {
                    return true;
                };
                let after = come.remove(index);
                self.path(before, &after, side, &mut lost, &mut added);
                false
            });
        }
        for path in &gone {
            lost.extend(self.operations_of(path));
        }
        for path in &come {
            added.extend(self.operations_of(path));
        }
        self.unmatched(lost, added, side);
    }

    /// One path: what its methods share, and each of them; operations of one document only are handed back.
    fn path(
        &mut self,
        old: &Path<'d>,
        new: &Path<'d>,
        side: Side,
        lost: &mut Vec<Operation<'d>>,
        added: &mut Vec<Operation<'d>>,
    ) {
        let renamed = renamed_parameters(old.name, new.name);
        if !renamed.is_empty() {
            let names: Vec<String> = renamed.iter().map(|(old, new)| format!("`{old}` → `{new}`")).collect();
            let what = format!("path parameter {}", names.join(", "));
            let why =
                "the name is in no URL; arguments of generated methods may be named by it, which no caller writes";
            self.note(Finding::new(new.item.pointer.clone(), what, Effect::None, why));
            self.settle(&old.item.pointer, &new.item.pointer);
        } else if old.name != new.name {
            // Told at the servers.
            self.settle(&old.item.pointer, &new.item.pointer);
        }
        let Some((Some(before), Some(after))) = self.targets(new.name, Some(&old.item), Some(&new.item)) else {
            return;
        };
        for (key, old_part, new_part) in members(Some(&before), Some(&after)) {
            let (old_part, new_part) = (old_part.as_ref(), new_part.as_ref());
            if METHODS.contains(&key) || matches!(key, "parameters" | "servers") {
                continue;
            }
            self.other(key, old_part, new_part);
        }
        for method in METHODS {
            let operation = |path: &Path<'d>, item: &Node<'d>| {
                item.child(method).map(|node| Operation { path: path.name, method, item: item.clone(), node })
            };
            match (operation(old, &before), operation(new, &after)) {
                (Some(old), Some(new)) => self.operation(&Both { old, new, side, renamed: renamed.clone() }),
                (Some(old), None) => lost.push(old),
                (None, Some(new)) => added.push(new),
                (None, None) => {}
            }
        }
    }

    fn operations_of(&mut self, path: &Path<'d>) -> Vec<Operation<'d>> {
        let Ok(item) = path.item.target() else {
            return Vec::new();
        };
        let operation = |method: &&'static str| {
            item.child(method).map(|node| Operation { path: path.name, method, item: item.clone(), node })
        };
        METHODS.iter().filter_map(operation).collect()
    }

    /// Operations of one document only: moved ones keep their `operationId`, and are compared all the same.
    fn unmatched(&mut self, mut lost: Vec<Operation<'d>>, mut added: Vec<Operation<'d>>, side: Side) {
        lost.retain(|old| {
            let id = old.node.text("operationId");
            let index = added.iter().position(|new| id.is_some() && new.node.text("operationId") == id);
            let Some(index) = index else {
                return true;
            };
            let new = added.remove(index);
            let what = format!("{} moved to {}", old.name(), new.name());
            let why = "whoever calls the old one finds nothing there";
            self.note(Finding::new(new.node.pointer.clone(), what, Effect::Breaking, why));
            self.settle(&old.node.pointer, &new.node.pointer);
            let renamed = renamed_parameters(old.path, new.path);
            self.operation(&Both { old: old.clone(), new, side, renamed });
            false
        });
        for operation in &lost {
            let what = format!("{} removed", operation.name());
            let why = "whoever calls it finds nothing there";
            self.note(Finding::new(operation.node.pointer.clone(), what, Effect::Breaking, why));
        }
        for operation in &added {
            let what = format!("{} added", operation.name());
            let why = "callers can do more, and what they do today is untouched";
            self.note(Finding::new(operation.node.pointer.clone(), what, Effect::Compatible, why));
        }
    }

    fn operation(&mut self, both: &Both<'d>) {
        let (old, new) = (Some(&both.old.node), Some(&both.new.node));
        if !self.are_objects(both.new.method, old, new) {
            return;
        }
        self.parameters(both);
        self.security(both);
        self.operation_servers(both);
        for (key, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "parameters" | "security" | "servers" => {}
                "operationId" => self.operation_id(before, after),
                "requestBody" => self.body(before, after, both.side),
                "responses" => self.responses(before, after, both.side.flipped()),
                "callbacks" => self.callbacks(before, after, both.side),
                "deprecated" => self.deprecation(before, after, both.side),
                _ => self.other(key, before, after),
            }
        }
    }

    fn operation_id(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let name = |node: Option<&Node<'d>>| node.and_then(|node| node.value.as_str());
        if name(old) != name(new) {
            let shown = crate::change::show_change(old.map(|node| node.value), new.map(|node| node.value));
            let what = format!("`operationId`: {shown}");
            let why = "no request carries it; generated code is named by it";
            self.note(Finding::new(place(old, new), what, Effect::None, why));
        }
    }

    /// Requests of callbacks go the other way.
    fn callbacks(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        if !self.are_objects("callbacks", old, new) {
            return;
        }
        for (name, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            let (what, effect, why) = match (before, after) {
                (Some(_), Some(_)) => {
                    if let Some((old, new)) = self.targets(name, before, after) {
                        self.paths(old.as_ref(), new.as_ref(), side.flipped(), None);
                    }
                    continue;
                }
                (None, _) => {
                    (format!("callback `{name}` added"), Effect::Compatible, "callers who ask for it get more")
                }
                (_, None) => {
                    (format!("callback `{name}` removed"), Effect::Breaking, "callers who wait for it get nothing")
                }
            };
            self.note(Finding::new(place(before, after), what, effect, why));
        }
    }
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

/// The path as the new document would write it, where part of it went to the servers or came from there.
fn moved(name: &str, rebase: Option<&Rebase>) -> String {
    match rebase {
        Some(rebase) => rebase.path(name).unwrap_or_else(|| name.to_owned()),
        None => name.to_owned(),
    }
}

fn same_name(old: &str, new: &str) -> bool {
    old == new
}

fn same_template(old: &str, new: &str) -> bool {
    template(old) == template(new)
}

/// The path with its parameters' names left out.
fn template(path: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for character in path.chars() {
        within = (within || character == '{') && character != '}';
        if !within || character == '{' {
            text.push(character);
        }
    }
    text
}

/// The parameters of a path, in order.
fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
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
