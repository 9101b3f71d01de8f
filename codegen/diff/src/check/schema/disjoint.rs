//! Whether two schemas are disjoint: no value satisfies both.

use serde_json::Value;

use crate::schema::accepts::shape_accepts;
use crate::schema::json_types::JsonTypes;
use crate::schema::located_schema::LocatedSchema;
use crate::schema::shape::{AdditionalPropertyRule, Shape};

/// The deepest nesting of properties that is compared.
const DEEPEST: usize = 6;

/// Whether it can be proved that no value satisfies both. Objects are assumed to have only stated properties.
pub(crate) fn are_disjoint(a: &[LocatedSchema<'_>], b: &[LocatedSchema<'_>]) -> bool {
    disjoint(a, b, DEEPEST)
}

fn disjoint(a: &[LocatedSchema<'_>], b: &[LocatedSchema<'_>], depth: usize) -> bool {
    let (a, b) = (Shape::of(a), Shape::of(b));
    if a.null && b.null {
        return false;
    }
    let common = a.types.and(b.types);
    if common == JsonTypes::NONE {
        return true;
    }
    let rejects_all = |values: &Option<Vec<Value>>, rules: &Shape<'_>| {
        values.as_ref().is_some_and(|values| {
            let mut accepted = values.iter().map(|value| shape_accepts(rules, value));
            accepted.all(|accepted| accepted == Some(false))
        })
    };
    if rejects_all(&a.values, &b) || rejects_all(&b.values, &a) {
        return true;
    }
    match common {
        JsonTypes::STRING => a.strings.is_disjoint(&b.strings),
        JsonTypes::OBJECT => lacks_required(&a, &b) && lacks_required(&b, &a) || have_conflict(&a, &b, depth),
        _ => false,
    }
}

/// Whether an object with only the stated properties of the first schema lacks one that the second requires.
fn lacks_required(first: &Shape<'_>, second: &Shape<'_>) -> bool {
    let stated = |name: &String| first.objects.properties.contains_key(name);
    second.objects.required.iter().any(|name| !stated(name))
}

/// Whether a property that both require has disjoint schemas, or one schema requires a property that the other forbids.
fn have_conflict(a: &Shape<'_>, b: &Shape<'_>, depth: usize) -> bool {
    let forbids = |closed: &Shape<'_>, other: &Shape<'_>| {
        matches!(closed.objects.additional, AdditionalPropertyRule::None) && lacks_required(closed, other)
    };
    if forbids(a, b) || forbids(b, a) {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let both = a.objects.required.intersection(&b.objects.required);
    both.into_iter().any(|name| match (a.objects.properties.get(name), b.objects.properties.get(name)) {
        (Some(a), Some(b)) => disjoint(a, b, depth),
        _ => false,
    })
}
