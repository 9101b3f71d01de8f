//! Compares URLs, methods, paths and statuses of the document with the spec.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::Operation;
use colt_numbers_openapi::pointer;
use serde_json::Value;

use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::calls::{StatusCell, StatusColumn, StatusRow};
use crate::document::model::DocumentedOperation;
use crate::matching::fields::unmatched;
use crate::matching::{similarity, statuses};
use crate::spec::{self, SpecEffect, SpecUrl};

/// Compares URLs, methods, paths and statuses. [`super::operations`] reports operations that only one side has.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for pair in &input.matches.operations {
        let documented = &input.model.operations[pair.new];
        compare_urls(input, pair.old, documented, collector);
        compare_methods(&input.view.operations[pair.old], documented, collector);
    }
    compare_paths(input, collector);
    compare_statuses(input, collector);
}

fn compare_urls(
    input: &AuditInput<'_>,
    operation: usize,
    documented: &DocumentedOperation,
    collector: &mut DiscrepancyCollector,
) {
    let known: Vec<&SpecUrl> = input.view.urls.iter().filter(|url| url.operation == operation).collect();
    let urls: BTreeSet<&str> = documented.endpoints.iter().map(|endpoint| endpoint.url.as_str()).collect();
    // A server that has an assumption and no source need not be in the document.
    let is_expected = |url: &SpecUrl| {
        input
            .root
            .pointer(&url.server)
            .is_some_and(|server| server.get("x-source").is_some() || server.get("x-assumption").is_none())
    };
    let mut undocumented: Vec<&SpecUrl> =
        known.iter().copied().filter(|url| !urls.contains(url.url.as_str()) && is_expected(url)).collect();
    for endpoint in documented.endpoints.iter().filter(|endpoint| !known.iter().any(|url| url.url == endpoint.url)) {
        let counterpart = if undocumented.is_empty() { None } else { Some(undocumented.remove(0)) };
        let in_spec = counterpart.map_or("no server with this URL".to_owned(), |url| format!("`{}`", url.url));
        let label = if endpoint.label.is_empty() { String::new() } else { format!(" ({})", endpoint.label) };
        let message = format!("the document has the URL `{}`{label}, the spec has {in_spec}", endpoint.url);
        let pointer = counterpart.map_or("/servers".to_owned(), |url| url.server.clone());
        let remedy = "update `servers` or `paths`";
        collector.add(DiscrepancyKind::EndpointDiffers, Some(endpoint.line), Some(&pointer), message, remedy);
        collector.mark_lines(endpoint.line, endpoint.line);
        collector.reported_elements.extend(counterpart.map(|url| url.server.clone()));
    }
    for url in undocumented {
        let message = format!("the spec has the URL `{}`, the document does not", url.url);
        let remedy = "remove the server, or explain in `x-assumption` why it stays";
        collector.add(DiscrepancyKind::EndpointDiffers, None, Some(&url.server), message, remedy);
        collector.reported_elements.insert(url.server.clone());
    }
}

fn compare_methods(operation: &Operation<'_>, documented: &DocumentedOperation, collector: &mut DiscrepancyCollector) {
    let verb = operation.method.to_ascii_uppercase();
    let is_documented = documented.methods.iter().any(|method| method.verb == verb);
    for method in documented.methods.iter().filter(|method| method.verb != verb) {
        let in_spec = if is_documented { "no such operation" } else { &verb };
        let message = format!("the document has the method {}, the spec has {in_spec}", method.verb);
        let remedy = "update the operation's method";
        collector.add(DiscrepancyKind::MethodDiffers, Some(method.line), Some(&operation.at), message, remedy);
        collector.mark_lines(method.line, method.line);
    }
    if documented.methods.is_empty() {
        let message = format!("the spec has the method {verb}, the document does not");
        let remedy = "remove the operation, or correct its method";
        collector.add(DiscrepancyKind::MethodDiffers, None, Some(&operation.at), message, remedy);
    }
}

