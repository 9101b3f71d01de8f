//! The patterns of one spec, each compiled once: many strings of a spec share one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Pattern, Unsupported};

/// Patterns by their text.
#[derive(Debug, Default)]
pub struct Patterns<'v>(BTreeMap<&'v str, Pattern>);

impl<'v> Patterns<'v> {
    /// The compiled pattern of a text.
    ///
    /// # Errors
    /// As [`Pattern::compile`].
    pub fn compiled(&mut self, source: &'v str) -> Result<&Pattern, Unsupported> {
        match self.0.entry(source) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(Pattern::compile(source)?)),
        }
    }
}
