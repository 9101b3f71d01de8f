//! Which components travel which way: what is sent, what is received, and what nothing uses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::objects::{Holds, Object, PATHS, SCHEMA};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;

use crate::direction::Side;
use crate::document::Document;

/// The sides on which each referenced place is used, by its pointer.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    sides: BTreeMap<String, BTreeSet<Side>>,
}

impl Uses {
    pub(crate) fn of(document: &Document) -> Self {
        let mut walk = Walk::default();
        walk.open.extend(document.node("/paths").map(|paths| (&PATHS, paths, Side::Sent)));
        // Places wait in a list, since a chain of references may be as long as the document.
        while let Some((object, node, side)) = walk.open.pop() {
            walk.visit(object, &node, side);
        }
        Self { sides: walk.sides }
    }

    /// The sides on which a component is used; none where nothing uses it.
    pub(crate) fn sides(&self, pointer: &str) -> BTreeSet<Side> {
        self.sides.get(pointer).cloned().unwrap_or_default()
    }
}

#[derive(Default)]
struct Walk<'d> {
    sides: BTreeMap<String, BTreeSet<Side>>,
    /// Places to visit, each with the object that stands there.
    open: Vec<(&'static Object, Node<'d>, Side)>,
}

impl<'d> Walk<'d> {
    fn visit(&mut self, object: &'static Object, node: &Node<'d>, side: Side) {
        if object.referable && node.reference().is_some() {
            return self.refer(object, node.hops().unwrap_or_default(), side);
        }
        for (key, member) in node.members() {
            let stated = object.keywords.iter().find(|(keyword, _)| *keyword == key).map(|(_, holds)| *holds);
            let other = object.others.map(Holds::One);
            let side = match (object.name, key) {
                ("Operation", "responses") | ("Callback", _) | ("Schema", "not") => side.flipped(),
                _ => side,
            };
            match stated.or(other) {
                Some(Holds::One(inner)) => self.open.push((inner, member, side)),
                // Of what is not as it should be, a use is a use all the same.
                Some(Holds::List(inner) | Holds::Map(inner)) => {
                    let is_visited = |node: &Node<'d>| key != "properties" || travels(node, side);
                    let inside = member.members().into_iter().map(|(_, member)| member).chain(member.items());
                    self.open.extend(inside.filter(is_visited).map(|member| (inner, member, side)));
                }
                Some(Holds::Plain) if object.name == "Discriminator" => self.mapping(&member, side),
                Some(Holds::Plain | Holds::Json | Holds::Jsons) | None => {}
            }
        }
    }

    /// The values of `mapping`: each the name of a schema, or a reference to one.
    fn mapping(&mut self, mapping: &Node<'d>, side: Side) {
        for (_, name) in mapping.members() {
            let pointer = name.value.as_str().and_then(mapped_schema);
            self.refer(&SCHEMA, pointer.and_then(|pointer| name.at(&pointer)).into_iter().collect(), side);
        }
    }

    /// Notes the places that a reference leads through as used, and visits the last one, once.
    fn refer(&mut self, object: &'static Object, hops: Vec<Node<'d>>, side: Side) {
        let mut is_new = false;
        for hop in &hops {
            is_new = self.sides.entry(hop.pointer.clone()).or_default().insert(side);
        }
        self.open.extend(hops.into_iter().last().filter(|_| is_new).map(|target| (object, target, side)));
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
