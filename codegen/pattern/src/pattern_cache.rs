//! A cache of compiled patterns, because many strings of a spec have the same pattern. The lint and the emitter each use a cache of their own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::pattern::Pattern;
use crate::unsupported_pattern::UnsupportedPattern;

/// Compiled patterns by source.
#[derive(Debug, Default)]
pub struct PatternCache<'v>(BTreeMap<&'v str, Pattern>);

impl<'v> PatternCache<'v> {
    /// The compiled pattern for a source.
    ///
    /// # Errors
    /// See [`Pattern::compile`].
    pub fn get_or_compile(&mut self, source: &'v str) -> Result<&Pattern, UnsupportedPattern> {
        match self.0.entry(source) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(Pattern::compile(source)?)),
        }
    }
}
