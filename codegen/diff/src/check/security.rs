//! Compares the alternatives of `security`, and the security schemes that they name.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::tracking_id::TOKEN_KEYWORD;
use serde_json::Value;

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::extensions::compare_extension;
use crate::check::members::{compare_common_member, compare_targets, compare_wording, not_understood};
use crate::context::Context;
use crate::document::pair::Pair;
use crate::document::{OpenApiDocument, is_extension};
use crate::effect::Effect;

/// One alternative of `security`: every scheme that it requires, with the scopes.
type SecurityRequirement = BTreeMap<String, BTreeSet<String>>;

/// Compares the `security` of a document, or of an operation.
pub(crate) fn compare_security(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_arrays() {
        return not_understood("security", pair);
    }
    let renamed = renamed_schemes(context.old, context.new);
    let (before, after) =
        (alternatives(pair.old.as_ref(), &renamed), alternatives(pair.new.as_ref(), &BTreeMap::new()));
    let (Some(before), Some(after)) = (before, after) else { return not_understood("security", pair) };
    let mut changes = Vec::new();
    for alternative in before.iter().filter(|was| !after.contains(was)) {
        // A caller that satisfies this alternative satisfies each one that requires no more.
        let kept = after.iter().any(|is| requires_no_more(is, alternative));
        let effect = if kept { Effect::Compatible } else { Effect::Breaking };
        changes.push(
            Change::new(ChangeType::SecurityAlternativeRemoved, pair.pointer(), effect)
                .with(alternative_name(alternative)),
        );
    }
    for alternative in after.iter().filter(|is| !before.contains(is)) {
        let change = Change::new(ChangeType::SecurityAlternativeAdded, pair.pointer(), Effect::Compatible);
        changes.push(change.with(alternative_name(alternative)));
    }
    changes
}

/// Compares `components/securitySchemes`.
pub(crate) fn compare_schemes(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("securitySchemes", pair);
    }
    let used = used_schemes(context.old);
    let renamed = renamed_schemes(context.old, context.new);
    let mut changes = Vec::new();
    for (name, member) in pair.members() {
        let change = |change_type| Change::new(change_type, member.pointer(), Effect::None).with(name);
        match (&member.old, renamed.get(name)) {
            (Some(old), Some(new_name)) => {
                let new_pointer = join("/components/securitySchemes", new_name);
                let change = change(ChangeType::SecuritySchemeRenamed).with(new_name.as_str());
                changes.push(change.moving(&old.pointer, &new_pointer));
            }
            (Some(_), None) if member.new.is_some() => {
                changes.extend(compare_targets("security scheme", &member, |pair| {
                    compare_scheme(pair, used.contains(name))
                }));
            }
            (Some(_), None) => changes.push(change(ChangeType::SecuritySchemeRemoved)),
            (None, _) if renamed.values().any(|new_name| new_name == name) => {}
            (None, _) => changes.push(change(ChangeType::SecuritySchemeAdded)),
        }
    }
    changes
}

