//! The state of one comparison: the two documents, what is told already, and what was found.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::change::{Finding, Side};
use crate::document::schema_names::Names;
use crate::document::{Document, Node, schema_name};
use crate::report::Effect;
use crate::schema::View;
use crate::schema::keywords::is_annotation;

/// How deep schemas are compared within each other.
const DEEPEST: usize = 48;

/// How many pairs of schemas are compared at most.
const MOST_PAIRS: usize = 100_000;

/// Two lists of schemas, seen from one side.
type Pair = (Vec<String>, Vec<String>, Side);

/// One comparison under way.
pub(crate) struct Comparison<'d> {
    pub(crate) old: &'d Document,
    pub(crate) new: &'d Document,
    pub(crate) names: Names,
    pub(crate) findings: Vec<Finding>,
    /// Whether a body of the API is XML, so that `xml` says something.
    pub(crate) speaks_xml: bool,
    /// Places of the old document that are told at another one of the new.
    pub(crate) moved: BTreeMap<String, String>,
    visited: BTreeSet<Pair>,
    /// The pairs being compared, each within the one before; of recursive schemas these count as the same meanwhile.
    open: Vec<Pair>,
    pairs: usize,
}

impl<'d> Comparison<'d> {
    pub(crate) fn new(old: &'d Document, new: &'d Document) -> Self {
        Self {
            old,
            new,
            names: Names::pair(old, new),
            findings: Vec::new(),
            speaks_xml: false,
            moved: BTreeMap::new(),
            visited: BTreeSet::new(),
            open: Vec::new(),
            pairs: 0,
        }
    }

    pub(crate) fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Notes that what was at a place of the old document is told at one of the new.
    pub(crate) fn settle(&mut self, old: &str, new: &str) {
        self.moved.insert(old.to_owned(), new.to_owned());
    }

    /// Where a place of the old document is told, as far as it or what is around it has moved.
    pub(crate) fn place_now(&self, old: &str) -> String {
        let moved = self.moved.iter().filter_map(|(from, to)| {
            let rest = old.strip_prefix(from.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (from.len(), format!("{to}{rest}")))
        });
        moved.max_by_key(|(length, _)| *length).map_or_else(|| old.to_owned(), |(_, place)| place)
    }

    /// What a comparison finds, kept apart from the report.
    pub(crate) fn probe(&mut self, compare: impl FnOnce(&mut Self)) -> Vec<Finding> {
        let findings = std::mem::take(&mut self.findings);
        let open = self.open.iter().cloned().collect();
        let visited = std::mem::replace(&mut self.visited, open);
        let moved = self.moved.clone();
        compare(self);
        self.moved = moved;
        self.visited = visited;
        std::mem::replace(&mut self.findings, findings)
    }

    /// The worst that a change from one schema to the other does on this side.
    pub(crate) fn worst(&mut self, old: &[View<'d>], new: &[View<'d>], side: Side) -> Effect {
        worst(&self.probe(|comparison| comparison.schema(old, new, side)))
    }

    /// Whether two schemas allow the same, each change within a component being told there.
    pub(crate) fn are_same(&mut self, old: &[View<'d>], new: &[View<'d>]) -> bool {
        [Side::Sent, Side::Received].into_iter().all(|side| self.worst(old, new, side) == Effect::None)
    }

    /// Whether this pair is compared for the first time, and may be. An end of the budget is reported.
    pub(crate) fn enter(&mut self, old: &[View<'d>], new: &[View<'d>], side: Side) -> bool {
        let keys = |views: &[View<'d>]| views.iter().map(key).collect::<Vec<_>>();
        let pair = (keys(old), keys(new), side);
        if !self.visited.insert(pair.clone()) {
            return false;
        }
        self.pairs += 1;
        if self.open.len() < DEEPEST && self.pairs < MOST_PAIRS {
            self.open.push(pair);
            return true;
        }
        let place = new.first().or(old.first()).map_or("", View::place);
        self.note(Finding::new(
            place,
            "this schema is nested too deeply to be compared",
            Effect::Breaking,
            "what is not understood counts as breaking",
        ));
        false
    }

    pub(crate) fn leave(&mut self) {
        self.open.pop();
    }

    /// Whether every change between these schemas is told at the components that they refer to.
    pub(crate) fn is_told_elsewhere(&self, old: &[View<'d>], new: &[View<'d>]) -> bool {
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
                schema_name(reference).is_some_and(|name| self.names.are_one(&name, &name))
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

/// What tells views apart: the schema, and the reference at which it is reported, since each of these gets a report of its own.
fn key(view: &View<'_>) -> String {
    let mut key = view.node.pointer.clone();
    if let Some(anchor) = &view.anchor {
        key.push('\n');
        key.push_str(anchor);
    }
    for union in &view.without {
        key.push('\n');
        key.push_str(union);
    }
    key
}

/// The worst of several findings.
pub(crate) fn worst(findings: &[Finding]) -> Effect {
    let effects = findings.iter().map(|finding| finding.wire);
    effects.max().unwrap_or(Effect::None)
}

/// The component schema that a schema is, by reference, or by a reference alone in `allOf` beside nothing but words.
pub(crate) fn component(node: &Node<'_>) -> Option<String> {
    if let Some(reference) = node.reference() {
        return schema_name(reference);
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
