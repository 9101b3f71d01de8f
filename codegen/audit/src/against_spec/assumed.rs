//! Reports elements that the spec only assumes, and that the document states: in a table, or in an example of a response.

use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::model::Role;
use crate::document::table::ParameterLocation;
use crate::matching::fields::unmatched;
use crate::matching::similarity::name_similarity;
use crate::spec::SpecField;
use crate::spec::citations::{self, LineRange};

/// The similarity from which the name of a parameter of the document may be another name of an assumed element.
const MIN_SIMILARITY: f64 = 0.4;

/// Reports each assumed element that the document states.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let fields = &input.matches.fields;
    let rows = fields.parameters.iter().map(|pair| {
        let row = &input.model.rows[pair.new];
        (&input.view.parameters[pair.old], vec![row.line..=row.last])
    });
    let groups = fields.groups.iter().map(|pair| {
        let line = input.model.groups[pair.new].line;
        (&input.view.groups[pair.old], vec![line..=line])
    });
    let of_examples = [(&input.view.parameters, &fields.parameters), (&input.view.groups, &fields.groups)]
        .into_iter()
        .flat_map(|(all, pairs)| unmatched(all, pairs, |pair| pair.old))
        .map(|(_, field)| (field, lines_in_examples(input, field)));
    for (field, lines) in rows.chain(groups).chain(of_examples).filter(|(field, _)| is_assumed(field)) {
        report(input, field, &lines, collector);
    }
}

/// Whether an element has an assumption, and no citation.
fn is_assumed(field: &SpecField<'_>) -> bool {
    let has = |key: &str| field.chain.first().is_some_and(|element| element.value.get(key).is_some());
    has("x-assumption") && !has("x-source")
}

/// The lines of the examples of responses that have a member of the response.
fn lines_in_examples(input: &AuditInput<'_>, field: &SpecField<'_>) -> Vec<LineRange> {
    let operation = input.matches.documented(field.operation);
    let is_of = |line: usize| Some(input.model.operation_at(line)) == operation;
    let samples = input.model.samples.iter().filter(|sample| {
        field.location == ParameterLocation::Response && sample.role == Role::Response && is_of(sample.line)
    });
    let lines = samples.flat_map(|sample| &sample.node).flat_map(|node| node.lines_of(&field.name));
    lines.map(|line| line..=line).collect()
}

fn report(input: &AuditInput<'_>, field: &SpecField<'_>, lines: &[LineRange], collector: &mut DiscrepancyCollector) {
    let Some(first) = lines.first() else { return };
    let cited = citations::show(lines);
    let message = format!("`{}`: the document states it, the spec only assumes it", field.name);
    let remedy = format!(
        "add `x-source: {}:{cited}`, and remove from its `x-assumption` what these lines state; without a rest, remove the `x-assumption`",
        input.file()
    );
    collector.add(DiscrepancyKind::AssumptionStated, Some(*first.start()), Some(field.at()), message, remedy);
    for range in lines {
        collector.mark_lines(*range.start(), *range.end());
    }
}

/// The assumed elements that a parameter of the document may be, under another name.
pub(super) fn possible_names<'a>(input: &'a AuditInput<'_>, row: usize) -> Vec<&'a SpecField<'a>> {
    let documented = &input.model.rows[row];
    let group = input.matches.fields.nesting.row_parents[row].and_then(|group| input.matches.fields.old_group(group));
    let operation = Some(input.model.operation_at(documented.line));
    let is_possible = |field: &SpecField<'_>| {
        is_assumed(field)
            && field.location == documented.location
            && field.group == group
            && input.matches.documented(field.operation) == operation
            && name_similarity(&field.name, &documented.name) >= MIN_SIMILARITY
    };
    let assumed = unmatched(&input.view.parameters, &input.matches.fields.parameters, |pair| pair.old);
    assumed.map(|(_, field)| field).filter(|field| is_possible(field)).collect()
}
