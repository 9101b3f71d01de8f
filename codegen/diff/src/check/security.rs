//! Who may call: the alternatives of `security`, and the schemes that they name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::change::Finding;
use crate::check::members::{is_same, members, place, verb};
use crate::check::paths::Both;
use crate::context::Comparison;
use crate::document::{Document, Node};
use crate::report::Effect;

/// One alternative: every scheme that it asks for, with the scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;

impl<'d> Comparison<'d> {
    /// The `security` of the whole document.
    pub(crate) fn root_security(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if self.are_arrays("security", old, new) {
            self.requirements(old, new);
        }
    }

    /// The `security` of an operation that has one of its own.
    pub(crate) fn security(&mut self, both: &Both<'d>) {
        let own = |node: &Node<'d>| node.child("security");
        let (before, after) = (own(&both.old.node), own(&both.new.node));
        if before.is_none() && after.is_none() {
            return;
        }
        let root = |document: &'d Document| document.node("/security");
        let (before, after) = (before.or_else(|| root(self.old)), after.or_else(|| root(self.new)));
        if self.are_arrays("security", before.as_ref(), after.as_ref()) {
            self.requirements(before.as_ref(), after.as_ref());
        }
    }

    fn requirements(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        let renamed = renamed_schemes(self.old, self.new);
        let (Some(before), Some(after)) = (alternatives(old, &renamed), alternatives(new, &BTreeMap::new())) else {
            if !is_same(old, new) {
                self.other("security that is not understood", old, new);
            }
            return;
        };
        let at = place(old, new);
        for alternative in before.iter().filter(|was| !after.contains(was)) {
            // Who satisfies this one satisfies each that asks for no more.
            let kept = after.iter().any(|is| asks_no_more(is, alternative));
            let (effect, why) = if kept {
                (Effect::Compatible, "who satisfied it satisfies another alternative")
            } else {
                (Effect::Breaking, "who satisfies only this one is refused")
            };
            let what = format!("security alternative {} removed", name(alternative));
            self.note(Finding::new(at.clone(), what, effect, why));
        }
        for alternative in after.iter().filter(|is| !before.contains(is)) {
            let what = format!("security alternative {} added", name(alternative));
            let why = "callers have one more way to be let in";
            self.note(Finding::new(at.clone(), what, Effect::Compatible, why));
        }
    }

    /// `components/securitySchemes`: each scheme that an alternative or a server names.
    pub(crate) fn security_schemes(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if !self.are_objects("securitySchemes", old, new) {
            return;
        }
        let used = used_schemes(self.old);
        let renamed = renamed_schemes(self.old, self.new);
        for (name, before, after) in members(old, new) {
            match (&before, &after) {
                (Some(_), Some(_)) => self.scheme(before.as_ref(), after.as_ref(), used.contains(name)),
                (Some(before), None) => {
                    if let Some(new_name) = renamed.get(name) {
                        let at = crate::document::join("/components/securitySchemes", new_name);
                        self.settle(&before.pointer, &at);
                    }
                    let what = match renamed.get(name) {
                        Some(new_name) => format!("security scheme `{name}` renamed to `{new_name}`"),
                        None => format!("security scheme `{name}` removed"),
                    };
                    let why = "who is let in, `security` says";
                    self.note(Finding::new(before.pointer.clone(), what, Effect::None, why));
                }
                (None, Some(_)) if renamed.values().any(|new_name| new_name == name) => {}
                (None, Some(after)) => {
                    let what = format!("security scheme `{name}` added");
                    let why = "who is let in, `security` says";
                    self.note(Finding::new(after.pointer.clone(), what, Effect::None, why));
                }
                (None, None) => {}
            }
        }
    }

