//! A location in a document with its value and its JSON Pointer: members, items and resolved references.

use serde_json::Value;

use crate::{pointer, reference, value};

/// A location in a document, and its value.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// The document.
    pub root: &'d Value,
    /// The JSON Pointer of the value.
    pub pointer: String,
    /// The value at the pointer.
    pub value: &'d Value,
}

/// A reference that cannot be resolved, because it points into another document, its target does not exist, it is part of a cycle, or its
/// chain has more than [`reference::MAX_HOPS`] references.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DanglingReference;

impl<'d> Node<'d> {
    /// The root of a document.
    pub const fn root(root: &'d Value) -> Self {
        Self { root, pointer: String::new(), value: root }
    }

    /// The node at a pointer from the root of the document.
    pub fn at(&self, pointer: &str) -> Option<Self> {
        Some(Self { root: self.root, pointer: pointer.to_owned(), value: self.root.pointer(pointer)? })
    }

    /// The member of an object.
    pub fn child(&self, key: &str) -> Option<Self> {
        Some(self.inner(pointer::join(&self.pointer, key), self.value.as_object()?.get(key)?))
    }

    /// The members of an object, in order; empty for any other value.
    pub fn members(&self) -> Vec<(&'d str, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), self.inner(pointer::join(&self.pointer, key), value))).collect()
    }

    /// The items of an array; empty for any other value.
    pub fn items(&self) -> Vec<Self> {
        let items = self.value.as_array().into_iter().flatten();
        items.enumerate().map(|(index, value)| self.inner(pointer::item(&self.pointer, index), value)).collect()
    }

    /// A string member.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        value::text(self.value, key)
    }

    /// Whether a member is `true`.
    pub fn flag(&self, key: &str) -> bool {
        value::flag(self.value, key)
    }

    /// The value of `$ref`, if this is a reference.
    pub fn reference(&self) -> Option<&'d str> {
        reference::of(self.value)
    }

    /// Resolves references; a node that is not a reference is its own target.
    ///
    /// # Errors
    /// If a reference cannot be resolved.
    pub fn target(&self) -> Result<Self, DanglingReference> {
        Ok(self.hops()?.pop().unwrap_or_else(|| self.clone()))
    }

    /// Every node on the way from this reference to its target; the target is the last node. Empty if this node is not a reference.
    ///
    /// # Errors
    /// If a reference cannot be resolved.
    pub fn hops(&self) -> Result<Vec<Self>, DanglingReference> {
        let mut hops: Vec<Self> = Vec::new();
        while let Some(reference) = hops.last().unwrap_or(self).reference() {
            if hops.len() == reference::MAX_HOPS {
                return Err(DanglingReference);
            }
            let target = reference::pointer(reference).and_then(|pointer| self.at(&pointer));
            hops.push(target.ok_or(DanglingReference)?);
        }
        Ok(hops)
    }

    fn inner(&self, pointer: String, value: &'d Value) -> Self {
        Self { root: self.root, pointer, value }
    }
}
