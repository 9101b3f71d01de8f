//! What every check of one comparison may look at: the two documents, and the comparison of schemas, which leads from check to check.
//!
//! Checks return what they find; nothing is reported through here. What is remembered is which pairs of schemas were compared already.

use std::cell::RefCell;
use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::reference;
use serde_json::Value;

use crate::change::{Change, worst};
use crate::direction::Side;
use crate::document::Document;
use crate::document::schema_names::SchemaNames;
use crate::effect::Effect;
use crate::schema::located_schema::{View, component};

/// How deep schemas are compared within each other.
const DEEPEST: usize = 48;

/// How many pairs of schemas are compared at most.
const MOST_PAIRS: usize = 100_000;

/// The comparison of two schemas, which checks reach through the context, since schemas lie within schemas.
pub(crate) type CompareSchemas = for<'d> fn(&Context<'d>, &[View<'d>], &[View<'d>], Side) -> Vec<Change>;

/// One comparison under way.
pub(crate) struct Context<'d> {
    pub(crate) old: &'d Document,
    pub(crate) new: &'d Document,
    pub(crate) names: SchemaNames,
    /// Whether a body of the API is XML, so that `xml` says something.
    pub(crate) speaks_xml: bool,
    compare: CompareSchemas,
    visits: RefCell<Visits>,
}

/// Two lists of schemas, seen from one side.
type Visit = (Vec<String>, Vec<String>, Side);

#[derive(Default)]
struct Visits {
    all: BTreeSet<Visit>,
    /// Those under way, each within the one before; of recursive schemas these count as the same meanwhile.
    open: Vec<Visit>,
    count: usize,
}

/// Whether two schemas are to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    First,
    /// They were compared, or are being compared.
    Known,
    TooDeep,
}

impl<'d> Context<'d> {
    pub(crate) fn new(old: &'d Document, new: &'d Document, compare: CompareSchemas) -> Self {
        let names = SchemaNames::pair(old, new);
        let speaks_xml = speaks_xml(old) || speaks_xml(new);
        Self { old, new, names, speaks_xml, compare, visits: RefCell::default() }
    }

    /// Compares two schemas. What was compared already is found once.
    pub(crate) fn schema(&self, old: &[View<'d>], new: &[View<'d>], side: Side) -> Vec<Change> {
        (self.compare)(self, old, new, side)
    }

    /// Compares something apart from the report, so that it is found again where it is reported.
    pub(crate) fn apart(&self, compare: impl FnOnce() -> Vec<Change>) -> Vec<Change> {
        let all = {
            let mut visits = self.visits.borrow_mut();
            let open = visits.open.iter().cloned().collect();
            std::mem::replace(&mut visits.all, open)
        };
        let changes = compare();
        self.visits.borrow_mut().all = all;
        changes
    }

    /// Whether two schemas allow the same, each change within a component being reported there.
    pub(crate) fn are_same(&self, old: &[View<'d>], new: &[View<'d>]) -> bool {
        let worst = |side| worst(&self.apart(|| self.schema(old, new, side)));
        [Side::Sent, Side::Received].into_iter().all(|side| worst(side) == Effect::None)
    }

    /// Begins to compare two schemas; [`Self::leave`] ends it after [`Entry::First`].
    pub(crate) fn enter(&self, old: &[View<'d>], new: &[View<'d>], side: Side) -> Entry {
        let keys = |views: &[View<'d>]| views.iter().map(key).collect::<Vec<_>>();
        let visit = (keys(old), keys(new), side);
        let mut visits = self.visits.borrow_mut();
        if !visits.all.insert(visit.clone()) {
            return Entry::Known;
        }
        visits.count += 1;
        if visits.open.len() >= DEEPEST || visits.count >= MOST_PAIRS {
            return Entry::TooDeep;
        }
        visits.open.push(visit);
        Entry::First
    }

    pub(crate) fn leave(&self) {
        self.visits.borrow_mut().open.pop();
    }

    /// Whether every change between these schemas is reported at the components that they refer to.
    pub(crate) fn is_reported_elsewhere(&self, old: &[View<'d>], new: &[View<'d>]) -> bool {
        if let ([old], [new]) = (old, new)
            && old.without.is_empty()
            && new.without.is_empty()
            && old.node.value == new.node.value
            && self.are_references_kept(old.node.value)
        {
            return true;
        }
        old.len() == new.len()
            && old.iter().all(|old| new.iter().any(|new| self.is_one(old, new)))
            && new.iter().all(|new| old.iter().any(|old| self.is_one(old, new)))
    }

    /// Whether every reference in a schema of both documents leads to one and the same component.
    fn are_references_kept(&self, schema: &Value) -> bool {
        let kept = match schema.get("$ref") {
            Some(Value::String(reference)) => {
                reference::component(reference, "schemas").is_some_and(|name| self.names.are_one(&name, &name))
            }
            _ => true,
        };
        let members = schema.as_object().into_iter().flat_map(|members| members.values());
        let items = schema.as_array().into_iter().flatten();
        kept && members.chain(items).all(|inner| self.are_references_kept(inner))
    }

    /// Whether both are the same component, or the same place within it.
    fn is_one(&self, old: &View<'d>, new: &View<'d>) -> bool {
        if old.without.is_empty() != new.without.is_empty() {
            return false;
        }
        if let (Some(old), Some(new)) = (component(&old.node), component(&new.node)) {
            return self.names.are_one(&old, &new);
        }
        old.anchor.is_some()
            && new.anchor.is_some()
            && old.node.pointer.starts_with("/components/schemas/")
            && self.names.moved(&old.node.pointer) == new.node.pointer
    }
}

/// What distinguishes views: the schema, and the reference at which it is reported, since each of these gets a report of its own.
fn key(view: &View<'_>) -> String {
    let parts = [&view.node.pointer].into_iter().chain(&view.anchor).chain(&view.without);
    parts.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// Whether any body is XML.
fn speaks_xml(document: &Document) -> bool {
    let is_xml = |node: &Node<'_>| node.members().iter().any(|(name, _)| name.to_lowercase().contains("xml"));
    document.nodes().any(|node| node.child("content").is_some_and(|content| is_xml(&content)))
}