    fn scheme(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, used: bool) {
        let Some((Some(old), Some(new))) = self.targets("security scheme", old, new) else {
            return;
        };
        for (key, before, after) in members(Some(&old), Some(&new)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                _ if is_same(before, after) => {}
                "flows" => self.flows(before, after, used),
                // A hint to people about what the token looks like.
                "bearerFormat" => self.wording(key, before, after),
                "scheme" | "name" if is_same_word(key, &new, before, after) => {
                    let why = "it has no case on the wire";
                    let what = format!("`{key}` {}", verb(before, after));
                    self.note(Finding::new(place(before, after), what, Effect::None, why));
                }
                "type" | "in" | "scheme" | "name" | "openIdConnectUrl" => {
                    self.way_in(key, before, after, used);
                }
                _ => self.other(key, before, after),
            }
        }
    }

    fn flows(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, used: bool) {
        if !self.are_objects("flows", old, new) {
            return;
        }
        for (flow, before, after) in members(old, new) {
            let (before, after) = (before.as_ref(), after.as_ref());
            let (Some(was), Some(is)) = (before, after) else {
                if crate::schema::keywords::is_extension(flow) {
                    self.extension(flow, before, after);
                } else {
                    self.possibility(&format!("flow `{flow}`"), before, after, used);
                }
                continue;
            };
            for (key, before, after) in members(Some(was), Some(is)) {
                let (before, after) = (before.as_ref(), after.as_ref());
                match key {
                    _ if is_same(before, after) => {}
                    "tokenUrl" | "authorizationUrl" | "refreshUrl" => self.way_in(key, before, after, used),
                    "scopes" if self.are_objects("scopes", before, after) => {
                        for (scope, before, after) in members(before, after) {
                            match (before.as_ref(), after.as_ref()) {
                                (before @ Some(_), after @ Some(_)) => self.wording("scopes", before, after),
                                (before, after) => {
                                    self.possibility(&format!("scope `{scope}`"), before, after, used);
                                }
                            }
                        }
                    }
                    "scopes" => {}
                    _ => self.other(key, before, after),
                }
            }
        }
    }

    /// Something that callers have to do as it says.
    fn way_in(&mut self, key: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>, used: bool) {
        let shown = crate::change::show_change(old.map(|node| node.value), new.map(|node| node.value));
        let (effect, why) = if used {
            (Effect::Breaking, "callers who ask to be let in the old way are refused")
        } else {
            (Effect::None, "no operation asks for this scheme")
        };
        self.note(Finding::new(place(old, new), format!("`{key}`: {shown}"), effect, why));
    }

    /// Something that callers may choose.
    fn possibility(&mut self, thing: &str, old: Option<&Node<'d>>, new: Option<&Node<'d>>, used: bool) {
        let (effect, why) = match (used, new.is_some()) {
            (false, _) => (Effect::None, "no operation asks for this scheme"),
            (true, true) => (Effect::Compatible, "callers have one more choice"),
            (true, false) => (Effect::Breaking, "callers who chose it are refused"),
        };
        let what = format!("{thing} {}", verb(old, new));
        self.note(Finding::new(place(old, new), what, effect, why));
    }
}

/// Names of HTTP schemes and of headers have no case.
fn is_same_word(key: &str, scheme: &Node<'_>, old: Option<&Node<'_>>, new: Option<&Node<'_>>) -> bool {
    let word = |node: Option<&Node<'_>>| node.and_then(|node| node.value.as_str()).map(str::to_lowercase);
    let caseless = key == "scheme" || scheme.text("in") == Some("header");
    caseless && word(old).is_some() && word(old) == word(new)
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

fn schemes(document: &Document) -> Vec<(&str, Node<'_>)> {
    let schemes = document.node("/components/securitySchemes");
    schemes.map(|node| node.members()).unwrap_or_default()
}

/// New names of schemes whose old name went while the same scheme came.
fn renamed_schemes(old: &Document, new: &Document) -> BTreeMap<String, String> {
    let (before, after) = (schemes(old), schemes(new));
    let has = |all: &[(&str, Node<'_>)], name: &str| all.iter().any(|(other, _)| *other == name);
    let content = |node: &Node<'_>| {
        let mut value = node.value.clone();
        if let Some(members) = value.as_object_mut() {
            members.retain(|key, _| key != "description" && !crate::schema::keywords::is_extension(key));
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
    let mut open = vec![document.root()];
    while let Some(node) = open.pop() {
        for (key, member) in node.members() {
            match (key, member.value) {
                ("security", Value::Array(items)) => {
                    let names = items.iter().filter_map(Value::as_object).flat_map(|item| item.keys());
                    used.extend(names.cloned());
                }
                ("x-security-scheme", Value::String(name)) => {
                    used.insert(name.clone());
                }
                _ => open.push(member),
            }
        }
        open.extend(node.items());
    }
    used
}
