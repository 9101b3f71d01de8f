//! URLs, methods, paths and statuses.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer;
use serde_json::Value;

use super::audit_input::{Audit, Found};
use super::discrepancy::FindingKind;
use crate::document::calls::{Column, Status, StatusCell};
use crate::matching::fields::unpaired;
use crate::matching::{similarity, statuses};
use crate::spec::{self, Effect, Url};

/// Compares all that is said of calls.
pub(super) fn compare(audit: &Audit<'_>, found: &mut Found) {
    urls(audit, found);
    methods(audit, found);
    paths(audit, found);
    statuses(audit, found);
}

fn urls(audit: &Audit<'_>, found: &mut Found) {
    let known: Vec<&Url> = audit.view.urls.iter().collect();
    let said: BTreeSet<&str> = audit.model.endpoints.iter().map(|endpoint| endpoint.url.as_str()).collect();
    // A server that the document does not speak of is not looked for in it.
    let cited = |url: &Url| {
        audit
            .root
            .pointer(&url.server)
            .is_some_and(|server| server.get("x-source").is_some() || server.get("x-assumption").is_none())
    };
    let mut unsaid: Vec<&Url> =
        known.iter().copied().filter(|url| !said.contains(url.url.as_str()) && cited(url)).collect();
    for endpoint in audit.model.endpoints.iter().filter(|endpoint| !known.iter().any(|url| url.url == endpoint.url)) {
        let counterpart = if unsaid.is_empty() { None } else { Some(unsaid.remove(0)) };
        let in_spec = counterpart.map_or("it in no server and path".to_owned(), |url| format!("`{}`", url.url));
        let label = if endpoint.label.is_empty() { String::new() } else { format!(" ({})", endpoint.label) };
        let message = format!("the document has the URL `{}`{label}, the spec has {in_spec}", endpoint.url);
        let pointer = counterpart.map_or("/servers".to_owned(), |url| url.server.clone());
        let remedy = "update `servers` or `paths`";
        found.add(FindingKind::EndpointDiffers, Some(endpoint.line), Some(&pointer), message, remedy);
        found.mark(endpoint.line, endpoint.line);
        found.gone.extend(counterpart.map(|url| url.server.clone()));
    }
    for url in unsaid {
        let message = format!("the spec has the URL `{}`, the document has not", url.url);
        let remedy = "take the server out, or say in `x-assumption` why it stays";
        found.add(FindingKind::EndpointDiffers, None, Some(&url.server), message, remedy);
        found.gone.insert(url.server.clone());
    }
}

fn methods(audit: &Audit<'_>, found: &mut Found) {
    let operations = operations(audit.root);
    let known: BTreeSet<(String, String)> =
        operations.iter().map(|operation| (operation.method.to_ascii_uppercase(), operation.at.clone())).collect();
    let said: BTreeSet<&str> = audit.model.methods.iter().map(|method| method.verb.as_str()).collect();
    let mut unsaid: Vec<&(String, String)> =
        known.iter().filter(|(method, _)| !said.contains(method.as_str())).collect();
    for method in audit.model.methods.iter().filter(|method| !known.iter().any(|(known, _)| *known == method.verb)) {
        let counterpart = if unsaid.is_empty() { None } else { Some(unsaid.remove(0)) };
        let in_spec = counterpart.map_or("no such operation".to_owned(), |(method, _)| method.clone());
        let message = format!("the document calls by {}, the spec has {in_spec}", method.verb);
        let pointer = counterpart.map_or("/paths", |(_, at)| at.as_str());
        let remedy = "update the operation's method";
        found.add(FindingKind::MethodDiffers, Some(method.line), Some(pointer), message, remedy);
        found.mark(method.line, method.line);
    }
    for (method, at) in unsaid {
        let message = format!("the spec calls by {method}, the document does not say so");
        found.add(FindingKind::MethodDiffers, None, Some(at), message, "take the operation out, or correct its method");
    }
}

