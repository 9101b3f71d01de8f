//! Changes of URLs, methods, the table of APIs and the table of statuses.

use super::change::ChangeKind;
use super::draft::Found;
use crate::document::calls::{Endpoint, Status, StatusCell};
use crate::document::model::Model;
use crate::document::normalize;
use crate::matching::similarity;

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
    let rounds: [Same; 4] = [
        |a, b| a.url == b.url && label(a) == label(b),
        |a, b| label(a) == label(b),
        |a, b| a.url == b.url,
        |a, b| similarity::names(&a.url, &b.url) >= similarity::ONE,
    ];
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
    let mut gone: Vec<usize> = (0..old.len()).collect();
    let mut came: Vec<usize> = (0..new.len()).collect();
    gone.retain(|index| {
        let Some(position) = came.iter().position(|other| differences(&old[*index], &new[*other]).is_empty()) else {
            return true;
        };
        came.remove(position);
        false
    });
    let words = |status: &Status| {
        let cells = status
            .cells
            .iter()
            .flat_map(|cell| cell.items().into_iter().map(move |item| (cell.column, item.to_owned())));
        cells.collect::<Vec<_>>()
    };
    let likeness = |of_old: usize, of_new: usize| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let same_api = f64::from(u8::from(old.api == new.api));
        0.4 * same_api + 0.6 * similarity::bags(&words(old), &words(new))
    };
    // A row that changed has its API or most of its cells in common with what it was.
    let mut pairs: Vec<(usize, usize)> =
        similarity::best(&gone, &came, likeness).iter().map(|pair| (pair.old, pair.new)).collect();
    if let ([was], [is]) = (gone.as_slice(), came.as_slice()) {
        pairs = vec![(*was, *is)];
    }
    for (was, is) in pairs {
        gone.retain(|index| *index != was);
        came.retain(|index| *index != is);
        for (lines, what) in differences(&old[was], &new[is]) {
            found.add(ChangeKind::StatusChanged, lines, format!("statuses of `{}`: {what}", old[was].api));
        }
    }
    let show = |status: &Status| {
        status.cells.iter().map(|cell| format!("{} `{}`", cell.column.name(), cell.text)).collect::<Vec<_>>().join(", ")
    };
    for status in gone.into_iter().map(|index| &old[index]) {
        let message = format!("statuses of `{}`: a row is gone: {}", status.api, show(status));
        found.add(ChangeKind::StatusRemoved, (Some(status.line), None), message).touching(status.line, status.last);
    }
    for status in came.into_iter().map(|index| &new[index]) {
        let message = format!("statuses of `{}`: a row is new: {}", status.api, show(status));
        found.add(ChangeKind::StatusAdded, (None, Some(status.line)), message);
    }
}

/// Lines of the old and of the new document.
type Two = (Option<usize>, Option<usize>);

fn differences(old: &Status, new: &Status) -> Vec<(Two, String)> {
    let mut found = Vec::new();
    if old.api != new.api {
        found.push(((Some(old.line), Some(new.line)), format!("API `{}` → `{}`", old.api, new.api)));
    }
    let mut came: Vec<&StatusCell> = new.cells.iter().collect();
    for cell in &old.cells {
        match came.iter().position(|other| other.column == cell.column) {
            Some(index) => {
                let other = came.remove(index);
                if !cell.says(other) {
                    let what = format!("{} `{}` → `{}`", cell.column.name(), cell.text, other.text);
                    found.push(((Some(cell.line), Some(other.line)), what));
                }
            }
            None => found.push(((Some(cell.line), None), format!("{} `{}` is gone", cell.column.name(), cell.text))),
        }
    }
    found.extend(
        came.iter().map(|cell| ((None, Some(cell.line)), format!("{} `{}` is new", cell.column.name(), cell.text))),
    );
    found
}
