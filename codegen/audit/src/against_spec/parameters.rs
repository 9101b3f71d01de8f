//! Parameters and groups: whether each side has them, where they stand, and whether they must be given.

use super::assumptions::{declared, declared_need, says};
use super::audit_input::AuditInput;
use super::citation_check::LocatedCitations;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use super::keywords;
use crate::document::table::{ParameterLocation, ParameterRow, Requiredness};
use crate::matching::fields::{location_text, unmatched};
use crate::spec::citations;
use crate::spec::{self, SpecField};

/// Compares every parameter and group.
pub(super) fn compare(input: &AuditInput<'_>, located: &LocatedCitations<'_>, collector: &mut DiscrepancyCollector) {
    groups(input, collector);
    let rules = cited_by_rules(located);
    for pair in &input.matched.fields.parameters {
        let (field, row) = (&input.view.parameters[pair.old], &input.model.rows[pair.new]);
        if let Some(confidence) = pair.renamed {
            let message = format!("the document calls `{}` `{}` (confidence {confidence})", field.name, row.name);
            let remedy = format!(
                "rename it to `{}`, in the examples and cases as well; or take it out and add the other",
                row.name
            );
            collector.add(DiscrepancyKind::ParameterRenamed, Some(row.line), Some(field.at()), message, remedy);
        }
        moved(input, pair.old, pair.new, collector);
        need(field, row, &rules, collector);
        keywords::compare(field, row, collector);
    }
    keywords::shared_examples(input, collector);
    for (index, row) in unmatched(&input.model.rows, &input.matched.fields.parameters, |pair| pair.new) {
        let group = input.matched.fields.nesting.of_row[index];
        let home = location_text(group.map(|group| input.model.groups[group].name.as_str()), row.place);
        let pointer = group
            .and_then(|group| input.matched.fields.old_group(group))
            .map(|group| input.view.groups[group].at().to_owned());
        let message = format!("the document has `{}` in {home}, the spec has not", row.name);
        let remedy = format!("add it with `x-source: {}:{}-{}`", input.file(), row.line, row.last);
        collector.add(DiscrepancyKind::ParameterNotInSpec, Some(row.line), pointer.as_deref(), message, remedy);
        collector.mark(row.line, row.last);
    }
    missing(input, collector);
}

/// Parameters and groups of the spec that the document has not.
fn missing(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    let answers = input.model.rows.iter().any(|row| row.place == ParameterLocation::Response);
    let told = |field: &SpecField<'_>| field.place != ParameterLocation::Response || answers;
    let fields = &input.matched.fields;
    for (kind, what, all, pairs) in [
        (DiscrepancyKind::ParameterNotInDocument, "", &input.view.parameters, &fields.parameters),
        (DiscrepancyKind::GroupNotInDocument, "group ", &input.view.groups, &fields.groups),
    ] {
        for (_, field) in unmatched(all, pairs, |pair| pair.old).filter(|(_, field)| told(field)) {
            collector.gone.extend(field.chain.iter().map(|link| link.pointer.clone()));
            // What only our own portal or standards say is not expected in the document.
            if field.chain.iter().any(|link| link.value.get("x-source").is_some())
                || field.assumptions().next().is_none()
            {
                let message =
                    format!("the spec has {what}`{}` in {}, the document has not", field.name, field.place.name());
                collector.add(
                    kind,
                    None,
                    Some(field.at()),
                    message,
                    "take it out, or say in `x-assumption` why it stays",
                );
            }
        }
    }
}

fn groups(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for pair in &input.matched.fields.groups {
        let (field, group) = (&input.view.groups[pair.old], &input.model.groups[pair.new]);
        if let Some(confidence) = pair.renamed {
            let message =
                format!("the document calls the group `{}` `{}` (confidence {confidence})", field.name, group.name);
            let remedy = format!("rename it to `{}`, in the examples and cases as well", group.name);
            collector.add(DiscrepancyKind::GroupRenamed, Some(group.line), Some(field.at()), message, remedy);
        }
        let around = input.matched.fields.nesting.of_group[pair.new];
        if input.matched.fields.has_moved(field.group, around) {
            let name = |group: Option<&str>| group.map_or("no group".to_owned(), |name| format!("`{name}`"));
            let in_spec = name(field.group.map(|group| input.view.groups[group].name.as_str()));
            let in_document = name(around.map(|group| input.model.groups[group].name.as_str()));
            let message = format!(
                "the spec has group `{}` in {in_spec}; where it stands in the document, it is in {in_document}",
                field.name
            );
            let remedy = "move it, in the examples and cases as well";
            collector.add(DiscrepancyKind::GroupMoved, Some(group.line), Some(field.at()), message, remedy);
        }
        group_need(input, pair.old, group.line, collector);
        group_limits(field, group.line, collector);
    }
    for (index, group) in unmatched(&input.model.groups, &input.matched.fields.groups, |pair| pair.new) {
        let around =
            input.matched.fields.nesting.of_group[index].and_then(|around| input.matched.fields.old_group(around));
        let pointer = around.map(|around| input.view.groups[around].at().to_owned());
        let message = format!("the document has a group `{}` in {}, the spec has not", group.name, group.place.name());
        let remedy = format!(
            "add it with `x-source: {}:{}`; which group it stands in, the table does not say",
            input.file(),
            group.line
        );
        collector.add(DiscrepancyKind::GroupNotInSpec, Some(group.line), pointer.as_deref(), message, remedy);
        collector.mark(group.line, group.line);
    }
}

