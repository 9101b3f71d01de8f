//! Finds changes of groups and parameters.

use super::change_collector::ChangeCollector;
use super::keywords;
use super::revision_change::RevisionChangeKind;
use super::revisions::Revisions;
use crate::document::table::ParameterRow;
use crate::matching::fields::{location_text, unmatched};

/// Finds changes of groups and parameters, except for prose.
pub(super) fn compare(revisions: &Revisions<'_>, collector: &mut ChangeCollector) {
    compare_groups(revisions, collector);
    for pair in &revisions.fields.parameters {
        let (old, new) = (&revisions.old.rows[pair.old], &revisions.new.rows[pair.new]);
        if let Some(confidence) = pair.renamed {
            let also = examples_suffix(revisions, &old.name, &new.name);
            let message = format!("`{}` was renamed to `{}` (confidence {confidence}){also}", old.name, new.name);
            let lines = (Some(old.line), Some(new.line));
            collector
                .add(RevisionChangeKind::ParameterRenamed, lines, message)
                .on_parameter(&old.name)
                .with_confidence(Some(confidence))
                .touching(old.line, old.last);
        }
        compare_location(revisions, pair.old, pair.new, collector);
        if old.requiredness.as_ref().map(|(requiredness, _)| requiredness)
            != new.requiredness.as_ref().map(|(requiredness, _)| requiredness)
        {
            let words = |row: &ParameterRow| {
                row.requiredness.as_ref().map_or("not stated", |(requiredness, _)| requiredness.name()).to_owned()
            };
            let lines =
                (old.requiredness.as_ref().map(|(_, line)| *line), new.requiredness.as_ref().map(|(_, line)| *line));
            let message = format!("`{}`: {} → {}", old.name, words(old), words(new));
            collector
                .add(RevisionChangeKind::RequirednessChanged, lines, message)
                .on_parameter(&old.name)
                .touching(old.line, old.requiredness.as_ref().map_or(old.line, |(_, line)| *line));
        }
        if old.text != new.text {
            keywords::compare(old, new, collector);
        }
    }
    for (index, row) in unmatched(&revisions.old.rows, &revisions.fields.parameters, |pair| pair.old) {
        let message = format!("`{}` was removed from {}", row.name, container_text(revisions, index, false));
        collector
            .add(RevisionChangeKind::ParameterRemoved, (Some(row.line), None), message)
            .on_parameter(&row.name)
            .touching(row.line, row.last);
    }
    for (index, row) in unmatched(&revisions.new.rows, &revisions.fields.parameters, |pair| pair.new) {
        let requiredness =
            row.requiredness.as_ref().map_or("not stated whether mandatory", |(requiredness, _)| requiredness.name());
        let message =
            format!("`{}` was added to {} ({requiredness})", row.name, container_text(revisions, index, true));
        let group = revisions.fields.nesting.row_parents[index].and_then(|group| revisions.fields.old_group(group));
        let change =
            collector.add(RevisionChangeKind::ParameterAdded, (None, Some(row.line)), message).on_parameter(&row.name);
        if let Some(group) = group {
            let line = revisions.old.groups[group].line;
            change.touching(line, line);
        }
    }
}

