//! Discriminators: the property that names the branch, and which value stands for which schema.
//!
//! A value that no `mapping` names is the name of the branch's schema, so a schema renamed there shows on the wire.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::change::{Evidence, Shift, show_change};
use crate::check::schema::Pair;
use crate::context::Comparison;
use crate::document::join;
use crate::document::uses::mapped_schema;
use crate::schema::{Shape, View};

/// The places of schemas by the values that stand for them.
type Mapping = BTreeMap<String, String>;

impl<'d> Comparison<'d> {
    pub(crate) fn discriminators(&mut self, pair: &Pair<'d>) {
        let first = |shape: &Shape<'d>| shape.discriminators.first().cloned();
        let (old, new) = match (first(&pair.old), first(&pair.new)) {
            (Some(old), Some(new)) => (old, new),
            (None, None) => return,
            (old, _) => {
                let (verb, shift) = match old {
                    Some(_) => ("removed", Shift::Wider),
                    None => ("added", Shift::Narrower),
                };
                let what = format!("`discriminator` {verb}");
                return self.shift(pair, "discriminator", what, shift, &Evidence::default());
            }
        };
        let property = |view: &View<'d>| view.node.value.get("propertyName").cloned();
        let (before, after) = (property(&old), property(&new));
        if before != after {
            let shown = show_change(before.as_ref(), after.as_ref());
            let what = format!("`propertyName` of the discriminator: {shown}");
            return self.shift(pair, "discriminator", what, Shift::Apart, &Evidence::default());
        }
        self.mappings(pair, &old, &new);
        self.discriminator_members(&old, &new);
    }

    fn mappings(&mut self, pair: &Pair<'d>, old: &View<'d>, new: &View<'d>) {
        let mut before = mapping(&pair.old, old);
        for place in before.values_mut() {
            *place = self.names.moved(place);
        }
        let after = mapping(&pair.new, new);
        // Values of branches that came or went are told of these.
        let has = |mapping: &Mapping, place: &String| mapping.values().any(|other| other == place);
        for (value, place) in &before {
            let shift = match after.get(value) {
                Some(other) if other == place => continue,
                Some(_) => Shift::Apart,
                None if has(&after, place) => Shift::Narrower,
                None => continue,
            };
            let what = format!("discriminator value `{value}` no longer stands for `{place}`");
            let evidence = Evidence { lost: Some(Value::String(value.clone())), gained: None };
            self.shift(pair, "discriminator", what, shift, &evidence);
        }
        for (value, place) in after.iter().filter(|(value, _)| !before.contains_key(*value)) {
            if has(&before, place) {
                let what = format!("discriminator value `{value}` stands for `{place}`");
                let evidence = Evidence { lost: None, gained: Some(Value::String(value.clone())) };
                self.shift(pair, "discriminator", what, Shift::Wider, &evidence);
            }
        }
    }

    fn discriminator_members(&mut self, old: &View<'d>, new: &View<'d>) {
        for (key, before, after) in crate::check::members::members(Some(&old.node), Some(&new.node)) {
            if !matches!(key, "propertyName" | "mapping") {
                self.other(key, before.as_ref(), after.as_ref());
            }
        }
    }
}

/// What each value stands for: the names of the branches, and what is said beside.
fn mapping(shape: &Shape<'_>, discriminator: &View<'_>) -> Mapping {
    let mut mapping = Mapping::new();
    for branch in shape.unions.iter().flat_map(|union| &union.branches) {
        if let Some(name) = crate::context::component(&branch.node) {
            let place = join("/components/schemas", &name);
            mapping.insert(name, place);
        }
    }
    let stated = discriminator.node.child("mapping");
    for (value, target) in stated.map(|node| node.members()).unwrap_or_default() {
        let text = target.value.as_str();
        let place = text.and_then(mapped_schema).or_else(|| text.map(str::to_owned));
        mapping.insert(value.to_owned(), place.unwrap_or_else(|| target.value.to_string()));
    }
    mapping
}
