//! Compares `not`: its schema is compared in the opposite direction.

use std::slice::from_ref;

use crate::change::{Change, EffectReason};
use crate::change_type::ChangeType;
use crate::check::schema::shape_pair::ShapePair;
use crate::check::schema::values::listed;
use crate::context::Context;
use crate::direction::Direction;
use crate::effect::Effect;
use crate::schema::accepts::shape_accepts;
use crate::schema::json_types::JsonTypes;
use crate::schema::located_schema::LocatedSchema;
use crate::schema::shape::Shape;
use crate::set_difference::SetChange;

/// Compares the `not` keywords of two schemas.
pub(crate) fn compare_nots<'d>(context: &Context<'d>, shapes: &ShapePair<'d>) -> Vec<Change> {
    let (mut old, mut new) = (shapes.old.nots.clone(), shapes.new.nots.clone());
    old.retain(|before| {
        let same = new.iter().position(|after| context.allow_same_values(from_ref(before), from_ref(after)));
        same.map(|index| new.remove(index)).is_none()
    });
    if let ([before], [after]) = (&old[..], &new[..]) {
        let found = context.compare_separately(|| {
            context.compare_schemas(from_ref(before), from_ref(after), shapes.direction.reversed())
        });
        return found.into_iter().map(|change| within_not(change, shapes.direction)).collect();
    }
    let only_in_one = |change_type, excluded: &LocatedSchema<'d>, shape, set_change| {
        shapes.change(change_type, "not", if has_no_effect(excluded, shape) { SetChange::Same } else { set_change })
    };
    let removed =
        old.iter().map(|excluded| only_in_one(ChangeType::NotRemoved, excluded, &shapes.new, SetChange::Widened));
    let added =
        new.iter().map(|excluded| only_in_one(ChangeType::NotAdded, excluded, &shapes.old, SetChange::Narrowed));
    removed.chain(added).collect()
}

/// Converts a change within the schema of `not` to a change of the schema around `not`.
fn within_not(change: Change, direction: Direction) -> Change {
    let set_change = match (change.wire, direction) {
        (Effect::None, _) => return change,
        (Effect::Breaking | Effect::Unknown, _) => SetChange::Replaced,
        (Effect::Compatible, Direction::Received) => SetChange::Narrowed,
        (Effect::Compatible, Direction::Sent | Direction::Unused) => SetChange::Widened,
    };
    Change {
        not_depth: change.not_depth + 1,
        reason: EffectReason::Values(set_change.into()),
        ..change.in_direction(direction)
    }
}

/// Whether the schema of `not` excludes no value that the other keywords allow.
fn has_no_effect(excluded: &LocatedSchema<'_>, shape: &Shape<'_>) -> bool {
    let excluded = Shape::of(from_ref(excluded));
    let null = excluded.null && shape.null;
    if !null && excluded.types.and(shape.types) == JsonTypes::NONE && excluded.not_understood.is_empty() {
        return true;
    }
    let other_keywords = Shape { nots: Vec::new(), ..shape.clone() };
    listed(&excluded).is_some_and(|values| {
        let mut accepted = values.iter().map(|value| shape_accepts(&other_keywords, value));
        !null && accepted.all(|accepted| accepted == Some(false))
    })
}
