//! Finds changes of the keywords and listed values of a parameter.

use super::change_collector::ChangeCollector;
use super::revision_change::RevisionChangeKind;
use crate::document::description::{KeywordValue, ListedValue, SchemaKeyword};
use crate::document::table::ParameterRow;
use crate::matching::similarity;

/// Finds changes of the keywords and listed values of one parameter.
pub(super) fn compare(old: &ParameterRow, new: &ParameterRow, collector: &mut ChangeCollector) {
    let mut all_keywords: Vec<SchemaKeyword> = old
        .description
        .keywords
        .iter()
        .chain(&new.description.keywords)
        .map(|keyword_value| keyword_value.keyword)
        .collect();
    all_keywords.sort_unstable();
    all_keywords.dedup();
    for keyword in all_keywords {
        compare_keyword(keyword, old, new, collector);
    }
    compare_values(old, new, collector);
}

fn compare_keyword(keyword: SchemaKeyword, old: &ParameterRow, new: &ParameterRow, collector: &mut ChangeCollector) {
    let of = |row: &'_ ParameterRow| -> Vec<KeywordValue> {
        row.description.keywords.iter().filter(|keyword_value| keyword_value.keyword == keyword).cloned().collect()
    };
    let (mut removed, mut added) = (of(old), of(new));
    removed.retain(|keyword_value| match added.iter().position(|other| keyword_value.equals(other)) {
        Some(index) => {
            added.remove(index);
            false
        }
        None => true,
    });
    let change = match keyword {
        SchemaKeyword::Pattern => RevisionChangeKind::PatternChanged,
        SchemaKeyword::Example => RevisionChangeKind::ExampleChanged,
        keyword if keyword.is_limit() => RevisionChangeKind::LimitChanged,
        _ => RevisionChangeKind::FactChanged,
    };
    let count = removed.len().max(added.len());
    for index in 0..count {
        let (old_value, new_value) = (removed.get(index), added.get(index));
        let what = match (old_value, new_value) {
            (Some(old_value), Some(new_value)) => format!("{} → {}", old_value.value, new_value.value),
            (Some(old_value), None) => format!("{} was removed", old_value.value),
            (None, Some(new_value)) => format!("{} was added", new_value.value),
            (None, None) => continue,
        };
        let message = format!("`{}`: {} {what}", old.name, keyword.name());
        let lines = (old_value.map(|value| value.line), new_value.map(|value| value.line));
        let change = collector.add(change, lines, message).on_parameter(&old.name);
        if old_value.is_none() {
            change.touching(old.line, old.line);
        }
    }
}

fn compare_values(old: &ParameterRow, new: &ParameterRow, collector: &mut ChangeCollector) {
    let (old_values, new_values) = (&old.description.values, &new.description.values);
    let lacks = |values: &[ListedValue], text: &str| !values.iter().any(|value| value.text == text);
    let mut removed: Vec<usize> =
        (0..old_values.len()).filter(|index| lacks(new_values, &old_values[*index].text)).collect();
    let mut added: Vec<usize> =
        (0..new_values.len()).filter(|index| lacks(old_values, &new_values[*index].text)).collect();
    for (old_value, index, confidence) in replaced_values(old_values, new_values, &removed, &added) {
        removed.retain(|other| *other != old_value);
        added.retain(|other| *other != index);
        let (old_value, value) = (&old_values[old_value], &new_values[index]);
        let message = format!(
            "`{}`: value `{}` → `{}` at the same position (renamed with confidence {confidence}, or replaced)",
            old.name, old_value.text, value.text
        );
        collector
            .add(RevisionChangeKind::ValueRenamed, (Some(old_value.line), Some(value.line)), message)
            .on_parameter(&old.name)
            .with_confidence(Some(confidence));
    }
    let line_of_list = |values: &[ListedValue], other: &[ListedValue]| {
        // If the list is on one line, a value that is missing from the list still has that line. If each value is on its own line, a missing
        // value has no line.
        let on_one_line =
            |values: &[ListedValue]| values.len() > 1 && values.iter().all(|value| value.line == values[0].line);
        if on_one_line(values) || (on_one_line(other) && values.len() == 1) {
            values.first().map(|value| value.line)
        } else {
            None
        }
    };
    for value in removed.into_iter().map(|index| &old_values[index]) {
        let message = format!("`{}`: value `{}` was removed", old.name, value.text);
        collector
            .add(RevisionChangeKind::ValueRemoved, (Some(value.line), line_of_list(new_values, old_values)), message)
            .on_parameter(&old.name);
    }
    for value in added.into_iter().map(|index| &new_values[index]) {
        let message = format!("`{}`: value `{}` was added", old.name, value.text);
        let lines = (line_of_list(old_values, new_values), Some(value.line));
        collector
            .add(RevisionChangeKind::ValueAdded, lines, message)
            .on_parameter(&old.name)
            .touching(old.line, old.last);
    }
}

/// Pairs of a removed and an added value with the same neighbours, each with the confidence that the value was renamed.
fn replaced_values(
    old: &[ListedValue],
    new: &[ListedValue],
    removed: &[usize],
    added: &[usize],
) -> Vec<(usize, usize, f64)> {
    let neighbours = |values: &[ListedValue], index: usize| {
        let text = |index: Option<usize>| index.and_then(|index| values.get(index)).map(|value| value.text.clone());
        (text(index.checked_sub(1)), text(Some(index + 1)))
    };
    let mut free: Vec<usize> = added.to_vec();
    let mut found = Vec::new();
    for old_value in removed {
        let old_neighbours = neighbours(old, *old_value);
        if let Some(position) = free.iter().position(|index| neighbours(new, *index) == old_neighbours) {
            let index = free.remove(position);
            let similarity = similarity::name_similarity(&old[*old_value].text, &new[index].text);
            found.push((*old_value, index, ((0.5 + similarity / 2.0) * 100.0).round() / 100.0));
        }
    }
    found
}
