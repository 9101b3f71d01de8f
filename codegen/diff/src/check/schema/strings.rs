//! Strings: `pattern`, lengths and listed values together, and `format`.

use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::schema::keyword_change::{Step, explained, join, least, limit, step};
use crate::check::schema::shape_pair::Shapes;
use crate::direction::Shift;
use crate::schema::shape::Shape;
use crate::schema::strings::Strings;

pub(crate) fn strings(shapes: &Shapes<'_>) -> Vec<Change> {
    let (old, new) = (strings_of(&shapes.old), strings_of(&shapes.new));
    let mut changes = explained(shapes, steps(&old, &new), &old.relate(&new));
    changes.extend(formats(shapes));
    changes
}

/// A format is a rule without a text of its own.
fn formats(shapes: &Shapes<'_>) -> Option<Change> {
    // `password` only asks a form to hide what is typed.
    let [old, new] = [&shapes.old, &shapes.new].map(|shape| {
        let mut formats = shape.formats.clone();
        formats.remove("password");
        formats
    });
    let shift = Shift::of(!old.is_superset(&new), !new.is_superset(&old));
    (shift != Shift::Same).then(|| shapes.change(Kind::Format, "format", shift).with(step(join(&old), join(&new))))
}

/// The rules for strings, with the values that are listed.
fn strings_of(shape: &Shape<'_>) -> Strings {
    let texts = |values: &Vec<Value>| values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Strings { values: shape.values.as_ref().map(texts), ..shape.strings.clone() }
}

fn steps(old: &Strings, new: &Strings) -> Vec<Step> {
    let mut steps = Vec::new();
    if old.patterns != new.patterns {
        steps.push(Step {
            kind: Kind::Pattern,
            keyword: "pattern",
            change: step(join(&old.patterns), join(&new.patterns)),
            alone: old.relate(&Strings { patterns: new.patterns.clone(), ..old.clone() }),
        });
    }
    if old.min != new.min {
        steps.push(Step {
            kind: Kind::MinLength,
            keyword: "minLength",
            change: step(least(old.min), least(new.min)),
            alone: old.relate(&Strings { min: new.min, ..old.clone() }),
        });
    }
    if old.max != new.max {
        steps.push(Step {
            kind: Kind::MaxLength,
            keyword: "maxLength",
            change: step(limit(old.max), limit(new.max)),
            alone: old.relate(&Strings { max: new.max, ..old.clone() }),
        });
    }
    if old.values != new.values {
        let shown = |values: &Option<Vec<String>>| {
            Some(Value::String(match values.as_deref()? {
                [value] => value.clone(),
                values => format!("{} values", values.len()),
            }))
        };
        steps.push(Step {
            kind: Kind::Enum,
            keyword: "enum",
            change: Datum::Step(shown(&old.values), shown(&new.values)),
            alone: old.relate(&Strings { values: new.values.clone(), ..old.clone() }),
        });
    }
    steps
}
