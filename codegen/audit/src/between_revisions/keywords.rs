//! Changes of what a parameter's description says in labelled facts and listed values.

use super::change_collector::Found;
use super::revision_change::ChangeKind;
use crate::document::description::{Fact, FactKind, Listed};
use crate::document::table::Row;
use crate::matching::similarity;

/// Finds what changed of the facts and values of one parameter.
pub(super) fn compare(old: &Row, new: &Row, found: &mut Found) {
    let mut kinds: Vec<FactKind> =
        old.description.facts.iter().chain(&new.description.facts).map(|fact| fact.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        of_kind(kind, old, new, found);
    }
    values(old, new, found);
}

fn of_kind(kind: FactKind, old: &Row, new: &Row, found: &mut Found) {
    let of = |row: &'_ Row| -> Vec<Fact> {
        row.description.facts.iter().filter(|fact| fact.kind == kind).cloned().collect()
    };
    let (mut gone, mut came) = (of(old), of(new));
    gone.retain(|fact| match came.iter().position(|other| fact.says_the_same(other)) {
        Some(index) => {
            came.remove(index);
            false
        }
        None => true,
    });
    let change = match kind {
        FactKind::Pattern => ChangeKind::PatternChanged,
        FactKind::Example => ChangeKind::ExampleChanged,
        kind if kind.is_limit() => ChangeKind::LimitChanged,
        _ => ChangeKind::FactChanged,
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
        let lines = (went.map(|fact| fact.line), came.map(|fact| fact.line));
        let draft = found.add(change, lines, message).about(&old.name);
        if went.is_none() {
            draft.touching(old.line, old.line);
        }
    }
}

fn values(old: &Row, new: &Row, found: &mut Found) {
    let (old_values, new_values) = (&old.description.values, &new.description.values);
    let lacks = |values: &[Listed], text: &str| !values.iter().any(|value| value.text == text);
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
        found
            .add(ChangeKind::ValueRenamed, (Some(went.line), Some(value.line)), message)
            .about(&old.name)
            .sure(Some(confidence));
    }
    let line_of_list = |values: &[Listed], other: &[Listed]| {
        // A list on one line has that line also where a value is missing from it; values below one another have none.
        let on_one_line =
            |values: &[Listed]| values.len() > 1 && values.iter().all(|value| value.line == values[0].line);
        if on_one_line(values) || (on_one_line(other) && values.len() == 1) {
            values.first().map(|value| value.line)
        } else {
            None
        }
    };
    for value in gone.into_iter().map(|index| &old_values[index]) {
        let message = format!("`{}`: value `{}` is gone", old.name, value.text);
        found
            .add(ChangeKind::ValueRemoved, (Some(value.line), line_of_list(new_values, old_values)), message)
            .about(&old.name);
    }
    for value in came.into_iter().map(|index| &new_values[index]) {
        let message = format!("`{}`: value `{}` is new", old.name, value.text);
        let lines = (line_of_list(old_values, new_values), Some(value.line));
        found.add(ChangeKind::ValueAdded, lines, message).about(&old.name).touching(old.line, old.last);
    }
}

/// Values that stand between the same neighbours as one that went.
fn replaced(old: &[Listed], new: &[Listed], gone: &[usize], came: &[usize]) -> Vec<(usize, usize, f64)> {
    let around = |values: &[Listed], index: usize| {
        let text = |index: Option<usize>| index.and_then(|index| values.get(index)).map(|value| value.text.clone());
        (text(index.checked_sub(1)), text(Some(index + 1)))
    };
    let mut free: Vec<usize> = came.to_vec();
    let mut found = Vec::new();
    for went in gone {
        let place = around(old, *went);
        if let Some(position) = free.iter().position(|index| around(new, *index) == place) {
            let index = free.remove(position);
            let likeness = similarity::names(&old[*went].text, &new[index].text);
            found.push((*went, index, ((0.5 + likeness / 2.0) * 100.0).round() / 100.0));
        }
    }
    found
}