/// The table states no limits of a group: those of the spec are its own.
fn group_limits(field: &SpecField<'_>, line: usize, collector: &mut DiscrepancyCollector) {
    for keyword in ["maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties"] {
        let Some(has) = field.keyword(keyword) else { continue };
        let ours = spec::text(has.value);
        let declared = declared(field.assumptions(), &[&keywords::none(keyword)], &[&ours]);
        let kind = DiscrepancyKind::LimitDiffers.or_assumption(declared);
        let message = format!("`{}`: {keyword}: the document says nothing, the spec {ours}", field.name);
        collector.add(
            kind,
            Some(line),
            Some(&has.pointer),
            message,
            "take it out, or say in `x-assumption` why it stays",
        );
    }
}

/// Whether a group must be given is not in the table: it must where something in it must. Judged within the spec.
fn group_need(input: &AuditInput<'_>, index: usize, line: usize, collector: &mut DiscrepancyCollector) {
    let group = &input.view.groups[index];
    let inside = input.view.parameters.iter().chain(&input.view.groups).filter(|field| field.group == Some(index));
    let holds = inside.filter(|field| field.required).map(|field| format!("`{}`", field.name)).collect::<Vec<_>>();
    if holds.is_empty() != group.required {
        return;
    }
    let message = if group.required {
        format!("the spec makes `{}` mandatory, though nothing in it is", group.name)
    } else {
        format!("the spec makes `{}` optional, though it holds mandatory {}", group.name, holds.join(", "))
    };
    let is_declared = says(group.assumptions(), words_for(group.required));
    let kind = DiscrepancyKind::RequirednessDiffers.or_assumption(is_declared);
    let remedy = format!("update `{}`, or say why in `x-assumption`", group.required_at);
    collector.add(kind, Some(line), Some(group.at()), message, remedy);
}

fn moved(input: &AuditInput<'_>, parameter: usize, row: usize, collector: &mut DiscrepancyCollector) {
    let (field, line) = (&input.view.parameters[parameter], &input.model.rows[row]);
    let group = input.matched.fields.nesting.of_row[row];
    // A body or an answer without a section in the document has lost its title: each parameter below it is not news. Header, path and
    // query are where one parameter is sent, and the section that it stands in says so.
    let lost = matches!(field.place, ParameterLocation::Body | ParameterLocation::Response)
        && !input.model.has_section(field.place);
    let same_place = field.place == line.place || lost;
    if same_place && !input.matched.fields.has_moved(field.group, group) {
        return;
    }
    let in_spec = location_text(field.group.map(|group| input.view.groups[group].name.as_str()), field.place);
    let in_document = location_text(group.map(|group| input.model.groups[group].name.as_str()), line.place);
    let message = format!("the spec has `{}` in {in_spec}, the document in {in_document}", field.name);
    let remedy = format!(
        "move it, in the examples and cases as well; it stands at `{}:{}-{}`",
        input.file(),
        line.line,
        line.last
    );
    collector.add(DiscrepancyKind::ParameterMoved, Some(line.line), Some(field.at()), message, remedy);
    collector.gone.extend(field.chain.iter().map(|link| link.pointer.clone()));
    collector.mark(line.line, line.last);
}

/// By rule: its id and the lines that it cites.
type RuleCitations = Vec<(String, Vec<citations::LineRange>)>;

fn cited_by_rules(located: &LocatedCitations<'_>) -> RuleCitations {
    let rules = located.cited.iter().filter(|one| one.citation.at.starts_with("/x-rules/"));
    rules.map(|one| (one.citation.name().to_owned(), one.now.clone())).collect()
}

/// How an assumption names what the spec has: that it must be given, or need not.
fn words_for(required: bool) -> &'static [&'static str] {
    if required { &["mandatory", "required", "must be given"] } else { &["optional", "left out", "omitted", "absent"] }
}

fn need(field: &SpecField<'_>, row: &ParameterRow, rules: &RuleCitations, collector: &mut DiscrepancyCollector) {
    let (said, line) = row.need.as_ref().map_or((None, row.line), |(need, line)| (Some(need), *line));
    let cites = |from: usize, to: usize| {
        rules
            .iter()
            .find(|(_, lines)| lines.iter().any(|range| from <= *range.start() && *range.end() <= to))
            .map(|(id, _)| id)
    };
    let condition = cites(line, line);
    let in_spec = if field.required { "mandatory" } else { "optional" };
    let agrees = match said {
        Some(Requiredness::Mandatory) => field.required,
        Some(Requiredness::Optional) => !field.required && condition.is_none(),
        Some(Requiredness::Conditional) => !field.required,
        _ => false,
    };
    let words = said.map_or("nothing", Requiredness::name);
    if agrees {
        if said == Some(&Requiredness::Conditional) && cites(row.line, row.last).is_none() {
            let message =
                format!("the document makes `{}` mandatory under a condition, and no rule cites it", field.name);
            let remedy = "declare a rule in `x-rules` that cites these lines";
            collector.add(DiscrepancyKind::ConditionWithoutRule, Some(line), Some(field.at()), message, remedy);
        }
        return;
    }
    let rule = condition.filter(|_| said == Some(&Requiredness::Optional) && !field.required);
    let message = match rule {
        Some(rule) => format!("`{}`: the document says {words}, rule `{rule}` cites it as a condition", field.name),
        None => format!("`{}`: the document says {words}, the spec {in_spec}", field.name),
    };
    let is_declared =
        said.is_some_and(|said| declared_need(field.assumptions(), said.name(), words_for(field.required)));
    let kind = DiscrepancyKind::RequirednessDiffers.or_assumption(is_declared);
    let pointer = rule.map_or(field.required_at.clone(), |rule| colt_numbers_openapi::pointer::join("/x-rules", rule));
    let remedy = "update `required`, or the rule that holds the condition; or say in `x-assumption` what the document says, and why not";
    collector.add(kind, Some(line), Some(&pointer), message, remedy);
}