fn paths(audit: &Audit<'_>, found: &mut Found) {
    let known: Vec<String> = operations(audit.root).iter().map(|operation| operation.path.to_owned()).collect();
    let apis = audit.model.apis.iter().map(|api| (&api.path, api.line, api.last));
    let statuses = audit.model.statuses.iter().map(|status| (&status.api, status.line, status.last));
    for (path, line, last) in apis.chain(statuses).filter(|(path, _, _)| !known.contains(path)) {
        let near = known.iter().max_by(|a, b| similarity::names(a, path).total_cmp(&similarity::names(b, path)));
        let near = near.filter(|near| similarity::names(near, path) >= similarity::ONE);
        let pointer = near.map_or("/paths".to_owned(), |near| pointer::join("/paths", near));
        let also = near.map(|near| format!(", but `{near}`")).unwrap_or_default();
        let message = format!("the document speaks of `{path}`, the spec has no such path{also}");
        let remedy = "add the path, or rename it; or list the lines under `leftOut` with the reason";
        found.add(FindingKind::EndpointDiffers, Some(line), Some(&pointer), message, remedy);
        if near.is_some() { found.mark(line, line) } else { found.mark(line, last) }
    }
}

/// The key of an effect that says what a column says.
fn key(column: Column) -> &'static str {
    match column {
        Column::Country => "countries",
        Column::Previous => "from",
        Column::New => "to",
        Column::Next => "next",
        Column::Other => "",
    }
}

/// An effect as a row of the table of statuses.
fn row(effect: &Effect<'_>) -> Status {
    let text = |column: Column| match effect.node.value.get(key(column)) {
        Some(Value::Array(values)) => Some(values.iter().map(spec::text).collect::<Vec<_>>().join(", ")),
        Some(value) => Some(spec::text(value)),
        None if column == Column::Country => Some("All".to_owned()),
        None => None,
    };
    let columns = [Column::Country, Column::Previous, Column::New, Column::Next];
    let cells = columns.into_iter().filter_map(|column| Some(StatusCell { column, text: text(column)?, line: 0 }));
    Status { api: effect.path.clone(), line: 0, last: 0, cells: cells.collect() }
}

fn statuses(audit: &Audit<'_>, found: &mut Found) {
    let is_of_status = |effect: &&Effect<'_>| ["from", "to"].iter().all(|key| effect.node.value.get(key).is_some());
    let effects: Vec<&Effect<'_>> = audit.view.effects.iter().filter(is_of_status).collect();
    let stated: Vec<Status> = effects.iter().map(|effect| row(effect)).collect();
    let pairs = statuses::pairs(&stated, &audit.model.statuses);
    for pair in &pairs {
        let (effect, row) = (effects[pair.old], &audit.model.statuses[pair.new]);
        for (ours, said) in stated[pair.old].differences(row) {
            // What the effect does not speak of cannot differ.
            let Some(ours) = ours else { continue };
            let key = key(ours.column);
            let at = if effect.node.value.get(key).is_some() {
                pointer::join(&effect.node.pointer, key)
            } else {
                effect.node.pointer.clone()
            };
            let in_document = said.map_or("nothing".to_owned(), |cell| format!("`{}`", cell.text));
            let message = format!("{}: the document says {in_document}, the spec `{}`", ours.column.name(), ours.text);
            let line = said.map_or(row.line, |cell| cell.line);
            found.add(FindingKind::StatusDiffers, Some(line), Some(&at), message, "update the effect");
        }
    }
    for (_, row) in unpaired(&audit.model.statuses, &pairs, |pair| pair.new) {
        found.mark(row.line, row.last);
        let message = format!("no effect of the spec says what the document says of `{}`: {}", row.api, row.show());
        let remedy = "add an effect with `from`, `to` and `next`";
        found.add(FindingKind::StatusDiffers, Some(row.line), None, message, remedy);
    }
    for (_, effect) in unpaired(&effects, &pairs, |pair| pair.old) {
        let message = "the table of statuses of the document has no row for this effect".to_owned();
        let remedy = "take the effect out, or update it";
        found.add(FindingKind::StatusDiffers, None, Some(&effect.node.pointer), message, remedy);
        found.gone.insert(effect.node.pointer.clone());
    }
}

/// Whether the table of statuses states a scalar of an effect.
pub(super) fn is_of_statuses(effect: &Value, key: &str) -> bool {
    effect.get("from").is_some() && effect.get("to").is_some() && matches!(key, "from" | "to" | "next" | "countries")
}
