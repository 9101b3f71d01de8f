//! `x-rules`: rules that come and go, change their severity, or judge more or fewer requests.
//!
//! A rule of severity `error` rejects requests, so it counts as what the wire allows; a `warning` never does.

use colt_numbers_openapi::node::Node;
use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::extensions::{extension, is_source, silent};
use crate::check::members::{not_understood, other, wording};
use crate::document::pair::Pair;
use crate::effect::Effect;

/// Whether requests that break the rule are rejected. A severity that is not known counts as the worse one.
fn rejects(rule: &Node<'_>) -> bool {
    rule.text("severity") != Some("warning")
}

/// What a rule says, apart from where it comes from.
fn content(rule: &Node<'_>) -> Value {
    let mut value = rule.value.clone();
    if let Some(members) = value.as_object_mut() {
        members.retain(|key, _| !is_source(key));
    }
    value
}

pub(crate) fn rules(pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("x-rules", pair);
    }
    let mut changes = Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for (id, member) in pair.members() {
        match (&member.old, &member.new) {
            (Some(_), Some(_)) => changes.extend(rule(id, &member)),
            (Some(old), None) => removed.push((id, old.clone())),
            (None, Some(new)) => added.push((id, new.clone())),
            (None, None) => {}
        }
    }
    added.retain(|(id, new)| {
        let Some(index) = removed.iter().position(|(_, old)| content(old) == content(new)) else { return true };
        let (was, old) = removed.remove(index);
        let change = Change::new(Kind::RuleRenamed, new.pointer.clone(), Effect::None);
        changes.push(change.with(was).with(*id).moving(&old.pointer, &new.pointer));
        false
    });
    let unpaired = |kind, effect| {
        move |(id, rule): (&str, Node<'_>)| {
            let effect = if rejects(&rule) { effect } else { Effect::None };
            Change::new(kind, rule.pointer, effect).with(id)
        }
    };
    changes.extend(added.into_iter().map(unpaired(Kind::RuleAdded, Effect::Breaking)));
    changes.extend(removed.into_iter().map(unpaired(Kind::RuleRemoved, Effect::Compatible)));
    changes
}

fn rule(id: &str, pair: &Pair<'_>) -> Vec<Change> {
    let Some((old, new)) = pair.both().filter(|_| pair.are_objects()) else { return not_understood(id, pair) };
    let rejects_requests = rejects(old) || rejects(new);
    let mut changes = Vec::new();
    for (key, member) in pair.members().into_iter().filter(|(_, member)| !member.is_same()) {
        match key {
            _ if is_source(key) => changes.extend(extension(key, &member)),
            "severity" => changes.push(severity(id, old, new, &member)),
            "statement" => {
                changes.push(silent(Kind::RuleStatementChanged, &member, true).with(id).with(member.prose()));
            }
            "data" if member.are_objects() => {
                let data = member.members().into_iter().filter(|(_, datum)| !datum.is_same());
                changes.extend(data.flat_map(|(name, datum)| rule_data(id, name, &datum, rejects_requests)));
            }
            "data" => changes.extend(not_understood(key, &member)),
            "hint" | "message" | "title" => changes.extend(wording(key, &member)),
            _ if rejects_requests => changes.extend(other(key, &member)),
            _ => {
                let change = silent(Kind::RuleMemberChanged, &member, true);
                changes.push(change.with(key).with(id).with(member.verb()));
            }
        }
    }
    changes
}

fn severity(id: &str, old: &Node<'_>, new: &Node<'_>, member: &Pair<'_>) -> Change {
    let (kind, wire) = match (rejects(old), rejects(new)) {
        (false, true) => (Kind::RuleSeverityRaised, Effect::Breaking),
        (true, false) => (Kind::RuleSeverityLowered, Effect::Compatible),
        _ => (Kind::RuleSeverityNotUnderstood, Effect::Breaking),
    };
    Change::new(kind, member.place(), wire).with(id).with(member.step())
}

/// `countries` are those where a rule judges: one more is tighter. Of other data the direction is not known.
fn rule_data(id: &str, name: &str, pair: &Pair<'_>, rejects: bool) -> Vec<Change> {
    let change = |kind, wire, of_rejecting| {
        let (wire, behaviour) = if rejects { (wire, of_rejecting) } else { (Effect::None, true) };
        Change::new(kind, pair.place(), wire).behaviour(behaviour)
    };
    let list = |node: &Option<Node<'_>>| match node {
        None => Some(Vec::new()),
        Some(node) => node.value.as_array().cloned(),
    };
    let (Some(before), Some(after), "countries") = (list(&pair.old), list(&pair.new), name) else {
        return vec![change(Kind::RuleDataChanged, Effect::Breaking, true).with(name).with(id).with(pair.step())];
    };
    let missing = |from: &[Value], others: &[Value]| -> Vec<Value> {
        from.iter().filter(|value| !others.contains(value)).cloned().collect()
    };
    [
        (Kind::RuleCountriesAdded, Effect::Breaking, missing(&after, &before)),
        (Kind::RuleCountriesRemoved, Effect::Compatible, missing(&before, &after)),
    ]
    .into_iter()
    .filter(|(_, _, countries)| !countries.is_empty())
    .map(|(kind, wire, countries)| change(kind, wire, false).with(id).with(Datum::Values(countries)))
    .collect()
}
