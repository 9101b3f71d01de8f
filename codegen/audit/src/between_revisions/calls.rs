//! RevisionChanges of URLs, methods, the table of APIs and the table of statuses.

use super::change_collector::ChangeCollector;
use super::revision_change::RevisionChangeKind;
use crate::document::calls::{DocumentedUrl, StatusRow};
use crate::document::model::Model;
use crate::document::normalize;
use crate::matching::fields::unmatched;
use crate::matching::{similarity, statuses};

/// Finds what changed of calls and statuses; the prose of the table of APIs is compared with all prose.
pub(super) fn compare(old: &Model, new: &Model, collector: &mut ChangeCollector) {
    endpoints(&old.endpoints, &new.endpoints, collector);
    methods(old, new, collector);
    apis(old, new, collector);
    statuses(&old.statuses, &new.statuses, collector);
}

fn label(endpoint: &DocumentedUrl) -> String {
    normalize::key(&endpoint.label).to_lowercase()
}

fn endpoints(old: &[DocumentedUrl], new: &[DocumentedUrl], collector: &mut ChangeCollector) {
    let mut gone: Vec<&DocumentedUrl> = old.iter().collect();
    let mut came: Vec<&DocumentedUrl> = new.iter().collect();
    type Same = fn(&DocumentedUrl, &DocumentedUrl) -> bool;
    let rounds: [Same; 2] =
        [|a, b| label(a) == label(b), |a, b| similarity::name_similarity(&a.url, &b.url) >= similarity::SAME_THRESHOLD];
    for same in rounds {
        gone.retain(|endpoint| {
            let Some(index) = came.iter().position(|other| same(endpoint, other)) else { return true };
            changed(endpoint, came.remove(index), collector);
            false
        });
    }
    for endpoint in gone {
        let message = format!("URL `{}` is gone{}", endpoint.url, of(&endpoint.label));
        collector.add(RevisionChangeKind::EndpointRemoved, (Some(endpoint.line), None), message);
    }
    for endpoint in came {
        let message = format!("URL `{}` is new{}", endpoint.url, of(&endpoint.label));
        collector.add(RevisionChangeKind::EndpointAdded, (None, Some(endpoint.line)), message);
    }
}

fn of(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" ({label})") }
}

fn changed(old: &DocumentedUrl, new: &DocumentedUrl, collector: &mut ChangeCollector) {
    let lines = (Some(old.line), Some(new.line));
    if old.url != new.url {
        let message = format!("URL{}: `{}` → `{}`", of(&old.label), old.url, new.url);
        collector.add(RevisionChangeKind::EndpointChanged, lines, message);
    }
    if label(old) != label(new) {
        let message = format!("URL `{}` was called `{}`, and is called `{}`", new.url, old.label, new.label);
        collector.add(RevisionChangeKind::EndpointChanged, lines, message);
    }
}

fn methods(old: &Model, new: &Model, collector: &mut ChangeCollector) {
    for index in 0..old.methods.len().max(new.methods.len()) {
        let (was, is) = (old.methods.get(index), new.methods.get(index));
        let message = match (was, is) {
            (Some(was), Some(is)) if was.verb == is.verb => continue,
            (Some(was), Some(is)) => format!("method {} → {}", was.verb, is.verb),
            (Some(was), None) => format!("method {} is gone", was.verb),
            (None, Some(is)) => format!("method {} is new", is.verb),
            (None, None) => continue,
        };
        collector.add(
            RevisionChangeKind::MethodChanged,
            (was.map(|method| method.line), is.map(|method| method.line)),
            message,
        );
    }
}

/// The rows of the table of APIs that are the same, by index of the old and of the new one.
pub(super) fn same_apis(old: &Model, new: &Model) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    type Same = fn(&str, &str) -> bool;
    let rounds: [Same; 2] = [|a, b| a == b, |a, b| similarity::name_similarity(a, b) >= similarity::SAME_THRESHOLD];
    for same in rounds {
        for (index, api) in old.apis.iter().enumerate() {
            let free = |other: usize| !found.iter().any(|(of_old, of_new)| *of_old == index || *of_new == other);
            let other =
                new.apis.iter().enumerate().find(|(other, candidate)| free(*other) && same(&api.path, &candidate.path));
            if let Some((other, _)) = other {
                found.push((index, other));
            }
        }
    }
    found
}

fn apis(old: &Model, new: &Model, collector: &mut ChangeCollector) {
    let pairs = same_apis(old, new);
    for (of_old, of_new) in &pairs {
        let (was, is) = (&old.apis[*of_old], &new.apis[*of_new]);
        if was.path != is.path {
            let message = format!("API `{}` → `{}`", was.path, is.path);
            collector.add(RevisionChangeKind::EndpointChanged, (Some(was.line), Some(is.line)), message);
        }
    }
    for (_, api) in old.apis.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|(of_old, _)| of_old == index)) {
        let message = format!("API `{}` is gone", api.path);
        collector
            .add(RevisionChangeKind::EndpointRemoved, (Some(api.line), None), message)
            .touching(api.line, api.last);
    }
    for (_, api) in new.apis.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|(_, of_new)| of_new == index)) {
        let said: Vec<&str> = api.prose.iter().map(|said| normalize::unbulleted(&said.text)).collect();
        let message = format!("API `{}` is new: {}", api.path, said.join(" "));
        collector.add(RevisionChangeKind::EndpointAdded, (None, Some(api.line)), message);
    }
}

fn statuses(old: &[StatusRow], new: &[StatusRow], collector: &mut ChangeCollector) {
    let pairs = statuses::match_rows(old, new);
    for pair in &pairs {
        let (was, is) = (&old[pair.old], &new[pair.new]);
        if was.api != is.api {
            let message = format!("statuses of `{}`: API `{}` → `{}`", was.api, was.api, is.api);
            collector.add(RevisionChangeKind::StatusChanged, (Some(was.line), Some(is.line)), message);
        }
        for (old, new) in was.differences(is) {
            let what = match (old, new) {
                (Some(old), Some(new)) => format!("{} `{}` → `{}`", old.column.name(), old.text, new.text),
                (Some(cell), None) => format!("{} `{}` is gone", cell.column.name(), cell.text),
                (None, Some(cell)) => format!("{} `{}` is new", cell.column.name(), cell.text),
                (None, None) => continue,
            };
            let lines = (old.map(|cell| cell.line), new.map(|cell| cell.line));
            collector.add(RevisionChangeKind::StatusChanged, lines, format!("statuses of `{}`: {what}", was.api));
        }
    }
    for (_, status) in unmatched(old, &pairs, |pair| pair.old) {
        let message = format!("statuses of `{}`: a row is gone: {}", status.api, status.show());
        collector
            .add(RevisionChangeKind::StatusRemoved, (Some(status.line), None), message)
            .touching(status.line, status.last);
    }
    for (_, status) in unmatched(new, &pairs, |pair| pair.new) {
        let message = format!("statuses of `{}`: a row is new: {}", status.api, status.show());
        collector.add(RevisionChangeKind::StatusAdded, (None, Some(status.line)), message);
    }
}
