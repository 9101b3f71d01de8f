//! Where the API is served: URLs with their variables, and paths that move between servers and `paths`.

use std::collections::BTreeSet;

use crate::change::{Finding, show_change};
use crate::check::members::{is_same, members, place};
use crate::check::paths::Both;
use crate::context::Comparison;
use crate::document::{Document, Node};
use crate::report::Effect;

/// How many URLs the variables of a server may make.
const MOST_URLS: usize = 1000;

/// A part of the path that went from `paths` to every server, or came from there: the full URLs are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rebase {
    /// What old servers end in beyond the common base.
    old_end: String,
    /// What new servers end in beyond it.
    new_end: String,
}

impl Rebase {
    /// Found where all servers moved alike, and every old path is served under its full URL still.
    pub(crate) fn between(old: &Document, new: &Document) -> Option<Self> {
        let (before, after) = (plain_urls(old)?, plain_urls(new)?);
        if before == after || before.len() != after.len() {
            return None;
        }
        let mut rebase = None;
        for (old, new) in before.iter().zip(&after) {
            let (old_end, new_end) = ends(old, new)?;
            let found = Self { old_end, new_end };
            if rebase.get_or_insert_with(|| found.clone()) != &found {
                return None;
            }
        }
        let rebase = rebase?;
        let served: BTreeSet<&str> = path_names(new).into_iter().collect();
        let olds = path_names(old);
        let kept = |path: &str| rebase.path(path).is_some_and(|path| served.contains(path.as_str()));
        (!olds.is_empty() && olds.into_iter().all(kept)).then_some(rebase)
    }

    /// An old path as the new document writes it.
    pub(crate) fn path(&self, old: &str) -> Option<String> {
        let full = format!("{}{old}", self.old_end);
        let rest = full.strip_prefix(&self.new_end)?;
        rest.starts_with('/').then(|| rest.to_owned())
    }
}

fn path_names(document: &Document) -> Vec<&str> {
    let paths = document.node("/paths").map(|paths| paths.members());
    let names = paths.unwrap_or_default().into_iter().map(|(name, _)| name);
    names.filter(|name| name.starts_with('/')).collect()
}

/// The URLs of servers that have no variables.
fn plain_urls(document: &Document) -> Option<Vec<&str>> {
    let servers = document.node("/servers")?.items();
    let urls: Option<Vec<&str>> = servers.into_iter().map(|server| server.value.get("url")?.as_str()).collect();
    urls.filter(|urls| urls.iter().all(|url| !url.contains('{')))
}

/// What each URL has beyond the longest common base that ends between two steps of the path.
fn ends(old: &str, new: &str) -> Option<(String, String)> {
    let mut common = 0;
    let (mut olds, mut news) = (old.split('/'), new.split('/'));
    let steps = |url: &str| url.split('/').count();
    for _ in 0..steps(old).min(steps(new)) {
        match (olds.next(), news.next()) {
            (Some(a), Some(b)) if a == b => common += a.len() + 1,
            _ => break,
        }
    }
    // The host belongs to every base.
    let host = old.split('/').take(3).map(|step| step.len() + 1).sum::<usize>();
    if common < host {
        return None;
    }
    let end = |url: &str| {
        let end = url.get(common.saturating_sub(1)..).unwrap_or_default();
        end.trim_end_matches('/').to_owned()
    };
    Some((end(old), end(new)))
}

/// A server with the URLs that its variables make.
struct Server<'d> {
    node: Node<'d>,
    id: Option<&'d str>,
    url: &'d str,
    /// With the defaults of its variables.
    default: String,
    all: BTreeSet<String>,
}

impl<'d> Comparison<'d> {
    pub(crate) fn root_servers(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, rebase: Option<&Rebase>) {
        if rebase.is_some() {
            let what = "part of the path moved between `servers` and `paths`";
            let why = "every full URL is the same; whoever gives a base URL of their own has to move the part along";
            let finding = Finding::new(place(old, new), what, Effect::None, why);
            self.note(finding.behaviour(true));
            return;
        }
        self.servers(old, new);
    }

    /// Servers that a path or an operation has of its own; where it has none, the next level's hold.
    pub(crate) fn operation_servers(&mut self, both: &Both<'d>) {
        let own = |item: &Node<'d>, node: &Node<'d>| node.child("servers").or_else(|| item.child("servers"));
        let (before, after) = (own(&both.old.item, &both.old.node), own(&both.new.item, &both.new.node));
        if before.is_none() && after.is_none() {
            return;
        }
        let root = |document: &'d Document| document.node("/servers");
        let (before, after) = (before.or_else(|| root(self.old)), after.or_else(|| root(self.new)));
        self.servers(before.as_ref(), after.as_ref());
    }

