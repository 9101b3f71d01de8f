//! What is written differently and was not told: every difference of the two documents shows up in the report.
//!
//! The comparison reports what it does not understand by itself, so what is left here allows and forbids the same.

use serde_json::Value;

use crate::change::{Finding, show_change};
use crate::context::Comparison;
use crate::document::Node;
use crate::report::Effect;
use crate::schema::keywords::is_extension;

impl<'d> Comparison<'d> {
    pub(crate) fn sweep(&mut self) {
        let (old, new) = (self.old.root(), self.new.root());
        self.sweep_pair(&old, &new);
    }

    fn sweep_pair(&mut self, old: &Node<'d>, new: &Node<'d>) {
        if old.value == new.value || self.is_told(&new.pointer) {
            return;
        }
        match (old.value, new.value) {
            (Value::Object(_), Value::Object(_)) => {
                for (key, before, after) in crate::check::members::members(Some(old), Some(new)) {
                    match (&before, &after) {
                        (Some(before), Some(after)) => self.sweep_pair(before, after),
                        _ if key == "required" && self.is_told_within(&new.pointer) => {}
                        _ => self.sweep_one(before.as_ref(), after.as_ref()),
                    }
                }
            }
            (Value::Array(before), Value::Array(after)) => {
                let parent = new.pointer.strip_suffix("/required");
                if is_reordered(before, after)
                    || self.is_told_within(&new.pointer)
                    || parent.is_some_and(|parent| self.is_told_within(parent))
                {
                    return;
                }
                if before.len() != after.len() {
                    return self.unchanged(Some(old), Some(new));
                }
                for (before, after) in old.items().iter().zip(&new.items()) {
                    self.sweep_pair(before, after);
                }
            }
            _ => self.unchanged(Some(old), Some(new)),
        }
    }

    /// What only one document has.
    fn sweep_one(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let place = crate::check::members::place(old, new);
        let moved_here = self.moved.values().any(|moved| *moved == place);
        if !self.is_told(&place) && !self.is_told_within(&place) && !moved_here {
            self.unchanged(old, new);
        }
    }

    fn unchanged(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let place = crate::check::members::place(old, new);
        let key = place.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        let is_large = |node: &Node<'_>| node.value.is_object() || node.value.is_array();
        let what = if [old, new].into_iter().flatten().any(is_large) {
            format!("`{key}` {}", crate::check::members::verb(old, new))
        } else {
            format!("`{key}`: {}", show_change(old.map(|node| node.value), new.map(|node| node.value)))
        };
        let why = if place.starts_with("/components/") && !place.starts_with("/components/schemas/") {
            "a component means what its uses mean, and these are told by themselves"
        } else {
            "beside the rest it allows and forbids nothing"
        };
        self.note(Finding::new(place, what, Effect::None, why));
    }

    /// Whether something was told of this place, or of one around it.
    fn is_told(&self, pointer: &str) -> bool {
        let around =
            |told: &str| pointer.strip_prefix(told).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.told().any(around)
    }

    /// Whether something was told of a place within this one.
    fn is_told_within(&self, pointer: &str) -> bool {
        let within = |told: &str| told.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'));
        self.told().any(within)
    }

    fn told(&self) -> impl Iterator<Item = &str> {
        let findings = self.findings.iter().map(|finding| finding.pointer.as_str());
        findings.chain(self.moved.keys().map(String::as_str))
    }

    /// A schema that is written differently and allows the same, with nothing told of any part of it.
    pub(crate) fn rewritten_schema(&mut self, old: &Node<'d>, new: &Node<'d>, told_before: usize) {
        let told = self.findings[told_before..].iter().any(|finding| {
            !finding.words && (finding.pointer.starts_with(&new.pointer) || finding.pointer.starts_with(&old.pointer))
        });
        if !told && rules_of(old.value) != rules_of(new.value) {
            let what = "the schema is written differently";
            let why = "the same values are allowed as before";
            self.note(Finding::new(new.pointer.clone(), what, Effect::None, why));
        }
    }
}

fn is_reordered(old: &[Value], new: &[Value]) -> bool {
    let mut left: Vec<&Value> = new.iter().collect();
    old.len() == new.len()
        && old.iter().all(|value| {
            let index = left.iter().position(|other| *other == value);
            index.map(|index| left.swap_remove(index)).is_some()
        })
}

/// A schema without what is for people, and with its sets in one order.
fn rules_of(schema: &Value) -> Value {
    let mut rules = in_order("", schema);
    if let Some(members) = rules.as_object_mut() {
        members.retain(|key, _| {
            !is_extension(key) && !matches!(key.as_str(), "description" | "title" | "example" | "externalDocs")
        });
    }
    rules
}

fn in_order(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(key, value)| (key.clone(), in_order(key, value))).collect()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| in_order("", item)).collect();
            if matches!(key, "required" | "enum") {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}
