//! Compares array keywords: the number of items, `uniqueItems` and `items`.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::schema::keyword_change::{limit, lower_limit, old_and_new};
use crate::check::schema::shape_pair::ShapePair;
use crate::context::Context;
use crate::set_difference::SetChange;

pub(crate) fn compare_arrays<'d>(context: &Context<'d>, shapes: &ShapePair<'d>) -> Vec<Change> {
    let (old, new) = (&shapes.old.arrays, &shapes.new.arrays);
    let most = |max: Option<u64>| max.unwrap_or(u64::MAX);
    let longest = most(old.max).min(most(new.max));
    let mut changes = Vec::new();
    if old.min != new.min {
        let change =
            shapes.change(ChangeType::MinItems, "minItems", SetChange::of(new.min > old.min, new.min < old.min));
        changes.push(change.with(old_and_new(lower_limit(old.min), lower_limit(new.min))));
    }
    if old.max != new.max {
        let set_change = SetChange::of(most(new.max) < most(old.max), most(new.max) > most(old.max));
        changes.push(
            shapes
                .change(ChangeType::MaxItems, "maxItems", set_change)
                .with(old_and_new(limit(old.max), limit(new.max))),
        );
    }
    if old.unique != new.unique {
        // An array of at most one item cannot have two equal items.
        let has_effect = longest > 1;
        let set_change = SetChange::of(new.unique && has_effect, old.unique && has_effect);
        changes.push(
            shapes.change(ChangeType::UniqueItems, "uniqueItems", set_change).with(old_and_new(old.unique, new.unique)),
        );
    }
    if longest > 0 {
        changes.extend(context.compare_schemas(&old.items, &new.items, shapes.direction));
    }
    changes
}
