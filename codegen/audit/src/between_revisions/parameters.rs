//! RevisionChanges of groups and parameters.

use super::change_collector::ChangeCollector;
use super::keywords;
use super::revision_change::RevisionChangeKind;
use super::revisions::Revisions;
use crate::document::table::ParameterRow;
use crate::matching::fields::{location_text, unmatched};

/// Finds what changed of groups and parameters, prose excepted.
pub(super) fn compare(paired: &Revisions<'_>, collector: &mut ChangeCollector) {
    groups(paired, collector);
    for pair in &paired.fields.parameters {
        let (old, new) = (&paired.old.rows[pair.old], &paired.new.rows[pair.new]);
        if let Some(confidence) = pair.renamed {
            let also = shown_in_examples(paired, &old.name, &new.name);
            let message = format!("`{}` is now `{}` (confidence {confidence}){also}", old.name, new.name);
            let lines = (Some(old.line), Some(new.line));
            collector
                .add(RevisionChangeKind::ParameterRenamed, lines, message)
                .about(&old.name)
                .sure(Some(confidence))
                .touching(old.line, old.last);
        }
        moved(paired, pair.old, pair.new, collector);
        if old.need.as_ref().map(|(need, _)| need) != new.need.as_ref().map(|(need, _)| need) {
            let words =
                |row: &ParameterRow| row.need.as_ref().map_or("nothing said", |(need, _)| need.name()).to_owned();
            let lines = (old.need.as_ref().map(|(_, line)| *line), new.need.as_ref().map(|(_, line)| *line));
            let message = format!("`{}`: {} → {}", old.name, words(old), words(new));
            collector
                .add(RevisionChangeKind::RequirednessChanged, lines, message)
                .about(&old.name)
                .touching(old.line, old.need.as_ref().map_or(old.line, |(_, line)| *line));
        }
        if old.text != new.text {
            keywords::compare(old, new, collector);
        }
    }
    for (index, row) in unmatched(&paired.old.rows, &paired.fields.parameters, |pair| pair.old) {
        let message = format!("`{}` is gone from {}", row.name, home(paired, index, false));
        collector
            .add(RevisionChangeKind::ParameterRemoved, (Some(row.line), None), message)
            .about(&row.name)
            .touching(row.line, row.last);
    }
    for (index, row) in unmatched(&paired.new.rows, &paired.fields.parameters, |pair| pair.new) {
        let need = row.need.as_ref().map_or("nothing is said of whether it must be given", |(need, _)| need.name());
        let message = format!("`{}` is new in {} ({need})", row.name, home(paired, index, true));
        let group = paired.fields.nesting.of_row[index].and_then(|group| paired.fields.old_group(group));
        let change =
            collector.add(RevisionChangeKind::ParameterAdded, (None, Some(row.line)), message).about(&row.name);
        if let Some(group) = group {
            let line = paired.old.groups[group].line;
            change.touching(line, line);
        }
    }
}

fn groups(paired: &Revisions<'_>, collector: &mut ChangeCollector) {
    for pair in &paired.fields.groups {
        let (old, new) = (&paired.old.groups[pair.old], &paired.new.groups[pair.new]);
        let lines = (Some(old.line), Some(new.line));
        if let Some(confidence) = pair.renamed {
            let also = shown_in_examples(paired, &old.name, &new.name);
            let message = format!("group `{}` is now `{}` (confidence {confidence}){also}", old.name, new.name);
            collector.add(RevisionChangeKind::GroupRenamed, lines, message).about(&old.name).sure(Some(confidence));
        }
        let around = (paired.old_nesting.of_group[pair.old], paired.fields.nesting.of_group[pair.new]);
        if paired.fields.has_moved(around.0, around.1) || old.place != new.place && paired.new.has_section(old.place) {
            let name = |names: Option<&str>| names.map_or("the top".to_owned(), |name| format!("`{name}`"));
            let from = name(around.0.map(|group| paired.old.groups[group].name.as_str()));
            let to = name(around.1.map(|group| paired.new.groups[group].name.as_str()));
            let message = format!(
                "group `{}` stood in {from} of {}, and stands in {to} of {}",
                old.name,
                old.place.name(),
                new.place.name()
            );
            collector.add(RevisionChangeKind::GroupMoved, lines, message).about(&old.name);
        }
    }
    for (index, group) in unmatched(&paired.old.groups, &paired.fields.groups, |pair| pair.old) {
        let orphans = paired.fields.parameters.iter().filter(|pair| paired.old_nesting.of_row[pair.old] == Some(index));
        let names = list(orphans.map(|pair| paired.new.rows[pair.new].name.as_str()));
        let message = format!(
            "group `{}` is gone{}",
            group.name,
            if names.is_empty() { names } else { format!("; what is left of it: {names}") }
        );
        collector.add(RevisionChangeKind::GroupRemoved, (Some(group.line), None), message).about(&group.name);
    }
    for (index, group) in unmatched(&paired.new.groups, &paired.fields.groups, |pair| pair.new) {
        let taken =
            paired.fields.parameters.iter().filter(|pair| paired.fields.nesting.of_row[pair.new] == Some(index));
        let names = list(taken.map(|pair| paired.new.rows[pair.new].name.as_str()));
        let around = paired.fields.nesting.of_group[index]
            .map_or(String::new(), |around| format!(" in `{}`", paired.new.groups[around].name));
        let also = if names.is_empty() { names } else { format!("; it takes in {names}") };
        let message = format!("group `{}` is new in {}{around}{also}", group.name, group.place.name());
        collector.add(RevisionChangeKind::GroupAdded, (None, Some(group.line)), message).about(&group.name);
    }
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn moved(paired: &Revisions<'_>, old: usize, new: usize, collector: &mut ChangeCollector) {
    let (from, to) = (paired.old_nesting.of_row[old], paired.fields.nesting.of_row[new]);
    let (old_row, new_row) = (&paired.old.rows[old], &paired.new.rows[new]);
    // A place without a section in the new document has lost its title: that is told, not each parameter below it.
    let place_moved = old_row.place != new_row.place && paired.new.has_section(old_row.place);
    if place_moved || paired.fields.has_moved(from, to) {
        let message = format!(
            "`{}` stood in {}, and stands in {}",
            old_row.name,
            home(paired, old, false),
            home(paired, new, true)
        );
        let lines = (Some(old_row.line), Some(new_row.line));
        collector
            .add(RevisionChangeKind::ParameterMoved, lines, message)
            .about(&old_row.name)
            .touching(old_row.line, old_row.last);
    }
}

/// The words for where a row stands.
fn home(paired: &Revisions<'_>, row: usize, in_new: bool) -> String {
    let (model, nesting) =
        if in_new { (paired.new, &paired.fields.nesting) } else { (paired.old, &paired.old_nesting) };
    location_text(nesting.of_row[row].map(|group| model.groups[group].name.as_str()), model.rows[row].place)
}

/// Whether the examples have a new name: where they still have the old one, the document is in doubt.
fn shown_in_examples(paired: &Revisions<'_>, old: &str, new: &str) -> &'static str {
    let nodes = || paired.new.samples.iter().filter_map(|sample| sample.node.as_ref());
    let shows = |name: &str| nodes().any(|node| !node.lines_of(name).is_empty());
    match (shows(old), shows(new)) {
        (true, _) => "; the examples still have the old name",
        (false, true) => ", in the examples as well",
        (false, false) => "",
    }
}
