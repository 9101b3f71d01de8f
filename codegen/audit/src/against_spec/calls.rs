//! URLs, methods, paths and statuses.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::value::items;
use serde_json::Value;

use super::context::{Audit, Found};
use super::finding::FindingKind;
use crate::document::calls::{Column, Status};
use crate::document::normalize;
use crate::matching::similarity;
use crate::spec::{self, At, Url};

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
        let near = |url: &Url| similarity::names(&url.url, &endpoint.url);
        let best = (0..unsaid.len()).max_by(|a, b| near(unsaid[*a]).total_cmp(&near(unsaid[*b])));
        let counterpart = best.map(|index| unsaid.remove(index));
        let in_spec = counterpart.map_or("it in no server and path".to_owned(), |url| format!("`{}`", url.url));
        let label = if endpoint.label.is_empty() { String::new() } else { format!(" ({})", endpoint.label) };
        let message = format!("the document has the URL `{}`{label}, the spec has {in_spec}", endpoint.url);
        let pointer = counterpart.map_or("/servers".to_owned(), |url| url.server.clone());
        found.add(
            FindingKind::EndpointDiffers,
            Some(endpoint.line),
            Some(&pointer),
            message,
            "bring `servers` or `paths` along",
        );
        found.tell(endpoint.line, endpoint.line);
        found.gone.extend(counterpart.map(|url| url.server.clone()));
    }
    for url in unsaid {
        let message = format!("the spec has the URL `{}`, the document has not", url.url);
        found.add(
            FindingKind::EndpointDiffers,
            None,
            Some(&url.server),
            message,
            "take the server out, or say in `x-assumption` why it stays",
        );
        found.gone.insert(url.server.clone());
    }
}

fn methods(audit: &Audit<'_>, found: &mut Found) {
    let known: BTreeSet<(&str, &str)> =
        audit.view.urls.iter().map(|url| (url.method.as_str(), url.operation.as_str())).collect();
    let operations = operations(audit.root);
    let known: BTreeSet<(String, String)> = operations
        .iter()
        .map(|operation| (operation.method.to_ascii_uppercase(), operation.at.clone()))
        .chain(known.into_iter().map(|(method, at)| (method.to_owned(), at.to_owned())))
        .collect();
    let said: BTreeSet<&str> = audit.model.methods.iter().map(|method| method.verb.as_str()).collect();
    let mut unsaid: Vec<&(String, String)> =
        known.iter().filter(|(method, _)| !said.contains(method.as_str())).collect();
    for method in audit.model.methods.iter().filter(|method| !known.iter().any(|(known, _)| *known == method.verb)) {
        let counterpart = if unsaid.is_empty() { None } else { Some(unsaid.remove(0)) };
        let in_spec = counterpart.map_or("no such operation".to_owned(), |(method, _)| method.clone());
        let message = format!("the document calls by {}, the spec has {in_spec}", method.verb);
        let pointer = counterpart.map_or("/paths", |(_, at)| at.as_str());
        found.add(
            FindingKind::MethodDiffers,
            Some(method.line),
            Some(pointer),
            message,
            "bring the operation's method along",
        );
        found.tell(method.line, method.line);
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
        found.add(
            FindingKind::EndpointDiffers,
            Some(line),
            Some(&pointer),
            message,
            "add the path, or rename it; or list the lines under `leftOut` with the reason",
        );
        if near.is_some() { found.tell(line, line) } else { found.tell(line, last) }
    }
}

/// What an effect says of a status, by column.
fn of_effect(effect: &At<'_>, column: Column) -> Option<(String, Vec<String>)> {
    let list = |key: &str| -> Option<Vec<String>> {
        let value = effect.value.get(key)?;
        Some(if value.is_array() { items(Some(value)).map(spec::text).collect() } else { vec![spec::text(value)] })
    };
    let (key, values) = match column {
        Column::Previous => ("from", list("from")?),
        Column::New => ("to", list("to")?),
        Column::Next => ("next", list("next")?),
        Column::Country => ("countries", list("countries").unwrap_or_else(|| vec!["All".to_owned()])),
        Column::Other => return None,
    };
    let pointer = if effect.value.get(key).is_some() { pointer::join(&effect.at, key) } else { effect.at.clone() };
    Some((pointer, values))
}

fn statuses(audit: &Audit<'_>, found: &mut Found) {
    let effects: Vec<&At<'_>> = audit
        .view
        .effects
        .iter()
        .filter(|effect| effect.value.get("from").is_some() && effect.value.get("to").is_some())
        .collect();
    let likeness = |row: usize, effect: usize| {
        let wrong = differences(&audit.model.statuses[row], effects[effect]).len();
        if wrong <= 3 { 1.0 - f64::from(u8::try_from(wrong).unwrap_or(u8::MAX)) / 10.0 } else { 0.0 }
    };
    let rows: Vec<usize> = (0..audit.model.statuses.len()).collect();
    let pairs = similarity::best(&rows, &(0..effects.len()).collect::<Vec<_>>(), likeness);
    for pair in &pairs {
        for (line, pointer, message) in differences(&audit.model.statuses[pair.old], effects[pair.new]) {
            found.add(FindingKind::StatusDiffers, Some(line), Some(&pointer), message, "bring the effect along");
        }
    }
    for (_, row) in
        audit.model.statuses.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|pair| pair.old == *index))
    {
        let known = found.told.contains(&row.last);
        found.tell(row.line, row.last);
        if !known {
            let cells: Vec<String> =
                row.cells.iter().map(|cell| format!("{} `{}`", cell.column.name(), cell.text)).collect();
            let message =
                format!("no effect of the spec says what the document says of `{}`: {}", row.api, cells.join(", "));
            found.add(
                FindingKind::StatusDiffers,
                Some(row.line),
                None,
                message,
                "add an effect with `from`, `to` and `next`",
            );
        }
    }
    for (_, effect) in effects.iter().enumerate().filter(|(index, _)| !pairs.iter().any(|pair| pair.new == *index)) {
        let message = "the table of statuses of the document has no row for this effect".to_owned();
        found.add(
            FindingKind::StatusDiffers,
            None,
            Some(&effect.at),
            message,
            "take the effect out, or bring it along",
        );
        found.gone.insert(effect.at.clone());
    }
}

fn differences(row: &Status, effect: &At<'_>) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    for column in [Column::Country, Column::Previous, Column::New, Column::Next] {
        let Some((pointer, values)) = of_effect(effect, column) else { continue };
        let cell = row.cells.iter().find(|cell| cell.column == column);
        let keys = |items: Vec<&str>| items.into_iter().map(normalize::key).collect::<BTreeSet<_>>();
        let said = keys(cell.map(|cell| cell.items()).unwrap_or_default());
        if said != keys(values.iter().map(String::as_str).collect()) {
            let in_document = cell.map_or("nothing".to_owned(), |cell| format!("`{}`", cell.text));
            let message =
                format!("{}: the document says {in_document}, the spec `{}`", column.name(), values.join(", "));
            found.push((cell.map_or(row.line, |cell| cell.line), pointer, message));
        }
    }
    found
}

/// Whether a scalar of an effect is told by the table of statuses.
pub(super) fn is_of_statuses(effect: &Value, key: &str) -> bool {
    effect.get("from").is_some() && effect.get("to").is_some() && matches!(key, "from" | "to" | "next" | "countries")
}