fn compare_scheme(pair: &Pair<'_>, used: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, member) in pair.members().into_iter().filter(|(_, member)| !member.is_same()) {
        match key {
            "flows" => changes.extend(compare_flows(&member, used)),
            // A hint for people about the format of the token.
            "bearerFormat" => changes.extend(compare_wording(key, &member)),
            "scheme" | "name" if is_same_ignoring_case(key, pair.new.as_ref(), &member) => {
                let change = Change::new(ChangeType::SecuritySchemeCaseChanged, member.pointer(), Effect::None);
                changes.push(change.with(key).with(member.action()));
            }
            "type" | "in" | "scheme" | "name" | "openIdConnectUrl" | TOKEN_KEYWORD => {
                changes.push(authentication_change(key, &member, used))
            }
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

fn compare_flows(pair: &Pair<'_>, used: bool) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("flows", pair);
    }
    let mut changes = Vec::new();
    for (name, flow) in pair.members() {
        if flow.both().is_none() && is_extension(name) {
            changes.extend(compare_extension(name, &flow));
        } else if flow.both().is_none() {
            changes
                .push(choice(ChangeType::SecurityFlowAdded, ChangeType::SecurityFlowRemoved, &flow, used).with(name));
        } else {
            changes.extend(compare_members_of_flow(&flow, used));
        }
    }
    changes
}

fn compare_members_of_flow(flow: &Pair<'_>, used: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, member) in flow.members().into_iter().filter(|(_, member)| !member.is_same()) {
        match key {
            "tokenUrl" | "authorizationUrl" | "refreshUrl" => changes.push(authentication_change(key, &member, used)),
            "scopes" if member.are_objects() => {
                for (name, scope) in member.members() {
                    if scope.both().is_some() {
                        changes.extend(compare_wording("scopes", &scope));
                    } else {
                        let change =
                            choice(ChangeType::SecurityScopeAdded, ChangeType::SecurityScopeRemoved, &scope, used);
                        changes.push(change.with(name));
                    }
                }
            }
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

/// The change of a member that callers have to follow in order to authenticate.
fn authentication_change(key: &str, pair: &Pair<'_>, used: bool) -> Change {
    let effect = if used { Effect::Breaking } else { Effect::None };
    Change::new(ChangeType::SecuritySchemeChanged, pair.pointer(), effect).with(key).with(pair.old_and_new())
}

/// The change of a flow or a scope, which callers choose.
fn choice(added: ChangeType, removed: ChangeType, pair: &Pair<'_>, used: bool) -> Change {
    let (change_type, effect) = match &pair.new {
        Some(_) => (added, Effect::Compatible),
        None => (removed, Effect::Breaking),
    };
    Change::new(change_type, pair.pointer(), if used { effect } else { Effect::None })
}

/// Whether both are the same name of an HTTP scheme or a header, which are case-insensitive.
fn is_same_ignoring_case(key: &str, scheme: Option<&Node<'_>>, pair: &Pair<'_>) -> bool {
    let word = |node: &Option<Node<'_>>| node.as_ref().and_then(|node| node.value.as_str()).map(str::to_lowercase);
    let is_case_insensitive = key == "scheme" || scheme.and_then(|scheme| scheme.text("in")) == Some("header");
    is_case_insensitive && word(&pair.old).is_some() && word(&pair.old) == word(&pair.new)
}

fn requires_no_more(requirement: &SecurityRequirement, other: &SecurityRequirement) -> bool {
    requirement.iter().all(|(scheme, scopes)| other.get(scheme).is_some_and(|others| scopes.is_subset(others)))
}

fn alternative_name(alternative: &SecurityRequirement) -> String {
    if alternative.is_empty() {
        return "without credentials".to_owned();
    }
    let scheme = |(scheme, scopes): (&String, &BTreeSet<String>)| {
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        match &scopes[..] {
            [] => format!("`{scheme}`"),
            scopes => format!("`{scheme}` ({})", scopes.join(", ")),
        }
    };
    alternative.iter().map(scheme).collect::<Vec<_>>().join(" with ")
}

/// All alternatives. A missing or empty list requires no authentication. `None` if an alternative is not understood.
fn alternatives(security: Option<&Node<'_>>, renamed: &BTreeMap<String, String>) -> Option<Vec<SecurityRequirement>> {
    let items = security.map(Node::items).unwrap_or_default();
    if items.is_empty() {
        return Some(vec![SecurityRequirement::new()]);
    }
    let mut alternatives = Vec::new();
    for item in items {
        let mut alternative = SecurityRequirement::new();
        for (scheme, scopes) in item.value.as_object()? {
            let scopes: Option<BTreeSet<String>> =
                scopes.as_array()?.iter().map(|scope| scope.as_str().map(str::to_owned)).collect();
            let scheme = renamed.get(scheme).unwrap_or(scheme);
            alternative.insert(scheme.clone(), scopes?);
        }
        alternatives.push(alternative);
    }
    Some(alternatives)
}

fn schemes_of(document: &OpenApiDocument) -> Vec<(&str, Node<'_>)> {
    document.members("/components/securitySchemes")
}

/// The new names, by old ones, of schemes that only changed their name.
fn renamed_schemes(old: &OpenApiDocument, new: &OpenApiDocument) -> BTreeMap<String, String> {
    let (before, after) = (schemes_of(old), schemes_of(new));
    let has = |all: &[(&str, Node<'_>)], name: &str| all.iter().any(|(other, _)| *other == name);
    let content = |node: &Node<'_>| {
        let mut value = node.value.clone();
        if let Some(members) = value.as_object_mut() {
            members.retain(|key, _| key != "description" && !is_extension(key));
        }
        value
    };
    let mut renamed = BTreeMap::new();
    for (name, scheme) in before.iter().filter(|(name, _)| !has(&after, name)) {
        let same = after.iter().find(|(other, candidate)| {
            !has(&before, other)
                && !renamed.values().any(|matched| matched == other)
                && content(candidate) == content(scheme)
        });
        if let Some((new_name, _)) = same {
            renamed.insert((*name).to_owned(), (*new_name).to_owned());
        }
    }
    renamed
}

/// Every scheme that some `security`, or the `x-security-scheme` of a server, names.
fn used_schemes(document: &OpenApiDocument) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for node in document.nodes() {
        let alternatives = node.value.get("security").and_then(Value::as_array).into_iter().flatten();
        used.extend(alternatives.filter_map(Value::as_object).flat_map(|alternative| alternative.keys().cloned()));
        used.extend(node.text("x-security-scheme").map(str::to_owned));
    }
    used
}
