//! Maps JSON Pointers of the old document to the new one, for objects that were moved or renamed.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer::self_and_ancestors;

use crate::change::Change;

/// The new pointer of each moved object, by its old pointer.
#[derive(Debug, Default)]
pub(crate) struct PointerMap(BTreeMap<String, String>);

impl PointerMap {
    /// The moves and renames that these changes report.
    pub(crate) fn from_changes(changes: &[Change]) -> Self {
        Self(changes.iter().flat_map(|change| change.moved_pointers.iter().cloned()).collect())
    }

    /// The new pointer of an object of the old document. It differs if the object, or an object around it, moved.
    pub(crate) fn new_pointer(&self, old: &str) -> String {
        let moved =
            self_and_ancestors(old).find_map(|outer| Some(format!("{}{}", self.0.get(outer)?, &old[outer.len()..])));
        moved.unwrap_or_else(|| old.to_owned())
    }

    /// The old pointers of all moved objects.
    pub(crate) fn old_pointers(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether an object moved to this pointer.
    pub(crate) fn is_target(&self, pointer: &str) -> bool {
        self.0.values().any(|moved| moved == pointer)
    }
}