    fn servers(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        if !self.are_arrays("servers", old, new) || is_same(old, new) {
            return;
        }
        let (Some(mut gone), Some(mut come)) = (servers_of(old), servers_of(new)) else {
            return self.other("servers that are not understood", old, new);
        };
        let order = |servers: &[Server<'d>]| servers.iter().map(|server| server.url).collect::<Vec<_>>();
        let orders = (order(&gone), order(&come));
        let by_id = |old: &Server<'d>, new: &Server<'d>| old.id.is_some() && old.id == new.id;
        let by_url = |old: &Server<'d>, new: &Server<'d>| old.default == new.default;
        let by_place = |old: &Server<'d>, new: &Server<'d>| {
            old.node.pointer == new.node.pointer && (old.id.is_none() || new.id.is_none())
        };
        for same in [&by_id as &dyn Fn(&Server<'d>, &Server<'d>) -> bool, &by_url, &by_place] {
            gone.retain(|before| {
                let Some(index) = come.iter().position(|after| same(before, after)) else {
                    return true;
                };
                let after = come.remove(index);
                self.server(before, &after);
                false
            });
        }
        for server in &gone {
            let what = format!("server `{}` removed", server.url);
            let why = "whoever calls it finds nothing there";
            self.note(Finding::new(server.node.pointer.clone(), what, Effect::Breaking, why));
        }
        for server in &come {
            let what = format!("server `{}` added", server.url);
            let why = "callers have one place more to call";
            self.note(Finding::new(server.node.pointer.clone(), what, Effect::Compatible, why));
        }
        let sorted = |mut urls: Vec<&'d str>| {
            urls.sort_unstable();
            urls
        };
        if orders.0 != orders.1 && sorted(orders.0) == sorted(orders.1) {
            let why = "OpenAPI gives the order no meaning; some tools take the first one by default";
            self.note(Finding::new(place(old, new), "the servers stand in another order", Effect::None, why));
        }
    }

    fn server(&mut self, old: &Server<'d>, new: &Server<'d>) {
        let (effect, why, behaviour) = if !old.all.is_subset(&new.all) {
            (Effect::Breaking, "whoever calls the old URL finds nothing there", false)
        } else if old.default != new.default {
            (Effect::Compatible, "the old URL is served still, and another one is taken by default", true)
        } else if old.all != new.all {
            (Effect::Compatible, "callers have more places to call", false)
        } else {
            (Effect::None, "the same URLs are served", false)
        };
        if old.url != new.url || effect != Effect::None {
            let keyword = if old.url == new.url { "variables" } else { "url" };
            let pointer = crate::document::join(&new.node.pointer, keyword);
            let what = if old.url == new.url {
                format!("the variables of server `{}` changed", new.url)
            } else {
                format!("server `{}` → `{}`", old.url, new.url)
            };
            self.note(Finding::new(pointer, what, effect, why).behaviour(behaviour));
        }
        for (key, before, after) in members(Some(&old.node), Some(&new.node)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "url" => {}
                "variables" => self.variable_words(before, after),
                "x-id" if !is_same(before, after) => {
                    let shown = show_change(before.map(|node| node.value), after.map(|node| node.value));
                    let why = "generated code names the server by it";
                    self.note(Finding::new(place(before, after), format!("`x-id`: {shown}"), Effect::None, why));
                }
                "x-security-scheme" if !is_same(before, after) => {
                    let shown = show_change(before.map(|node| node.value), after.map(|node| node.value));
                    let what = format!("`x-security-scheme`: {shown}");
                    let why = "the server takes tokens of another kind than before";
                    self.note(Finding::new(place(before, after), what, Effect::Breaking, why));
                }
                "x-security-scheme" | "x-id" => {}
                _ => self.other(key, before, after),
            }
        }
    }

    /// What variables say beyond the URLs that they make.
    fn variable_words(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>) {
        for (_, before, after) in members(old, new) {
            for (key, before, after) in members(before.as_ref(), after.as_ref()) {
                if !matches!(key, "default" | "enum") {
                    self.other(key, before.as_ref(), after.as_ref());
                }
            }
        }
    }
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

/// Scheme and host have no case, and the usual port need not be said.
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

    #[test]
    fn a_part_of_the_path_is_found_at_the_end_of_the_servers() {
        let document = |server: &str, path: &str| {
            let text = format!("{{openapi: 3.0.3, servers: [{{url: '{server}'}}], paths: {{'{path}': {{}}}}}}");
            Document::read(&text, "old").unwrap()
        };
        let old = document("https://a.example/b", "/v1/c");
        let rebase = |server, path| Rebase::between(&old, &document(server, path));
        let found = rebase("https://a.example/b/v1", "/c").unwrap();
        assert_eq!(found.path("/v1/c").as_deref(), Some("/c"));
        assert!(rebase("https://a.example", "/b/v1/c").is_some());
        assert_eq!(rebase("https://a.example/b/v2", "/c"), None);
        assert_eq!(rebase("https://b.example/b/v1", "/c"), None);
        assert_eq!(rebase("https://a.example/b/v1", "/v1/c"), None);
    }
}
