//! Adds each difference of the generated code to the nearest change on the wire, or reports it as a change of its own.

use colt_numbers_openapi::pointer::relative_to;

use crate::change::{Change, RustTask};
use crate::change_type::ChangeType;
use crate::effect::Effect;
use crate::pointer_map::PointerMap;
use crate::rust::rust_difference::RustDifference;

/// Added to the distance of a change above the pointer, so that every change below the pointer is nearer.
const FAR: usize = 1_000_000;

/// Adds the differences to the changes on the wire.
pub(super) fn attach_to_changes(changes: &mut Vec<Change>, moved: &PointerMap, differences: Vec<RustDifference>) {
    for RustDifference { pointer, effect, changes_behaviour, reason, task } in differences {
        // The values of an enum may change because of another keyword of its schema.
        let pointers = [pointer.as_str(), pointer.trim_end_matches("/enum")];
        let nearest = pointers.into_iter().find_map(|pointer| nearest_change(changes, moved, pointer));
        let index = nearest.unwrap_or_else(|| {
            changes.push(Change::new(ChangeType::GeneratedCodeChanged, moved.new_pointer(&pointer), Effect::None));
            changes.len() - 1
        });
        let task = RustTask { text: task, is_optional: effect == Effect::Compatible };
        changes[index].add_rust(effect, changes_behaviour, vec![reason], vec![task]);
    }
}

/// The index of the change that is reported at a pointer, or nearest to it.
fn nearest_change(changes: &[Change], moved: &PointerMap, pointer: &str) -> Option<usize> {
    let new_pointer = moved.new_pointer(pointer);
    let distance = |change: &Change| {
        let reported = &change.pointer;
        if *reported == new_pointer || *reported == pointer {
            Some(0)
        } else if change.change_type.is_wording() {
            None
        } else {
            // Something that was added or removed as a whole is reported above the pointer; the nearest change is used.
            let above = || relative_to(&new_pointer, reported).map(|rest| FAR + rest.len());
            // An item of no schema in particular does not belong to the change of any one schema.
            let is_of_all = matches!(&*new_pointer, "/components/schemas" | "/components");
            let below = relative_to(reported, &new_pointer).filter(|_| !is_of_all);
            below.map(str::len).or_else(above)
        }
    };
    let near = changes.iter().enumerate().filter_map(|(index, change)| Some((distance(change)?, index)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, index)| index)
}
