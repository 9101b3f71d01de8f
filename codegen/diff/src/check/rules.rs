//! Compares `x-rules`: rules that are added, removed or renamed, and their severity, countries and other data.
//!
//! A rule of severity `error` rejects requests, so it has an effect on the wire. A rule of severity `warning` has no effect on the wire.

use colt_numbers_openapi::node::Node;
use serde_json::Value;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::extensions::{compare_extension, is_source, without_wire_effect};
use crate::check::members::{compare_common_member, compare_wording, not_understood};
use crate::document::pair::Pair;
use crate::effect::Effect;

/// Whether requests that violate the rule are rejected. An unknown severity counts as `error`.
fn rejects(rule: &Node<'_>) -> bool {
    rule.text("severity") != Some("warning")
}

/// A rule without its citations.
fn content(rule: &Node<'_>) -> Value {
    let mut value = rule.value.clone();
    if let Some(members) = value.as_object_mut() {
        members.retain(|key, _| !is_source(key));
    }
    value
}

pub(crate) fn compare_rules(pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("x-rules", pair);
    }
    let mut changes = Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for (id, member) in pair.members() {
        match (&member.old, &member.new) {
            (Some(_), Some(_)) => changes.extend(compare_rule(id, &member)),
            (Some(old), None) => removed.push((id, old.clone())),
            (None, Some(new)) => added.push((id, new.clone())),
            (None, None) => {}
        }
    }
    added.retain(|(id, new)| {
        let Some(index) = removed.iter().position(|(_, old)| content(old) == content(new)) else { return true };
        let (was, old) = removed.remove(index);
        let change = Change::new(ChangeType::RuleRenamed, new.pointer.clone(), Effect::None);
        changes.push(change.with(was).with(*id).moving(&old.pointer, &new.pointer));
        false
    });
    let unpaired = |change_type, effect| {
        move |(id, rule): (&str, Node<'_>)| {
            let effect = if rejects(&rule) { effect } else { Effect::None };
            Change::new(change_type, rule.pointer, effect).with(id)
        }
    };
    changes.extend(added.into_iter().map(unpaired(ChangeType::RuleAdded, Effect::Breaking)));
    changes.extend(removed.into_iter().map(unpaired(ChangeType::RuleRemoved, Effect::Compatible)));
    changes
}

fn compare_rule(id: &str, pair: &Pair<'_>) -> Vec<Change> {
    let Some((old, new)) = pair.both().filter(|_| pair.are_objects()) else { return not_understood(id, pair) };
    let rejects_requests = rejects(old) || rejects(new);
    let mut changes = Vec::new();
    for (key, member) in pair.members().into_iter().filter(|(_, member)| !member.is_same()) {
        match key {
            _ if is_source(key) => changes.extend(compare_extension(key, &member)),
            "severity" => changes.push(severity_change(id, old, new, &member)),
            "statement" => {
                changes.push(
                    without_wire_effect(ChangeType::RuleStatementChanged, &member, true)
                        .with(id)
                        .with(member.old_and_new_prose()),
                );
            }
            "data" if member.are_objects() => {
                let data = member.members().into_iter().filter(|(_, entry)| !entry.is_same());
                changes.extend(data.flat_map(|(name, entry)| compare_rule_data(id, name, &entry, rejects_requests)));
            }
            "data" => changes.extend(not_understood(key, &member)),
            "hint" | "message" | "title" => changes.extend(compare_wording(key, &member)),
            _ if rejects_requests => changes.extend(compare_common_member(key, &member)),
            _ => {
                let change = without_wire_effect(ChangeType::RuleMemberChanged, &member, true);
                changes.push(change.with(key).with(id).with(member.action()));
            }
        }
    }
    changes
}

fn severity_change(id: &str, old: &Node<'_>, new: &Node<'_>, member: &Pair<'_>) -> Change {
    let (change_type, wire) = match (rejects(old), rejects(new)) {
        (false, true) => (ChangeType::RuleSeverityRaised, Effect::Breaking),
        (true, false) => (ChangeType::RuleSeverityLowered, Effect::Compatible),
        _ => (ChangeType::RuleSeverityNotUnderstood, Effect::Breaking),
    };
    Change::new(change_type, member.pointer(), wire).with(id).with(member.old_and_new())
}

/// Compares data of a rule. `countries` lists where the rule applies, so adding a country is stricter. The meaning of other data is unknown.
fn compare_rule_data(id: &str, name: &str, pair: &Pair<'_>, rejects: bool) -> Vec<Change> {
    let change = |change_type, wire, behaviour_if_rejecting| {
        let (wire, behaviour) = if rejects { (wire, behaviour_if_rejecting) } else { (Effect::None, true) };
        Change::new(change_type, pair.pointer(), wire).with_changed_meaning(behaviour)
    };
    let list = |node: &Option<Node<'_>>| match node {
        None => Some(Vec::new()),
        Some(node) => node.value.as_array().cloned(),
    };
    let (Some(before), Some(after), "countries") = (list(&pair.old), list(&pair.new), name) else {
        return vec![
            change(ChangeType::RuleDataChanged, Effect::Breaking, true).with(name).with(id).with(pair.old_and_new()),
        ];
    };
    let missing = |from: &[Value], others: &[Value]| -> Vec<Value> {
        from.iter().filter(|value| !others.contains(value)).cloned().collect()
    };
    [
        (ChangeType::RuleCountriesAdded, Effect::Breaking, missing(&after, &before)),
        (ChangeType::RuleCountriesRemoved, Effect::Compatible, missing(&before, &after)),
    ]
    .into_iter()
    .filter(|(_, _, countries)| !countries.is_empty())
    .map(|(change_type, wire, countries)| {
        change(change_type, wire, false).with(id).with(MessageValue::Values(countries))
    })
    .collect()
}
