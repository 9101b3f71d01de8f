//! Compares string keywords: `pattern`, lengths and `enum` together, and `format`.

use serde_json::Value;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::schema::keyword_change::{KeywordChange, changes_of_keywords, join, limit, lower_limit, old_and_new};
use crate::check::schema::shape_pair::ShapePair;
use crate::schema::shape::Shape;
use crate::schema::strings::StringKeywords;
use crate::set_difference::SetChange;

pub(crate) fn compare_strings(shapes: &ShapePair<'_>) -> Vec<Change> {
    let (old, new) = (strings_of(&shapes.old), strings_of(&shapes.new));
    let mut changes = changes_of_keywords(shapes, keyword_changes(&old, &new), &old.relate(&new));
    changes.extend(compare_formats(shapes));
    changes
}

/// Compares formats by name, because the set of strings of a format is unknown.
fn compare_formats(shapes: &ShapePair<'_>) -> Option<Change> {
    // `password` is only a hint for user interfaces.
    let [old, new] = [&shapes.old, &shapes.new].map(|shape| {
        let mut formats = shape.formats.clone();
        formats.remove("password");
        formats
    });
    let set_change = SetChange::of(!old.is_superset(&new), !new.is_superset(&old));
    (set_change != SetChange::Same)
        .then(|| shapes.change(ChangeType::Format, "format", set_change).with(old_and_new(join(&old), join(&new))))
}

/// The string keywords, with the values of `enum`.
fn strings_of(shape: &Shape<'_>) -> StringKeywords {
    let texts = |values: &Vec<Value>| values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    StringKeywords { values: shape.values.as_ref().map(texts), ..shape.strings.clone() }
}

fn keyword_changes(old: &StringKeywords, new: &StringKeywords) -> Vec<KeywordChange> {
    let mut keyword_changes = Vec::new();
    if old.patterns != new.patterns {
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::Pattern,
            keyword: "pattern",
            value: old_and_new(join(&old.patterns), join(&new.patterns)),
            alone: old.relate(&StringKeywords { patterns: new.patterns.clone(), ..old.clone() }),
        });
    }
    if old.min != new.min {
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::MinLength,
            keyword: "minLength",
            value: old_and_new(lower_limit(old.min), lower_limit(new.min)),
            alone: old.relate(&StringKeywords { min: new.min, ..old.clone() }),
        });
    }
    if old.max != new.max {
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::MaxLength,
            keyword: "maxLength",
            value: old_and_new(limit(old.max), limit(new.max)),
            alone: old.relate(&StringKeywords { max: new.max, ..old.clone() }),
        });
    }
    if old.values != new.values {
        let shown = |values: &Option<Vec<String>>| {
            Some(Value::String(match values.as_deref()? {
                [value] => value.clone(),
                values => format!("{} values", values.len()),
            }))
        };
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::Enum,
            keyword: "enum",
            value: MessageValue::OldAndNew(shown(&old.values), shown(&new.values)),
            alone: old.relate(&StringKeywords { values: new.values.clone(), ..old.clone() }),
        });
    }
    keyword_changes
}
