//! The constraints of a string schema, and which of its limits have no effect.

use std::fmt;

use crate::language::Language;
use crate::pattern::Pattern;
use crate::unsupported_pattern::UnsupportedPattern;

/// The keywords of a string schema that constrain a text. Lengths are inclusive and count characters (code points).
#[derive(Clone, Copy, Debug, Default)]
pub struct StringConstraints<'a> {
    /// `pattern`.
    pub pattern: Option<&'a Pattern>,
    /// `minLength`.
    pub min_length: Option<u32>,
    /// `maxLength`.
    pub max_length: Option<u32>,
}

impl StringConstraints<'_> {
    /// The texts that satisfy all constraints.
    ///
    /// # Errors
    /// If the automaton is too large.
    pub fn language(&self) -> Result<Language, UnsupportedPattern> {
        let base = self.pattern.map_or_else(Language::all, |pattern| pattern.language().clone());
        base.with_length_limits(self.min_length, self.max_length)
    }

    /// The limits that the pattern already implies.
    ///
    /// Empty if the pattern allows no text at all: then the pattern is reported, not the limits.
    ///
    /// ```
    /// use colt_numbers_pattern::{Pattern, StringConstraints};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let number = Pattern::compile(r"^\+?[1-9]\d{6,15}$")?;
    /// let constraints = StringConstraints { pattern: Some(&number), min_length: None, max_length: Some(20) };
    /// let messages: Vec<String> = constraints.redundant_limits().iter().map(ToString::to_string).collect();
    /// assert_eq!(messages, ["`maxLength` 20 has no effect: the pattern allows at most 17 characters"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn redundant_limits(&self) -> Vec<RedundantLimit> {
        let shortest = self.pattern.map_or(Some(0), |pattern| pattern.language().min_len());
        let longest = self.pattern.and_then(|pattern| pattern.language().max_len());
        let Some(shortest) = shortest else {
            return Vec::new();
        };
        let min = self
            .min_length
            .filter(|&limit| u64::from(limit) <= shortest)
            .map(|limit| RedundantLimit::Min { limit, shortest });
        let max = self.max_length.zip(longest).filter(|&(limit, longest)| longest <= u64::from(limit));
        let max = max.map(|(limit, longest)| RedundantLimit::Max { limit, longest });
        min.into_iter().chain(max).collect()
    }
}

/// A limit on the length without effect: the same texts are allowed without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedundantLimit {
    /// `minLength` is not greater than the minimum length of the pattern.
    Min {
        /// The limit.
        limit: u32,
        /// The length of the shortest text that the pattern allows.
        shortest: u64,
    },
    /// `maxLength` is not less than the maximum length of the pattern.
    Max {
        /// The limit.
        limit: u32,
        /// The length of the longest text that the pattern allows.
        longest: u64,
    },
}

impl fmt::Display for RedundantLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = |count: u64| {
            if count == 1 { "character" } else { "characters" }
        };
        match *self {
            Self::Min { limit: 0, .. } => f.write_str("`minLength` 0 has no effect: no text is shorter"),
            Self::Min { limit, shortest } => {
                write!(
                    f,
                    "`minLength` {limit} has no effect: the pattern requires at least {shortest} {}",
                    characters(shortest)
                )
            }
            Self::Max { limit, longest } => {
                write!(
                    f,
                    "`maxLength` {limit} has no effect: the pattern allows at most {longest} {}",
                    characters(longest)
                )
            }
        }
    }
}
