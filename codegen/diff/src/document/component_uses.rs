//! Finds the directions in which each component is used: sent, received, both or none.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::objects::{ObjectType, PATHS, SCHEMA, ValueType};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference;

use crate::direction::Direction;
use crate::document::OpenApiDocument;

/// The directions in which each referenced component is used, by its pointer.
#[derive(Debug, Default)]
pub(crate) struct ComponentUses {
    directions: BTreeMap<String, BTreeSet<Direction>>,
}

impl ComponentUses {
    pub(crate) fn of(document: &OpenApiDocument) -> Self {
        let mut collector = UseCollector::default();
        collector.queue.extend(document.node("/paths").map(|paths| (&PATHS, paths, Direction::Sent)));
        // A queue, not recursion: a chain of references may be as long as the document.
        while let Some((object, node, direction)) = collector.queue.pop() {
            collector.visit(object, &node, direction);
        }
        Self { directions: collector.directions }
    }

    /// The directions in which a component is used; empty if nothing uses it.
    pub(crate) fn directions(&self, pointer: &str) -> BTreeSet<Direction> {
        self.directions.get(pointer).cloned().unwrap_or_default()
    }
}

#[derive(Default)]
struct UseCollector<'d> {
    directions: BTreeMap<String, BTreeSet<Direction>>,
    /// Nodes to visit, each with the type of its OpenAPI object.
    queue: Vec<(&'static ObjectType, Node<'d>, Direction)>,
}

impl<'d> UseCollector<'d> {
    fn visit(&mut self, object: &'static ObjectType, node: &Node<'d>, direction: Direction) {
        if object.referable && node.reference().is_some() {
            return self.refer(object, node.hops().unwrap_or_default(), direction);
        }
        for (key, member) in node.members() {
            let stated = object.keywords.iter().find(|(keyword, _)| *keyword == key).map(|(_, holds)| *holds);
            let other = object.others.map(ValueType::Object);
            let direction = match (object.name, key) {
                ("Operation", "responses") | ("Callback", _) | ("Schema", "not") => direction.reversed(),
                _ => direction,
            };
            match stated.or(other) {
                Some(ValueType::Object(inner)) => self.queue.push((inner, member, direction)),
                // A reference counts as a use even if the list or map around it is invalid.
                Some(ValueType::List(inner) | ValueType::Map(inner)) => {
                    let is_visited = |node: &Node<'d>| key != "properties" || is_transmitted(node, direction);
                    let inside = member.members().into_iter().map(|(_, member)| member).chain(member.items());
                    self.queue.extend(inside.filter(is_visited).map(|member| (inner, member, direction)));
                }
                Some(ValueType::NonNull) if object.name == "Discriminator" => self.mapping(&member, direction),
                Some(ValueType::NonNull | ValueType::AnyJson | ValueType::JsonCollection) | None => {}
            }
        }
    }

    /// Visits the values of `mapping`: each is the name of a schema or a reference to one.
    fn mapping(&mut self, mapping: &Node<'d>, direction: Direction) {
        for (_, name) in mapping.members() {
            let pointer = name.value.as_str().and_then(mapped_schema_pointer);
            self.refer(&SCHEMA, pointer.and_then(|pointer| name.at(&pointer)).into_iter().collect(), direction);
        }
    }

    /// Marks every component that a chain of references passes as used, and queues the last one if it is new.
    fn refer(&mut self, object: &'static ObjectType, hops: Vec<Node<'d>>, direction: Direction) {
        let mut is_new = false;
        for hop in &hops {
            is_new = self.directions.entry(hop.pointer.clone()).or_default().insert(direction);
        }
        self.queue.extend(hops.into_iter().last().filter(|_| is_new).map(|target| (object, target, direction)));
    }
}

/// The pointer of the schema that a value of a discriminator's `mapping` names, by reference or by bare name.
pub(crate) fn mapped_schema_pointer(target: &str) -> Option<String> {
    if target.contains(['#', '/']) {
        return reference::pointer(target).map(Cow::into_owned);
    }
    Some(join("/components/schemas", target))
}

/// Whether a property is transmitted: a `readOnly` one is never sent, a `writeOnly` one never received.
pub(crate) fn is_transmitted(property: &Node<'_>, direction: Direction) -> bool {
    let excluding_flag = match direction {
        Direction::Sent => "readOnly",
        Direction::Received => "writeOnly",
        Direction::Unused => return true,
    };
    let is_excluded = |node: &Node<'_>| node.flag(excluding_flag);
    !is_excluded(property) && !property.target().is_ok_and(|target| is_excluded(&target))
}
