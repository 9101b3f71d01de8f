//! `x-rules`: rules that come and go, change their severity, or judge more or fewer requests.
//!
//! A rule of severity `error` refuses requests, so it counts as what the wire allows; a `warning` never does.

use serde_json::Value;

use crate::change::{Finding, show, show_change, show_prose};
use crate::check::extensions::is_provenance;
use crate::check::members::{is_same, members, place, verb};
use crate::context::Comparison;
use crate::document::Node;
use crate::report::Effect;

/// Whether requests that break the rule are refused. A severity that nobody knows counts as the worse one.
fn refuses(rule: &Node<'_>) -> bool {
    rule.text("severity") != Some("warning")
}

/// What a rule says, apart from where it comes from.
fn content(rule: &Node<'_>) -> Value {
    let mut value = rule.value.clone();
    if let Some(members) = value.as_object_mut() {
        members.retain(|key, _| !is_provenance(key));
    }
    value
}

impl<'d> Comparison<'d> {
    pub(crate) fn rules_declared(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if !self.are_objects("x-rules", old, new) {
            return;
        }
        let mut gone: Vec<(&str, Node<'d>)> = Vec::new();
        let mut come: Vec<(&str, Node<'d>)> = Vec::new();
        for (id, before, after) in members(old, new) {
            match (before, after) {
                (Some(before), Some(after)) => self.rule(id, &before, &after),
                (Some(before), None) => gone.push((id, before)),
                (None, Some(after)) => come.push((id, after)),
                (None, None) => {}
            }
        }
        come.retain(|(id, after)| {
            let same = gone.iter().position(|(_, before)| content(before) == content(after));
            let Some(index) = same else {
                return true;
            };
            let (was, gone_rule) = gone.remove(index);
            let what = format!("rule `{was}` renamed to `{id}`");
            let why = "it judges the same";
            self.note(Finding::new(after.pointer.clone(), what, Effect::None, why));
            self.settle(&gone_rule.pointer, &after.pointer);
            false
        });
        for (id, rule) in &come {
            let (wire, why) = if refuses(rule) {
                (Effect::Breaking, "requests that break it are refused")
            } else {
                (Effect::None, "it only warns")
            };
            self.note(Finding::new(rule.pointer.clone(), format!("rule `{id}` added"), wire, why));
        }
        for (id, rule) in &gone {
            let (wire, why) = if refuses(rule) {
                (Effect::Compatible, "requests that broke it are taken")
            } else {
                (Effect::None, "a warning less")
            };
            self.note(Finding::new(rule.pointer.clone(), format!("rule `{id}` removed"), wire, why));
        }
    }

    fn rule(&mut self, id: &str, old: &Node<'d>, new: &Node<'d>) {
        if !self.are_objects(id, Some(old), Some(new)) {
            return;
        }
        for (key, before, after) in members(Some(old), Some(new)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                _ if is_same(before, after) => {}
                _ if is_provenance(key) => self.extension(key, before, after),
                "severity" => self.severity(id, old, new, &place(before, after)),
                "statement" => {
                    let shown = show_prose(before.map(|node| node.value), after.map(|node| node.value));
                    let what = format!("statement of rule `{id}`: {shown}");
                    let why = "it may judge otherwise";
                    let finding = Finding::new(place(before, after), what, Effect::None, why);
                    self.note(finding.behaviour(true));
                }
                "data" if self.are_objects(key, before, after) => {
                    for (name, before, after) in members(before, after) {
                        self.rule_data(id, name, before.as_ref(), after.as_ref(), refuses(old) || refuses(new));
                    }
                }
                "data" => {}
                "hint" | "message" | "title" => self.wording(key, before, after),
                _ if refuses(old) || refuses(new) => self.other(key, before, after),
                _ => {
                    let what = format!("`{key}` of rule `{id}` {}", verb(before, after));
                    let why = "it may warn of other requests, and refuses none";
                    let finding = Finding::new(place(before, after), what, Effect::None, why);
                    self.note(finding.behaviour(true));
                }
            }
        }
    }

    fn severity(&mut self, id: &str, old: &Node<'d>, new: &Node<'d>, place: &str) {
        let (wire, why) = match (refuses(old), refuses(new)) {
            (false, true) => (Effect::Breaking, "requests that only drew a warning are refused"),
            (true, false) => (Effect::Compatible, "requests that were refused draw a warning"),
            _ => (Effect::Breaking, "the severity is not understood, which counts as breaking"),
        };
        let (before, after) = (old.value.get("severity"), new.value.get("severity"));
        let what = format!("severity of rule `{id}`: {}", show_change(before, after));
        self.note(Finding::new(place, what, wire, why));
    }

    /// `countries` are those where a rule judges: one more is tighter. Of other data the direction is not known.
    fn rule_data(&mut self, id: &str, name: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>, refuses: bool) {
        if is_same(old, new) {
            return;
        }
        let at = place(old, new);
        let list = |node: Option<&Node<'d>>| match node {
            None => Some(Vec::new()),
            Some(node) => node.value.as_array().cloned(),
        };
        let (Some(before), Some(after), "countries") = (list(old), list(new), name) else {
            let shown = show_change(old.map(|node| node.value), new.map(|node| node.value));
            let what = format!("`{name}` of rule `{id}`: {shown}");
            let (wire, why) = if refuses {
                (Effect::Breaking, "which requests it refuses is not understood here, which counts as breaking")
            } else {
                (Effect::None, "the rule warns of other requests")
            };
            return self.note(Finding::new(at, what, wire, why).behaviour(true));
        };
        let missing = |from: &[Value], others: &[Value]| -> Vec<String> {
            from.iter().filter(|value| !others.contains(value)).map(show).collect()
        };
        let (more, less) = (missing(&after, &before), missing(&before, &after));
        for (countries, verb, wire, why) in [
            (more, "judges", Effect::Breaking, "requests that were taken there are refused"),
            (less, "no longer judges", Effect::Compatible, "requests that were refused there are taken"),
        ] {
            if countries.is_empty() {
                continue;
            }
            let what = format!("rule `{id}` {verb} in {}", countries.join(", "));
            let finding = if refuses {
                Finding::new(at.clone(), what, wire, why)
            } else {
                let why = "it warns of other requests than before";
                Finding::new(at.clone(), what, Effect::None, why).behaviour(true)
            };
            self.note(finding);
        }
    }
}
