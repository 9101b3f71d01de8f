//! What is written differently and was not reported: every difference of the two documents shows up in the report.
//!
//! Checks report what they do not understand, so what is left here allows and forbids the same.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::{below, split_last};
use serde_json::Value;

use crate::change::Change;
use crate::change_type::Kind;
use crate::document::Document;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::pointer_map::Moved;

/// What the changes found so far say nothing of.
pub(crate) fn unreported(old: &Document, new: &Document, changes: &mut Vec<Change>) {
    let mut sweep = Sweep { moved: Moved::of(changes), changes };
    sweep.both(&old.root(), &new.root());
}

struct Sweep<'c> {
    changes: &'c mut Vec<Change>,
    moved: Moved,
}

impl Sweep<'_> {
    fn both(&mut self, old: &Node<'_>, new: &Node<'_>) {
        if old.value == new.value || self.is_reported(&new.pointer) {
            return;
        }
        let pair = Pair::of(old, new);
        match (old.value, new.value) {
            (Value::Object(_), Value::Object(_)) => {
                for (key, member) in pair.members() {
                    match member.both() {
                        Some((old, new)) => self.both(old, new),
                        None if key == "required" && self.is_reported_within(&new.pointer) => {}
                        None => self.single(&member),
                    }
                }
            }
            (Value::Array(before), Value::Array(after)) => {
                let parent = new.pointer.strip_suffix("/required");
                if is_reordered(before, after)
                    || self.is_reported_within(&new.pointer)
                    || parent.is_some_and(|parent| self.is_reported_within(parent))
                {
                    return;
                }
                if before.len() != after.len() {
                    return self.note(&pair);
                }
                for (before, after) in old.items().iter().zip(&new.items()) {
                    self.both(before, after);
                }
            }
            _ => self.note(&pair),
        }
    }

    /// What only one document has.
    fn single(&mut self, pair: &Pair<'_>) {
        let place = pair.place();
        if !self.is_reported(&place) && !self.is_reported_within(&place) && !self.moved.is_target(&place) {
            self.note(pair);
        }
    }

    fn note(&mut self, pair: &Pair<'_>) {
        let place = pair.place();
        let is_component = place.starts_with("/components/") && !place.starts_with("/components/schemas/");
        let kind = if is_component { Kind::ComponentWrittenDifferently } else { Kind::WrittenDifferently };
        let key = split_last(&place).map_or_else(String::new, |(_, key)| key.into_owned());
        self.changes.push(Change::new(kind, place, Effect::None).with(key).with(pair.part()));
    }

    /// Whether something was reported of this place, or of one around it.
    fn is_reported(&self, pointer: &str) -> bool {
        self.reported().any(|reported| below(pointer, reported).is_some())
    }

    /// Whether something was reported of a place within this one.
    fn is_reported_within(&self, pointer: &str) -> bool {
        self.reported().any(|reported| below(reported, pointer).is_some_and(|rest| !rest.is_empty()))
    }

    fn reported(&self) -> impl Iterator<Item = &str> {
        let changes = self.changes.iter().map(|change| change.pointer.as_str());
        changes.chain(self.moved.from())
    }
}

fn is_reordered(old: &[Value], new: &[Value]) -> bool {
    let mut left: Vec<&Value> = new.iter().collect();
    old.len() == new.len()
        && old.iter().all(|value| {
            let index = left.iter().position(|other| *other == value);
            index.map(|index| left.swap_remove(index)).is_some()
        })
}
