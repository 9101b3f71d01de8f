//! `not`: its schema is judged as if it travelled the other way.

use std::slice::from_ref;

use crate::change::{Change, Why};
use crate::change_type::Kind;
use crate::check::schema::shape_pair::Shapes;
use crate::check::schema::values::listed;
use crate::context::Context;
use crate::direction::{Shift, Side};
use crate::effect::Effect;
use crate::schema::accepts::shape_accepts;
use crate::schema::json_types::Kinds;
use crate::schema::located_schema::View;
use crate::schema::shape::Shape;

/// What `not` takes away.
pub(crate) fn nots<'d>(context: &Context<'d>, shapes: &Shapes<'d>) -> Vec<Change> {
    let (mut old, mut new) = (shapes.old.nots.clone(), shapes.new.nots.clone());
    old.retain(|before| {
        let same = new.iter().position(|after| context.are_same(from_ref(before), from_ref(after)));
        same.map(|index| new.remove(index)).is_none()
    });
    if let ([before], [after]) = (&old[..], &new[..]) {
        let found = context.apart(|| context.schema(from_ref(before), from_ref(after), shapes.side.flipped()));
        return found.into_iter().map(|change| within_not(change, shapes.side)).collect();
    }
    let one = |kind, excluded: &View<'d>, shape, shift| {
        shapes.change(kind, "not", if is_idle(excluded, shape) { Shift::Same } else { shift })
    };
    let removed = old.iter().map(|excluded| one(Kind::NotRemoved, excluded, &shapes.new, Shift::Wider));
    let added = new.iter().map(|excluded| one(Kind::NotAdded, excluded, &shapes.old, Shift::Narrower));
    removed.chain(added).collect()
}

/// A change of a schema under `not`, as it is seen from outside.
fn within_not(change: Change, side: Side) -> Change {
    let shift = match (change.wire, side) {
        (Effect::None, _) => return change,
        (Effect::Breaking | Effect::Unknown, _) => Shift::Apart,
        (Effect::Compatible, Side::Received) => Shift::Narrower,
        (Effect::Compatible, Side::Sent | Side::Unused) => Shift::Wider,
    };
    Change { nots: change.nots + 1, why: Why::Values(shift.into()), ..change.on(side) }
}

/// Whether a schema under `not` excludes nothing that the rest allows.
fn is_idle(excluded: &View<'_>, shape: &Shape<'_>) -> bool {
    let excluded = Shape::of(from_ref(excluded));
    let null = excluded.null && shape.null;
    if !null && excluded.kinds.and(shape.kinds) == Kinds::NONE && excluded.strange.is_empty() {
        return true;
    }
    let without = Shape { nots: Vec::new(), ..shape.clone() };
    listed(&excluded).is_some_and(|values| {
        let mut judged = values.iter().map(|value| shape_accepts(&without, value));
        !null && judged.all(|judged| judged == Some(false))
    })
}
