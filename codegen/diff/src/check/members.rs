//! Members that all OpenAPI objects can have: annotations, extensions, `deprecated`, and members that are not understood.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::extensions::compare_extension;
use crate::direction::Direction;
use crate::document::is_extension;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// Compares a member for people. Its meaning is not compared.
pub(crate) fn compare_wording(key: &str, pair: &Pair<'_>) -> Option<Change> {
    let change = Change::new(ChangeType::WordingChanged, pair.pointer(), Effect::None);
    (!pair.is_same()).then(|| change.with(key).with(pair.action()))
}

/// Compares a member that has no check of its own.
pub(crate) fn compare_common_member(key: &str, pair: &Pair<'_>) -> Vec<Change> {
    match key {
        _ if is_extension(key) => compare_extension(key, pair),
        "description" | "summary" | "externalDocs" | "example" | "examples" | "tags" => {
            compare_wording(key, pair).into_iter().collect()
        }
        _ => not_understood(key, pair),
    }
}

/// Compares a member that the checks do not understand. A change of it counts as breaking.
pub(crate) fn not_understood(key: &str, pair: &Pair<'_>) -> Vec<Change> {
    if pair.is_same() {
        return Vec::new();
    }
    vec![not_understood_change(key, pair)]
}

fn not_understood_change(key: &str, pair: &Pair<'_>) -> Change {
    Change::new(ChangeType::NotUnderstood, pair.pointer(), Effect::Breaking).with(key).with(pair.old_and_new())
}

/// Compares the objects that the nodes refer to. If a reference has a target in one document only, that is a change, even if the references are
/// equal.
pub(crate) fn compare_targets<'d>(
    key: &str,
    pair: &Pair<'d>,
    compare: impl FnOnce(&Pair<'d>) -> Vec<Change>,
) -> Vec<Change> {
    match (pair.target(), pair.both()) {
        (Ok(pair), _) if pair.are_objects() => compare(&pair),
        (Ok(pair), _) => not_understood(key, &pair),
        (Err(_), Some((old, new))) if pair.is_same() && old.target().is_err() && new.target().is_err() => Vec::new(),
        (Err(_), _) => vec![not_understood_change(key, pair)],
    }
}

/// Compares `deprecated`, which announces a later removal. Calls are not affected until then.
pub(crate) fn compare_deprecation(pair: &Pair<'_>, direction: Direction) -> Option<Change> {
    let [before, after] = [&pair.old, &pair.new].map(|node| node.as_ref().is_some_and(|node| node.value == true));
    let change_type = match (before, after) {
        (false, true) => ChangeType::DeprecationAdded,
        (true, false) => ChangeType::DeprecationRemoved,
        _ => return None,
    };
    Some(Change::new(change_type, pair.pointer(), direction.if_used(Effect::Compatible)))
}
