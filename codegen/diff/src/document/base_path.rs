//! Detects a path prefix that moved between `servers` and `paths` and left every full URL unchanged.

use std::collections::BTreeSet;

use colt_numbers_openapi::pointer::join;

use crate::document::OpenApiDocument;

/// A path prefix that moved from `paths` to every server URL, or back. The full URLs do not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BasePathMove {
    /// The end of each old server URL, after the part that it has in common with the new URL.
    old_suffix: String,
    /// The end of each new server URL, after the common part.
    new_suffix: String,
}

impl BasePathMove {
    /// Detects the move: all servers changed in the same way, and each old path still has the same full URL.
    pub(crate) fn detect(old: &OpenApiDocument, new: &OpenApiDocument) -> Option<Self> {
        let (before, after) = (plain_urls(old)?, plain_urls(new)?);
        if before == after || before.len() != after.len() {
            return None;
        }
        let mut moves = before.iter().zip(&after).map(|(old, new)| Self::of_urls(old, new));
        let base_path_move = moves.next()??;
        if moves.any(|other| other.as_ref() != Some(&base_path_move)) {
            return None;
        }
        let served: BTreeSet<&str> = path_names(new).into_iter().collect();
        let olds = path_names(old);
        let is_served = |path: &str| base_path_move.new_path(path).is_some_and(|path| served.contains(path.as_str()));
        (!olds.is_empty() && olds.into_iter().all(is_served)).then_some(base_path_move)
    }

    /// Splits off the longest common part of both URLs that ends before a `/`.
    fn of_urls(old: &str, new: &str) -> Option<Self> {
        let same = old.split('/').zip(new.split('/')).take_while(|(a, b)| a == b);
        let common = same.map(|(step, _)| step.len() + 1).sum::<usize>();
        // Scheme and host have to be common.
        let host = old.split('/').take(3).map(|step| step.len() + 1).sum::<usize>();
        let suffix = |url: &str| {
            let suffix = url.get(common.saturating_sub(1)..).unwrap_or_default();
            suffix.trim_end_matches('/').to_owned()
        };
        (common >= host).then(|| Self { old_suffix: suffix(old), new_suffix: suffix(new) })
    }

    /// The new path for an old one.
    pub(crate) fn new_path(&self, old: &str) -> Option<String> {
        let full = format!("{}{old}", self.old_suffix);
        let rest = full.strip_prefix(&self.new_suffix)?;
        rest.starts_with('/').then(|| rest.to_owned())
    }

    /// The old and the new pointer of each path.
    pub(crate) fn moved_paths(&self, old: &OpenApiDocument) -> Vec<(String, String)> {
        let pointer = |path: &str| join("/paths", path);
        let names = path_names(old).into_iter();
        names.filter_map(|name| Some((pointer(name), pointer(&self.new_path(name)?)))).collect()
    }
}

fn path_names(document: &OpenApiDocument) -> Vec<&str> {
    document.members("/paths").into_iter().map(|(name, _)| name).filter(|name| name.starts_with('/')).collect()
}

/// The server URLs, if none of them has variables.
fn plain_urls(document: &OpenApiDocument) -> Option<Vec<&str>> {
    let servers = document.node("/servers")?.items();
    let urls: Option<Vec<&str>> = servers.into_iter().map(|server| server.value.get("url")?.as_str()).collect();
    urls.filter(|urls| urls.iter().all(|url| !url.contains('{')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_a_prefix_that_moved_to_the_servers() {
        let document = |server: &str, path: &str| {
            let text = format!("{{openapi: 3.0.3, servers: [{{url: '{server}'}}], paths: {{'{path}': {{}}}}}}");
            OpenApiDocument::read(&text, "old").unwrap()
        };
        let old = document("https://a.example/b", "/v1/c");
        let base_path_move = |server, path| BasePathMove::detect(&old, &document(server, path));
        let detected = base_path_move("https://a.example/b/v1", "/c").unwrap();
        assert_eq!(detected.new_path("/v1/c").as_deref(), Some("/c"));
        assert!(base_path_move("https://a.example", "/b/v1/c").is_some());
        assert_eq!(base_path_move("https://a.example/b/v2", "/c"), None);
        assert_eq!(base_path_move("https://b.example/b/v1", "/c"), None);
        assert_eq!(base_path_move("https://a.example/b/v1", "/v1/c"), None);
    }
}
