//! A schema with the pointer at which its changes are reported, and conjunctions of such schemas.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;

use crate::schema::keywords::is_annotation;

/// A schema, with the pointer at which its changes are reported.
#[derive(Clone, Debug)]
pub(crate) struct LocatedSchema<'d> {
    pub(crate) node: Node<'d>,
    /// The pointer of the reference that was followed to this schema, if any: its changes are reported there.
    pub(crate) reported_at: Option<String>,
    /// The pointers of the `oneOf` and `anyOf` keywords of this schema that are ignored: one of their branches is in the same [`Conjunction`] in
    /// their place.
    pub(crate) replaced_unions: Vec<String>,
}

impl<'d> LocatedSchema<'d> {
    pub(crate) fn new(node: Node<'d>) -> Self {
        Self { node, reported_at: None, replaced_unions: Vec::new() }
    }

    /// The conjunction that contains only this schema. Without a schema it is empty, which allows everything.
    pub(crate) fn list(node: Option<Node<'d>>) -> Conjunction<'d> {
        node.into_iter().map(Self::new).collect()
    }

    /// The pointer at which changes of a keyword are reported.
    pub(crate) fn keyword_pointer(&self, keyword: &str) -> String {
        match &self.reported_at {
            Some(reported_at) => reported_at.clone(),
            None => join(&self.node.pointer, keyword),
        }
    }

    /// The pointer at which changes of the whole schema are reported.
    pub(crate) fn report_pointer(&self) -> &str {
        self.reported_at.as_deref().unwrap_or(&self.node.pointer)
    }

    /// A schema inside this schema.
    pub(crate) fn inner(&self, node: Node<'d>) -> Self {
        Self { node, reported_at: self.reported_at.clone(), replaced_unions: self.replaced_unions.clone() }
    }

    /// The target of this schema's reference. Changes of the target are reported at the reference.
    pub(crate) fn followed(&self, node: Node<'d>) -> Self {
        Self {
            node,
            reported_at: Some(self.report_pointer().to_owned()),
            replaced_unions: self.replaced_unions.clone(),
        }
    }
}

/// Schemas that apply together: a value has to satisfy each of them. An empty conjunction allows everything.
pub(crate) type Conjunction<'d> = Vec<LocatedSchema<'d>>;

/// The name of the component to which a schema is equivalent. Such a schema is a reference, or it has an `allOf`, `oneOf` or `anyOf` with one
/// branch that is a reference, and otherwise only annotations.
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
