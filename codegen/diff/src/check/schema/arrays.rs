//! Arrays: how many items there may be, whether they may repeat, and what each may be.

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::schema::keyword_change::{least, limit, step};
use crate::check::schema::shape_pair::Shapes;
use crate::context::Context;
use crate::direction::Shift;

pub(crate) fn arrays<'d>(context: &Context<'d>, shapes: &Shapes<'d>) -> Vec<Change> {
    let (old, new) = (&shapes.old.arrays, &shapes.new.arrays);
    let most = |max: Option<u64>| max.unwrap_or(u64::MAX);
    let longest = most(old.max).min(most(new.max));
    let mut changes = Vec::new();
    if old.min != new.min {
        let change = shapes.change(Kind::MinItems, "minItems", Shift::of(new.min > old.min, new.min < old.min));
        changes.push(change.with(step(least(old.min), least(new.min))));
    }
    if old.max != new.max {
        let shift = Shift::of(most(new.max) < most(old.max), most(new.max) > most(old.max));
        changes.push(shapes.change(Kind::MaxItems, "maxItems", shift).with(step(limit(old.max), limit(new.max))));
    }
    if old.unique != new.unique {
        // An array of at most one item has no two that are equal.
        let binds = longest > 1;
        let shift = Shift::of(new.unique && binds, old.unique && binds);
        changes.push(shapes.change(Kind::UniqueItems, "uniqueItems", shift).with(step(old.unique, new.unique)));
    }
    if longest > 0 {
        changes.extend(context.schema(&old.items, &new.items, shapes.side));
    }
    changes
}
