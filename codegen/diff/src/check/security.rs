//! Who may call: the alternatives of `security`, and the schemes that they name.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;
use serde_json::Value;

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::extensions::extension;
use crate::check::members::{not_understood, other, targets, wording};
use crate::context::Context;
use crate::document::pair::Pair;
use crate::document::{Document, is_extension};
use crate::effect::Effect;

/// One alternative: every scheme that it asks for, with the scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// The `security` of the document, or of an operation.
pub(crate) fn security(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_arrays() {
        return not_understood("security", pair);
    }
    let renamed = renamed_schemes(context.old, context.new);
    let (before, after) =
        (alternatives(pair.old.as_ref(), &renamed), alternatives(pair.new.as_ref(), &BTreeMap::new()));
    let (Some(before), Some(after)) = (before, after) else { return not_understood("security", pair) };
    let mut changes = Vec::new();
    for alternative in before.iter().filter(|was| !after.contains(was)) {
        // Who satisfies this one satisfies each that asks for no more.
        let kept = after.iter().any(|is| asks_no_more(is, alternative));
        let effect = if kept { Effect::Compatible } else { Effect::Breaking };
        changes.push(Change::new(Kind::SecurityAlternativeRemoved, pair.place(), effect).with(name(alternative)));
    }
    for alternative in after.iter().filter(|is| !before.contains(is)) {
        let change = Change::new(Kind::SecurityAlternativeAdded, pair.place(), Effect::Compatible);
        changes.push(change.with(name(alternative)));
    }
    changes
}

/// `components/securitySchemes`: each scheme that an alternative or a server names.
pub(crate) fn schemes(context: &Context<'_>, pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("securitySchemes", pair);
    }
    let used = used_schemes(context.old);
    let renamed = renamed_schemes(context.old, context.new);
    let mut changes = Vec::new();
    for (name, member) in pair.members() {
        let change = |kind| Change::new(kind, member.place(), Effect::None).with(name);
        match (&member.old, renamed.get(name)) {
            (Some(old), Some(new_name)) => {
                let now = join("/components/securitySchemes", new_name);
                let change = change(Kind::SecuritySchemeRenamed).with(new_name.as_str());
                changes.push(change.moving(&old.pointer, &now));
            }
            (Some(_), None) if member.new.is_some() => {
                changes.extend(targets("security scheme", &member, |pair| scheme(pair, used.contains(name))));
            }
            (Some(_), None) => changes.push(change(Kind::SecuritySchemeRemoved)),
            (None, _) if renamed.values().any(|new_name| new_name == name) => {}
            (None, _) => changes.push(change(Kind::SecuritySchemeAdded)),
        }
    }
    changes
}

fn scheme(pair: &Pair<'_>, used: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, member) in pair.members().into_iter().filter(|(_, member)| !member.is_same()) {
        match key {
            "flows" => changes.extend(flows(&member, used)),
            // A hint to people about what the token looks like.
            "bearerFormat" => changes.extend(wording(key, &member)),
            "scheme" | "name" if is_same_word(key, pair.new.as_ref(), &member) => {
                let change = Change::new(Kind::SecuritySchemeCaseChanged, member.place(), Effect::None);
                changes.push(change.with(key).with(member.verb()));
            }
            "type" | "in" | "scheme" | "name" | "openIdConnectUrl" => changes.push(way_in(key, &member, used)),
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

fn flows(pair: &Pair<'_>, used: bool) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("flows", pair);
    }
    let mut changes = Vec::new();
    for (name, flow) in pair.members() {
        if flow.both().is_none() && is_extension(name) {
            changes.extend(extension(name, &flow));
        } else if flow.both().is_none() {
            changes.push(choice(Kind::SecurityFlowAdded, Kind::SecurityFlowRemoved, &flow, used).with(name));
        } else {
            changes.extend(members_of_flow(&flow, used));
        }
    }
    changes
}

fn members_of_flow(flow: &Pair<'_>, used: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, member) in flow.members().into_iter().filter(|(_, member)| !member.is_same()) {
        match key {
            "tokenUrl" | "authorizationUrl" | "refreshUrl" => changes.push(way_in(key, &member, used)),
            "scopes" if member.are_objects() => {
                for (name, scope) in member.members() {
                    if scope.both().is_some() {
                        changes.extend(wording("scopes", &scope));
                    } else {
                        let change = choice(Kind::SecurityScopeAdded, Kind::SecurityScopeRemoved, &scope, used);
                        changes.push(change.with(name));
                    }
                }
            }
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

/// Something that callers have to do as it says.
fn way_in(key: &str, pair: &Pair<'_>, used: bool) -> Change {
    let effect = if used { Effect::Breaking } else { Effect::None };
    Change::new(Kind::SecuritySchemeChanged, pair.place(), effect).with(key).with(pair.step())
}

/// Something that callers may choose.
fn choice(added: Kind, removed: Kind, pair: &Pair<'_>, used: bool) -> Change {
    let (kind, effect) = match &pair.new {
        Some(_) => (added, Effect::Compatible),
        None => (removed, Effect::Breaking),
    };
    Change::new(kind, pair.place(), if used { effect } else { Effect::None })
}

/// Names of HTTP schemes and of headers have no case.
fn is_same_word(key: &str, scheme: Option<&Node<'_>>, pair: &Pair<'_>) -> bool {
    let word = |node: &Option<Node<'_>>| node.as_ref().and_then(|node| node.value.as_str()).map(str::to_lowercase);
    let caseless = key == "scheme" || scheme.and_then(|scheme| scheme.text("in")) == Some("header");
    caseless && word(&pair.old).is_some() && word(&pair.old) == word(&pair.new)
}

fn asks_no_more(one: &Alternative, other: &Alternative) -> bool {
    one.iter().all(|(scheme, scopes)| other.get(scheme).is_some_and(|others| scopes.is_subset(others)))
}

fn name(alternative: &Alternative) -> String {
    if alternative.is_empty() {
        return "with no credentials".to_owned();
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

/// All alternatives; no list, or an empty one, lets everybody in. `None` where one is not understood.
fn alternatives(security: Option<&Node<'_>>, renamed: &BTreeMap<String, String>) -> Option<Vec<Alternative>> {
    let items = security.map(Node::items).unwrap_or_default();
    if items.is_empty() {
        return Some(vec![Alternative::new()]);
    }
    let mut alternatives = Vec::new();
    for item in items {
        let mut alternative = Alternative::new();
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

fn schemes_of(document: &Document) -> Vec<(&str, Node<'_>)> {
    document.members("/components/securitySchemes")
}

/// New names of schemes whose old name went while the same scheme came.
fn renamed_schemes(old: &Document, new: &Document) -> BTreeMap<String, String> {
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
                && !renamed.values().any(|taken| taken == other)
                && content(candidate) == content(scheme)
        });
        if let Some((new_name, _)) = same {
            renamed.insert((*name).to_owned(), (*new_name).to_owned());
        }
    }
    renamed
}

/// Every scheme that some `security`, or a server's `x-security-scheme`, names.
fn used_schemes(document: &Document) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for node in document.nodes() {
        let alternatives = node.value.get("security").and_then(Value::as_array).into_iter().flatten();
        used.extend(alternatives.filter_map(Value::as_object).flat_map(|alternative| alternative.keys().cloned()));
        used.extend(node.text("x-security-scheme").map(str::to_owned));
    }
    used
}
