//! Reports operations that only the document or only the spec has. Their parameters, examples and citations are not compared.

use std::collections::BTreeSet;

use colt_numbers_openapi::pointer;

use super::audit_input::AuditInput;
use super::citation_check::CitationIndex;
use super::coverage;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::model::DocumentedOperation;
use crate::matching::fields::unmatched;

/// Reports every operation without a counterpart.
pub(super) fn compare(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    collector: &mut DiscrepancyCollector,
) {
    let left_out = coverage::left_out(input, &citation_index.citations);
    let is_left_out = |line: &usize| left_out.iter().any(|range| range.contains(line));
    let (model, view, pairs) = (input.model, input.view, &input.matches.operations);
    for (index, operation) in unmatched(&model.operations, pairs, |pair| pair.new) {
        let Some(name) = name(operation) else { continue };
        let urls = operation.endpoints.iter().map(|endpoint| endpoint.line);
        if urls.chain(operation.methods.iter().map(|method| method.line)).all(|line| is_left_out(&line)) {
            continue;
        }
        let last = model.last_of(index).min(input.document.last_line());
        collector.mark_lines(operation.first, last);
        let message = format!("the document has the operation `{name}`, the spec does not");
        let remedy = "add the operation, or list its lines in `leftOut` with the reason";
        let line = operation.methods.first().map_or(operation.first, |method| method.line);
        collector.add(DiscrepancyKind::OperationNotInSpec, Some(line), Some("/paths"), message, remedy);
    }
    for (index, operation) in unmatched(&view.operations, pairs, |pair| pair.old) {
        let name = format!("{} {}", operation.method.to_ascii_uppercase(), operation.path);
        let message = format!("the spec has the operation `{name}`, the document does not");
        let remedy = "remove the operation, or cite the document that states it";
        collector.add(DiscrepancyKind::OperationNotInDocument, None, Some(&operation.at), message, remedy);
        let elements = elements_of(input, index);
        collector.reported_elements.extend(elements);
    }
}

/// The method and the URL of an operation; `None` if it has neither.
fn name(operation: &DocumentedOperation) -> Option<String> {
    let url = operation.endpoints.first().map(|endpoint| endpoint.url.as_str());
    let verb = operation.methods.first().map(|method| method.verb.as_str());
    (url.is_some() || verb.is_some()).then(|| [verb, url].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The pointers of the elements that only this operation of the spec has.
fn elements_of(input: &AuditInput<'_>, operation: usize) -> Vec<String> {
    let view = input.view;
    let fields = || view.parameters.iter().chain(&view.groups);
    let of_fields = |is_own: bool| {
        let fields = fields().filter(move |field| (field.operation == operation) == is_own);
        fields.flat_map(|field| field.links().map(|link| link.pointer.as_str()))
    };
    let of_bodies = |is_own: bool| {
        let bodies = view.bodies.iter().filter(move |body| (body.operation == operation) == is_own);
        bodies.flat_map(|body| body.pointers.iter().map(String::as_str))
    };
    let others: BTreeSet<&str> = of_fields(false).chain(of_bodies(false)).collect();
    let own = of_fields(true).chain(of_bodies(true)).filter(|at| !others.contains(at)).map(str::to_owned);
    let at = view.operations[operation].at.as_str();
    let mut inside = Vec::new();
    pointer::walk(view.operations[operation].value, at, &mut |at, _| inside.push(at.to_owned()));
    own.chain(inside).collect()
}
