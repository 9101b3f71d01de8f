//! A pair of nodes: the value that each document has for the same object, if any.

use colt_numbers_openapi::node::{DanglingReference, Node};
use serde_json::Value;

use crate::change::{Action, MessageValue};

/// The nodes of one object: in the old document and in the new document. One of the nodes may be missing.
#[derive(Clone, Debug)]
pub(crate) struct Pair<'d> {
    pub(crate) old: Option<Node<'d>>,
    pub(crate) new: Option<Node<'d>>,
}

impl<'d> Pair<'d> {
    pub(crate) fn of(old: &Node<'d>, new: &Node<'d>) -> Self {
        Self { old: Some(old.clone()), new: Some(new.clone()) }
    }

    /// Both nodes, if neither is missing.
    pub(crate) fn both(&self) -> Option<(&Node<'d>, &Node<'d>)> {
        self.old.as_ref().zip(self.new.as_ref())
    }

    /// The member of this name in each node.
    pub(crate) fn child(&self, key: &str) -> Self {
        let child = |node: &Option<Node<'d>>| node.as_ref().and_then(|node| node.child(key));
        Self { old: child(&self.old), new: child(&self.new) }
    }

    /// All members by name, those of the new node first.
    pub(crate) fn members(&self) -> Vec<(&'d str, Self)> {
        let of = |node: &Option<Node<'d>>| node.as_ref().map(Node::members).unwrap_or_default();
        let mut members: Vec<(&'d str, Self)> = Vec::new();
        for (key, new) in of(&self.new) {
            let old = self.old.as_ref().and_then(|old| old.child(key));
            members.push((key, Self { old, new: Some(new) }));
        }
        for (key, old) in of(&self.old) {
            if self.new.as_ref().is_none_or(|new| new.child(key).is_none()) {
                members.push((key, Self { old: Some(old), new: None }));
            }
        }
        members
    }

    fn values(&self) -> (Option<&'d Value>, Option<&'d Value>) {
        (self.old.as_ref().map(|node| node.value), self.new.as_ref().map(|node| node.value))
    }

    /// Whether both values are equal, or both are missing.
    pub(crate) fn is_same(&self) -> bool {
        let (old, new) = self.values();
        old == new
    }

    /// Whether each node that is not missing is an object.
    pub(crate) fn are_objects(&self) -> bool {
        self.nodes().all(|node| node.value.is_object())
    }

    /// Whether each node that is not missing is an array.
    pub(crate) fn are_arrays(&self) -> bool {
        self.nodes().all(|node| node.value.is_array())
    }

    /// The same pair with references followed.
    pub(crate) fn target(&self) -> Result<Self, DanglingReference> {
        let follow = |node: &Option<Node<'d>>| node.as_ref().map(Node::target).transpose();
        Ok(Self { old: follow(&self.old)?, new: follow(&self.new)? })
    }

    fn nodes(&self) -> impl Iterator<Item = &Node<'d>> {
        self.old.iter().chain(&self.new)
    }

    /// The pointer at which a change is reported: in the new document, or in the old one if the new node is missing.
    pub(crate) fn pointer(&self) -> String {
        self.new.as_ref().or(self.old.as_ref()).map_or_else(String::new, |node| node.pointer.clone())
    }

    /// Whether the object was added, removed or changed.
    pub(crate) fn action(&self) -> MessageValue {
        MessageValue::Action(Action::of(self.old.is_some(), self.new.is_some()))
    }

    /// Both values.
    pub(crate) fn old_and_new(&self) -> MessageValue {
        let (old, new) = self.values();
        MessageValue::OldAndNew(old.cloned(), new.cloned())
    }

    /// Both values as prose.
    pub(crate) fn old_and_new_prose(&self) -> MessageValue {
        let (old, new) = self.values();
        MessageValue::OldAndNewProse(old.cloned(), new.cloned())
    }

    /// Both values, shown only if they are small.
    pub(crate) fn old_and_new_if_small(&self) -> MessageValue {
        let (old, new) = self.values();
        MessageValue::OldAndNewIfSmall(old.cloned(), new.cloned())
    }
}
