//! Adds what Rust code meets to the change that is reported at the same place, or reports it by itself.

use colt_numbers_openapi::pointer::below;

use crate::change::Change;
use crate::change_type::Kind;
use crate::effect::Effect;
use crate::pointer_map::Moved;
use crate::rust::rust_difference::Difference;

/// Farther than anything within a place.
const FAR: usize = 1_000_000;

/// Adds differences to the changes on the wire.
pub(super) fn attach(changes: &mut Vec<Change>, moved: &Moved, differences: Vec<Difference>) {
    for Difference { pointer, effect, behaviour, why } in differences {
        // The values of an enum may change by another keyword of its schema.
        let places = [pointer.as_str(), pointer.trim_end_matches("/enum")];
        let beside = places.into_iter().find_map(|pointer| beside(changes, moved, pointer));
        let index = beside.unwrap_or_else(|| {
            changes.push(Change::new(Kind::GeneratedCodeChanged, moved.place(&pointer), Effect::None));
            changes.len() - 1
        });
        changes[index].add_rust(effect, behaviour, vec![why]);
    }
}

/// The change that is reported at a place or nearest to it, if there is one.
fn beside(changes: &[Change], moved: &Moved, pointer: &str) -> Option<usize> {
    let place = moved.place(pointer);
    let distance = |change: &Change| {
        let reported = &change.pointer;
        if *reported == place || *reported == pointer {
            Some(0)
        } else if change.kind.is_wording() {
            None
        } else {
            // What was added or removed as a whole is reported at the value around it; the nearest one wins.
            let around = || below(&place, reported).map(|rest| FAR + rest.len());
            below(reported, &place).map(str::len).or_else(around)
        }
    };
    let near = changes.iter().enumerate().filter_map(|(index, change)| Some((distance(change)?, index)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, index)| index)
}
