//! `x-` members: those of this project by what they mean, all others by name only.
//!
//! Not here: `x-rules` ([`super::rules`]), and `x-id` and `x-security-scheme` of servers ([`super::servers`]).

use serde_json::Value;

use crate::change::{Finding, show_change, show_prose};
use crate::check::members::{is_same, members, place, verb};
use crate::context::Comparison;
use crate::document::Node;
use crate::report::Effect;

/// Where a statement comes from, and why it was read as it was: nothing that a caller meets.
pub(crate) fn is_provenance(key: &str) -> bool {
    matches!(key, "x-source" | "x-assumption" | "x-document")
}

impl<'d> Comparison<'d> {
    pub(crate) fn extension(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if is_same(old, new) {
            return;
        }
        let silent = |why| {
            let finding = Finding::new(place(old, new), format!("`{key}` {}", verb(old, new)), Effect::None, why);
            Finding { words: true, ..finding }
        };
        match key {
            _ if is_provenance(key) => {
                self.note(silent("it says where the statement comes from, and the statement stands"));
            }
            "x-effects" => self.effects(old, new),
            "x-countries" => self.countries(old, new),
            "x-lenient" => {
                let why = "answers of another shape are read, or refused, where they were not before";
                self.note(silent(why).behaviour(true));
            }
            _ => self.note(silent("an extension that this comparison does not know; OpenAPI gives it no meaning")),
        }
    }

    /// What a call does beyond its answer. Nothing of it shows on the wire, and all of it may matter.
    fn effects(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        for (id, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            if is_same(before, after) {
                continue;
            }
            let (Some(was), Some(is)) = (before, after) else {
                let what = format!("effect `{id}` {}", verb(before, after));
                let why = "the same call does something else, or is now known to";
                let finding = Finding::new(place(before, after), what, Effect::None, why);
                self.note(finding.behaviour(true));
                continue;
            };
            if was.members().is_empty() || is.members().is_empty() {
                let what = format!("effect `{id}`: {}", show_change(Some(was.value), Some(is.value)));
                let finding = Finding::new(is.pointer.clone(), what, Effect::None, "the same call does something else");
                self.note(finding.behaviour(true));
            }
            for (key, before, after) in members(Some(was), Some(is)) {
                self.effect_member(id, key, before.as_ref(), after.as_ref());
            }
        }
    }

    fn effect_member(&mut self, id: &str, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if is_same(old, new) {
            return;
        }
        if is_provenance(key) {
            return self.extension(key, old, new);
        }
        let shown = show_prose(old.map(|node| node.value), new.map(|node| node.value));
        let what = format!("effect `{id}`, `{key}`: {shown}");
        let why = "the same call does something else";
        let finding = Finding::new(place(old, new), what, Effect::None, why);
        self.note(finding.behaviour(true));
    }

    /// What rules and people are told about each country; which ones may be sent, `enum` says.
    fn countries(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if old.is_none() || new.is_none() {
            let what = format!("`x-countries` {}", verb(old, new));
            let why = "which countries may be sent, `enum` says";
            return self.note(Finding::new(place(old, new), what, Effect::None, why));
        }
        for (code, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            if is_same(before, after) {
                continue;
            }
            let part = |node: Option<&Node<'d>>, key: &str| node.and_then(|node| node.value.get(key).cloned());
            let said: Vec<&str> =
                ["callingCode", "zone"].into_iter().filter(|key| part(before, key) != part(after, key)).collect();
            let known = before.is_some() && after.is_some();
            let behaviour = known && (!said.is_empty() || others(before) != others(after));
            let why = if behaviour { "rules judge by it" } else { "which countries may be sent, `enum` says" };
            let what = match said.first().filter(|_| known) {
                Some(key) => {
                    let (before, after) = (part(before, key), part(after, key));
                    format!("country `{code}`, `{key}`: {}", show_change(before.as_ref(), after.as_ref()))
                }
                None => format!("country `{code}` {}", verb(before, after)),
            };
            let finding = Finding::new(place(before, after), what, Effect::None, why);
            self.note(finding.behaviour(behaviour));
        }
    }
}

/// What an entry says beside the name.
fn others(entry: Option<&Node<'_>>) -> Option<Value> {
    let mut value = entry?.value.clone();
    value.as_object_mut()?.retain(|key, _| key != "name");
    Some(value)
}
