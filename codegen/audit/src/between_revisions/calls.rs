//! Changes of URLs, methods, the table of APIs and the table of statuses.

use super::change_collector::Found;
use super::revision_change::ChangeKind;
use crate::document::calls::{Endpoint, Status};
use crate::document::model::Model;
use crate::document::normalize;
use crate::matching::fields::unpaired;
use crate::matching::{similarity, statuses};

/// Finds what changed of calls and statuses; the prose of the table of APIs is compared with all prose.
pub(super) fn compare(old: &Model, new: &Model, found: &mut Found) {
    endpoints(&old.endpoints, &new.endpoints, found);
    methods(old, new, found);
    apis(old, new, found);
    statuses(&old.statuses, &new.statuses, found);
}

fn label(endpoint: &Endpoint) -> String {
    normalize::key(&endpoint.label).to_lowercase()
}

fn endpoints(old: &[Endpoint], new: &[Endpoint], found: &mut Found) {
    let mut gone: Vec<&Endpoint> = old.iter().collect();
    let mut came: Vec<&Endpoint> = new.iter().collect();
    type Same = fn(&Endpoint, &Endpoint) -> bool;
    let rounds: [Same; 2] = [|a, b| label(a) == label(b), |a, b| similarity::names(&a.url, &b.url) >= similarity::ONE];
    for same in rounds {
        gone.retain(|endpoint| {
            let Some(index) = came.iter().position(|other| same(endpoint, other)) else { return true };
            changed(endpoint, came.remove(index), found);
            false
        });
    }
    for endpoint in gone {
        let message = format!("URL `{}` is gone{}", endpoint.url, of(&endpoint.label));
        found.add(ChangeKind::EndpointRemoved, (Some(endpoint.line), None), message);
    }
    for endpoint in came {
        let message = format!("URL `{}` is new{}", endpoint.url, of(&endpoint.label));
        found.add(ChangeKind::EndpointAdded, (None, Some(endpoint.line)), message);
    }
}

fn of(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" ({label})") }
}

fn changed(old: &Endpoint, new: &Endpoint, found: &mut Found) {
    let lines = (Some(old.line), Some(new.line));
    if old.url != new.url {
        let message = format!("URL{}: `{}` → `{}`", of(&old.label), old.url, new.url);
        found.add(ChangeKind::EndpointChanged, lines, message);
    }
    if label(old) != label(new) {
        let message = format!("URL `{}` was called `{}`, and is called `{}`", new.url, old.label, new.label);
        found.add(ChangeKind::EndpointChanged, lines, message);
    }
}

fn methods(old: &Model, new: &Model, found: &mut Found) {
    for index in 0..old.methods.len().max(new.methods.len()) {
        let (was, is) = (old.methods.get(index), new.methods.get(index));
        let message = match (was, is) {
            (Some(was), Some(is)) if was.verb == is.verb => continue,
            (Some(was), Some(is)) => format!("method {} → {}", was.verb, is.verb),
            (Some(was), None) => format!("method {} is gone", was.verb),
            (None, Some(is)) => format!("method {} is new", is.verb),
            (None, None) => continue,
        };
        found.add(ChangeKind::MethodChanged, (was.map(|method| method.line), is.map(|method| method.line)), message);
    }
}

/// The rows of the table of APIs that are the same, by index of the old and of the new one.
pub(super) fn same_apis(old: &Model, new: &Model) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    type Same = fn(&str, &str) -> bool;
    let rounds: [Same; 2] = [|a, b| a == b, |a, b| similarity::names(a, b) >= similarity::ONE];
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

fn apis(old: &Model, new: &Model, found: &mut Found) {
    let pairs = same_apis(old, new);
    for (of_old, of_new) in &pairs {
        let (was, is) = (&old.apis[*of_old], &new.apis[*of_new]);
        if was.path != is.path {
            let message = format!("API `{}` → `{}`", was.path, is.path);
            found.add(ChangeKind::EndpointChanged, (Some(was.line), Some(is.line)), message);
        }
    }
    for (_, api) in old.apis.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|(of_old, _)| of_old == index)) {
        let message = format!("API `{}` is gone", api.path);
        found.add(ChangeKind::EndpointRemoved, (Some(api.line), None), message).touching(api.line, api.last);
    }
    for (_, api) in new.apis.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|(_, of_new)| of_new == index)) {
        let said: Vec<&str> = api.prose.iter().map(|said| normalize::unbulleted(&said.text)).collect();
        let message = format!("API `{}` is new: {}", api.path, said.join(" "));
        found.add(ChangeKind::EndpointAdded, (None, Some(api.line)), message);
    }
}

fn statuses(old: &[Status], new: &[Status], found: &mut Found) {
    let pairs = statuses::pairs(old, new);
    for pair in &pairs {
        let (was, is) = (&old[pair.old], &new[pair.new]);
        if was.api != is.api {
            let message = format!("statuses of `{}`: API `{}` → `{}`", was.api, was.api, is.api);
            found.add(ChangeKind::StatusChanged, (Some(was.line), Some(is.line)), message);
        }
        for (old, new) in was.differences(is) {
            let what = match (old, new) {
                (Some(old), Some(new)) => format!("{} `{}` → `{}`", old.column.name(), old.text, new.text),
                (Some(cell), None) => format!("{} `{}` is gone", cell.column.name(), cell.text),
                (None, Some(cell)) => format!("{} `{}` is new", cell.column.name(), cell.text),
                (None, None) => continue,
            };
            let lines = (old.map(|cell| cell.line), new.map(|cell| cell.line));
            found.add(ChangeKind::StatusChanged, lines, format!("statuses of `{}`: {what}", was.api));
        }
    }
    for (_, status) in unpaired(old, &pairs, |pair| pair.old) {
        let message = format!("statuses of `{}`: a row is gone: {}", status.api, status.show());
        found.add(ChangeKind::StatusRemoved, (Some(status.line), None), message).touching(status.line, status.last);
    }
    for (_, status) in unpaired(new, &pairs, |pair| pair.new) {
        let message = format!("statuses of `{}`: a row is new: {}", status.api, status.show());
        found.add(ChangeKind::StatusAdded, (None, Some(status.line)), message);
    }
}
