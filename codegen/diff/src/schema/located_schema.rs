//! A schema as seen from somewhere; several views together mean that a value satisfies all of them.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;

use crate::schema::keywords::is_annotation;

/// A schema, as seen from a place.
#[derive(Clone, Debug)]
pub(crate) struct View<'d> {
    pub(crate) node: Node<'d>,
    /// Where it is reported: the reference that was followed to get here, if one was.
    pub(crate) anchor: Option<String>,
    /// Pointers of the `oneOf` and `anyOf` that are passed over, since one of their branches stands beside.
    pub(crate) without: Vec<String>,
}

impl<'d> View<'d> {
    pub(crate) fn new(node: Node<'d>) -> Self {
        Self { node, anchor: None, without: Vec::new() }
    }

    /// A schema that may be missing, which allows everything.
    pub(crate) fn list(node: Option<Node<'d>>) -> Views<'d> {
        node.into_iter().map(Self::new).collect()
    }

    /// Where a keyword of it is reported.
    pub(crate) fn at(&self, keyword: &str) -> String {
        match &self.anchor {
            Some(anchor) => anchor.clone(),
            None => join(&self.node.pointer, keyword),
        }
    }

    /// Where it is reported as a whole.
    pub(crate) fn place(&self) -> &str {
        self.anchor.as_deref().unwrap_or(&self.node.pointer)
    }

    /// A schema within it.
    pub(crate) fn inner(&self, node: Node<'d>) -> Self {
        Self { node, anchor: self.anchor.clone(), without: self.without.clone() }
    }

    /// What it refers to.
    pub(crate) fn followed(&self, node: Node<'d>) -> Self {
        Self { node, anchor: Some(self.place().to_owned()), without: self.without.clone() }
    }
}

/// Schemas that hold at once; none allows everything.
pub(crate) type Views<'d> = Vec<View<'d>>;

/// The component schema that a schema is, by reference, or by a reference alone in `allOf` beside nothing but words.
pub(crate) fn component(node: &Node<'_>) -> Option<String> {
    if let Some(reference) = node.reference() {
        return reference::component(reference, "schemas");
    }
    let mut members = node.members();
    members.retain(|(keyword, _)| !is_annotation(keyword));
    let [("allOf" | "oneOf" | "anyOf", branches)] = &members[..] else {
        return None;
    };
    match &branches.items()[..] {
        [branch] => component(branch),
        _ => None,
    }
}
