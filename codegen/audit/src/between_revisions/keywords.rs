//! RevisionChanges of what a parameter's description says in labelled keywords and listed values.

use super::change_collector::ChangeCollector;
use super::revision_change::RevisionChangeKind;
use crate::document::description::{KeywordValue, ListedValue, SchemaKeyword};
use crate::document::table::ParameterRow;
use crate::matching::similarity;

/// Finds what changed of the keywords and values of one parameter.
pub(super) fn compare(old: &ParameterRow, new: &ParameterRow, collector: &mut ChangeCollector) {
    let mut kinds: Vec<SchemaKeyword> = old
        .description
        .keywords
        .iter()
        .chain(&new.description.keywords)
        .map(|keyword_value| keyword_value.kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        of_kind(kind, old, new, collector);
    }
    values(old, new, collector);
}

fn of_kind(kind: SchemaKeyword, old: &ParameterRow, new: &ParameterRow, collector: &mut ChangeCollector) {
    let of = |row: &'_ ParameterRow| -> Vec<KeywordValue> {
        row.description.keywords.iter().filter(|keyword_value| keyword_value.kind == kind).cloned().collect()
    };
    let (mut gone, mut came) = (of(old), of(new));
    gone.retain(|keyword_value| match came.iter().position(|other| keyword_value.says_the_same(other)) {
        Some(index) => {
            came.remove(index);
            false
        }
        None => true,
    });
    let change = match kind {
        SchemaKeyword::Pattern => RevisionChangeKind::PatternChanged,
        SchemaKeyword::Example => RevisionChangeKind::ExampleChanged,
        kind if kind.is_limit() => RevisionChangeKind::LimitChanged,
        _ => RevisionChangeKind::FactChanged,
    };
    let count = gone.len().max(came.len());
    for index in 0..count {
        let (went, came) = (gone.get(index), came.get(index));
        let what = match (went, came) {
            (Some(went), Some(came)) => format!("{} → {}", went.value, came.value),
            (Some(went), None) => format!("{} is gone", went.value),
            (None, Some(came)) => format!("{} is new", came.value),
            (None, None) => continue,
        };
        let message = format!("`{}`: {} {what}", old.name, kind.keyword());
        let lines = (went.map(|keyword_value| keyword_value.line), came.map(|keyword_value| keyword_value.line));
        let change = collector.add(change, lines, message).about(&old.name);
        if went.is_none() {
            change.touching(old.line, old.line);
        }
    }
}

fn values(old: &ParameterRow, new: &ParameterRow, collector: &mut ChangeCollector) {
    let (old_values, new_values) = (&old.description.values, &new.description.values);
    let lacks = |values: &[ListedValue], text: &str| !values.iter().any(|value| value.text == text);
    let mut gone: Vec<usize> =
        (0..old_values.len()).filter(|index| lacks(new_values, &old_values[*index].text)).collect();
    let mut came: Vec<usize> =
        (0..new_values.len()).filter(|index| lacks(old_values, &new_values[*index].text)).collect();
    for (went, index, confidence) in replaced(old_values, new_values, &gone, &came) {
        gone.retain(|other| *other != went);
        came.retain(|other| *other != index);
        let (went, value) = (&old_values[went], &new_values[index]);
        let message = format!(
            "`{}`: value `{}` → `{}`, at the same place in the list (renamed, with confidence {confidence}; or one removed and one added)",
            old.name, went.text, value.text
        );
        collector
            .add(RevisionChangeKind::ValueRenamed, (Some(went.line), Some(value.line)), message)
            .about(&old.name)
            .sure(Some(confidence));
    }
    let line_of_list = |values: &[ListedValue], other: &[ListedValue]| {
        // A list on one line has that line also where a value is missing from it; values below one another have none.
        let on_one_line =
            |values: &[ListedValue]| values.len() > 1 && values.iter().all(|value| value.line == values[0].line);
        if on_one_line(values) || (on_one_line(other) && values.len() == 1) {
            values.first().map(|value| value.line)
        } else {
            None
        }
    };
    for value in gone.into_iter().map(|index| &old_values[index]) {
        let message = format!("`{}`: value `{}` is gone", old.name, value.text);
        collector
            .add(RevisionChangeKind::ValueRemoved, (Some(value.line), line_of_list(new_values, old_values)), message)
            .about(&old.name);
    }
    for value in came.into_iter().map(|index| &new_values[index]) {
        let message = format!("`{}`: value `{}` is new", old.name, value.text);
        let lines = (line_of_list(old_values, new_values), Some(value.line));
        collector.add(RevisionChangeKind::ValueAdded, lines, message).about(&old.name).touching(old.line, old.last);
    }
}

/// Values that stand between the same neighbours as one that went.
fn replaced(old: &[ListedValue], new: &[ListedValue], gone: &[usize], came: &[usize]) -> Vec<(usize, usize, f64)> {
    let around = |values: &[ListedValue], index: usize| {
        let text = |index: Option<usize>| index.and_then(|index| values.get(index)).map(|value| value.text.clone());
        (text(index.checked_sub(1)), text(Some(index + 1)))
    };
    let mut free: Vec<usize> = came.to_vec();
    let mut found = Vec::new();
    for went in gone {
        let place = around(old, *went);
        if let Some(position) = free.iter().position(|index| around(new, *index) == place) {
            let index = free.remove(position);
            let likeness = similarity::name_similarity(&old[*went].text, &new[index].text);
            found.push((*went, index, ((0.5 + likeness / 2.0) * 100.0).round() / 100.0));
        }
    }
    found
}
