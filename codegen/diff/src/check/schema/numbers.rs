//! Numbers: limits, steps and formats together.

use num_rational::BigRational;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::schema::keyword_change::{Step, explained, join, step};
use crate::check::schema::shape_pair::Shapes;
use crate::schema::decimal::to_value;
use crate::schema::numbers::{Limit, Numbers};

pub(crate) fn numbers(shapes: &Shapes<'_>) -> Vec<Change> {
    let (old, new) = (&shapes.old.numbers, &shapes.new.numbers);
    explained(shapes, steps(old, new), &old.relate(new))
}

fn steps(old: &Numbers, new: &Numbers) -> Vec<Step> {
    let mut steps = Vec::new();
    if old.integer != new.integer {
        let name = |numbers: &Numbers| vec![if numbers.integer { "integer" } else { "number" }];
        steps.push(Step {
            kind: Kind::Type,
            keyword: "type",
            change: Datum::Types(name(old), name(new)),
            alone: old.relate(&Numbers { integer: new.integer, ..old.clone() }),
        });
    }
    if old.minimum != new.minimum {
        steps.push(Step {
            kind: Kind::Minimum,
            keyword: end_keyword(old.minimum.as_ref(), new.minimum.as_ref(), "minimum", "exclusiveMinimum"),
            change: step(end(old.minimum.as_ref()), end(new.minimum.as_ref())),
            alone: old.relate(&Numbers { minimum: new.minimum.clone(), ..old.clone() }),
        });
    }
    if old.maximum != new.maximum {
        steps.push(Step {
            kind: Kind::Maximum,
            keyword: end_keyword(old.maximum.as_ref(), new.maximum.as_ref(), "maximum", "exclusiveMaximum"),
            change: step(end(old.maximum.as_ref()), end(new.maximum.as_ref())),
            alone: old.relate(&Numbers { maximum: new.maximum.clone(), ..old.clone() }),
        });
    }
    if old.multiple_of != new.multiple_of {
        let shown = |steps: &[BigRational]| join(steps.iter().map(|step| to_value(step).to_string()));
        steps.push(Step {
            kind: Kind::MultipleOf,
            keyword: "multipleOf",
            change: step(shown(&old.multiple_of), shown(&new.multiple_of)),
            alone: old.relate(&Numbers { multiple_of: new.multiple_of.clone(), ..old.clone() }),
        });
    }
    if old.formats != new.formats {
        steps.push(Step {
            kind: Kind::Format,
            keyword: "format",
            change: step(join(&old.formats), join(&new.formats)),
            alone: old.relate(&Numbers { formats: new.formats.clone(), ..old.clone() }),
        });
    }
    steps
}

/// Where only whether the end belongs to it changed, that keyword is the one.
fn end_keyword(old: Option<&Limit>, new: Option<&Limit>, value: &'static str, exclusive: &'static str) -> &'static str {
    match (old, new) {
        (Some(old), Some(new)) if old.value == new.value => exclusive,
        _ => value,
    }
}

fn end(limit: Option<&Limit>) -> String {
    limit.map_or_else(String::new, |limit| {
        let exclusive = if limit.exclusive { " (exclusive)" } else { "" };
        format!("{}{exclusive}", to_value(&limit.value))
    })
}
