//! A place in a document with the value there: going on from it by members, items and references without losing the pointer.

use serde_json::Value;

use crate::{pointer, reference, value};

/// A place in a document, and the value there.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// The document.
    pub root: &'d Value,
    /// The place in it.
    pub pointer: String,
    /// The value there.
    pub value: &'d Value,
}

/// A reference that leads out of its document, to nothing, round in a circle, or on through more than [`reference::MAX_HOPS`] others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Dangling;

impl<'d> Node<'d> {
    /// The whole of a document.
    pub const fn root(root: &'d Value) -> Self {
        Self { root, pointer: String::new(), value: root }
    }

    /// The node at a pointer, wherever it is in the same document.
    pub fn at(&self, pointer: &str) -> Option<Self> {
        Some(Self { root: self.root, pointer: pointer.to_owned(), value: self.root.pointer(pointer)? })
    }

    /// The member of an object.
    pub fn child(&self, key: &str) -> Option<Self> {
        Some(self.inner(pointer::join(&self.pointer, key), self.value.as_object()?.get(key)?))
    }

    /// All members of an object, in order; none of any other value.
    pub fn members(&self) -> Vec<(&'d str, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), self.inner(pointer::join(&self.pointer, key), value))).collect()
    }

    /// All items of an array; none of any other value.
    pub fn items(&self) -> Vec<Self> {
        let items = self.value.as_array().into_iter().flatten();
        items.enumerate().map(|(index, value)| self.inner(pointer::item(&self.pointer, index), value)).collect()
    }

    /// A member that is a text.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        value::text(self.value, key)
    }

    /// Whether a member is `true`.
    pub fn flag(&self, key: &str) -> bool {
        value::flag(self.value, key)
    }

    /// The text of `$ref`, where this is a reference.
    pub fn reference(&self) -> Option<&'d str> {
        reference::of(self.value)
    }

    /// What this place stands for once references are followed: itself where it is not a reference.
    ///
    /// # Errors
    /// Where they lead nowhere.
    pub fn target(&self) -> Result<Self, Dangling> {
        Ok(self.hops()?.pop().unwrap_or_else(|| self.clone()))
    }

    /// Every place that references lead through from here, the last one not being a reference.
    ///
    /// # Errors
    /// Where they lead nowhere.
    pub fn hops(&self) -> Result<Vec<Self>, Dangling> {
        let mut hops: Vec<Self> = Vec::new();
        while let Some(reference) = hops.last().unwrap_or(self).reference() {
            if hops.len() == reference::MAX_HOPS {
                return Err(Dangling);
            }
            let target = reference::pointer(reference).and_then(|pointer| self.at(&pointer));
            hops.push(target.ok_or(Dangling)?);
        }
        Ok(hops)
    }

    fn inner(&self, pointer: String, value: &'d Value) -> Self {
        Self { root: self.root, pointer, value }
    }
}
