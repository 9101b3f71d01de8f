//! Compares parameters and groups: whether document and spec both have them, in which group and location, and whether they are mandatory.

use super::assumed;
use super::assumptions::{affirms_any, declares, declares_requiredness};
use super::audit_input::AuditInput;
use super::citation_check::CitationIndex;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use super::keywords;
use crate::document::table::{ParameterLocation, ParameterRow, Requiredness};
use crate::matching::fields::{location_text, unmatched};
use crate::spec::citations;
use crate::spec::{self, SpecField};

/// Compares every parameter and group.
pub(super) fn compare(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    collector: &mut DiscrepancyCollector,
) {
    compare_groups(input, collector);
    let rules = cited_by_rules(citation_index);
    for pair in &input.matches.fields.parameters {
        let (field, row) = (&input.view.parameters[pair.old], &input.model.rows[pair.new]);
        if let Some(confidence) = pair.renamed {
            let message =
                format!("`{}` is called `{}` in the document (confidence {confidence})", field.name, row.name);
            let remedy = format!(
                "rename it to `{}`, also in the examples and cases; or remove it and add the new one",
                row.name
            );
            collector.add(DiscrepancyKind::ParameterRenamed, Some(row.line), Some(field.at()), message, remedy);
        }
        compare_location(input, pair.old, pair.new, collector);
        compare_requiredness(field, row, &rules, collector);
        keywords::compare(field, row, collector);
    }
    keywords::compare_shared_examples(input, collector);
    let unmatched_rows = unmatched(&input.model.rows, &input.matches.fields.parameters, |pair| pair.new);
    for (index, row) in unmatched_rows.filter(|(_, row)| input.is_compared(row.line)) {
        let group = input.matches.fields.nesting.row_parents[index];
        let container = location_text(group.map(|group| input.model.groups[group].name.as_str()), row.location);
        let pointer = group
            .and_then(|group| input.matches.fields.old_group(group))
            .map(|group| input.view.groups[group].at().to_owned());
        let message = format!("the document has `{}` in {container}, the spec does not", row.name);
        let source = format!("x-source: {}:{}-{}", input.file(), row.line, row.last);
        let assumed = assumed::possible_names(input, index);
        let renames = assumed.iter().map(|field| {
            format!("; or, if it is `{}`, which the spec only assumes, rename `{}`, and replace its `x-assumption` by `{source}`", field.name, field.at())
        });
        let remedy = format!("add it with `{source}`{}", renames.collect::<String>());
        collector.add(DiscrepancyKind::ParameterNotInSpec, Some(row.line), pointer.as_deref(), message, remedy);
        collector.mark_lines(row.line, row.last);
    }
    report_missing(input, collector);
}

/// Reports parameters and groups of the spec that the document does not have.
fn report_missing(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let has_rows = |operation: usize, location: ParameterLocation| {
        let mut rows = input.model.rows.iter().filter(|row| input.model.operation_at(row.line) == operation);
        rows.any(|row| row.location == location)
    };
    let is_expected = |field: &SpecField<'_>| {
        let operation = input.matches.documented(field.operation);
        let of_response = matches!(field.location, ParameterLocation::Response | ParameterLocation::Error);
        let is_stated = |operation| !of_response || has_rows(operation, field.location);
        operation.is_some_and(is_stated)
            && !field.chain.first().is_some_and(|link| input.entry.cites_other_document(link.value))
    };
    let fields = &input.matches.fields;
    for (kind, what, all, pairs) in [
        (DiscrepancyKind::ParameterNotInDocument, "", &input.view.parameters, &fields.parameters),
        (DiscrepancyKind::GroupNotInDocument, "group ", &input.view.groups, &fields.groups),
    ] {
        for (_, field) in unmatched(all, pairs, |pair| pair.old).filter(|(_, field)| is_expected(field)) {
            collector.reported_elements.extend(field.chain.iter().map(|link| link.pointer.clone()));
            // An element that has only an assumption, and no citation, is not expected in the document.
            if field.chain.iter().any(|link| link.value.get("x-source").is_some())
                || field.assumptions().next().is_none()
            {
                let message =
                    format!("the spec has {what}`{}` in {}, the document does not", field.name, field.location.name());
                collector.add(
                    kind,
                    None,
                    Some(field.at()),
                    message,
                    "remove it, or explain in `x-assumption` why it stays",
                );
            }
        }
    }
}

