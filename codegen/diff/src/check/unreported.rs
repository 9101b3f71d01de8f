//! Reports the differences that no check reported, so that every difference of the documents is in the report.
//!
//! The checks report every difference that they do not understand. So the differences that are added here do not affect which requests and
//! responses are valid.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::{relative_to, split_last};
use serde_json::Value;

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::document::OpenApiDocument;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::pointer_map::PointerMap;

/// Adds each difference for which the changes so far have no entry.
pub(crate) fn add_unreported(old: &OpenApiDocument, new: &OpenApiDocument, changes: &mut Vec<Change>) {
    let mut search = UnreportedSearch { moved: PointerMap::from_changes(changes), changes };
    search.compare(&old.root(), &new.root());
}

struct UnreportedSearch<'c> {
    changes: &'c mut Vec<Change>,
    moved: PointerMap,
}

impl UnreportedSearch<'_> {
    fn compare(&mut self, old: &Node<'_>, new: &Node<'_>) {
        if old.value == new.value || self.is_reported(&new.pointer) {
            return;
        }
        let pair = Pair::of(old, new);
        match (old.value, new.value) {
            (Value::Object(_), Value::Object(_)) => {
                for (key, member) in pair.members() {
                    match member.both() {
                        Some((old, new)) => self.compare(old, new),
                        None if key == "required" && self.is_reported_below(&new.pointer) => {}
                        None => self.only_in_one(&member),
                    }
                }
            }
            (Value::Array(before), Value::Array(after)) => {
                let parent = new.pointer.strip_suffix("/required");
                if is_reordered(before, after)
                    || self.is_reported_below(&new.pointer)
                    || parent.is_some_and(|parent| self.is_reported_below(parent))
                {
                    return;
                }
                if before.len() != after.len() {
                    return self.report(&pair);
                }
                for (before, after) in old.items().iter().zip(&new.items()) {
                    self.compare(before, after);
                }
            }
            _ => self.report(&pair),
        }
    }

    /// Reports a node that only one document has.
    fn only_in_one(&mut self, pair: &Pair<'_>) {
        let pointer = pair.pointer();
        if !self.is_reported(&pointer) && !self.is_reported_below(&pointer) && !self.moved.is_target(&pointer) {
            self.report(pair);
        }
    }

    fn report(&mut self, pair: &Pair<'_>) {
        let pointer = pair.pointer();
        let is_component = pointer.starts_with("/components/") && !pointer.starts_with("/components/schemas/");
        let change_type =
            if is_component { ChangeType::ComponentWrittenDifferently } else { ChangeType::WrittenDifferently };
        let key = split_last(&pointer).map_or_else(String::new, |(_, key)| key.into_owned());
        self.changes.push(Change::new(change_type, pointer, Effect::None).with(key).with(pair.old_and_new_if_small()));
    }

    /// Whether a change is reported at this pointer or above it.
    fn is_reported(&self, pointer: &str) -> bool {
        self.reported().any(|reported| relative_to(pointer, reported).is_some())
    }

    /// Whether a change is reported below this pointer.
    fn is_reported_below(&self, pointer: &str) -> bool {
        self.reported().any(|reported| relative_to(reported, pointer).is_some_and(|rest| !rest.is_empty()))
    }

    fn reported(&self) -> impl Iterator<Item = &str> {
        let changes = self.changes.iter().map(|change| change.pointer.as_str());
        changes.chain(self.moved.old_pointers())
    }
}

fn is_reordered(old: &[Value], new: &[Value]) -> bool {
    let mut remaining: Vec<&Value> = new.iter().collect();
    old.len() == new.len()
        && old.iter().all(|value| {
            let index = remaining.iter().position(|other| *other == value);
            index.map(|index| remaining.swap_remove(index)).is_some()
        })
}
