//! Where the API is served: URLs with their variables.

use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::members::{not_understood, other};
use crate::document::pair::Pair;
use crate::effect::Effect;

/// How many URLs the variables of a server may make.
const MOST_URLS: usize = 1000;

/// A server with the URLs that its variables make.
struct Server<'d> {
    node: Node<'d>,
    id: Option<&'d str>,
    url: &'d str,
    /// With the defaults of its variables.
    default: String,
    all: BTreeSet<String>,
}

impl Server<'_> {
    fn has_id_of(&self, other: &Self) -> bool {
        self.id.is_some() && self.id == other.id
    }

    fn has_url_of(&self, other: &Self) -> bool {
        self.default == other.default
    }

    fn has_place_of(&self, other: &Self) -> bool {
        self.node.pointer == other.node.pointer && (self.id.is_none() || other.id.is_none())
    }
}

/// The servers of a document, a path or an operation.
pub(crate) fn servers(pair: &Pair<'_>) -> Vec<Change> {
    if !pair.are_arrays() {
        return not_understood("servers", pair);
    }
    if pair.is_same() {
        return Vec::new();
    }
    let (Some(mut removed), Some(mut added)) = (servers_of(pair.old.as_ref()), servers_of(pair.new.as_ref())) else {
        return not_understood("servers", pair);
    };
    let order = |servers: &[Server<'_>]| servers.iter().map(|server| server.url.to_owned()).collect::<Vec<_>>();
    let [mut before, mut after] = [order(&removed), order(&added)];
    let mut changes = Vec::new();
    for is_same in [Server::has_id_of, Server::has_url_of, Server::has_place_of] {
        removed.retain(|old| {
            let Some(index) = added.iter().position(|new| is_same(old, new)) else { return true };
            changes.extend(server(old, &added.remove(index)));
            false
        });
    }
    let unpaired =
        |kind, effect| move |server: Server<'_>| Change::new(kind, server.node.pointer, effect).with(server.url);
    changes.extend(removed.into_iter().map(unpaired(Kind::ServerRemoved, Effect::Breaking)));
    changes.extend(added.into_iter().map(unpaired(Kind::ServerAdded, Effect::Compatible)));
    if before != after {
        before.sort_unstable();
        after.sort_unstable();
        let is_reordered = before == after;
        changes.extend(is_reordered.then(|| Change::new(Kind::ServersReordered, pair.place(), Effect::None)));
    }
    changes
}

fn server(old: &Server<'_>, new: &Server<'_>) -> Vec<Change> {
    let mut changes = Vec::from_iter(urls(old, new));
    for (key, member) in Pair::of(&old.node, &new.node).members() {
        let change = |kind, effect| Change::new(kind, member.place(), effect).with(member.step());
        match key {
            "url" => {}
            "variables" => changes.extend(variable_wording(&member)),
            "x-id" | "x-security-scheme" if member.is_same() => {}
            "x-id" => changes.push(change(Kind::ServerIdChanged, Effect::None)),
            "x-security-scheme" => changes.push(change(Kind::ServerSecuritySchemeChanged, Effect::Breaking)),
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

/// What became of the URLs of a server.
fn urls(old: &Server<'_>, new: &Server<'_>) -> Option<Change> {
    let is_default = old.default != new.default && old.all.is_subset(&new.all);
    let effect = if !old.all.is_subset(&new.all) {
        Effect::Breaking
    } else if is_default || old.all != new.all {
        Effect::Compatible
    } else {
        Effect::None
    };
    let is_same_text = old.url == new.url;
    if is_same_text && effect == Effect::None {
        return None;
    }
    let place = join(&new.node.pointer, if is_same_text { "variables" } else { "url" });
    Some(if is_default {
        let change = Change::new(Kind::ServerDefaultChanged, place, effect).behaviour(true);
        change.with(old.default.as_str()).with(new.default.as_str())
    } else if is_same_text {
        Change::new(Kind::ServerVariablesChanged, place, effect).with(new.url)
    } else {
        Change::new(Kind::ServerUrlChanged, place, effect).with(old.url).with(new.url)
    })
}

/// What variables say beyond the URLs that they make.
fn variable_wording(variables: &Pair<'_>) -> Vec<Change> {
    let members = variables.members().into_iter().flat_map(|(_, variable)| variable.members());
    let wording = members.filter(|(key, _)| !matches!(*key, "default" | "enum"));
    wording.flat_map(|(key, member)| other(key, &member)).collect()
}

/// `None` where one of them is not understood. No list at all stands for the place of the document itself.
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
        let usual = variable.text("default")?;
        let listed = variable.child("enum").map(|values| values.items()).unwrap_or_default();
        let mut values: BTreeSet<&str> = BTreeSet::from([usual]);
        for value in &listed {
            values.insert(value.value.as_str()?);
        }
        default = default.replace(&placeholder, usual);
        all = all.iter().flat_map(|url| values.iter().map(|value| url.replace(&placeholder, value))).collect();
        if all.len() > MOST_URLS {
            return None;
        }
    }
    Some(Server {
        id: node.text("x-id"),
        url,
        default: normal(&default),
        all: all.iter().map(|url| normal(url)).collect(),
        node,
    })
}

/// Scheme and host have no case, and the usual port need not be stated.
fn normal(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (host, path) = match rest.split_once('/') {
        Some((host, path)) => (host, format!("/{path}")),
        None => (rest, String::new()),
    };
    let (scheme, host) = (scheme.to_lowercase(), host.to_lowercase());
    let usual = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let host = host.strip_suffix(usual).unwrap_or(&host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_one_by_what_they_reach() {
        assert_eq!(normal("HTTPS://Api.Example:443/A"), "https://api.example/A");
        assert_ne!(normal("https://api.example/a"), normal("https://api.example/a/"));
    }
}
