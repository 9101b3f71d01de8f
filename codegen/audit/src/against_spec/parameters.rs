//! Parameters and groups: whether each side has them, where they stand, and whether they must be given.

use super::assumptions::{declared, declared_need, says};
use super::audit_input::{Audit, Found};
use super::citation_check::Resolved;
use super::discrepancy::FindingKind;
use super::keywords;
use crate::document::table::{Need, Place, Row};
use crate::matching::fields::{unpaired, words_for_home};
use crate::spec::citations;
use crate::spec::{self, Field};

/// Compares every parameter and group.
pub(super) fn compare(audit: &Audit<'_>, resolved: &Resolved<'_>, found: &mut Found) {
    groups(audit, found);
    let rules = cited_by_rules(resolved);
    for pair in &audit.matched.fields.parameters {
        let (field, row) = (&audit.view.parameters[pair.old], &audit.model.rows[pair.new]);
        if let Some(confidence) = pair.renamed {
            let message = format!("the document calls `{}` `{}` (confidence {confidence})", field.name, row.name);
            let remedy = format!(
                "rename it to `{}`, in the examples and cases as well; or take it out and add the other",
                row.name
            );
            found.add(FindingKind::ParameterRenamed, Some(row.line), Some(field.at()), message, remedy);
        }
        moved(audit, pair.old, pair.new, found);
        need(field, row, &rules, found);
        keywords::compare(field, row, found);
    }
    keywords::shared_examples(audit, found);
    for (index, row) in unpaired(&audit.model.rows, &audit.matched.fields.parameters, |pair| pair.new) {
        let group = audit.matched.fields.nesting.of_row[index];
        let home = words_for_home(group.map(|group| audit.model.groups[group].name.as_str()), row.place);
        let pointer = group
            .and_then(|group| audit.matched.fields.old_group(group))
            .map(|group| audit.view.groups[group].at().to_owned());
        let message = format!("the document has `{}` in {home}, the spec has not", row.name);
        let remedy = format!("add it with `x-source: {}:{}-{}`", audit.file(), row.line, row.last);
        found.add(FindingKind::ParameterNotInSpec, Some(row.line), pointer.as_deref(), message, remedy);
        found.mark(row.line, row.last);
    }
    missing(audit, found);
}

/// Parameters and groups of the spec that the document has not.
fn missing(audit: &Audit<'_>, found: &mut Found) {
    let answers = audit.model.rows.iter().any(|row| row.place == Place::Response);
    let told = |field: &Field<'_>| field.place != Place::Response || answers;
    let fields = &audit.matched.fields;
    for (kind, what, all, pairs) in [
        (FindingKind::ParameterNotInDocument, "", &audit.view.parameters, &fields.parameters),
        (FindingKind::GroupNotInDocument, "group ", &audit.view.groups, &fields.groups),
    ] {
        for (_, field) in unpaired(all, pairs, |pair| pair.old).filter(|(_, field)| told(field)) {
            found.gone.extend(field.chain.iter().map(|link| link.pointer.clone()));
            // What only our own portal or standards say is not expected in the document.
            if field.chain.iter().any(|link| link.value.get("x-source").is_some())
                || field.assumptions().next().is_none()
            {
                let message =
                    format!("the spec has {what}`{}` in {}, the document has not", field.name, field.place.name());
                found.add(kind, None, Some(field.at()), message, "take it out, or say in `x-assumption` why it stays");
            }
        }
    }
}

fn groups(audit: &Audit<'_>, found: &mut Found) {
    for pair in &audit.matched.fields.groups {
        let (field, group) = (&audit.view.groups[pair.old], &audit.model.groups[pair.new]);
        if let Some(confidence) = pair.renamed {
            let message =
                format!("the document calls the group `{}` `{}` (confidence {confidence})", field.name, group.name);
            let remedy = format!("rename it to `{}`, in the examples and cases as well", group.name);
            found.add(FindingKind::GroupRenamed, Some(group.line), Some(field.at()), message, remedy);
        }
        let around = audit.matched.fields.nesting.of_group[pair.new];
        if audit.matched.fields.has_moved(field.group, around) {
            let name = |group: Option<&str>| group.map_or("no group".to_owned(), |name| format!("`{name}`"));
            let in_spec = name(field.group.map(|group| audit.view.groups[group].name.as_str()));
            let in_document = name(around.map(|group| audit.model.groups[group].name.as_str()));
            let message = format!(
                "the spec has group `{}` in {in_spec}; where it stands in the document, it is in {in_document}",
                field.name
            );
            let remedy = "move it, in the examples and cases as well";
            found.add(FindingKind::GroupMoved, Some(group.line), Some(field.at()), message, remedy);
        }
        group_need(audit, pair.old, group.line, found);
        group_limits(field, group.line, found);
    }
    for (index, group) in unpaired(&audit.model.groups, &audit.matched.fields.groups, |pair| pair.new) {
        let around =
            audit.matched.fields.nesting.of_group[index].and_then(|around| audit.matched.fields.old_group(around));
        let pointer = around.map(|around| audit.view.groups[around].at().to_owned());
        let message = format!("the document has a group `{}` in {}, the spec has not", group.name, group.place.name());
        let remedy = format!(
            "add it with `x-source: {}:{}`; which group it stands in, the table does not say",
            audit.file(),
            group.line
        );
        found.add(FindingKind::GroupNotInSpec, Some(group.line), pointer.as_deref(), message, remedy);
        found.mark(group.line, group.line);
    }
}

