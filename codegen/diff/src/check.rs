//! The whole document, part by part, and from the findings to the report.

pub(crate) mod bodies;
pub(crate) mod extensions;
pub(crate) mod members;
pub(crate) mod parameters;
pub(crate) mod paths;
pub(crate) mod responses;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod security;
pub(crate) mod servers;
pub(crate) mod unreported;

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Finding, Side};
use crate::check::members::members;
use crate::check::servers::Rebase;
use crate::context::Comparison;
use crate::document::schema_names::schemas;
use crate::document::uses::{METHODS, Uses};
use crate::document::{Document, Node, join};
use crate::report::{Change, Effect, Report};
use crate::schema::View;

/// Compares two documents. `rust` adds what becomes of Rust code, or says why that is unknown.
pub(crate) fn compare<'d>(
    old: &'d Document,
    new: &'d Document,
    rust: impl FnOnce(&mut Comparison<'d>) -> Result<(), String>,
) -> Report {
    let mut comparison = Comparison::new(old, new);
    comparison.speaks_xml = speaks_xml(old) || speaks_xml(new);
    comparison.document();
    let unknown = rust(&mut comparison).err();
    comparison.sweep();
    Report::new(changes(comparison), unknown)
}

/// One change for each thing that changed, however many sides and operations it was seen from.
fn changes(comparison: Comparison<'_>) -> Vec<Change> {
    let mut merged: Vec<Finding> = Vec::new();
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for finding in comparison.findings {
        match known.get(&(finding.pointer.clone(), finding.what.clone())) {
            Some(&index) => merge(&mut merged[index], finding),
            None => {
                known.insert((finding.pointer.clone(), finding.what.clone()), merged.len());
                merged.push(finding);
            }
        }
    }
    let line = |pointer: &str| match comparison.new.node(pointer) {
        Some(_) => comparison.new.line(pointer).or_else(|| comparison.old.line(pointer)),
        None => comparison.old.line(pointer),
    };
    merged
        .into_iter()
        .map(|finding| Change {
            why: finding.sentence(),
            line: line(&finding.pointer),
            wire: finding.wire,
            rust: finding.rust,
            behaviour: finding.behaviour || finding.rust_behaviour,
            wire_behaviour: finding.behaviour,
            pointer: finding.pointer,
        })
        .collect()
}

fn merge(finding: &mut Finding, other: Finding) {
    if other.wire > finding.wire {
        finding.wire = other.wire;
        finding.why = other.why;
    }
    finding.rust = finding.rust.max(other.rust);
    finding.behaviour |= other.behaviour;
    finding.rust_behaviour |= other.rust_behaviour;
    for why in other.rust_why {
        if !finding.rust_why.contains(&why) {
            finding.rust_why.push(why);
        }
    }
}

/// Whether any body is XML.
fn speaks_xml(document: &Document) -> bool {
    let mut open = vec![document.root()];
    while let Some(node) = open.pop() {
        for (key, member) in node.members() {
            if key == "content" && member.members().iter().any(|(name, _)| name.to_lowercase().contains("xml")) {
                return true;
            }
            open.push(member);
        }
        open.extend(node.items());
    }
    false
}

/// Whether some operation has no member of this name of its own, so that the document's holds.
fn is_inherited(document: &Document, key: &str) -> bool {
    let paths = document.node("/paths").map(|paths| paths.members());
    paths.unwrap_or_default().into_iter().any(|(_, item)| {
        let Ok(item) = item.target() else {
            return true;
        };
        let shared = key == "servers" && item.child(key).is_some();
        !shared
            && METHODS.iter().filter_map(|method| item.child(method)).any(|operation| operation.child(key).is_none())
    })
}

impl<'d> Comparison<'d> {
    fn document(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        let rebase = Rebase::between(self.old, self.new);
        for (key, before, after) in members(Some(&old), Some(&new)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "openapi" | "tags" => self.wording(key, before, after),
                "info" => self.info(before, after),
                "servers" => self.shared(key, |comparison| comparison.root_servers(before, after, rebase.as_ref())),
                "security" => self.shared(key, |comparison| comparison.root_security(before, after)),
                "paths" => self.paths(before, after, Side::Sent, rebase.as_ref()),
                "components" => self.components(before, after),
                "x-rules" => self.rules_declared(before, after),
                _ => self.other(key, before, after),
            }
        }
    }

    /// What holds for operations that say nothing of their own; where all of them do, it holds for none.
    fn shared(&mut self, key: &str, compare: impl FnOnce(&mut Self)) {
        let mut findings = self.probe(compare);
        if !is_inherited(self.old, key) && !is_inherited(self.new, key) {
            for finding in &mut findings {
                finding.wire = Effect::None;
                finding.why = format!("every operation has `{key}` of its own");
            }
        }
        self.findings.extend(findings);
    }

    fn info(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if !self.are_objects("info", old, new) {
            return;
        }
        for (key, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "title" | "version" | "termsOfService" | "contact" | "license" => {
                    self.wording(key, before, after);
                }
                _ => self.other(key, before, after),
            }
        }
    }

    fn components(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if !self.are_objects("components", old, new) {
            return;
        }
        for (key, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "schemas" => self.component_schemas(before, after),
                "securitySchemes" => self.security_schemes(before, after),
                // They are compared where they are used; what nothing uses is left to the sweep.
                "parameters" | "headers" | "responses" | "requestBodies" | "examples" | "links" | "callbacks" => {
                    self.are_objects(key, before, after);
                }
                _ => self.other(key, before, after),
            }
        }
    }

    /// Each schema once, from every side that uses it.
    fn component_schemas(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if !self.are_objects("schemas", old, new) {
            return;
        }
        let uses = (Uses::of(self.old), Uses::of(self.new));
        let pairs: Vec<(String, String)> =
            self.names.pairs().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
        for (old_name, new_name) in &pairs {
            let node = |parent: Option<&Node<'d>>, name: &str| parent.and_then(|parent| parent.child(name));
            let (Some(before), Some(after)) = (node(old, old_name), node(new, new_name)) else {
                continue;
            };
            if old_name != new_name {
                self.settle(&before.pointer, &after.pointer);
                let what = format!("schema `{old_name}` renamed to `{new_name}`");
                let why = "no body carries the name; the generated type has another one";
                self.note(Finding::new(after.pointer.clone(), what, Effect::None, why));
            }
            let mut sides: BTreeSet<Side> = uses.0.sides(&before.pointer);
            sides.extend(uses.1.sides(&after.pointer));
            if sides.is_empty() {
                sides.insert(Side::Unused);
            }
            for side in sides {
                self.component_schema(&before, &after, side);
            }
        }
        self.unpaired(&pairs);
    }

    /// The schema itself, rather than a reference to it, which would count as told elsewhere.
    fn component_schema(&mut self, old: &Node<'d>, new: &Node<'d>, side: Side) {
        self.schema(&[View::new(old.clone())], &[View::new(new.clone())], side);
    }

    fn unpaired(&mut self, pairs: &[(String, String)]) {
        let why = "what it means on the wire is told where it is used";
        for name in schemas(self.old).keys() {
            if !pairs.iter().any(|(old, _)| old == name) {
                let what = format!("schema `{name}` removed");
                self.note(Finding::new(join("/components/schemas", name), what, Effect::None, why));
            }
        }
        for name in schemas(self.new).keys() {
            if !pairs.iter().any(|(_, new)| new == name) {
                let what = format!("schema `{name}` added");
                self.note(Finding::new(join("/components/schemas", name), what, Effect::None, why));
            }
        }
    }
}
