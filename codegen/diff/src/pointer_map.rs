//! Where places of the old document are reported, once what is there or around it has another place in the new one.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer::outwards;

use crate::change::Change;

/// New places by old ones.
#[derive(Debug, Default)]
pub(crate) struct Moved(BTreeMap<String, String>);

impl Moved {
    /// As the changes say it.
    pub(crate) fn of(changes: &[Change]) -> Self {
        Self(changes.iter().flat_map(|change| change.moved.iter().cloned()).collect())
    }

    /// Where a place of the old document is reported.
    pub(crate) fn place(&self, old: &str) -> String {
        let moved = outwards(old).find_map(|around| Some(format!("{}{}", self.0.get(around)?, &old[around.len()..])));
        moved.unwrap_or_else(|| old.to_owned())
    }

    /// The old places.
    pub(crate) fn from(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether something moved to this place.
    pub(crate) fn is_target(&self, place: &str) -> bool {
        self.0.values().any(|moved| moved == place)
    }
}
