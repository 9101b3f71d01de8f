//! Compares the servers of a document, a path or an operation: their URLs, variables and extensions.

use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::members::{compare_common_member, not_understood};
use crate::document::pair::Pair;
use crate::effect::Effect;

/// The largest number of URLs that the variables of a server may produce.
const MOST_URLS: usize = 1000;

/// A server with all URLs that its variables produce.
struct Server<'d> {
    node: Node<'d>,
    id: Option<&'d str>,
    url: &'d str,
    /// The URL with the default value of each variable.
    default: String,
    /// All URLs, including the default.
    all: BTreeSet<String>,
}

impl Server<'_> {
    fn has_same_id(&self, other: &Self) -> bool {
        self.id.is_some() && self.id == other.id
    }

    fn has_same_url(&self, other: &Self) -> bool {
        self.default == other.default
    }

    fn has_same_index(&self, other: &Self) -> bool {
        self.node.pointer == other.node.pointer && (self.id.is_none() || other.id.is_none())
    }
}

/// Compares the servers of a document, a path or an operation.
pub(crate) fn compare_servers(pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_arrays() {
        return not_understood("servers", pair);
    }
    if pair.is_same() {
        return Vec::new();
    }
    let (Some(mut unmatched_old), Some(mut unmatched_new)) =
        (servers_of(pair.old.as_ref()), servers_of(pair.new.as_ref()))
    else {
        return not_understood("servers", pair);
    };
    let order = |servers: &[Server<'_>]| servers.iter().map(|server| server.url.to_owned()).collect::<Vec<_>>();
    let [mut before, mut after] = [order(&unmatched_old), order(&unmatched_new)];
    let mut changes = Vec::new();
    for is_same in [Server::has_same_id, Server::has_same_url, Server::has_same_index] {
        unmatched_old.retain(|old| {
            let Some(index) = unmatched_new.iter().position(|new| is_same(old, new)) else { return true };
            changes.extend(compare_server(old, &unmatched_new.remove(index)));
            false
        });
    }
    let unmatched = |change_type, effect| {
        move |server: Server<'_>| Change::new(change_type, server.node.pointer, effect).with(server.url)
    };
    changes.extend(unmatched_old.into_iter().map(unmatched(ChangeType::ServerRemoved, Effect::Breaking)));
    changes.extend(unmatched_new.into_iter().map(unmatched(ChangeType::ServerAdded, Effect::Compatible)));
    if before != after {
        before.sort_unstable();
        after.sort_unstable();
        let is_reordered = before == after;
        changes.extend(is_reordered.then(|| Change::new(ChangeType::ServersReordered, pair.pointer(), Effect::None)));
    }
    changes
}

fn compare_server(old: &Server<'_>, new: &Server<'_>) -> Vec<Change> {
    let mut changes = Vec::from_iter(compare_urls(old, new));
    for (key, member) in Pair::of(&old.node, &new.node).members() {
        let change =
            |change_type, effect| Change::new(change_type, member.pointer(), effect).with(member.old_and_new());
        match key {
            "url" => {}
            "variables" => changes.extend(compare_variable_wording(&member)),
            "x-id" | "x-security-scheme" if member.is_same() => {}
            "x-id" => changes.push(change(ChangeType::ServerIdChanged, Effect::None)),
            "x-security-scheme" => changes.push(change(ChangeType::ServerSecuritySchemeChanged, Effect::Breaking)),
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

/// Compares all URLs that the variables of two servers produce.
fn compare_urls(old: &Server<'_>, new: &Server<'_>) -> Option<Change> {
    let is_other_default = old.default != new.default && old.all.is_subset(&new.all);
    let effect = if !old.all.is_subset(&new.all) {
        Effect::Breaking
    } else if is_other_default || old.all != new.all {
        Effect::Compatible
    } else {
        Effect::None
    };
    let is_same_text = old.url == new.url;
    if is_same_text && effect == Effect::None {
        return None;
    }
    let pointer = join(&new.node.pointer, if is_same_text { "variables" } else { "url" });
    Some(if is_other_default {
        let change = Change::new(ChangeType::ServerDefaultChanged, pointer, effect).with_changed_meaning(true);
        change.with(old.default.as_str()).with(new.default.as_str())
    } else if is_same_text {
        Change::new(ChangeType::ServerVariablesChanged, pointer, effect).with(new.url)
    } else {
        Change::new(ChangeType::ServerUrlChanged, pointer, effect).with(old.url).with(new.url)
    })
}

/// Compares the descriptions of variables.
fn compare_variable_wording(variables: &Pair<'_>) -> Vec<Change> {
    let members = variables.members().into_iter().flat_map(|(_, variable)| variable.members());
    let wording = members.filter(|(key, _)| !matches!(*key, "default" | "enum"));
    wording.flat_map(|(key, member)| compare_common_member(key, &member)).collect()
}

/// The servers of a list; empty if there is no list. `None` if a server is not understood.
fn servers_of<'d>(servers: Option<&Node<'d>>) -> Option<Vec<Server<'d>>> {
    let items = servers.map(Node::items).unwrap_or_default();
    items.into_iter().map(server_of).collect()
}

fn server_of(node: Node<'_>) -> Option<Server<'_>> {
    let url = node.text("url")?;
    let mut default = url.to_owned();
    let mut all = BTreeSet::from([url.to_owned()]);
    for (name, variable) in node.child("variables").map(|node| node.members()).unwrap_or_default() {
        let placeholder = format!("{{{name}}}");
        let default_value = variable.text("default")?;
        let listed = variable.child("enum").map(|values| values.items()).unwrap_or_default();
        let mut values: BTreeSet<&str> = BTreeSet::from([default_value]);
        for value in &listed {
            values.insert(value.value.as_str()?);
        }
        default = default.replace(&placeholder, default_value);
        all = all.iter().flat_map(|url| values.iter().map(|value| url.replace(&placeholder, value))).collect();
        if all.len() > MOST_URLS {
            return None;
        }
    }
    Some(Server {
        id: node.text("x-id"),
        url,
        default: normalized(&default),
        all: all.iter().map(|url| normalized(url)).collect(),
        node,
    })
}

/// Normalizes a URL: scheme and host in lower case, without the default port.
fn normalized(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (host, path) = match rest.split_once('/') {
        Some((host, path)) => (host, format!("/{path}")),
        None => (rest, String::new()),
    };
    let (scheme, host) = (scheme.to_lowercase(), host.to_lowercase());
    let default_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_compared_after_normalization() {
        assert_eq!(normalized("HTTPS://Api.Example:443/A"), "https://api.example/A");
        assert_ne!(normalized("https://api.example/a"), normalized("https://api.example/a/"));
    }
}