fn compare_groups(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for pair in &input.matches.fields.groups {
        let (field, group) = (&input.view.groups[pair.old], &input.model.groups[pair.new]);
        if let Some(confidence) = pair.renamed {
            let message =
                format!("group `{}` is called `{}` in the document (confidence {confidence})", field.name, group.name);
            let remedy = format!("rename it to `{}`, also in the examples and cases", group.name);
            collector.add(DiscrepancyKind::GroupRenamed, Some(group.line), Some(field.at()), message, remedy);
        }
        let parent = input.matches.fields.nesting.group_parents[pair.new];
        if input.matches.fields.has_moved(field.group, parent) {
            let name = |group: Option<&str>| group.map_or("no group".to_owned(), |name| format!("`{name}`"));
            let in_spec = name(field.group.map(|group| input.view.groups[group].name.as_str()));
            let in_document = name(parent.map(|group| input.model.groups[group].name.as_str()));
            let message =
                format!("group `{}` is in {in_spec} in the spec, and in {in_document} in the document", field.name);
            let remedy = "move it, also in the examples and cases";
            collector.add(DiscrepancyKind::GroupMoved, Some(group.line), Some(field.at()), message, remedy);
        }
        check_group_requiredness(input, pair.old, group.line, collector);
        check_group_limits(field, group.line, collector);
    }
    let unmatched_groups = unmatched(&input.model.groups, &input.matches.fields.groups, |pair| pair.new);
    for (index, group) in unmatched_groups.filter(|(_, group)| input.is_compared(group.line)) {
        let parent =
            input.matches.fields.nesting.group_parents[index].and_then(|parent| input.matches.fields.old_group(parent));
        let pointer = parent.map(|parent| input.view.groups[parent].at().to_owned());
        let message =
            format!("the document has a group `{}` in {}, the spec does not", group.name, group.location.name());
        let remedy = format!(
            "add it with `x-source: {}:{}`; the table does not state its parent group",
            input.file(),
            group.line
        );
        collector.add(DiscrepancyKind::GroupNotInSpec, Some(group.line), pointer.as_deref(), message, remedy);
        collector.mark_lines(group.line, group.line);
    }
}

/// Reports each limit of a group, unless an assumption declares it, because no table of the document states limits of groups.
fn check_group_limits(field: &SpecField<'_>, line: usize, collector: &mut DiscrepancyCollector) {
    for keyword in ["maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties"] {
        let Some(node) = field.keyword(keyword) else { continue };
        let in_spec = spec::text(node.value);
        let is_declared = declares(field.assumptions(), &[&keywords::none(keyword)], &[&in_spec]);
        let kind = DiscrepancyKind::LimitDiffers.or_assumption(is_declared);
        let message = format!("`{}`: {keyword}: the document has none, the spec has {in_spec}", field.name);
        collector.add(
            kind,
            Some(line),
            Some(&node.pointer),
            message,
            "remove it, or explain in `x-assumption` why it stays",
        );
    }
}

/// Checks whether a group is mandatory in the spec if and only if one of its members is. No table of the document states this.
fn check_group_requiredness(input: &AuditInput<'_>, index: usize, line: usize, collector: &mut DiscrepancyCollector) {
    let group = &input.view.groups[index];
    let inside = input.view.parameters.iter().chain(&input.view.groups).filter(|field| field.group == Some(index));
    let mandatory = inside.filter(|field| field.required).map(|field| format!("`{}`", field.name)).collect::<Vec<_>>();
    if mandatory.is_empty() != group.required {
        return;
    }
    let message = if group.required {
        format!("`{}` is mandatory in the spec, but none of its members is", group.name)
    } else {
        format!("`{}` is optional in the spec, but has mandatory members: {}", group.name, mandatory.join(", "))
    };
    let is_declared = affirms_any(group.assumptions(), words_for(group.required));
    let kind = DiscrepancyKind::RequirednessDiffers.or_assumption(is_declared);
    let remedy = format!("update `{}`, or explain in `x-assumption` why it stays", group.required_at);
    collector.add(kind, Some(line), Some(group.at()), message, remedy);
}

