//! What all objects of a document have in common: text for people, extensions, and members that are not understood.

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::extensions::extension;
use crate::direction::Side;
use crate::document::is_extension;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// A member that is for people: what it says is not compared.
pub(crate) fn wording(key: &str, pair: &Pair<'_>) -> Option<Change> {
    let change = Change::new(Kind::WordingChanged, pair.place(), Effect::None);
    (!pair.is_same()).then(|| change.with(key).with(pair.verb()))
}

/// A member that no check names.
pub(crate) fn other(key: &str, pair: &Pair<'_>) -> Vec<Change> {
    match key {
        _ if is_extension(key) => extension(key, pair),
        "description" | "summary" | "externalDocs" | "example" | "examples" | "tags" => {
            wording(key, pair).into_iter().collect()
        }
        _ => not_understood(key, pair),
    }
}

/// A difference of what is not understood counts as breaking.
pub(crate) fn not_understood(key: &str, pair: &Pair<'_>) -> Vec<Change> {
    if pair.is_same() {
        return Vec::new();
    }
    vec![strange(key, pair)]
}

fn strange(key: &str, pair: &Pair<'_>) -> Change {
    Change::new(Kind::NotUnderstood, pair.place(), Effect::Breaking).with(key).with(pair.step())
}

/// Compares what the two refer to, where that can be compared member by member. A reference that leads nowhere in one document only is a
/// change, though both write it alike.
pub(crate) fn targets<'d>(key: &str, pair: &Pair<'d>, compare: impl FnOnce(&Pair<'d>) -> Vec<Change>) -> Vec<Change> {
    match (pair.target(), pair.both()) {
        (Ok(pair), _) if pair.are_objects() => compare(&pair),
        (Ok(pair), _) => not_understood(key, &pair),
        (Err(_), Some((old, new))) if pair.is_same() && old.target().is_err() && new.target().is_err() => Vec::new(),
        (Err(_), _) => vec![strange(key, pair)],
    }
}

/// `deprecated`: a promise about later, so the calls of today are untouched.
pub(crate) fn deprecation(pair: &Pair<'_>, side: Side) -> Option<Change> {
    let [before, after] = [&pair.old, &pair.new].map(|node| node.as_ref().is_some_and(|node| node.value == true));
    let kind = match (before, after) {
        (false, true) => Kind::DeprecationAdded,
        (true, false) => Kind::DeprecationRemoved,
        _ => return None,
    };
    Some(Change::new(kind, pair.place(), side.if_used(Effect::Compatible)))
}
