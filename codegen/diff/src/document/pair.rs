//! One thing of both documents: what each has at a place, as far as it has something there.

use colt_numbers_openapi::node::{Dangling, Node};
use serde_json::Value;

use crate::change::{Datum, Verb};

/// What the old and the new document have at a place.
#[derive(Clone, Debug)]
pub(crate) struct Pair<'d> {
    pub(crate) old: Option<Node<'d>>,
    pub(crate) new: Option<Node<'d>>,
}

impl<'d> Pair<'d> {
    pub(crate) fn of(old: &Node<'d>, new: &Node<'d>) -> Self {
        Self { old: Some(old.clone()), new: Some(new.clone()) }
    }

    /// Both, where both are there.
    pub(crate) fn both(&self) -> Option<(&Node<'d>, &Node<'d>)> {
        self.old.as_ref().zip(self.new.as_ref())
    }

    /// A member of each.
    pub(crate) fn child(&self, key: &str) -> Self {
        let child = |node: &Option<Node<'d>>| node.as_ref().and_then(|node| node.child(key));
        Self { old: child(&self.old), new: child(&self.new) }
    }

    /// All members by name, those of the new one first.
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

    /// Whether both are there and say the same, or neither is there.
    pub(crate) fn is_same(&self) -> bool {
        let (old, new) = self.values();
        old == new
    }

    /// Whether what is there can be compared member by member.
    pub(crate) fn are_objects(&self) -> bool {
        self.nodes().all(|node| node.value.is_object())
    }

    /// Whether what is there can be compared item by item.
    pub(crate) fn are_arrays(&self) -> bool {
        self.nodes().all(|node| node.value.is_array())
    }

    /// What they refer to.
    pub(crate) fn target(&self) -> Result<Self, Dangling> {
        let follow = |node: &Option<Node<'d>>| node.as_ref().map(Node::target).transpose();
        Ok(Self { old: follow(&self.old)?, new: follow(&self.new)? })
    }

    fn nodes(&self) -> impl Iterator<Item = &Node<'d>> {
        self.old.iter().chain(&self.new)
    }

    /// Where a change is reported: in the new document if it is there.
    pub(crate) fn place(&self) -> String {
        self.new.as_ref().or(self.old.as_ref()).map_or_else(String::new, |node| node.pointer.clone())
    }

    /// What became of it.
    pub(crate) fn verb(&self) -> Datum {
        Datum::Verb(Verb::of(self.old.is_some(), self.new.is_some()))
    }

    /// The values before and after.
    pub(crate) fn step(&self) -> Datum {
        let (old, new) = self.values();
        Datum::Step(old.cloned(), new.cloned())
    }

    /// The same of prose.
    pub(crate) fn prose(&self) -> Datum {
        let (old, new) = self.values();
        Datum::Prose(old.cloned(), new.cloned())
    }

    /// The same of what may be large.
    pub(crate) fn part(&self) -> Datum {
        let (old, new) = self.values();
        Datum::Part(old.cloned(), new.cloned())
    }
}
