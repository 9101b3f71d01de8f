//! Compares `x-rules`: rules that are added, removed or renamed, and their severity, operations, countries and other data.
//!
//! A rule of severity `error` rejects requests, so it has an effect on the wire, unless it applies only to operations that are added or removed.
//! A rule of severity `warning` has no effect on the wire.

use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::{Operation, operations};
use serde_json::Value;

use crate::change::{Change, EffectReason, MessageValue};
use crate::change_type::ChangeType;
use crate::check::extensions::{compare_extension, is_source, without_wire_effect};
use crate::check::members::{compare_common_member, compare_wording, not_understood};
use crate::context::Context;
use crate::document::OpenApiDocument;
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

/// The ids of the operations that both documents have.
fn common_operations<'d>(context: &Context<'d>) -> BTreeSet<&'d str> {
    let ids = |document: &'d OpenApiDocument| -> BTreeSet<&'d str> {
        operations(document.root().value).iter().filter_map(Operation::id).collect()
    };
    ids(context.old).intersection(&ids(context.new)).copied().collect()
}

/// Whether a list has an operation that both documents have. A value that is not understood may be one.
fn is_about_common(common: &BTreeSet<&str>, operations: &[Value]) -> bool {
    operations.iter().any(|id| id.as_str().is_none_or(|id| common.contains(id)))
}

pub(crate) fn compare_rules(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("x-rules", pair);
    }
    let common = common_operations(context);
    let mut changes = Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for (id, member) in pair.members() {
        match (&member.old, &member.new) {
            (Some(_), Some(_)) => changes.extend(compare_rule(&common, id, &member)),
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
        let common = &common;
        move |(id, rule): (&str, Node<'_>)| {
            let effect = if rejects(&rule) { effect } else { Effect::None };
            let operations = rule.value.get("operations").and_then(Value::as_array);
            let is_about_common = operations.is_none_or(|operations| is_about_common(common, operations));
            let statement = MessageValue::Quote(rule.value.get("statement").cloned());
            of_operations(Change::new(change_type, rule.pointer, effect).with(id).with(statement), is_about_common)
        }
    };
    changes.extend(added.into_iter().map(unpaired(ChangeType::RuleAdded, Effect::Breaking)));
    changes.extend(removed.into_iter().map(unpaired(ChangeType::RuleRemoved, Effect::Compatible)));
    changes
}

/// The change of a rule. It has no effect on the wire if it is not about an operation that both documents have.
fn of_operations(change: Change, is_about_common: bool) -> Change {
    match is_about_common || change.wire == Effect::None {
        true => change,
        false => Change { wire: Effect::None, ..change.because(EffectReason::NoCommonOperation) },
    }
}

fn compare_rule(common: &BTreeSet<&str>, id: &str, pair: &Pair<'_>) -> Vec<Change> {
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
            "operations" => changes.extend(compare_operations(common, id, &member, rejects_requests)),
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

/// The items of a list; `None` if the value is not a list.
fn list(node: &Option<Node<'_>>) -> Option<Vec<Value>> {
    match node {
        None => Some(Vec::new()),
        Some(node) => node.value.as_array().cloned(),
    }
}

fn missing(from: &[Value], others: &[Value]) -> Vec<Value> {
    from.iter().filter(|value| !others.contains(value)).cloned().collect()
}

/// Compares the operations that a rule applies to.
fn compare_operations(common: &BTreeSet<&str>, id: &str, pair: &Pair<'_>, rejects: bool) -> Vec<Change> {
    let (Some(before), Some(after)) = (list(&pair.old), list(&pair.new)) else {
        return not_understood("operations", pair);
    };
    let lists = [
        (ChangeType::RuleOperationsAdded, Effect::Breaking, missing(&after, &before)),
        (ChangeType::RuleOperationsRemoved, Effect::Compatible, missing(&before, &after)),
    ];
    let changes = lists.into_iter().filter(|(_, _, operations)| !operations.is_empty());
    let changes = changes.map(|(change_type, wire, operations)| {
        let (wire, behaviour) = if rejects { (wire, false) } else { (Effect::None, true) };
        let is_about_common = is_about_common(common, &operations);
        let change = Change::new(change_type, pair.pointer(), wire).with_changed_meaning(behaviour);
        of_operations(change.with(id).with(MessageValue::Values(operations)), is_about_common)
    });
    changes.collect()
}

/// Compares data of a rule. `countries` lists where the rule applies, so adding a country is stricter. The meaning of other data is unknown.
fn compare_rule_data(id: &str, name: &str, pair: &Pair<'_>, rejects: bool) -> Vec<Change> {
    let change = |change_type, wire, behaviour_if_rejecting| {
        let (wire, behaviour) = if rejects { (wire, behaviour_if_rejecting) } else { (Effect::None, true) };
        Change::new(change_type, pair.pointer(), wire).with_changed_meaning(behaviour)
    };
    let (Some(before), Some(after), "countries") = (list(&pair.old), list(&pair.new), name) else {
        return vec![
            change(ChangeType::RuleDataChanged, Effect::Breaking, true).with(name).with(id).with(pair.old_and_new()),
        ];
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
