//! Part of the path that moves between `servers` and `paths`, which leaves every full URL as it was.

use std::collections::BTreeSet;

use colt_numbers_openapi::pointer::join;

use crate::document::Document;

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
        let mut ends = before.iter().zip(&after).map(|(old, new)| Self::of_urls(old, new));
        let rebase = ends.next()??;
        if ends.any(|other| other.as_ref() != Some(&rebase)) {
            return None;
        }
        let served: BTreeSet<&str> = path_names(new).into_iter().collect();
        let olds = path_names(old);
        let kept = |path: &str| rebase.path(path).is_some_and(|path| served.contains(path.as_str()));
        (!olds.is_empty() && olds.into_iter().all(kept)).then_some(rebase)
    }

    /// What each URL has beyond the longest common base that ends between two steps of the path.
    fn of_urls(old: &str, new: &str) -> Option<Self> {
        let same = old.split('/').zip(new.split('/')).take_while(|(a, b)| a == b);
        let common = same.map(|(step, _)| step.len() + 1).sum::<usize>();
        // The host belongs to every base.
        let host = old.split('/').take(3).map(|step| step.len() + 1).sum::<usize>();
        let end = |url: &str| {
            let end = url.get(common.saturating_sub(1)..).unwrap_or_default();
            end.trim_end_matches('/').to_owned()
        };
        (common >= host).then(|| Self { old_end: end(old), new_end: end(new) })
    }

    /// An old path as the new document writes it.
    pub(crate) fn path(&self, old: &str) -> Option<String> {
        let full = format!("{}{old}", self.old_end);
        let rest = full.strip_prefix(&self.new_end)?;
        rest.starts_with('/').then(|| rest.to_owned())
    }

    /// The places of all paths, and where they are now.
    pub(crate) fn moved_paths(&self, old: &Document) -> Vec<(String, String)> {
        let place = |path: &str| join("/paths", path);
        let names = path_names(old).into_iter();
        names.filter_map(|name| Some((place(name), place(&self.path(name)?)))).collect()
    }
}

fn path_names(document: &Document) -> Vec<&str> {
    document.members("/paths").into_iter().map(|(name, _)| name).filter(|name| name.starts_with('/')).collect()
}

/// The URLs of servers that have no variables.
fn plain_urls(document: &Document) -> Option<Vec<&str>> {
    let servers = document.node("/servers")?.items();
    let urls: Option<Vec<&str>> = servers.into_iter().map(|server| server.value.get("url")?.as_str()).collect();
    urls.filter(|urls| urls.iter().all(|url| !url.contains('{')))
}

#[cfg(test)]
mod tests {
    use super::*;

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