/// The table states no limits of a group: those of the spec are its own.
fn group_limits(field: &Field<'_>, line: usize, found: &mut Found) {
    for keyword in ["maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties"] {
        let Some(has) = field.keyword(keyword) else { continue };
        let ours = spec::text(has.value);
        let declared = declared(field.assumptions(), &[&keywords::none(keyword)], &[&ours]);
        let kind = FindingKind::LimitDiffers.or_assumption(declared);
        let message = format!("`{}`: {keyword}: the document says nothing, the spec {ours}", field.name);
        found.add(kind, Some(line), Some(&has.pointer), message, "take it out, or say in `x-assumption` why it stays");
    }
}

/// Whether a group must be given is not in the table: it must where something in it must. Judged within the spec.
fn group_need(audit: &Audit<'_>, index: usize, line: usize, found: &mut Found) {
    let group = &audit.view.groups[index];
    let inside = audit.view.parameters.iter().chain(&audit.view.groups).filter(|field| field.group == Some(index));
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
    let kind = FindingKind::RequirednessDiffers.or_assumption(is_declared);
    let remedy = format!("update `{}`, or say why in `x-assumption`", group.required_at);
    found.add(kind, Some(line), Some(group.at()), message, remedy);
}

fn moved(audit: &Audit<'_>, parameter: usize, row: usize, found: &mut Found) {
    let (field, line) = (&audit.view.parameters[parameter], &audit.model.rows[row]);
    let group = audit.matched.fields.nesting.of_row[row];
    // A body or an answer without a section in the document has lost its title: each parameter below it is not news. Header, path and
    // query are where one parameter is sent, and the section that it stands in says so.
    let lost = matches!(field.place, Place::Body | Place::Response) && !audit.model.has_section(field.place);
    let same_place = field.place == line.place || lost;
    if same_place && !audit.matched.fields.has_moved(field.group, group) {
        return;
    }
    let in_spec = words_for_home(field.group.map(|group| audit.view.groups[group].name.as_str()), field.place);
    let in_document = words_for_home(group.map(|group| audit.model.groups[group].name.as_str()), line.place);
    let message = format!("the spec has `{}` in {in_spec}, the document in {in_document}", field.name);
    let remedy = format!(
        "move it, in the examples and cases as well; it stands at `{}:{}-{}`",
        audit.file(),
        line.line,
        line.last
    );
    found.add(FindingKind::ParameterMoved, Some(line.line), Some(field.at()), message, remedy);
    found.gone.extend(field.chain.iter().map(|link| link.pointer.clone()));
    found.mark(line.line, line.last);
}

/// By rule: its id and the lines that it cites.
type Rules = Vec<(String, Vec<citations::Lines>)>;

fn cited_by_rules(resolved: &Resolved<'_>) -> Rules {
    let rules = resolved.cited.iter().filter(|one| one.citation.at.starts_with("/x-rules/"));
    rules.map(|one| (one.citation.name().to_owned(), one.now.clone())).collect()
}

/// How an assumption names what the spec has: that it must be given, or need not.
fn words_for(required: bool) -> &'static [&'static str] {
    if required { &["mandatory", "required", "must be given"] } else { &["optional", "left out", "omitted", "absent"] }
}

fn need(field: &Field<'_>, row: &Row, rules: &Rules, found: &mut Found) {
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
        Some(Need::Mandatory) => field.required,
        Some(Need::Optional) => !field.required && condition.is_none(),
        Some(Need::Conditional) => !field.required,
        _ => false,
    };
    let words = said.map_or("nothing", Need::name);
    if agrees {
        if said == Some(&Need::Conditional) && cites(row.line, row.last).is_none() {
            let message =
                format!("the document makes `{}` mandatory under a condition, and no rule cites it", field.name);
            let remedy = "declare a rule in `x-rules` that cites these lines";
            found.add(FindingKind::ConditionWithoutRule, Some(line), Some(field.at()), message, remedy);
        }
        return;
    }
    let rule = condition.filter(|_| said == Some(&Need::Optional) && !field.required);
    let message = match rule {
        Some(rule) => format!("`{}`: the document says {words}, rule `{rule}` cites it as a condition", field.name),
        None => format!("`{}`: the document says {words}, the spec {in_spec}", field.name),
    };
    let is_declared =
        said.is_some_and(|said| declared_need(field.assumptions(), said.name(), words_for(field.required)));
    let kind = FindingKind::RequirednessDiffers.or_assumption(is_declared);
    let pointer = rule.map_or(field.required_at.clone(), |rule| colt_numbers_openapi::pointer::join("/x-rules", rule));
    let remedy = "update `required`, or the rule that holds the condition; or say in `x-assumption` what the document says, and why not";
    found.add(kind, Some(line), Some(&pointer), message, remedy);
}
