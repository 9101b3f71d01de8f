//! Compares number keywords: limits, `multipleOf`, `format` and `type: integer` together.

use num_rational::BigRational;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::schema::keyword_change::{KeywordChange, changes_of_keywords, join, old_and_new};
use crate::check::schema::shape_pair::ShapePair;
use crate::schema::decimal::to_value;
use crate::schema::numbers::{Limit, NumberKeywords};

pub(crate) fn compare_numbers(shapes: &ShapePair<'_>) -> Vec<Change> {
    let (old, new) = (&shapes.old.numbers, &shapes.new.numbers);
    changes_of_keywords(shapes, keyword_changes(old, new), &old.relate(new))
}

fn keyword_changes(old: &NumberKeywords, new: &NumberKeywords) -> Vec<KeywordChange> {
    let mut keyword_changes = Vec::new();
    if old.integer != new.integer {
        let name = |numbers: &NumberKeywords| vec![if numbers.integer { "integer" } else { "number" }];
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::Type,
            keyword: "type",
            value: MessageValue::OldAndNewTypes(name(old), name(new)),
            alone: old.relate(&NumberKeywords { integer: new.integer, ..old.clone() }),
        });
    }
    if old.minimum != new.minimum {
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::Minimum,
            keyword: changed_limit_keyword(old.minimum.as_ref(), new.minimum.as_ref(), "minimum", "exclusiveMinimum"),
            value: old_and_new(limit_text(old.minimum.as_ref()), limit_text(new.minimum.as_ref())),
            alone: old.relate(&NumberKeywords { minimum: new.minimum.clone(), ..old.clone() }),
        });
    }
    if old.maximum != new.maximum {
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::Maximum,
            keyword: changed_limit_keyword(old.maximum.as_ref(), new.maximum.as_ref(), "maximum", "exclusiveMaximum"),
            value: old_and_new(limit_text(old.maximum.as_ref()), limit_text(new.maximum.as_ref())),
            alone: old.relate(&NumberKeywords { maximum: new.maximum.clone(), ..old.clone() }),
        });
    }
    if old.multiple_of != new.multiple_of {
        let shown =
            |keyword_changes: &[BigRational]| join(keyword_changes.iter().map(|step| to_value(step).to_string()));
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::MultipleOf,
            keyword: "multipleOf",
            value: old_and_new(shown(&old.multiple_of), shown(&new.multiple_of)),
            alone: old.relate(&NumberKeywords { multiple_of: new.multiple_of.clone(), ..old.clone() }),
        });
    }
    if old.formats != new.formats {
        keyword_changes.push(KeywordChange {
            change_type: ChangeType::Format,
            keyword: "format",
            value: old_and_new(join(&old.formats), join(&new.formats)),
            alone: old.relate(&NumberKeywords { formats: new.formats.clone(), ..old.clone() }),
        });
    }
    keyword_changes
}

/// The keyword that changed: the limit, or only its flag (`exclusiveMinimum` or `exclusiveMaximum`).
fn changed_limit_keyword(
    old: Option<&Limit>,
    new: Option<&Limit>,
    value: &'static str,
    exclusive: &'static str,
) -> &'static str {
    match (old, new) {
        (Some(old), Some(new)) if old.value == new.value => exclusive,
        _ => value,
    }
}

fn limit_text(limit: Option<&Limit>) -> String {
    limit.map_or_else(String::new, |limit| {
        let exclusive = if limit.exclusive { " (exclusive)" } else { "" };
        format!("{}{exclusive}", to_value(&limit.value))
    })
}