fn compare_location(input: &AuditInput<'_>, parameter: usize, row: usize, collector: &mut DiscrepancyCollector) {
    let (field, line) = (&input.view.parameters[parameter], &input.model.rows[row]);
    let group = input.matches.fields.nesting.row_parents[row];
    // If the document has no section for the body or the response, only the section's title is missing, which is not reported for each
    // parameter. In contrast, the sections for header, path and query state where a parameter is sent.
    let title_is_lost = matches!(field.location, ParameterLocation::Body | ParameterLocation::Response)
        && !input.model.has_section(input.model.operation_at(line.line), field.location);
    let same_location = field.location == line.location || title_is_lost;
    if same_location && !input.matches.fields.has_moved(field.group, group) {
        return;
    }
    let in_spec = location_text(field.group.map(|group| input.view.groups[group].name.as_str()), field.location);
    let in_document = location_text(group.map(|group| input.model.groups[group].name.as_str()), line.location);
    let message = format!("`{}` is in {in_spec} in the spec, and in {in_document} in the document", field.name);
    let remedy = format!(
        "move it, also in the examples and cases; the document has it at `{}:{}-{}`",
        input.file(),
        line.line,
        line.last
    );
    collector.add(DiscrepancyKind::ParameterMoved, Some(line.line), Some(field.at()), message, remedy);
    collector.reported_elements.extend(field.chain.iter().map(|link| link.pointer.clone()));
    collector.mark_lines(line.line, line.last);
}

/// The id of each rule and the lines that it cites.
type RuleCitations = Vec<(String, Vec<citations::LineRange>)>;

fn cited_by_rules(citation_index: &CitationIndex<'_>) -> RuleCitations {
    let rules = citation_index.citations.iter().filter(|located| located.citation.at.starts_with("/x-rules/"));
    rules.map(|located| (located.citation.name().to_owned(), located.current.clone())).collect()
}

/// The words by which an assumption states that something is mandatory or optional.
fn words_for(required: bool) -> &'static [&'static str] {
    if required { &["mandatory", "required", "must be given"] } else { &["optional", "left out", "omitted", "absent"] }
}

fn compare_requiredness(
    field: &SpecField<'_>,
    row: &ParameterRow,
    rules: &RuleCitations,
    collector: &mut DiscrepancyCollector,
) {
    let (documented, line) =
        row.requiredness.as_ref().map_or((None, row.line), |(requiredness, line)| (Some(requiredness), *line));
    let cites = |from: usize, to: usize| {
        rules
            .iter()
            .find(|(_, lines)| lines.iter().any(|range| from <= *range.start() && *range.end() <= to))
            .map(|(id, _)| id)
    };
    let condition = cites(line, line);
    let in_spec = if field.required { "mandatory" } else { "optional" };
    let agrees = match documented {
        Some(Requiredness::Mandatory) => field.required,
        Some(Requiredness::Optional) => !field.required && condition.is_none(),
        Some(Requiredness::Conditional) => !field.required,
        _ => false,
    };
    let words = documented.map_or("not stated", Requiredness::name);
    if agrees {
        if documented == Some(&Requiredness::Conditional) && cites(row.line, row.last).is_none() {
            let message =
                format!("the document makes `{}` conditionally mandatory, but no rule cites the condition", field.name);
            // Rules are about requests.
            let is_received = matches!(field.location, ParameterLocation::Response | ParameterLocation::Error);
            let is_declared =
                is_received && declares_requiredness(field.assumptions(), "Conditional", words_for(field.required));
            let remedy = if is_received {
                "state in the `x-assumption` of the member that it is optional or absent here, and that the document calls it conditional"
            } else {
                "add a rule to `x-rules` that cites these lines"
            };
            let kind = DiscrepancyKind::ConditionWithoutRule.or_assumption(is_declared);
            collector.add(kind, Some(line), Some(field.at()), message, remedy);
        }
        return;
    }
    let rule = condition.filter(|_| documented == Some(&Requiredness::Optional) && !field.required);
    let message = match rule {
        Some(rule) => {
            format!("`{}`: {words} in the document, but rule `{rule}` cites the line as a condition", field.name)
        }
        None => format!("`{}`: {words} in the document, {in_spec} in the spec", field.name),
    };
    let is_declared = documented.is_some_and(|documented| {
        declares_requiredness(field.assumptions(), documented.name(), words_for(field.required))
    });
    let kind = DiscrepancyKind::RequirednessDiffers.or_assumption(is_declared);
    let pointer = rule.map_or(field.required_at.clone(), |rule| colt_numbers_openapi::pointer::join("/x-rules", rule));
    let remedy = "update `required` or the rule with the condition, or declare the difference in `x-assumption`";
    collector.add(kind, Some(line), Some(&pointer), message, remedy);
}
