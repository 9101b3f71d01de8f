//! The patterns that one pass over a spec meets, each compiled once in that pass: many strings of a spec share one. The lint and the
//! emitter are a pass each, and share nothing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::pattern::Pattern;
use crate::unsupported_pattern::UnsupportedPattern;

/// PatternCache by their text.
#[derive(Debug, Default)]
pub struct PatternCache<'v>(BTreeMap<&'v str, Pattern>);

impl<'v> PatternCache<'v> {
    /// The compiled pattern of a text.
    ///
    /// # Errors
    /// As [`Pattern::compile`].
    pub fn get_or_compile(&mut self, source: &'v str) -> Result<&Pattern, UnsupportedPattern> {
        match self.0.entry(source) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(Pattern::compile(source)?)),
        }
    }
}
