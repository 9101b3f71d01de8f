//! What keeps two schemas apart, so that no value satisfies both.

use serde_json::Value;

use crate::schema::accepts::shape_accepts;
use crate::schema::json_types::Kinds;
use crate::schema::located_schema::View;
use crate::schema::shape::{Extra, Shape};

/// How deep two schemas are looked into for what keeps them apart.
const DEEPEST: usize = 6;

/// Whether no value satisfies both, as far as that can be proved. Of objects only those with stated properties count.
pub(crate) fn are_disjoint(a: &[View<'_>], b: &[View<'_>]) -> bool {
    disjoint(a, b, DEEPEST)
}

fn disjoint(a: &[View<'_>], b: &[View<'_>], depth: usize) -> bool {
    let (a, b) = (Shape::of(a), Shape::of(b));
    if a.null && b.null {
        return false;
    }
    let common = a.kinds.and(b.kinds);
    if common == Kinds::NONE {
        return true;
    }
    let none_of = |values: &Option<Vec<Value>>, rules: &Shape<'_>| {
        values.as_ref().is_some_and(|values| {
            let mut judged = values.iter().map(|value| shape_accepts(rules, value));
            judged.all(|judged| judged == Some(false))
        })
    };
    if none_of(&a.values, &b) || none_of(&b.values, &a) {
        return true;
    }
    match common {
        Kinds::STRING => a.strings.is_disjoint(&b.strings),
        Kinds::OBJECT => lacks(&a, &b) && lacks(&b, &a) || clash(&a, &b, depth),
        _ => false,
    }
}

/// Whether an object of the first, with its stated properties alone, lacks one that the second demands.
fn lacks(first: &Shape<'_>, second: &Shape<'_>) -> bool {
    let stated = |name: &String| first.objects.properties.contains_key(name);
    second.objects.required.iter().any(|name| !stated(name))
}

/// Whether a property that is there in both can have no common value, or one demands what the other forbids.
fn clash(a: &Shape<'_>, b: &Shape<'_>, depth: usize) -> bool {
    let forbids =
        |closed: &Shape<'_>, demands: &Shape<'_>| matches!(closed.objects.extra, Extra::None) && lacks(closed, demands);
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