fn compare_groups(revisions: &Revisions<'_>, collector: &mut ChangeCollector) {
    for pair in &revisions.fields.groups {
        let (old, new) = (&revisions.old.groups[pair.old], &revisions.new.groups[pair.new]);
        let lines = (Some(old.line), Some(new.line));
        if let Some(confidence) = pair.renamed {
            let also = examples_suffix(revisions, &old.name, &new.name);
            let message = format!("group `{}` was renamed to `{}` (confidence {confidence}){also}", old.name, new.name);
            collector
                .add(RevisionChangeKind::GroupRenamed, lines, message)
                .on_parameter(&old.name)
                .with_confidence(Some(confidence));
        }
        let parents = (revisions.old_nesting.group_parents[pair.old], revisions.fields.nesting.group_parents[pair.new]);
        if revisions.fields.has_moved(parents.0, parents.1)
            || old.location != new.location
                && revisions.new.has_section(revisions.new.operation_at(new.line), old.location)
        {
            let name = |names: Option<&str>| names.map_or("the top level".to_owned(), |name| format!("`{name}`"));
            let from = name(parents.0.map(|group| revisions.old.groups[group].name.as_str()));
            let to = name(parents.1.map(|group| revisions.new.groups[group].name.as_str()));
            let message = format!(
                "group `{}` moved from {from} of {} to {to} of {}",
                old.name,
                old.location.name(),
                new.location.name()
            );
            collector.add(RevisionChangeKind::GroupMoved, lines, message).on_parameter(&old.name);
        }
    }
    for (index, group) in unmatched(&revisions.old.groups, &revisions.fields.groups, |pair| pair.old) {
        let remaining = revisions
            .fields
            .parameters
            .iter()
            .filter(|pair| revisions.old_nesting.row_parents[pair.old] == Some(index));
        let names = quoted_list(remaining.map(|pair| revisions.new.rows[pair.new].name.as_str()));
        let message = format!(
            "group `{}` was removed{}",
            group.name,
            if names.is_empty() { names } else { format!("; its remaining parameters: {names}") }
        );
        collector.add(RevisionChangeKind::GroupRemoved, (Some(group.line), None), message).on_parameter(&group.name);
    }
    for (index, group) in unmatched(&revisions.new.groups, &revisions.fields.groups, |pair| pair.new) {
        let contained = revisions
            .fields
            .parameters
            .iter()
            .filter(|pair| revisions.fields.nesting.row_parents[pair.new] == Some(index));
        let names = quoted_list(contained.map(|pair| revisions.new.rows[pair.new].name.as_str()));
        let parent = revisions.fields.nesting.group_parents[index]
            .map_or(String::new(), |parent| format!(" in `{}`", revisions.new.groups[parent].name));
        let also = if names.is_empty() { names } else { format!("; it contains {names}") };
        let message = format!("group `{}` was added to {}{parent}{also}", group.name, group.location.name());
        collector.add(RevisionChangeKind::GroupAdded, (None, Some(group.line)), message).on_parameter(&group.name);
    }
}

fn quoted_list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn compare_location(revisions: &Revisions<'_>, old: usize, new: usize, collector: &mut ChangeCollector) {
    let (from, to) = (revisions.old_nesting.row_parents[old], revisions.fields.nesting.row_parents[new]);
    let (old_row, new_row) = (&revisions.old.rows[old], &revisions.new.rows[new]);
    // If the new document has no section for the location, only the heading was removed. The removal of the heading is reported, not a move
    // of each parameter.
    let location_changed = old_row.location != new_row.location
        && revisions.new.has_section(revisions.new.operation_at(new_row.line), old_row.location);
    if location_changed || revisions.fields.has_moved(from, to) {
        let message = format!(
            "`{}` moved from {} to {}",
            old_row.name,
            container_text(revisions, old, false),
            container_text(revisions, new, true)
        );
        let lines = (Some(old_row.line), Some(new_row.line));
        collector
            .add(RevisionChangeKind::ParameterMoved, lines, message)
            .on_parameter(&old_row.name)
            .touching(old_row.line, old_row.last);
    }
}

/// The group and location of a row, in words.
fn container_text(revisions: &Revisions<'_>, row: usize, in_new: bool) -> String {
    let (model, nesting) =
        if in_new { (revisions.new, &revisions.fields.nesting) } else { (revisions.old, &revisions.old_nesting) };
    location_text(nesting.row_parents[row].map(|group| model.groups[group].name.as_str()), model.rows[row].location)
}

/// Words for the message that state whether the examples have the new name. If they still have the old name, the rename is doubtful.
fn examples_suffix(revisions: &Revisions<'_>, old: &str, new: &str) -> &'static str {
    let nodes = || revisions.new.samples.iter().filter_map(|sample| sample.node.as_ref());
    let shows = |name: &str| nodes().any(|node| !node.lines_of(name).is_empty());
    match (shows(old), shows(new)) {
        (true, _) => "; the examples still have the old name",
        (false, true) => ", also in the examples",
        (false, false) => "",
    }
}
