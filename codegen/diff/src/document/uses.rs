//! Which components travel which way: what is sent, what is received, and what nothing uses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::METHODS;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;

use crate::document::Document;
use crate::side::Side;

/// The sides on which each referenced place is used, by its pointer.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    sides: BTreeMap<String, BTreeSet<Side>>,
}

impl Uses {
    pub(crate) fn of(document: &Document) -> Self {
        let mut walk = Walk::default();
        for (_, item) in document.members("/paths") {
            walk.path_item(&item, Side::Sent);
        }
        // References wait in a list, since a chain of them may be as long as the document.
        while let Some((visit, target, side)) = walk.pending.pop() {
            visit(&mut walk, &target, side);
        }
        Self { sides: walk.sides }
    }

    /// The sides on which a component is used; none where nothing uses it.
    pub(crate) fn sides(&self, pointer: &str) -> BTreeSet<Side> {
        self.sides.get(pointer).cloned().unwrap_or_default()
    }
}

type Visit<'d> = fn(&mut Walk<'d>, &Node<'d>, Side);

#[derive(Default)]
struct Walk<'d> {
    sides: BTreeMap<String, BTreeSet<Side>>,
    pending: Vec<(Visit<'d>, Node<'d>, Side)>,
}

impl<'d> Walk<'d> {
    /// Whether the node is to be visited here and now. A reference is noted as a use, and its target visited later, once.
    fn is_here(&mut self, node: &Node<'d>, side: Side, visit: Visit<'d>) -> bool {
        if node.reference().is_none() {
            return true;
        }
        let mut hops = node.hops().unwrap_or_default();
        let mut new = false;
        for hop in &hops {
            let sides = self.sides.entry(hop.pointer.clone()).or_default();
            new = sides.insert(side);
        }
        if let Some(target) = hops.pop().filter(|_| new) {
            self.pending.push((visit, target, side));
        }
        false
    }

    /// `side` is that of requests: it is turned round for callbacks.
    fn path_item(&mut self, item: &Node<'d>, side: Side) {
        if !self.is_here(item, side, Self::path_item) {
            return;
        }
        self.each(item, "parameters", side, Self::parameter);
        for operation in METHODS.iter().filter_map(|method| item.child(method)) {
            self.operation(&operation, side);
        }
    }

    fn operation(&mut self, operation: &Node<'d>, side: Side) {
        self.each(operation, "parameters", side, Self::parameter);
        if let Some(body) = operation.child("requestBody") {
            self.body(&body, side);
        }
        self.each(operation, "responses", side.flipped(), Self::response);
        self.each(operation, "callbacks", side, Self::callback);
    }

    fn body(&mut self, body: &Node<'d>, side: Side) {
        if self.is_here(body, side, Self::body) {
            self.each(body, "content", side, Self::media);
        }
    }

    fn response(&mut self, response: &Node<'d>, side: Side) {
        if self.is_here(response, side, Self::response) {
            self.each(response, "content", side, Self::media);
            self.each(response, "headers", side, Self::parameter);
        }
    }

    fn callback(&mut self, callback: &Node<'d>, side: Side) {
        if self.is_here(callback, side, Self::callback) {
            for (_, item) in callback.members() {
                self.path_item(&item, side.flipped());
            }
        }
    }

    /// A parameter or a header.
    fn parameter(&mut self, parameter: &Node<'d>, side: Side) {
        if self.is_here(parameter, side, Self::parameter) {
            if let Some(schema) = parameter.child("schema") {
                self.schema(&schema, side);
            }
            self.each(parameter, "content", side, Self::media);
        }
    }

    fn media(&mut self, media: &Node<'d>, side: Side) {
        if let Some(schema) = media.child("schema") {
            self.schema(&schema, side);
        }
        self.each(media, "encoding", side, |walk, encoding, side| {
            walk.each(encoding, "headers", side, Self::parameter);
        });
    }

    fn schema(&mut self, schema: &Node<'d>, side: Side) {
        if !self.is_here(schema, side, Self::schema) {
            return;
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            self.each(schema, keyword, side, Self::schema);
        }
        self.each(schema, "properties", side, |walk, property, side| {
            if travels(property, side) {
                walk.schema(property, side);
            }
        });
        for keyword in ["items", "additionalProperties"] {
            if let Some(inner) = schema.child(keyword) {
                self.schema(&inner, side);
            }
        }
        if let Some(inner) = schema.child("not") {
            self.schema(&inner, side.flipped());
        }
        if let Some(discriminator) = schema.child("discriminator") {
            self.each(&discriminator, "mapping", side, Self::mapped);
        }
    }

    /// A value of `mapping`: the name of a schema, or a reference to one.
    fn mapped(&mut self, name: &Node<'d>, side: Side) {
        let pointer = name.value.as_str().and_then(mapped_schema);
        if let Some(target) = pointer.and_then(|pointer| name.at(&pointer)) {
            let sides = self.sides.entry(target.pointer.clone()).or_default();
            if sides.insert(side) {
                self.pending.push((Self::schema, target, side));
            }
        }
    }

    /// Visits each member or item of a member.
    fn each(&mut self, node: &Node<'d>, key: &str, side: Side, visit: Visit<'d>) {
        let Some(node) = node.child(key) else {
            return;
        };
        for (_, member) in node.members() {
            visit(self, &member, side);
        }
        for item in node.items() {
            visit(self, &item, side);
        }
    }
}

/// The pointer that a discriminator's mapping names, by reference or by the bare name of a schema.
pub(crate) fn mapped_schema(target: &str) -> Option<String> {
    if target.contains(['#', '/']) {
        return reference::pointer(target).map(Cow::into_owned);
    }
    Some(join("/components/schemas", target))
}

/// A `readOnly` property is never sent, a `writeOnly` one never received.
pub(crate) fn travels(property: &Node<'_>, side: Side) -> bool {
    let kept_back = match side {
        Side::Sent => "readOnly",
        Side::Received => "writeOnly",
        Side::Unused => return true,
    };
    let flagged = |node: &Node<'_>| node.flag(kept_back);
    !flagged(property) && !property.target().is_ok_and(|target| flagged(&target))
}
