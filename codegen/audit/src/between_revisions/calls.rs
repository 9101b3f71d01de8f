//! Finds changes of URLs, methods, the API table and the status table.

use super::change_collector::ChangeCollector;
use super::revision_change::RevisionChangeKind;
use crate::document::calls::{DocumentedUrl, StatusRow};
use crate::document::model::Model;
use crate::document::normalize;
use crate::matching::fields::unmatched;
use crate::matching::{similarity, statuses};

/// Finds changes of URLs, methods, APIs and statuses. Changes of the prose in the API table are found by `statements`.
pub(super) fn compare(old: &Model, new: &Model, collector: &mut ChangeCollector) {
    compare_urls(&old.endpoints, &new.endpoints, collector);
    compare_methods(old, new, collector);
    compare_apis(old, new, collector);
    compare_statuses(&old.statuses, &new.statuses, collector);
}

fn label(endpoint: &DocumentedUrl) -> String {
    normalize::key(&endpoint.label).to_lowercase()
}

fn compare_urls(old: &[DocumentedUrl], new: &[DocumentedUrl], collector: &mut ChangeCollector) {
    let mut removed: Vec<&DocumentedUrl> = old.iter().collect();
    let mut added: Vec<&DocumentedUrl> = new.iter().collect();
    type UrlMatcher = fn(&DocumentedUrl, &DocumentedUrl) -> bool;
    let rounds: [UrlMatcher; 2] =
        [|a, b| label(a) == label(b), |a, b| similarity::name_similarity(&a.url, &b.url) >= similarity::SAME_THRESHOLD];
    for is_same in rounds {
        removed.retain(|endpoint| {
            let Some(index) = added.iter().position(|other| is_same(endpoint, other)) else { return true };
            report_changed_url(endpoint, added.remove(index), collector);
            false
        });
    }
    for endpoint in removed {
        let message = format!("URL `{}`{} was removed", endpoint.url, label_suffix(&endpoint.label));
        collector.add(RevisionChangeKind::EndpointRemoved, (Some(endpoint.line), None), message);
    }
    for endpoint in added {
        let message = format!("URL `{}`{} was added", endpoint.url, label_suffix(&endpoint.label));
        collector.add(RevisionChangeKind::EndpointAdded, (None, Some(endpoint.line)), message);
    }
}

fn label_suffix(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" ({label})") }
}

fn report_changed_url(old: &DocumentedUrl, new: &DocumentedUrl, collector: &mut ChangeCollector) {
    let lines = (Some(old.line), Some(new.line));
    if old.url != new.url {
        let message = format!("URL{}: `{}` → `{}`", label_suffix(&old.label), old.url, new.url);
        collector.add(RevisionChangeKind::EndpointChanged, lines, message);
    }
    if label(old) != label(new) {
        let message = format!("the label of URL `{}` changed: `{}` → `{}`", new.url, old.label, new.label);
        collector.add(RevisionChangeKind::EndpointChanged, lines, message);
    }
}

fn compare_methods(old: &Model, new: &Model, collector: &mut ChangeCollector) {
    for index in 0..old.methods.len().max(new.methods.len()) {
        let (was, is) = (old.methods.get(index), new.methods.get(index));
        let message = match (was, is) {
            (Some(was), Some(is)) if was.verb == is.verb => continue,
            (Some(was), Some(is)) => format!("method {} → {}", was.verb, is.verb),
            (Some(was), None) => format!("method {} was removed", was.verb),
            (None, Some(is)) => format!("method {} was added", is.verb),
            (None, None) => continue,
        };
        collector.add(
            RevisionChangeKind::MethodChanged,
            (was.map(|method| method.line), is.map(|method| method.line)),
            message,
        );
    }
}

/// The rows of the API table that both revisions have. Each pair has the index of the old row and the index of the new row.
pub(super) fn match_apis(old: &Model, new: &Model) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    type PathMatcher = fn(&str, &str) -> bool;
    let rounds: [PathMatcher; 2] =
        [|a, b| a == b, |a, b| similarity::name_similarity(a, b) >= similarity::SAME_THRESHOLD];
    for is_same in rounds {
        for (index, api) in old.apis.iter().enumerate() {
            let free = |other: usize| !found.iter().any(|(of_old, of_new)| *of_old == index || *of_new == other);
            let other = new
                .apis
                .iter()
                .enumerate()
                .find(|(other, candidate)| free(*other) && is_same(&api.path, &candidate.path));
            if let Some((other, _)) = other {
                found.push((index, other));
            }
        }
    }
    found
}

fn compare_apis(old: &Model, new: &Model, collector: &mut ChangeCollector) {
    let pairs = match_apis(old, new);
    for (of_old, of_new) in &pairs {
        let (was, is) = (&old.apis[*of_old], &new.apis[*of_new]);
        if was.path != is.path {
            let message = format!("API `{}` → `{}`", was.path, is.path);
            collector.add(RevisionChangeKind::EndpointChanged, (Some(was.line), Some(is.line)), message);
        }
    }
    for (_, api) in old.apis.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|(of_old, _)| of_old == index)) {
        let message = format!("API `{}` was removed", api.path);
        collector
            .add(RevisionChangeKind::EndpointRemoved, (Some(api.line), None), message)
            .touching(api.line, api.last);
    }
    for (_, api) in new.apis.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|(_, of_new)| of_new == index)) {
        let prose: Vec<&str> = api.prose.iter().map(|statement| normalize::unbulleted(&statement.text)).collect();
        let message = format!("API `{}` was added: {}", api.path, prose.join(" "));
        collector.add(RevisionChangeKind::EndpointAdded, (None, Some(api.line)), message);
    }
}

fn compare_statuses(old: &[StatusRow], new: &[StatusRow], collector: &mut ChangeCollector) {
    let pairs = statuses::match_rows(old, new);
    for pair in &pairs {
        let (was, is) = (&old[pair.old], &new[pair.new]);
        if was.api != is.api {
            let message = format!("status table, `{}`: API `{}` → `{}`", was.api, was.api, is.api);
            collector.add(RevisionChangeKind::StatusChanged, (Some(was.line), Some(is.line)), message);
        }
        for (old, new) in was.differences(is) {
            let what = match (old, new) {
                (Some(old), Some(new)) => format!("{} `{}` → `{}`", old.column.name(), old.text, new.text),
                (Some(cell), None) => format!("{} `{}` was removed", cell.column.name(), cell.text),
                (None, Some(cell)) => format!("{} `{}` was added", cell.column.name(), cell.text),
                (None, None) => continue,
            };
            let lines = (old.map(|cell| cell.line), new.map(|cell| cell.line));
            collector.add(RevisionChangeKind::StatusChanged, lines, format!("status table, `{}`: {what}", was.api));
        }
    }
    for (_, status) in unmatched(old, &pairs, |pair| pair.old) {
        let message = format!("status table, `{}`: row removed: {}", status.api, status.show());
        collector
            .add(RevisionChangeKind::StatusRemoved, (Some(status.line), None), message)
            .touching(status.line, status.last);
    }
    for (_, status) in unmatched(new, &pairs, |pair| pair.new) {
        let message = format!("status table, `{}`: row added: {}", status.api, status.show());
        collector.add(RevisionChangeKind::StatusAdded, (None, Some(status.line)), message);
    }
}