fn compare_paths(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let known: Vec<String> = input.view.operations.iter().map(|operation| operation.path.to_owned()).collect();
    let apis = input.model.apis.iter().map(|api| (&api.path, api.line, api.last));
    let statuses = input.model.statuses.iter().map(|status| (&status.api, status.line, status.last));
    for (path, line, last) in apis.chain(statuses).filter(|(path, _, _)| !known.contains(path)) {
        let near = known
            .iter()
            .max_by(|a, b| similarity::name_similarity(a, path).total_cmp(&similarity::name_similarity(b, path)));
        let near = near.filter(|near| similarity::name_similarity(near, path) >= similarity::SAME_THRESHOLD);
        let pointer = near.map_or("/paths".to_owned(), |near| pointer::join("/paths", near));
        let also = near.map(|near| format!("; the closest is `{near}`")).unwrap_or_default();
        let message = format!("the document has the path `{path}`, the spec does not{also}");
        let remedy = "add the path, rename it, or list the lines in `leftOut` with the reason";
        collector.add(DiscrepancyKind::EndpointDiffers, Some(line), Some(&pointer), message, remedy);
        if near.is_some() { collector.mark_lines(line, line) } else { collector.mark_lines(line, last) }
    }
}

/// The member of an effect that corresponds to a column of the status table.
fn key(column: StatusColumn) -> &'static str {
    match column {
        StatusColumn::Country => "countries",
        StatusColumn::Previous => "from",
        StatusColumn::New => "to",
        StatusColumn::Next => "next",
        StatusColumn::Other => "",
    }
}

/// Converts an effect to a row of the status table.
fn row(input: &AuditInput<'_>, effect: &SpecEffect<'_>) -> StatusRow {
    let text = |column: StatusColumn| match effect.node.value.get(key(column)) {
        Some(Value::Array(values)) => Some(values.iter().map(spec::text).collect::<Vec<_>>().join(", ")),
        Some(value) => Some(spec::text(value)),
        None if column == StatusColumn::Country => Some("All".to_owned()),
        None => None,
    };
    let columns = [StatusColumn::Country, StatusColumn::Previous, StatusColumn::New, StatusColumn::Next];
    let cells = columns.into_iter().filter_map(|column| Some(StatusCell { column, text: text(column)?, line: 0 }));
    let api = input.view.operations[effect.operation].path.to_owned();
    StatusRow { api, line: 0, last: 0, cells: cells.collect() }
}

fn compare_statuses(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let is_of_status = |effect: &&SpecEffect<'_>| {
        input.matches.documented(effect.operation).is_some()
            && ["from", "to"].iter().all(|key| effect.node.value.get(key).is_some())
    };
    let effects: Vec<&SpecEffect<'_>> = input.view.effects.iter().filter(is_of_status).collect();
    let stated: Vec<StatusRow> = effects.iter().map(|effect| row(input, effect)).collect();
    let pairs = statuses::match_rows(&stated, &input.model.statuses);
    for pair in &pairs {
        let (effect, row) = (effects[pair.old], &input.model.statuses[pair.new]);
        for (in_spec, documented) in stated[pair.old].differences(row) {
            // Columns that the effect does not have are not compared.
            let Some(in_spec) = in_spec else { continue };
            let key = key(in_spec.column);
            let at = if effect.node.value.get(key).is_some() {
                pointer::join(&effect.node.pointer, key)
            } else {
                effect.node.pointer.clone()
            };
            let in_document = documented.map_or("nothing".to_owned(), |cell| format!("`{}`", cell.text));
            let message =
                format!("{}: the document has {in_document}, the spec has `{}`", in_spec.column.name(), in_spec.text);
            let line = documented.map_or(row.line, |cell| cell.line);
            collector.add(DiscrepancyKind::StatusDiffers, Some(line), Some(&at), message, "update the effect");
        }
    }
    for (_, row) in unmatched(&input.model.statuses, &pairs, |pair| pair.new) {
        collector.mark_lines(row.line, row.last);
        let message = format!("no effect in the spec matches this row of `{}`: {}", row.api, row.show());
        let remedy = "add an effect with `from`, `to` and `next`";
        collector.add(DiscrepancyKind::StatusDiffers, Some(row.line), None, message, remedy);
    }
    for (_, effect) in unmatched(&effects, &pairs, |pair| pair.old) {
        let message = "the document's status table has no row for this effect".to_owned();
        let remedy = "remove the effect, or update it";
        collector.add(DiscrepancyKind::StatusDiffers, None, Some(&effect.node.pointer), message, remedy);
        collector.reported_elements.insert(effect.node.pointer.clone());
    }
}

/// Whether the status table states a member of an effect.
pub(super) fn is_in_status_table(effect: &Value, key: &str) -> bool {
    effect.get("from").is_some() && effect.get("to").is_some() && matches!(key, "from" | "to" | "next" | "countries")
}
